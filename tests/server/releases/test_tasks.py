"""The jobs of releases: a picture is cut, or refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from server.identity.access import Viewer
from server.kit import jobs
from server.kit.resources import Resources
from server.media.models import Asset
from server.releases import service
from server.releases.models import Release
from server.releases.tasks import draw_artwork
from sync.wire.ids import new_id
from sync.wire.kinds import ReleaseFields
from sync.wire.uploads import UploadKind
from tests.support.makers import make_artist, make_asset


@pytest.fixture
def square(tmp_path: Path) -> Path:
    path = tmp_path / "cover.png"
    Image.new("RGB", (1200, 1200), (200, 40, 40)).save(path)
    return path


async def picture(resources: Resources, artist: Viewer, path: Path) -> str:
    """An uploaded picture's digest."""
    asset = await make_asset(resources, artist, path, UploadKind.IMAGE)
    return (await Asset.get(id=asset)).sha256


class TestDrawArtwork:
    async def test_a_cover_is_cut_and_kept(self, resources: Resources, square: Path) -> None:
        artist, release = await make_artist(), new_id()
        digest = await picture(resources, artist, square)
        first = ReleaseFields(title="EP", artwork_sha256=digest)
        await service.open_release(artist.id, release, first)
        assert await jobs.Job.filter(name="releases.artwork").count() == 1
        await draw_artwork(resources, str(release))
        render = (await Release.get(id=release)).art_render
        assert await resources.store.stat("renders", f"{render}/art-200.jpg") is not None
        await service.edit_release(release, ReleaseFields(artwork_sha256=None))
        assert (await Release.get(id=release)).art_render is None

    async def test_what_is_no_picture_is_refused(
        self, resources: Resources, tmp_path: Path
    ) -> None:
        artist, release = await make_artist(), new_id()
        path = tmp_path / "cover.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 500)
        digest = await picture(resources, artist, path)
        first = ReleaseFields(title="EP", artwork_sha256=digest)
        await service.open_release(artist.id, release, first)
        await draw_artwork(resources, str(release))
        row = await Release.get(id=release)
        assert row.art_render is None
        assert row.art_failure["message"]
