"""The library in another folder: all of it, or none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio import settings
from studio.actions import moving
from studio.actions.desk import open_desk
from studio.actions.export import export
from studio.settings import LibraryElsewhere, Places
from sync.client import blobs, editing
from sync.client.blobs import BlobState
from sync.client.hashing import hash_file
from sync.wire.uploads import UploadKind


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv(settings.HOME, str(tmp_path / "home"))
    return settings.places()


async def furnish(places: Places) -> tuple[str, Path]:
    """A track, and a stem that the library keeps itself."""
    kept = places.data / "stems" / "kick.wav"
    kept.parent.mkdir()
    kept.write_bytes(b"kick" * 1000)
    digests = await hash_file(kept)
    with open_desk(places) as desk:
        editing.create(desk.local, "track", {"title": "A"})
        sha256 = blobs.keep(desk.local, UploadKind.STEM, kept, digests)
    return sha256, kept


def titles() -> list[str]:
    with open_desk() as desk:
        return [track["title"] for track in export(desk)["records"]["track"]]


class TestTarget:
    def test_an_empty_folder_is_it(self, places: Places, tmp_path: Path) -> None:
        empty = tmp_path / "stick"
        empty.mkdir()
        assert moving.target(places, empty) == empty

    def test_one_within_a_folder_that_holds_other_things(
        self, places: Places, tmp_path: Path
    ) -> None:
        assert moving.target(places, tmp_path) == tmp_path / moving.FOLDER

    def test_not_where_it_is(self, places: Places) -> None:
        with pytest.raises(moving.CannotMove, match="is there already"):
            moving.target(places, places.data)

    def test_not_where_nothing_is(self, places: Places, tmp_path: Path) -> None:
        with pytest.raises(moving.CannotMove, match="cannot be read"):
            moving.target(places, tmp_path / "gone")


class TestMove:
    async def test_takes_everything_along(self, places: Places, tmp_path: Path) -> None:
        sha256, kept = await furnish(places)
        moving.move(places, tmp_path / "stick")
        assert settings.places().data == tmp_path / "stick"
        assert titles() == ["A"]
        assert not places.data.exists()
        with open_desk() as desk:
            blob = blobs.get(desk.local, sha256)
            assert blob is not None
            assert blob.path == tmp_path / "stick" / "stems" / kept.name
            assert blobs.check(desk.local, blob) is BlobState.QUEUED
            assert blob.path.read_bytes() == b"kick" * 1000

    async def test_opens_a_library_that_is_there_already(
        self, places: Places, tmp_path: Path
    ) -> None:
        there = places._replace(data=tmp_path / "stick")
        with open_desk(there) as desk:
            editing.create(desk.local, "track", {"title": "B"})
        await furnish(places)
        moving.move(places, tmp_path / "stick")
        assert titles() == ["B"]
        assert places.library.exists(), "the other one stays where it was"

    async def test_one_that_is_cut_off_leaves_it_where_it_was(
        self, places: Places, tmp_path: Path
    ) -> None:
        await furnish(places)
        (tmp_path / "stick").write_bytes(b"a file is in the way")
        with pytest.raises(moving.CannotMove, match="stays where it is"):
            moving.move(places, tmp_path / "stick")
        assert settings.places().data == places.data
        assert titles() == ["A"]
        (tmp_path / "stick").unlink()
        moving.move(places, tmp_path / "stick")
        assert titles() == ["A"]


class TestElsewhere:
    async def test_a_drive_that_is_not_there_is_never_replaced(
        self, places: Places, tmp_path: Path
    ) -> None:
        await furnish(places)
        moving.move(places, tmp_path / "stick")
        (tmp_path / "stick").rename(tmp_path / "unplugged")
        with pytest.raises(LibraryElsewhere, match="plug it in"):
            settings.places()
        assert not (tmp_path / "stick").exists()
