"""Studios, the real server and every fault there is: nothing is lost, nothing is doubled.

The same examples in every run; PROMISES=10000, for a night, tries as many new and longer ones with
three studios. That the machine would notice is shown by bugs that are switched on; those that it
cannot come upon (see NOT_FOUND_HERE) have scripts in test_holes.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support import bugs, encounters
from tests.support.desks import Desk
from tests.support.encounters import Story
from tests.support.scripts import Stage
from tests.support.world import House, Key, world_in

Bug = Callable[[pytest.MonkeyPatch], None]
NEW = int(os.environ.get("PROMISES", "0"))
DESKS = 3 if NEW else 2
EXAMPLES, STEPS, LONG_STEPS = 6, 16, 40
SEARCHED, MEETINGS = (60, 6) if NEW else (20, 3)
"""Examples in which a bug must be found, and stories in each."""
FOUND_BY: dict[Bug, Story] = {
    bugs.no_hw: encounters.past_that_is_forgotten,
    bugs.acks_do_not_count: encounters.past_that_is_forgotten,
    bugs.no_epoch: encounters.past_that_is_forgotten,
    bugs.no_requeue: encounters.past_that_is_forgotten,
    bugs.seen_in_another_past: encounters.deleted_in_a_forgotten_past,
    bugs.unwritten_requeue: encounters.lost_in_a_forgotten_past,
    bugs.no_dedupe: encounters.request_that_comes_again,
    bugs.drop_retry: encounters.file_that_is_collected,
    bugs.drop_edits: encounters.both_change,
    bugs.blind_delete: encounters.both_change,
    bugs.lww: encounters.both_change,
    bugs.blind_ack: encounters.answer_that_comes_late,
    bugs.decided_blindly: encounters.quarrel_and_decide,
    bugs.deleted_blindly: encounters.quarrel_and_decide,
}
"""Where each is looked for; the night looks everywhere."""
NOT_FOUND_HERE: list[Bug] = [
    bugs.no_hold,  # the server asks again, and all is well in the end
    bugs.overtaking_delete,  # wants a create whose sending was broken off while its file is gone
    bugs.asked_for_ever,  # wants a record that the server never had and that nobody sends
]

who = st.integers(0, DESKS - 1)
place = st.sampled_from([0, 0, 0, 1, 2, 3, 5, 7])
fault = st.sampled_from(["none", "none", "none", "request_lost", "answer_lost", "kept"])
turns = st.sampled_from(range(192))
one_in_three = st.sampled_from([True, False, False])


class Meetings(RuleBasedStateMachine):
    """Studios that meet on few records, one story after the other."""

    house: House
    room: Path
    stories: tuple[Story, ...] = encounters.STORIES

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        world = self._open.enter_context(world_in(self.house, self.room, DESKS))
        self.stage, self.world = Stage(world), world

    @initialize()
    def begin_together(self) -> None:
        """All have the same track: what follows is about few records, so that people meet."""
        self.stage.note(0, self.stage.track(0))
        self.world.drain(*self.world.desks)

    def _desk(self, i: int) -> Desk:
        return self.world.desks[i]

    @rule(i=who, j=st.integers(1, DESKS - 1), which=st.integers(0, 29), n=turns)
    def meet(self, i: int, j: int, which: int, n: int) -> None:
        """Two studios on the same record, or one and its past."""
        self.stories[which % len(self.stories)](self.stage, i, (i + j) % DESKS, n)

    meet_again = meet

    def teardown(self) -> None:
        """Everybody comes home and looks."""
        try:
            self.stage.settle()
        finally:
            self._open.close()

    def _pick(self, i: int, j: int, *kinds: str) -> Key | None:
        return self.stage.pick(i, j, kinds) if kinds else self.stage.pick(i, j)

    def _is_known(self, i: int, key: tuple[str, UUID]) -> bool:
        with self._desk(i).local.read() as db:
            row = db.execute("SELECT 1 FROM shadow WHERE id = ?", (str(key[1]),)).fetchone()
        return row is not None


class Sync(Meetings):
    """And what else people, the network, the worker, the clock and disasters do, in any order."""

    @rule(i=who)
    def new_track(self, i: int) -> None:
        """Somebody begins a track."""
        self.stage.track(i)

    @rule(i=who, j=place, again=one_in_three)
    def new_version(self, i: int, j: int, again: bool) -> None:
        """Somebody adds a file, or one that they added before."""
        songs = self._desk(i).songs
        if track := self._pick(i, j, "track"):
            sha256 = None
            if again and songs:
                sha256 = self.world.run(self._desk(i).add_song(songs[j % len(songs)]))
            self.stage.version(i, track[1], sha256)

    @rule(i=who, j=place)
    def new_note(self, i: int, j: int) -> None:
        """Somebody remarks something."""
        if track := self._pick(i, j, "track"):
            self.stage.note(i, track[1])

    @rule(i=who, j=place)
    def rename(self, i: int, j: int) -> None:
        """Somebody finds a better title."""
        if key := self._pick(i, j):
            self.stage.name(i, key)

    @rule(i=who, j=place, at=st.integers(0, 4))
    def write_a_line(self, i: int, j: int, at: int) -> None:
        """Somebody adds to the liner notes."""
        if track := self._pick(i, j, "track"):
            self.stage.line(i, track[1], at)

    @rule(i=who, j=place)
    def tag(self, i: int, j: int) -> None:
        """Somebody adds a tag."""
        if track := self._pick(i, j, "track"):
            self.stage.tag(i, track[1])

    @rule(i=who, j=place)
    def delete(self, i: int, j: int) -> None:
        """Somebody deletes something."""
        if key := self._pick(i, j):
            self.stage.delete(i, key)

    @rule(i=who, j=place)
    def take_back(self, i: int, j: int) -> None:
        """Somebody regrets it."""
        if gone := sorted({d.key for d in self.stage.ledger.deleted}):
            key = gone[j % len(gone)]
            if self._is_known(i, key):
                self.stage.restore(i, key)

    @rule(i=who, j=place, choice=st.sampled_from(["mine", "theirs"]))
    def decide(self, i: int, j: int, choice: str) -> None:
        """Somebody decides a conflict about a field, or leaves things as they are."""
        shown = self.world.records(self._desk(i))
        open_ = [
            key[1]
            for key, record in shown.items()
            if key[0] == "conflict" and record.data["state"] == "open"
            if record.data["field"] or choice == "theirs"
        ]
        if open_:
            self.stage.resolve(i, open_[j % len(open_)], "mine" if choice == "mine" else "theirs")

    @rule(i=who, fault=fault, most=st.integers(1, 4))
    def push(self, i: int, fault: str, most: int) -> None:
        """A studio says what was done."""
        self._desk(i).wait()
        self.world.push(self._desk(i), most, fault)  # type: ignore[arg-type]

    @rule(i=who, fault=fault, most=st.integers(1, 5))
    def pull(self, i: int, fault: str, most: int) -> None:
        """A studio asks for news."""
        self.world.pull(self._desk(i), most, fault)  # type: ignore[arg-type]

    @rule(i=who, answer_lost=one_in_three)
    def upload(self, i: int, answer_lost: bool) -> None:
        """A studio sends a file."""
        self.world.run(self._desk(i).upload(answer_lost=answer_lost))

    @rule(i=who)
    def sync(self, i: int) -> None:
        """A studio is online for a while."""
        self.world.drain(self._desk(i))

    @precondition(lambda self: any(desk.wire.kept for desk in self.world.desks))
    @rule()
    def old_request_arrives_again(self) -> None:
        """It was on its way for long."""
        desk = next(desk for desk in self.world.desks if desk.wire.kept)
        self.world.repeat(desk)

    @rule()
    def worker(self) -> None:
        """A version becomes ready."""
        self.world.worker()

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        """What nobody needs is collected."""
        self.world.days_pass(days)

    @rule()
    def take_backup(self) -> None:
        """Of the server."""
        self.world.take_backup()

    @precondition(lambda self: self.world.has_backup)
    @rule(new_epoch=st.booleans(), really=one_in_three)
    def restore_the_server(self, new_epoch: bool, really: bool) -> None:
        """With our script, or by somebody who does not know of it."""
        if really:
            self.stage.go_back(new_epoch=new_epoch)

    @rule(i=who, really=one_in_three)
    def lose_a_library(self, i: int, really: bool) -> None:
        """A disk breaks, but for what lies beside the database."""
        if really:
            self.stage.lose(i)


def search(
    house: House,
    room: Path,
    machine: type[Meetings],
    *,
    examples: int,
    steps: int,
    new: bool = False,
) -> None:
    """Runs a machine; AssertionError where a promise is broken. The same examples each time,
    unless `new`.
    """
    run_state_machine_as_test(
        type("Here", (machine,), {"house": house, "room": room}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=not new,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if new else [Phase.generate],
            report_multiple_bugs=False,
            verbosity=Verbosity.normal if new else Verbosity.quiet,
        ),
    )


@pytest.mark.timeout(0 if NEW else 600)
def test_nothing_is_lost_and_nothing_doubled(house: House, tmp_path: Path) -> None:
    search(
        house,
        tmp_path,
        Sync,
        examples=NEW or EXAMPLES,
        steps=LONG_STEPS if NEW else STEPS,
        new=bool(NEW),
    )


@pytest.mark.parametrize("bug", FOUND_BY, ids=lambda bug: bug.__name__)
def test_finds_a_bug_that_is_switched_on(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bug: Bug
) -> None:
    bug(monkeypatch)
    stories = encounters.STORIES if NEW else (FOUND_BY[bug],)
    machine = type("Searched", (Meetings,), {"stories": stories})
    with pytest.raises(AssertionError):
        search(house, tmp_path, machine, examples=SEARCHED, steps=MEETINGS)
