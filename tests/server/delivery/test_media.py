"""Signed sound as the server itself serves it: signatures, ranges, headers."""

from __future__ import annotations

import httpx
import pytest

from tests.support.live import LiveServer
from tests.support.media_urls import KINDS, signed, spoilt

BODY = bytes(range(256)) * 8


class TestSignature:
    async def test_ours_is_served(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        answer = await web.get(await signed(server))
        assert (answer.status_code, answer.content) == (200, BODY)
        headers = answer.headers
        assert headers["content-type"] == "audio/mp4"
        assert headers["content-length"] == "2048"
        assert headers["accept-ranges"] == "bytes"
        assert headers["cache-control"] == "private, max-age=31536000, immutable"
        assert headers["access-control-allow-origin"] == "*"
        assert "content-range" in headers["access-control-expose-headers"]
        assert "transfer-encoding" not in headers

    @pytest.mark.parametrize("kind", KINDS)
    async def test_anything_else_is_not(
        self, server: LiveServer, web: httpx.AsyncClient, kind: str
    ) -> None:
        url = spoilt(await signed(server))[kind]
        answer = await web.get(httpx.URL(server.url).copy_with(raw_path=url.encode()))
        assert answer.status_code == 403
        assert answer.headers["access-control-allow-origin"] == "*"

    async def test_expired_is_gone(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        answer = await web.get(await signed(server, ttl=-1))
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "expired")
        assert answer.headers["access-control-allow-origin"] == "*"

    async def test_expired_and_tampered_is_tampered(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        url = spoilt(await signed(server, ttl=-1))["tier"]
        assert (await web.get(url)).status_code == 403

    async def test_missing_is_missing(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        url = (await signed(server)).replace("audio.mp4", "other.mp4")
        assert (await web.get(url)).status_code == 404
        assert (await web.get(url.replace("/opus/other.mp4", "/opus/x/y.mp4"))).status_code == 404
        long = await web.get(url.replace("other.mp4", f"{'a' * 3000}.mp4"))
        assert (long.status_code, "hls" in long.text) == (404, False)

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
    async def test_reading_only(
        self, server: LiveServer, web: httpx.AsyncClient, method: str
    ) -> None:
        answer = await web.request(method, await signed(server))
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]


class TestRanges:
    @pytest.mark.parametrize(
        ("asked", "start", "end"),
        [("0-0", 0, 0), ("3-9", 3, 9), ("2000-", 2000, 2047), ("-5", 2043, 2047), ("9-", 9, 2047)],
    )
    async def test_one_range(
        self, server: LiveServer, web: httpx.AsyncClient, asked: str, start: int, end: int
    ) -> None:
        answer = await web.get(await signed(server), headers={"range": f"bytes={asked}"})
        assert answer.status_code == 206
        assert answer.content == BODY[start : end + 1]
        assert answer.headers["content-range"] == f"bytes {start}-{end}/2048"
        assert answer.headers["content-length"] == str(end - start + 1)

    async def test_beyond_the_end(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        answer = await web.get(await signed(server), headers={"range": "bytes=2048-"})
        assert answer.status_code == 416
        assert answer.headers["content-range"] == "bytes */2048"

    async def test_several_ranges_are_answered_whole(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        answer = await web.get(await signed(server), headers={"range": "bytes=0-1,5-6"})
        assert (answer.status_code, answer.content) == (200, BODY)

    async def test_continued_only_while_it_is_the_same(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        url = await signed(server)
        etag = (await web.head(url)).headers["etag"]
        for condition, status in ((etag, 206), ('"other"', 200)):
            headers = {"range": "bytes=5-6", "if-range": condition}
            assert (await web.get(url, headers=headers)).status_code == status

    async def test_head_has_the_headers_of_get(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        url = await signed(server)
        head, get = await web.head(url), await web.get(url)
        assert head.content == b""
        for name in ("content-length", "content-type", "etag", "last-modified", "cache-control"):
            assert head.headers[name] == get.headers[name]

    async def test_unchanged(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        url = await signed(server)
        etag = (await web.get(url)).headers["etag"]
        answer = await web.get(url, headers={"if-none-match": etag})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)


class TestLargeFiles:
    async def test_are_streamed_with_their_length(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        url = await signed(server)
        large = bytes(range(251)) * 20_000
        key = "/".join(url.split("/")[5:]).replace("audio.mp4", "large.mp4")
        await server.resources.store.put("hls", key, large, content_type="audio/mp4")
        url = url.replace("audio.mp4", "large.mp4")
        answer = await web.get(url)
        assert answer.content == large
        assert answer.headers["content-length"] == str(len(large))
        assert "transfer-encoding" not in answer.headers
        part = await web.get(url, headers={"range": "bytes=1000000-4000000"})
        assert part.content == large[1_000_000:4_000_001]
        head = await web.head(url)
        assert (head.headers["content-length"], head.content) == (str(len(large)), b"")

    async def test_a_listener_who_leaves_does_no_harm(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        url = await signed(server)
        key = "/".join(url.split("/")[5:]).replace("audio.mp4", "large.mp4")
        large = b"x" * 30_000_000
        await server.resources.store.put("hls", key, large, content_type="audio/mp4")
        url = url.replace("audio.mp4", "large.mp4")
        for _ in range(5):
            async with web.stream("GET", url) as answer:
                await anext(answer.aiter_bytes())
        assert (await web.get(url, headers={"range": "bytes=0-3"})).content == b"xxxx"
