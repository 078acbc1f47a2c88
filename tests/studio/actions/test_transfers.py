"""Speed and time left of a file on its way, and the rows of the page in a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from studio.actions import transfers
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from studio.actions.transfers import Meter
from sync.client import blobs, editing, events
from sync.client.blobs import BlobState
from sync.client.errors import LibraryError
from sync.client.hashing import hash_file
from sync.wire.uploads import UploadKind

SONG = Path("song.wav")
MB = 1_000_000


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path))
    with open_desk() as opened:
        yield opened


async def song(desk: Desk, name: str) -> str:
    """A track with a version of a new file; the file's digest."""
    path = desk.places.data / name
    path.write_bytes(name.encode() * 100)
    sha256 = blobs.keep(desk.local, UploadKind.ORIGINAL, path, await hash_file(path))
    track = editing.create(desk.local, "track", {"title": path.stem})
    editing.create(desk.local, "version", {"label": "Mix", "sha256": sha256}, track)
    return sha256


def read(desk: Desk) -> transfers.Transfers:
    return transfers.read(Library(desk.places), desk.places)


class TestMeter:
    def test_speed_and_time_left(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 0, 100 * MB, 0), 0.0)
        meter.hear(events.Moving(SONG, 10 * MB), 1.0)
        pace = meter.hear(events.Moving(SONG, 20 * MB), 2.0)
        assert pace.done == 20 * MB
        assert pace.speed == pytest.approx(10 * MB)
        assert pace.left_s == pytest.approx(8.0)

    def test_what_was_there_before_counts_but_not_as_speed(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 60 * MB, 100 * MB, 60 * MB), 0.0)
        pace = meter.hear(events.Moving(SONG, 5 * MB), 1.0)
        assert (pace.done, pace.speed) == (65 * MB, 5 * MB)

    def test_a_part_that_is_sent_again_is_not_counted_twice(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 0, 100 * MB, 0), 0.0)
        meter.hear(events.Moving(SONG, 30 * MB), 1.0)
        waiting = meter.hear(events.Waiting(SONG, 1.0, "no answer", 1), 2.0)
        assert (waiting.done, waiting.doing) == (0, "no answer")
        assert meter.hear(events.Moving(SONG, 40 * MB), 3.0).done == 10 * MB

    def test_never_less_than_the_server_has_nor_more_than_there_is(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 0, 10 * MB, 0), 0.0)
        assert meter.hear(events.Moving(SONG, 50 * MB), 1.0).done == 10 * MB
        assert meter.hear(events.Uploading(SONG, 10 * MB, 10 * MB, 0), 2.0).share == 1.0

    def test_another_file_begins_at_nothing(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 5, 10, 0), 0.0)
        assert meter.hear(events.Hashing(Path("b.wav"), 1, 4), 1.0).share == 0.25


class TestRead:
    async def test_says_what_files_belong_to_in_the_order_of_sending(self, desk: Desk) -> None:
        await song(desk, "night.wav")
        last = await song(desk, "salt.wav")
        await transfers.put_first(desk, None, last)
        found = read(desk).active
        assert [(file.title, file.part) for file in found] == [("salt", "Mix"), ("night", "Mix")]
        assert transfers.waiting(Library(desk.places)) == 2

    async def test_of_thousands_the_next_are_listed_and_all_are_counted(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("studio.store.transfers.ACTIVE", 2)
        for name in ("a.wav", "b.wav", "c.wav"):
            await song(desk, name)
        found = read(desk)
        assert [file.path.name for file in found.active] == ["a.wav", "b.wav"]
        assert (found.files, found.octets) == (3, 3 * len("a.wav") * 100)

    async def test_pauses_are_shown(self, desk: Desk) -> None:
        sha256 = await song(desk, "night.wav")
        await transfers.pause(desk, None, sha256)
        assert read(desk).active[0].paused
        await transfers.pause(desk, None)
        assert read(desk).paused
        await transfers.resume(desk)
        found = read(desk)
        assert (found.paused, found.active[0].paused) == (False, False)

    async def test_what_was_sent_is_history(self, desk: Desk) -> None:
        sha256 = await song(desk, "night.wav")
        blobs.mark(desk.local, sha256, BlobState.DONE)
        found = read(desk)
        assert found.active == ()
        assert [(file.title, file.done_at is not None) for file in found.finished] == [
            ("night", True)
        ]

    async def test_what_the_server_failed_with_comes_first(self, desk: Desk) -> None:
        sha256 = await song(desk, "night.wav")
        with desk.local.edit() as db:
            row = db.execute("SELECT parent FROM item WHERE kind = 'version'").fetchone()
            said = '{"label": "Two", "status": "failed", "failure": {"message": "No sound."}}'
            db.execute(
                "INSERT INTO item VALUES ('version', ?, ?, 0, ?, 0, 0)",
                (str(uuid4()), row["parent"], said),
            )
        assert sha256
        assert [(one.label, one.problem) for one in read(desk).working] == [("Two", "No sound.")]


class TestFindFile:
    async def test_takes_the_same_sound_from_elsewhere(self, desk: Desk, tmp_path: Path) -> None:
        sha256 = await song(desk, "night.wav")
        old, new = desk.places.data / "night.wav", tmp_path / "moved.wav"
        old.rename(new)
        blobs.mark(desk.local, sha256, BlobState.MISSING, "gone")
        await transfers.find_file(desk, sha256, new)
        (file,) = read(desk).active
        assert (file.state, file.path) == ("queued", new)

    async def test_says_when_it_is_another_sound(self, desk: Desk, tmp_path: Path) -> None:
        sha256 = await song(desk, "night.wav")
        other = tmp_path / "other.wav"
        other.write_bytes(b"another")
        with pytest.raises(LibraryError, match="another sound"):
            await transfers.find_file(desk, sha256, other)
        assert read(desk).active[0].path.name == "night.wav"


class TestGiveUp:
    async def test_takes_the_version_with_it(self, desk: Desk) -> None:
        sha256 = await song(desk, "night.wav")
        await transfers.give_up(desk, None, sha256)
        assert read(desk).active == ()
