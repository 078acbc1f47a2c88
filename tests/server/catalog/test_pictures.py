"""From a reference in liner notes to a picture that can be shown, in whichever order they come."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image, ImageOps

from server.catalog import pictures, schemas, service
from server.catalog.models import NotePicture, Track
from server.catalog.tasks import draw_note_pictures, picture_arrived, sweep_renders
from server.identity.access import Viewer
from server.kit import jobs
from server.kit.resources import Resources
from server.media import garbage
from server.media.models import Asset
from sync.wire.pictures import mark
from sync.wire.uploads import UploadKind
from tests.support import songs
from tests.support.makers import make_artist, make_asset, make_track


@pytest.fixture
async def artist(resources: Resources) -> Viewer:
    return await make_artist()


@pytest.fixture
async def track(resources: Resources, artist: Viewer, tmp_path: Path) -> UUID:
    piece = songs.chord(tmp_path / "piece.wav", seconds=1)
    return await make_track(artist, await make_asset(resources, artist, piece))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """4000 x 3000, turned by its camera, with a place in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "at home"
    path = tmp_path / "room.jpg"
    ImageOps.expand(Image.new("RGB", (3900, 2900), "teal"), 50, "red").save(path, exif=exif)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def write(track: UUID, notes: str) -> None:
    await service.edit_track(track, schemas.TrackEdit(liner_notes_md=notes))


class TestDraw:
    async def test_named_when_it_is_here(
        self, resources: Resources, artist: Viewer, track: UUID, photo: Path
    ) -> None:
        await make_asset(resources, artist, photo, UploadKind.IMAGE)
        sha256 = digest(photo)
        await write(track, mark(sha256, "The room"))
        await write(track, f"At last: {mark(sha256, 'The room')}")
        assert await jobs.Job.filter(name="catalog.note_pictures").count() == 1
        await draw_note_pictures(resources, str(track))
        shown = await pictures.drawn(track, sha256)
        assert shown is not None
        assert (shown.width, shown.height) == (1600, 2133)
        path = resources.store.local_path("renders", shown.key)
        assert path is not None
        with Image.open(path) as image:
            assert (image.size, image.format) == ((1600, 2133), "JPEG")
            assert not dict(image.getexif())
        assert b"at home" not in path.read_bytes()

    async def test_named_before_it_is_here(
        self, resources: Resources, artist: Viewer, track: UUID, photo: Path
    ) -> None:
        sha256 = digest(photo)
        await write(track, mark(sha256, "The room"))
        await draw_note_pictures(resources, str(track))
        assert await pictures.drawn(track, sha256) is None
        await make_asset(resources, artist, photo, UploadKind.IMAGE)
        await picture_arrived(resources, str(artist.id), sha256)
        first = await pictures.drawn(track, sha256)
        assert first is not None
        await picture_arrived(resources, str(artist.id), sha256)
        assert await pictures.drawn(track, sha256) == first

    async def test_of_another_library_it_is_not_taken(
        self, resources: Resources, track: UUID, photo: Path
    ) -> None:
        """Who guesses a digest gets nothing by it."""
        other = await make_artist("otto")
        await make_asset(resources, other, photo, UploadKind.IMAGE)
        await write(track, mark(digest(photo), "Not mine"))
        await draw_note_pictures(resources, str(track))
        await picture_arrived(resources, str(other.id), digest(photo))
        assert not await NotePicture.exists()

    @pytest.mark.parametrize("content", [b"hello", b"\x89PNG\r\n\x1a\n" + b"\0" * 400])
    async def test_bad_pictures_are_explained_and_can_be_mended(
        self, resources: Resources, artist: Viewer, track: UUID, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "bad.png"
        path.write_bytes(content)
        await make_asset(resources, artist, path, UploadKind.IMAGE)
        await write(track, mark(digest(path), "Noise"))
        await draw_note_pictures(resources, str(track))
        row = await NotePicture.get()
        assert row.failure["message"]
        assert row.failure["remedy"]
        told = (await Track.get(id=track)).picture_failure
        assert (told["sha256"], told["message"]) == (digest(path), row.failure["message"])
        assert [i async for i in resources.store.walk("renders")] == []
        assert await pictures.wanted(track) == []
        await service.edit_track(track, schemas.TrackEdit(genre="Dub"))
        assert (await Track.get(id=track)).picture_failure is not None
        assert len(await pictures.naming(artist.id, digest(path))) == 1
        assert (await Track.get(id=track)).picture_failure is None

    async def test_what_the_notes_name_no_more_is_not_told(
        self, resources: Resources, artist: Viewer, track: UUID, tmp_path: Path
    ) -> None:
        path = tmp_path / "bad.png"
        path.write_bytes(b"hello")
        await make_asset(resources, artist, path, UploadKind.IMAGE)
        await write(track, mark(digest(path), "Noise"))
        await draw_note_pictures(resources, str(track))
        await write(track, "Words.")
        assert (await Track.get(id=track)).picture_failure is None
        await write(track, mark(digest(path), "Noise"))
        await draw_note_pictures(resources, str(track))
        assert (await Track.get(id=track)).picture_failure is not None


class TestKept:
    async def test_for_the_history_of_the_notes(
        self, resources: Resources, artist: Viewer, track: UUID, photo: Path
    ) -> None:
        """A note that is brought back brings its picture back; what none ever named goes."""
        await make_asset(resources, artist, photo, UploadKind.IMAGE)
        loose = photo.with_name("loose.png")
        Image.new("RGB", (9, 9)).save(loose)
        await make_asset(resources, artist, loose, UploadKind.IMAGE)
        await write(track, mark(digest(photo), "The room"))
        await draw_note_pictures(resources, str(track))
        await write(track, "Words only.")
        await Asset.all().update(lease_until=datetime.now(UTC) - timedelta(days=30))
        assert await garbage.collect(resources) == 1
        await sweep_renders(resources)
        assert await pictures.drawn(track, digest(photo)) is None
        await write(track, mark(digest(photo), "The room"))
        assert await pictures.drawn(track, digest(photo)) is not None
