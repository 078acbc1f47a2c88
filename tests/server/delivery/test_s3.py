"""The same answers where objects lie on S3: against a real SeaweedFS."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from server.kit.config import Settings
from tests.support.live import LiveServer
from tests.support.media_urls import signed
from tests.support.published import add_artwork, publish
from tests.support.seaweed import Seaweed, running_seaweed

BODY = bytes(range(256)) * 8


@pytest.fixture(scope="module")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """A real S3 server."""
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as found:
        yield found


@pytest.fixture
async def on_s3(settings: Settings, clean: None, seaweed: Seaweed) -> AsyncIterator[LiveServer]:
    """The server with its objects on S3."""
    live = LiveServer(
        replace(
            settings,
            s3_endpoint=seaweed.endpoint,
            s3_access_key=seaweed.access_key,
            s3_secret_key=seaweed.secret_key,
        )
    )
    await live.start()
    yield live
    await live.stop()


class TestMedia:
    async def test_whole_part_head_and_missing(self, on_s3: LiveServer) -> None:
        web, url = on_s3.client(), await signed(on_s3)
        whole = await web.get(url)
        assert (whole.status_code, whole.content) == (200, BODY)
        assert whole.headers["content-type"] == "audio/mp4"
        assert whole.headers["content-length"] == "2048"
        part = await web.get(url, headers={"range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, BODY[100:200])
        assert part.headers["content-range"] == "bytes 100-199/2048"
        again = {"range": "bytes=5-6", "if-range": whole.headers["etag"]}
        assert (await web.get(url, headers=again)).status_code == 206
        head = await web.head(url)
        assert (head.headers["content-length"], head.content) == ("2048", b"")
        beyond = await web.get(url, headers={"range": "bytes=9999-"})
        assert beyond.headers["content-range"] == "bytes */2048"
        unchanged = await web.get(url, headers={"if-none-match": whole.headers["etag"]})
        assert unchanged.status_code == 304
        assert (await web.get(url.replace("audio.mp4", "no.mp4"))).status_code == 404

    async def test_large_objects_are_streamed(self, on_s3: LiveServer) -> None:
        web, url = on_s3.client(), await signed(on_s3)
        large = bytes(range(251)) * 20_000
        key = "/".join(url.split("/")[5:]).replace("audio.mp4", "large.mp4")
        await on_s3.resources.store.put("hls", key, large, content_type="audio/mp4")
        answer = await web.get(url.replace("audio.mp4", "large.mp4"))
        assert answer.content == large
        assert "transfer-encoding" not in answer.headers

    async def test_waveform_and_artwork(self, on_s3: LiveServer) -> None:
        web, made = on_s3.client(), await publish(on_s3.resources)
        await add_artwork(on_s3.resources, made.track)
        found = await web.get(f"/api/v1/versions/{made.version_id}/waveform?points=10")
        assert found.json()["length"] == 10
        for size in (200, 500, 1000):
            picture = await web.get(f"/artwork/{made.id}/{size}.jpg")
            assert picture.content.startswith(b"\xff\xd8")
