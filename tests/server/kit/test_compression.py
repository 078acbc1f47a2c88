"""Pages and JSON go out compressed, except where that would leak or do harm."""

from __future__ import annotations

import httpx

from tests.support.live import LiveServer
from tests.support.people import sign_up

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

    async def test_small_answers_are_left_alone(self, server: LiveServer) -> None:
        assert await encoding(server.client(), "/api/v1/ready") is None

    async def test_pages_with_a_csrf_token_are_never_compressed(self, server: LiveServer) -> None:
        person = await sign_up(server, "ines")
        assert await encoding(person.web, "/") is None
