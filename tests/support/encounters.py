"""Two studios meet on the same record, or a studio its own past: what breaks a sync, if anything.

Each is a short story whose turns a machine chooses; what it finds there is as good as gone.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sync.wire.changes import Choice
from tests.support.scripts import Stage
from tests.support.world import Key

Story = Callable[[Stage, int, int, int], None]
DEEDS = ("rename", "line", "delete", "child", "tag", "line and delete", "rename twice")
CHANGES = ("rename", "line", "rename twice")
CHOICES: tuple[Choice, Choice] = ("mine", "theirs")


def do(stage: Stage, i: int, key: Key, deed: str) -> None:
    """Something that a person does to a record, if it is still before them."""
    if key not in stage.world.records(stage.world.desks[i]):
        return
    if key[0] != "track" and deed in {"line", "child", "tag", "line and delete"}:
        deed = "rename"
    match deed:
        case "rename":
            stage.name(i, key)
        case "rename twice":
            stage.name(i, key)
            stage.name(i, key)
        case "line":
            stage.line(i, key[1], i)
        case "tag":
            stage.tag(i, key[1])
        case "child":
            stage.note(i, key[1])
        case "delete":
            stage.delete(i, key)
        case "line and delete":
            stage.line(i, key[1], i)
            stage.delete(i, key)


def both_change(stage: Stage, i: int, j: int, n: int) -> None:
    """They agree, each does something without the other, then both come home."""
    world = stage.world
    world.drain(world.desks[i], world.desks[j])
    key = stage.pick(i, n)
    if key is None:
        return
    do(stage, i, key, DEEDS[n % len(DEEDS)])
    do(stage, j, key, DEEDS[n // len(DEEDS) % len(DEEDS)])
    world.drain(world.desks[j], world.desks[i], world.desks[j])


def quarrel_and_decide(stage: Stage, i: int, j: int, n: int) -> None:
    """They disagree; one edits on while the other decides, or both decide."""
    world = stage.world
    a, b = world.desks[i], world.desks[j]
    track = stage.track(i)
    world.drain(a, b)
    do(stage, i, ("track", track), "delete" if n % 2 else "rename")
    do(stage, j, ("track", track), "rename")
    world.drain(b, a)
    found = _open_conflict(stage, i, track)
    if found is None:
        return
    do(stage, j, ("track", track), CHANGES[n // 2 % len(CHANGES)])
    world.drain(b)
    stage.resolve(i, found, CHOICES[n // 8 % 2])
    world.drain(b)
    if n // 16 % 2 and _open_conflict(stage, j, track) == found:
        stage.resolve(j, found, CHOICES[n // 32 % 2])
    world.drain(a, b, a)


def answer_that_comes_late(stage: Stage, i: int, j: int, n: int) -> None:
    """The answer is lost; until it is asked for again the other has edited on."""
    world = stage.world
    a, b = world.desks[i], world.desks[j]
    world.drain(a, b)
    key = stage.pick(i, n)
    if key is None:
        return
    do(stage, i, key, CHANGES[n % len(CHANGES)])
    world.push(a, fault="answer_lost")
    world.pull(a)
    world.drain(b)
    do(stage, j, key, CHANGES[n // 3 % len(CHANGES)])
    world.drain(b)
    world.pull(a)
    world.push(a)


def past_that_is_forgotten(stage: Stage, i: int, j: int, n: int) -> None:
    """The server goes back behind what it has acknowledged; somebody else is there first."""
    world = stage.world
    a, b = world.desks[i], world.desks[j]
    track = stage.track(i)
    world.drain(a, b)
    world.take_backup()
    for _ in range(1 + n % 3):
        do(stage, i, ("track", track), "rename")
        world.drain(a) if n // 3 % 2 else world.push(a)
    if n // 6 % 2:
        do(stage, i, ("track", track), "child")
        stage.track(i)
        world.push(a)
    if n // 12 % 2:
        do(stage, j, ("track", track), "line and delete")
    if n // 96 % 2:
        do(stage, i, ("track", track), "delete")
    stage.go_back(new_epoch=bool(n // 24 % 2))
    if n // 48 % 2:
        world.pull(a)
        stage.lose(i)
    do(stage, j, ("track", track), "line")
    world.drain(b)
    world.run(b.session.hello())


def deleted_in_a_forgotten_past(stage: Stage, i: int, j: int, n: int) -> None:
    """And what was seen when something was deleted, was seen in that past."""
    past_that_is_forgotten(stage, i, j, n % 48 + 96)


def lost_in_a_forgotten_past(stage: Stage, i: int, j: int, n: int) -> None:
    """And the one disk that remembers it breaks."""
    past_that_is_forgotten(stage, i, j, n % 48 + 48)


def request_that_comes_again(stage: Stage, i: int, j: int, n: int) -> None:
    """What was long done, and undone, arrives once more."""
    world = stage.world
    a = world.desks[i]
    key = ("track", stage.track(i))
    world.drain(a)
    do(stage, i, key, "delete")
    world.push(a, fault="kept")
    world.drain(a)
    stage.restore(i, key)
    world.drain(a)
    if n % 2:
        do(stage, i, key, "rename")
        world.drain(a)
    world.repeat(a)
    world.drain(a)
    assert key in world.records(a), "deleted again by an old request"


def file_that_is_collected(stage: Stage, i: int, j: int, n: int) -> None:
    """A file waits so long for its version that the server throws it away."""
    world = stage.world
    a = world.desks[i]
    track = stage.track(i)
    world.drain(a)
    stage.version(i, track)
    world.run(a.upload())
    world.days_pass(6 + n % 4)


def disk_that_breaks(stage: Stage, i: int, j: int, n: int) -> None:
    """The library is lost with edits in it, some of them said without an answer."""
    world = stage.world
    key: Key = ("track", stage.track(i))
    world.drain(world.desks[i])
    do(stage, i, key, DEEDS[n % len(DEEDS)])
    if n // 7 % 2:
        world.push(world.desks[i], fault="answer_lost")
    stage.version(i, stage.track(i))
    stage.lose(i)


STORIES: tuple[Story, ...] = (
    both_change,
    quarrel_and_decide,
    both_change,
    answer_that_comes_late,
    past_that_is_forgotten,
    quarrel_and_decide,
    request_that_comes_again,
    deleted_in_a_forgotten_past,
    lost_in_a_forgotten_past,
    file_that_is_collected,
    disk_that_breaks,
)
"""Those in which people meet are there twice."""


def _open_conflict(stage: Stage, i: int, about: UUID) -> UUID | None:
    for key, record in stage.world.records(stage.world.desks[i]).items():
        data = record.data
        if key[0] == "conflict" and data["state"] == "open" and data["id"] == str(about):
            return key[1]
    return None
