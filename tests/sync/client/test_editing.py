"""Edits on this machine: at once seen, in order, never two where one will do, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from sync.client import blobs, editing, outbox, recovery
from sync.client.errors import LibraryBroken, LibraryInUse, NoSuchRecord, NotEditable
from sync.client.hashing import hash_file_now
from sync.client.local import Local
from sync.wire.uploads import UploadKind
from tests.support.feeds import SHA, answer, page, states, track


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with Local(tmp_path / "library.db") as opened:
        yield opened


def keep(local: Local, path: Path) -> str:
    """A sound file chosen; its digest."""
    path.write_bytes(b"sound")
    found = hash_file_now(path, lambda _done, _size: None, threading.Event())
    return blobs.keep(local, UploadKind.ORIGINAL, path, found)


class TestCreate:
    def test_is_seen_at_once_and_marked_as_not_sent(self, local: Local) -> None:
        made = editing.create(local, "track", {"title": "Tide"})
        found = editing.read(local, "track", made)
        assert found is not None
        assert (found.data["title"], found.unsent, found.local) == ("Tide", 1, True)

    def test_a_child_knows_its_parent(self, local: Local) -> None:
        above = editing.create(local, "track", {"title": "Tide"})
        note = editing.create(local, "note", {"at_ms": 9, "body": "louder"}, above)
        found = editing.read(local, "note", note)
        assert found is not None
        assert (found.parent, found.data["track_id"]) == (above, str(above))

    @pytest.mark.parametrize(
        ("kind", "data", "told"),
        [
            ("track", {}, "title"),
            ("track", {"title": " "}, "title"),
            ("track", {"title": "x", "colour": "red"}, "colour"),
            ("track", {"title": "x", "visibility": "sometimes"}, "visibility"),
            ("comment", {"body": "x"}, "body"),
        ],
    )
    def test_what_the_contract_forbids_is_refused_by_name(
        self, local: Local, kind: str, data: dict[str, object], told: str
    ) -> None:
        with pytest.raises(NotEditable, match=told):
            editing.create(local, kind, data)
        assert states(local) == []

    def test_below_nothing_there_is_nothing(self, local: Local) -> None:
        with pytest.raises(NoSuchRecord):
            editing.create(local, "note", {"at_ms": 0, "body": "x"}, UUID(int=1))


class TestPatch:
    def test_edits_that_were_not_sent_become_one(self, local: Local) -> None:
        made = track(local, "One", seq=1)
        editing.write(local, "track", made, {"title": "Two"})
        editing.write(local, "track", made, {"title": "Three", "genre": "dub"})
        (op,) = outbox.take(local)
        assert op.set == {"title": ("One", "Three"), "genre": (None, "dub")}

    def test_what_may_have_been_sent_is_never_grown(self, local: Local) -> None:
        made = track(local, "One", seq=1)
        editing.write(local, "track", made, {"title": "Two"})
        first = outbox.take(local)
        editing.write(local, "track", made, {"title": "Three"})
        assert outbox.take(local) == first, "after a lost answer the same request goes out again"
        answer(local, first, "retry", why="locked")
        editing.write(local, "track", made, {"title": "Four"})
        assert [op.set["title"] for op in states(local)] == [("One", "Two"), ("Two", "Four")]

    def test_an_edit_does_not_overtake_the_record_that_it_names(self, local: Local) -> None:
        made = track(local, "One", seq=1)
        editing.write(local, "track", made, {"title": "Two"})
        version = editing.create(local, "version", {"label": "Mix", "sha256": SHA}, made)
        editing.write(local, "track", made, {"primary_version_id": str(version)})
        assert [op.type for op in states(local)] == ["patch", "create", "patch"]
        assert [op.set.keys() for op in outbox.take(local)] == [{"title"}], "its file is not sent"

    def test_an_edit_does_not_come_to_wait_for_a_picture(self, local: Local) -> None:
        made = track(local, "One", seq=1)
        editing.write(local, "track", made, {"title": "Two"})
        editing.write(local, "track", made, {"artwork_sha256": SHA})
        assert [op.set.keys() for op in outbox.take(local)] == [{"title"}]

    def test_no_change_is_no_operation(self, local: Local) -> None:
        made = track(local, "One", seq=1)
        editing.write(local, "track", made, {"title": "One"})
        assert states(local) == []

    def test_a_file_is_not_exchanged(self, local: Local) -> None:
        above = editing.create(local, "track", {"title": "Tide"})
        version = editing.create(local, "version", {"label": "Mix", "sha256": SHA}, above)
        with pytest.raises(NotEditable, match="sha256"):
            editing.write(local, "version", version, {"sha256": "b" * 64})

    def test_sets_grow_from_both_sides(self, local: Local) -> None:
        made = track(local, "One", seq=1, tags=["dub"])
        editing.change_set(local, "track", made, "tags", add=["house"], remove=["dub"])
        page(local, 2, kind="track", id=made, data={"title": "One", "tags": ["dub", "live"]})
        found = editing.read(local, "track", made)
        assert found is not None
        assert found.data["tags"] == ["live", "house"]

    def test_it_costs_the_same_however_many_others_wait(self, local: Local) -> None:
        def steps(title: str) -> int:
            """What SQLite has to do for an edit, in hundreds of its instructions."""
            count = 0

            def step() -> None:
                nonlocal count
                count += 1

            with local.edit() as db:
                db.set_progress_handler(step, 100)
                editing.write(local, "track", made, {"title": title})
                db.set_progress_handler(None, 0)
            return count

        made = editing.create(local, "track", {"title": "Tide"})
        few = steps("Ebb")
        with local.edit():
            for number in range(600):
                editing.create(local, "track", {"title": f"Track {number}"})
        assert 0 < steps("Flood") <= 2 * few


class TestDelete:
    def test_what_never_left_is_forgotten_with_what_hangs_on_it(self, local: Local) -> None:
        above = editing.create(local, "track", {"title": "Tide"})
        editing.create(local, "note", {"at_ms": 9, "body": "x"}, above)
        editing.delete(local, "track", above)
        assert states(local) == []
        assert local.recovery.unsent() == []

    def test_edits_of_what_the_server_knows_are_kept(self, local: Local) -> None:
        made = track(local, "One", seq=1)
        editing.write(local, "track", made, {"title": "Two"})
        editing.delete(local, "track", made)
        assert [op.type for op in states(local)] == ["patch", "delete"]
        assert states(local)[-1].seen == {f"track:{made}": 1}
        assert editing.read(local, "track", made) is None

    def test_restoring_brings_back_what_hangs_on_it(self, local: Local) -> None:
        made = track(local, "One", seq=1)
        note = editing.create(local, "note", {"at_ms": 9, "body": "x"}, made)
        answer(local, outbox.take(local), "applied", seq=1)
        editing.delete(local, "track", made)
        assert editing.read(local, "note", note) is None
        editing.restore(local, "track", made)
        assert editing.read(local, "track", made) is not None


class TestRecover:
    def test_a_lost_library_gets_its_unsent_edits_back(self, tmp_path: Path) -> None:
        path = tmp_path / "library.db"
        with Local(path) as local:
            sent = editing.create(local, "track", {"title": "Sent"})
            answer(local, outbox.take(local), "applied", seq=1)
            made = editing.create(local, "track", {"title": "Unsent"})
            editing.write(local, "track", made, {"genre": "dub"})
        for lost in tmp_path.glob("library.db*"):
            lost.unlink()
        with Local(path) as local:
            assert editing.recover(local) == 2
            assert editing.recover(local) == 0, "a second time there is nothing to recover"
            found = editing.read(local, "track", made)
            assert found is not None
            assert found.data == {"title": "Unsent", "genre": "dub"}
            assert editing.read(local, "track", sent) is None

    def test_files_that_were_not_sent_are_known_again(self, tmp_path: Path) -> None:
        song = tmp_path / "song.wav"
        path = tmp_path / "library.db"
        with Local(path) as local:
            sha256 = keep(local, song)
            above = editing.create(local, "track", {"title": "Tide"})
            editing.create(local, "version", {"label": "Mix", "sha256": sha256}, above)
            before = blobs.wanted(local)
        for lost in tmp_path.glob("library.db*"):
            lost.unlink()
        with Local(path) as local:
            assert blobs.every(local) == []
            editing.recover(local)
            (found,) = blobs.wanted(local)
        assert (found.path, found.seen, found.sha256) == (song, before[0].seen, sha256)

    def test_files_outlive_the_shortening_of_the_file_beside(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recovery, "LONGEST", 1)
        with Local(tmp_path / "library.db") as local:
            sha256 = keep(local, tmp_path / "song.wav")
            above = editing.create(local, "track", {"title": "Tide"})
            editing.create(local, "version", {"label": "Mix", "sha256": sha256}, above)
            answer(local, outbox.take(local), "applied", seq=1)
            assert len(local.recovery.path.read_bytes().split(b"\n")) == 3, "it was shortened"
            assert [op.kind for op in local.recovery.unsent()] == ["version"]
            assert local.recovery.files().keys() == {sha256}

    def test_is_offered_once_and_only_of_a_library_that_was_lost(self, tmp_path: Path) -> None:
        path = tmp_path / "library.db"
        with Local(path) as local:
            editing.create(local, "track", {"title": "Old"})
            assert editing.recoverable(local) == []
        path.unlink()
        with Local(path) as local:
            editing.create(local, "track", {"title": "New"})
            assert [op.data["title"] for op in editing.recoverable(local)] == ["Old"]
            editing.let_go(local)
            assert editing.recoverable(local) == []
            assert [op.data["title"] for op in local.recovery.unsent()] == ["New"]

    def test_what_is_struck_off_stays_if_the_edit_fails(self, local: Local) -> None:
        made = editing.create(local, "track", {"title": "Tide"})

        def half() -> None:
            with local.edit():
                editing.delete(local, "track", made)
                editing.create(local, "track", {"colour": "red"})

        with pytest.raises(NotEditable):
            half()
        assert len(local.recovery.unsent()) == len(states(local)) == 1

    def test_a_line_cut_short_by_a_kill_costs_only_itself(self, tmp_path: Path) -> None:
        with Local(tmp_path / "library.db") as local:
            editing.create(local, "track", {"title": "Whole"})
            with local.recovery.path.open("ab") as file:
                file.write(b'{"op":{"op_id":"')
            editing.create(local, "track", {"title": "After"})
            titles = [op.data["title"] for op in local.recovery.unsent()]
        assert titles == ["Whole", "After"]


class TestLocal:
    def test_two_programs_do_not_share_a_library(self, local: Local) -> None:
        with pytest.raises(LibraryInUse, match="open in another window"):
            Local(local.path)

    def test_a_damaged_file_is_said_to_be_one(self, tmp_path: Path) -> None:
        path = tmp_path / "library.db"
        path.write_bytes(b"no database" * 1000)
        with pytest.raises(LibraryBroken, match="not a database"):
            Local(path)
        assert path.read_bytes().startswith(b"no database"), "it is left as it was"

    def test_half_an_edit_is_none(self, local: Local) -> None:
        def both() -> None:
            with local.edit():
                editing.create(local, "track", {"title": "Tide"})
                editing.create(local, "track", {"colour": "red"})

        with pytest.raises(NotEditable):
            both()
        assert states(local) == []
        assert local.recovery.unsent() == []
