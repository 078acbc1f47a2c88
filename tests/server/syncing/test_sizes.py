"""How much is sent: a first reading in few requests and few bytes, one edit in very few."""

from __future__ import annotations

import asyncpg
import httpx
import pytest

from server.kit.migrations import plain_dsn
from tests.support.big_library import fill
from tests.support.laptops import SYNC, Laptop, patch, two_laptops
from tests.support.live import LiveServer

TRACKS = 500
MOST_BYTES_PER_RECORD = 6.5e6 / 66_000
MOST_REQUESTS, MOST_RECORDS = 15, 66_000


@pytest.fixture
async def laptop(server: LiveServer) -> Laptop:
    _, found, _ = await two_laptops(server)
    connection = await asyncpg.connect(plain_dsn(server.settings.database_url))
    assert await fill(connection, found.library, TRACKS) == 13 * TRACKS
    await connection.close()
    return found


async def wire_bytes(http: httpx.AsyncClient, since: int, limit: int) -> tuple[int, int, bool]:
    """Bytes of a page as they are sent, where to go on, and whether there is more."""
    asked = {"since": since, "limit": limit}
    async with http.stream("GET", f"{SYNC}/changes", params=asked) as answer:
        await answer.aread()
        page = answer.json()
        assert not page["changes"] or answer.headers["content-encoding"] == "gzip"
        return answer.num_bytes_downloaded, page["next"], page["more"]


class TestFirstReading:
    async def test_bytes_and_requests(self, laptop: Laptop) -> None:
        """A tenth of the library that is promised, in pages a tenth as long."""
        total, requests, since, more = 0, 0, 0, True
        limit = 5000 * 13 * TRACKS // 65_000
        while more:
            size, since, more = await wire_bytes(laptop.http, since, limit)
            total, requests = total + size, requests + 1
        assert total / (13 * TRACKS) <= MOST_BYTES_PER_RECORD, f"{total / 13 / TRACKS} each"
        assert requests <= MOST_REQUESTS

    async def test_tracks_come_first(self, laptop: Laptop) -> None:
        changes = await laptop.pull(limit=TRACKS)
        assert {c["kind"] for c in changes[:TRACKS]} == {"track"}
        assert len(laptop.living()) == 13 * TRACKS


class TestOneEdit:
    async def test_is_a_few_hundred_bytes(self, laptop: Laptop) -> None:
        await laptop.pull(limit=5000)
        (_, track), *_ = laptop.living()
        edit = patch("track", track, title=(laptop.data("track", track)["title"], "Day Ferry"))
        request = laptop.http.build_request("POST", f"{SYNC}/push", json={"ops": [edit]})
        answer = await laptop.http.send(request)
        assert answer.status_code == 200
        assert len(request.content) + len(answer.content) <= 1024
        (change,) = await laptop.pull()
        assert change["data"]["title"] == "Day Ferry"
