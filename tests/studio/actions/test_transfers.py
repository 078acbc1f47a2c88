"""The rows of the page of transfers, in a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from studio.actions import transfers
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from sync.client import blobs, editing
from sync.client.blobs import BlobState
from sync.client.errors import LibraryError
from sync.client.hashing import hash_file
from sync.wire.uploads import UploadKind


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
