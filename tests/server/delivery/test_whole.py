"""A release in its teaser window: no address of the whole opens for strangers; the teaser does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from server.catalog.models import ReleaseState, RenditionKind, TrackVersion
from server.catalog.visibility import Surface
from server.identity.models import User
from server.media.models import Asset
from tests.public_web.test_release import release_of
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up
from tests.support.published import Published
from tests.support.teased import tease

ALL = (RenditionKind.MP3, RenditionKind.AAC, RenditionKind.OPUS, RenditionKind.FLAC)
SOUND = {Surface.STREAM, Surface.WAVEFORM, Surface.DL_320, Surface.DL_ORIGINAL, Surface.DL_STEMS}
NO_SIGNATURE = "A" * 22


@dataclass(frozen=True, slots=True)
class Waiting:
    """A track that comes out with its release, and what its artist is granted of it already."""

    made: Published
    release: str
    artist: Person
    grant: dict[str, Any]

    @property
    def version(self) -> str:
        return f"/api/v1/versions/{self.made.version_id}"


@pytest.fixture
async def waiting(server: LiveServer) -> Waiting:
    artist = await sign_up(server, "ines")
    owner = await User.get(id=artist.id)
    made = await tease(server.resources, owner=owner, kinds=ALL, download_policy="stems")
    now = datetime.now(UTC)
    release = await release_of(
        owner,
        made,
        state=ReleaseState.SCHEDULED,
        release_at=now + timedelta(days=11),
        teaser_from=now - timedelta(hours=1),
    )
    grant = (await artist.web.get(f"/api/v1/versions/{made.version_id}/grant")).json()
    return Waiting(made, str(release.id), artist, grant)


def wholly(content: bytes) -> bool:
    """Whether it is of the sound of the whole, as tests.support.published stores it."""
    return any(kind.value.encode() * 3 in content for kind in ALL)


def forged(url: str, part: str) -> Iterator[str]:
    """The address of a file of the whole as somebody could make it who holds one of the part."""
    _, media, hls, signature, expires, render, tier, file = url.split("/", 7)
    stolen, until = part.split("/")[3:5]
    for sig, exp in ((NO_SIGNATURE, expires), (stolen, until), (signature, until)):
        if (sig, exp) != (signature, expires):
            yield f"/{media}/{hls}/{sig}/{exp}/{render}/{tier}/{file}"
    yield f"/{media}/{hls}/{render}/{tier}/{file}"


class TestTheWhole:
    async def test_of_no_address_that_the_artist_has(
        self, server: LiveServer, web: httpx.AsyncClient, waiting: Waiting
    ) -> None:
        part = (await web.get(f"{waiting.version}/grant")).json()["sources"][0]["url"]
        urls = [source["url"] for source in waiting.grant["sources"]]
        assert {url.split("/")[6] for url in urls} == {"std", "lossless"}
        for url in urls:
            assert wholly((await waiting.artist.web.get(url)).content)
            for address in forged(url, part):
                answer = await web.get(address)
                assert answer.status_code == 403, address
                assert not wholly(answer.content)

    async def test_nor_of_the_file_that_was_sent(
        self, server: LiveServer, web: httpx.AsyncClient, waiting: Waiting
    ) -> None:
        version = await TrackVersion.get(id=waiting.made.version.id)
        asset = await Asset.get(id=version.original_id)  # type: ignore[attr-defined]
        library = waiting.artist.id
        fan = await sign_up(server, "fan")
        path = f"/api/v1/files/{asset.kind.value}/{asset.sha256}?library={library}"
        assert [(await who.get(path)).status_code for who in (web, fan.web)] == [401, 404]
        for told in (f"/originals/{asset.sha256}", f"{waiting.version}/original"):
            assert (await web.get(told)).status_code == 404

    async def test_nor_of_any_route_of_sound(
        self, server: LiveServer, web: httpx.AsyncClient, waiting: Waiting
    ) -> None:
        """All of them, by the registry: a new one has to say here what it does."""
        playlist = f"/api/v1/stream/{waiting.made.version_id}.m3u8"
        asked = {
            "/api/v1/versions/<version_id:uuid>/grant": {f"{waiting.version}/grant": 200},
            "/api/v1/versions/<version_id:uuid>/audio.mp3": {f"{waiting.version}/audio.mp3": 302},
            "/api/v1/stream/<version_id=uuid:ext=m3u8>": {
                playlist: 200,
                f"{playlist}?tier=std": 200,
                f"{playlist}?tier=lossless": 404,
                f"{playlist}?codec=flac": 404,
            },
            "/api/v1/versions/<version_id:uuid>/waveform": {
                f"{waiting.version}/waveform": 404,
                f"{waiting.version}/waveform?points=10": 404,
            },
            "/api/v1/versions/<version_id:uuid>/waveform.png": {
                f"{waiting.version}/waveform.png": 404
            },
        }
        routes = {e.path for e in server.app.ctx.endpoints if e.surface in SOUND}
        assert routes == set(asked)
        whole = str((await TrackVersion.get(id=waiting.made.version.id)).render_id)
        for path, status in (one for found in asked.values() for one in found.items()):
            answer = await web.get(path)
            assert (answer.status_code, path) == (status, path)
            said = answer.text + answer.headers.get("location", "")
            assert whole not in said, path
            assert ("/teaser/" in said) == (status < 400), path


class TestTheTeaser:
    async def test_plays_wherever_the_release_is_shown(
        self, server: LiveServer, web: httpx.AsyncClient, waiting: Waiting
    ) -> None:
        granted = (await web.get(f"{waiting.version}/grant")).json()
        urls = [source["url"] for source in granted["sources"]]
        for path in ("/@ines/r/two-ports", f"/embed/release/{waiting.release}", waiting.made.path):
            page = read((await web.get(path)).text)
            urls += [source["url"] for source in page.player["grant"]["sources"]]
            urls += [str(audio["src"]) for audio in page.find("audio")]
        assert len(urls) > 12
        for url in urls:
            answer = await web.get(url)
            assert (answer.status_code, answer.content[:7]) == (200, b"teaser "), url
