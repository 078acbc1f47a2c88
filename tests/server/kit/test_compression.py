"""Pages and JSON go out compressed, except where that would leak or do harm."""

from __future__ import annotations

import httpx
import pytest

from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import publish

BIG = "/api/v1/openapi.json"


async def encoding(client: httpx.AsyncClient, path: str, accepted: str = "gzip") -> str | None:
    found = await client.get(path, headers={"accept-encoding": accepted})
    assert found.status_code == 200
    assert int(found.headers["content-length"]) > 0
    return found.headers.get("content-encoding")


class TestCompression:
    async def test_json_and_pages_are_compressed(self, server: LiveServer) -> None:
        client = server.client()
        assert await encoding(client, BIG) == "gzip"
        assert await encoding(client, "/") == "gzip"
        found = await client.get(BIG)
        assert found.json()["openapi"] == "3.1.0"
        assert found.headers["vary"] == "Accept-Encoding"

    async def test_whoever_does_not_take_it_gets_it_plain(self, server: LiveServer) -> None:
        client = server.client()
        assert await encoding(client, BIG, accepted="identity") is None
        assert await encoding(client, BIG, accepted="gzip;q=0, identity") is None
        assert await encoding(client, BIG, accepted="gzip;q=0.5") == "gzip"

    async def test_caches_are_told_that_the_encoding_may_differ(self, server: LiveServer) -> None:
        client = server.client()
        for accepted in ("gzip", "identity"):
            found = await client.get(BIG, headers={"accept-encoding": accepted})
            assert found.headers["vary"] == "Accept-Encoding"

    async def test_what_offers_ranges_is_sent_as_it_is_stored(self, server: LiveServer) -> None:
        made = await publish(server.resources)
        path = f"/api/v1/versions/{made.version_id}/waveform"
        assert await encoding(server.client(), path) is None
        assert await encoding(server.client(), f"{path}?points=2000") == "gzip"

    async def test_small_answers_are_left_alone(self, server: LiveServer) -> None:
        assert await encoding(server.client(), "/api/v1/ready") is None

    async def test_pages_with_a_csrf_token_are_never_compressed(self, server: LiveServer) -> None:
        person = await sign_up(server, "ines")
        assert await encoding(person.web, "/") is None


async def in_one_second(
    client: httpx.AsyncClient, path: str
) -> tuple[httpx.Response, httpx.Response]:
    """A GET and a HEAD between which nothing changed: pages tell the player what time it is."""
    for _ in range(5):
        get, head, again = (
            await client.get(path),
            await client.head(path),
            await client.get(path),
        )
        if get.content == again.content:
            break
    return get, head


class TestHead:
    """RFC 9110 section 9.3.2: HEAD tells what GET would."""

    @pytest.mark.parametrize("accepted", ["gzip", "identity", "br, gzip;q=0"])
    async def test_tells_what_get_would(self, server: LiveServer, accepted: str) -> None:
        client = server.client(headers={"accept-encoding": accepted})
        made = await publish(server.resources)
        version = f"/api/v1/versions/{made.version_id}"
        for path in (
            "/",
            made.path,
            f"/embed/track/{made.id}",
            "/not-here",
            BIG,
            f"/api/v1/tracks/{made.id}",
            f"/api/v1/stream/{made.version_id}.m3u8",
            f"{version}/waveform",
            f"{version}/waveform?points=2000",
            f"{version}/waveform.png",
        ):
            get, head = await in_one_second(client, path)
            assert head.content == b""
            for name in ("content-length", "content-encoding", "vary", "content-type", "etag"):
                assert head.headers.get(name) == get.headers.get(name), (path, name)
