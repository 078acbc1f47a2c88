"""The holes of SYNC 2.6 and the mutants of its model: each bug, switched on, breaks a promise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import bugs
from tests.support.scripts import Stage

Script = Callable[[Stage], None]
Bug = Callable[[pytest.MonkeyPatch], None]


def restored_before_an_acknowledged_create(stage: Stage) -> None:
    """Hole 1: acknowledged, but not pulled; then the server forgets it."""
    first = stage.world.desks[0]
    stage.world.drain()
    stage.world.take_backup()
    stage.track(0)
    stage.world.push(first)
    stage.go_back(new_epoch=False)
    stage.settle()


def restored_before_another_past(stage: Stage) -> None:
    """The server forgets an edit and then takes another one at the same place."""
    a, b = stage.world.desks
    made = stage.track(0)
    stage.world.drain()
    stage.world.take_backup()
    stage.name(0, ("track", made))
    stage.world.drain(a)
    stage.go_back(new_epoch=True)
    stage.line(1, made, 0)
    stage.world.run(b.session.hello())
    stage.settle()


def deleted_above_a_held_create(stage: Stage) -> None:
    """Hole 2: a delete overtakes the create of a version whose file is still being sent."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    version = stage.version(0, track)
    with a.local.edit() as db:
        # As after an answer that was lost: the create counts as sent.
        db.execute("UPDATE outbox SET sent = 1 WHERE state = 'pending'")
    stage.delete(0, ("track", track))
    assert stage.world.push(a) == 0, "the delete waits for the version's create"
    stage.settle()
    found = stage.world.sql("SELECT id FROM track_versions WHERE id = $1", version)
    assert len(found) == 1, "it is in the trash with its track"


def edited_what_never_came(stage: Stage) -> None:
    """Hole 2: an edit of what the server never got, and never will."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    stage.name(0, ("track", track))
    stage.world.sql("DELETE FROM tracks WHERE id = $1", track)
    with a.local.edit() as db:
        db.execute("DELETE FROM outbox WHERE type = 'create'")
    stage.settle()


def edited_then_deleted_unseen(stage: Stage) -> None:
    """Hole 3: a delete is refused, and the author's own edit before it must live."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.line(0, track, 0)
    stage.delete(0, ("track", track))
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.world.drain(a)
    stage.settle()


def answered_late(stage: Stage) -> None:
    """Hole 4: the answer to a repeated request is older than what was pulled since."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(0, ("track", track))
    stage.world.push(a, fault="answer_lost")
    stage.world.pull(a)
    stage.world.drain(b)
    last = stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.world.pull(a)
    stage.world.push(a)
    stage.settle()
    assert stage.world.field(a, track) == last


def repeated_after_a_restore(stage: Stage) -> None:
    """A delete arrives once more after it was taken back."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    stage.delete(0, ("track", track))
    stage.world.push(a, fault="kept")
    stage.world.drain()
    stage.restore(0, ("track", track))
    stage.world.drain()
    stage.world.repeat(a)
    stage.settle()
    assert ("track", track) in stage.world.records(a), "deleted again by an old request"


def sent_without_its_file(stage: Stage) -> None:
    """Nothing goes before what it needs: the server is never asked in vain."""
    a = stage.world.desks[0]
    stage.version(0, stage.track(0))
    stage.world.pull(a)
    stage.world.push(a)
    stage.settle()
    told = [result.why for result in a.feed.said if result.result == "retry"]
    assert told == [], "an operation left before its file"


def collected_before_it_was_attached(stage: Stage) -> None:
    """The file of a version is gone from the server before its create arrives."""
    a = stage.world.desks[0]
    track = stage.track(0)
    stage.world.drain()
    stage.version(0, track)
    stage.world.run(a.upload())
    stage.world.days_pass(8)
    stage.settle()


def renamed_by_both(stage: Stage) -> None:
    """Two laptops give a track another title: neither is lost."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(0, ("track", track))
    stage.name(1, ("track", track))
    stage.world.drain(a)
    stage.world.drain(b)
    stage.settle()


def deleted_what_others_edit(stage: Stage) -> None:
    """A delete does not take an edit along that its author never saw."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.delete(0, ("track", track))
    stage.world.drain(a)
    stage.settle()


def decided_over_an_unseen_edit(stage: Stage) -> None:
    """Somebody keeps theirs in a conflict; meanwhile there is another title than it shows."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(0, ("track", track))
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.world.drain(a)
    (conflict,) = [key[1] for key in stage.world.records(a) if key[0] == "conflict"]
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.resolve(0, conflict, "mine")
    stage.settle()


def decided_to_delete_over_an_unseen_edit(stage: Stage) -> None:
    """Somebody insists on a deletion; meanwhile the record was edited once more."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.delete(0, ("track", track))
    stage.world.drain(a)
    (conflict,) = [key[1] for key in stage.world.records(a) if key[0] == "conflict"]
    stage.name(1, ("track", track))
    stage.world.drain(b)
    stage.resolve(0, conflict, "mine")
    stage.settle()


def deleted_in_another_past(stage: Stage) -> None:
    """What the author of a delete saw, they saw in a past that the server has forgotten."""
    a, b = stage.world.desks
    track = stage.track(0)
    stage.world.drain()
    stage.world.take_backup()
    for _ in range(3):
        stage.name(0, ("track", track))
        stage.world.drain(a)
    stage.line(1, track, 0)
    stage.delete(0, ("track", track))
    stage.go_back(new_epoch=True)
    stage.world.drain(b)
    stage.settle()


def lost_between_a_restore_and_the_next_push(stage: Stage) -> None:
    """The server forgets, and then the one disk that remembers breaks."""
    a = stage.world.desks[0]
    stage.world.drain()
    stage.world.take_backup()
    stage.track(0)
    stage.world.drain(a)
    stage.go_back(new_epoch=True)
    stage.world.pull(a)
    stage.lose(0)
    stage.settle()


PROVEN: list[tuple[Script, Bug]] = [
    (restored_before_an_acknowledged_create, bugs.no_hw),
    (restored_before_an_acknowledged_create, bugs.acks_do_not_count),
    (restored_before_an_acknowledged_create, bugs.no_requeue),
    (restored_before_another_past, bugs.no_epoch),
    (restored_before_another_past, bugs.no_requeue),
    (deleted_above_a_held_create, bugs.overtaking_delete),
    (edited_what_never_came, bugs.asked_for_ever),
    (edited_then_deleted_unseen, bugs.drop_edits),
    (answered_late, bugs.blind_ack),
    (repeated_after_a_restore, bugs.no_dedupe),
    (sent_without_its_file, bugs.no_hold),
    (collected_before_it_was_attached, bugs.drop_retry),
    (renamed_by_both, bugs.lww),
    (deleted_what_others_edit, bugs.blind_delete),
    (decided_over_an_unseen_edit, bugs.decided_blindly),
    (decided_to_delete_over_an_unseen_edit, bugs.deleted_blindly),
    (deleted_in_another_past, bugs.seen_in_another_past),
    (lost_between_a_restore_and_the_next_push, bugs.unwritten_requeue),
]
SCRIPTS = list(dict.fromkeys(script for script, _ in PROVEN))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_the_promises_are_kept(stage: Stage, script: Script) -> None:
    script(stage)


@pytest.mark.parametrize(
    ("script", "bug"), PROVEN, ids=[f"{bug.__name__}-{script.__name__}" for script, bug in PROVEN]
)
def test_the_bug_breaks_a_promise(
    stage: Stage, script: Script, bug: Bug, monkeypatch: pytest.MonkeyPatch
) -> None:
    bug(monkeypatch)
    with pytest.raises(AssertionError):
        script(stage)
