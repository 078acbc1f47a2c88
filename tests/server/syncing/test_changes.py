"""The feed read over HTTP: in pages, from the beginning, after a restore, and while waiting."""

from __future__ import annotations

import asyncio
import sys
import time
import zlib
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from server.catalog.models import Track
from server.kit import db
from server.kit.migrations import plain_dsn
from server.syncing import service, wakeups
from tests.support.laptops import SYNC, Laptop, op, patch, two_laptops
from tests.support.live import LiveServer


@pytest.fixture
async def laptops(server: LiveServer) -> tuple[Laptop, Laptop]:
    _, one, other = await two_laptops(server)
    return one, other


@pytest.fixture
def laptop(laptops: tuple[Laptop, Laptop]) -> Laptop:
    return laptops[0]


@pytest.fixture
async def writer(server: LiveServer) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """Somebody else at the database: another process, an administrator."""
    connection = await asyncpg.connect(plain_dsn(server.settings.database_url))
    yield connection
    await connection.close()


class TestHello:
    async def test_says_who_and_where(self, laptop: Laptop) -> None:
        asked = {"app_version": "1.0", "schema": 1, "kinds": ["track"]}
        empty = (await laptop.http.post(f"{SYNC}/hello", json=asked)).json()
        assert (empty["head"], empty["mark"], empty["role"]) == (0, 0, "owner")
        assert UUID(empty["library_id"]) == laptop.library
        assert empty["limits"] == {
            "max_ops": 100,
            "max_push_bytes": 4 * 2**20,
            "page_max": 5000,
        }
        await laptop.track()
        told = (await laptop.http.post(f"{SYNC}/hello", json=asked)).json()
        await laptop.pull()
        assert (told["head"], told["mark"]) == (laptop.last["head"], laptop.last["mark"])
        assert told["epoch"] == laptop.last["epoch"]

    @pytest.mark.parametrize("schema", [0, 2])
    async def test_of_another_protocol(self, laptop: Laptop, schema: int) -> None:
        asked = {"app_version": "1.0", "schema": schema}
        refused = await laptop.http.post(f"{SYNC}/hello", json=asked)
        assert refused.status_code == 426
        problem = refused.json()["error"]
        assert (problem["code"], problem["details"]["min_version"]) == ("client_too_old", 1)
        headers = {"x-sync-schema": str(schema)}
        for path in ("changes", "digest"):
            assert (await laptop.http.get(f"{SYNC}/{path}", headers=headers)).status_code == 426


class TestPages:
    async def test_first_by_kind_then_in_order(self, laptop: Laptop) -> None:
        tracks = [await laptop.track(f"T{n}") for n in range(5)]
        for track in tracks:
            await laptop.version(track)
        await laptop.does(op("track", "delete", tracks[0]))
        await laptop.does(patch("track", tracks[1], genre=("", "Folk")))
        changes = await laptop.pull(limit=2)
        assert [c["kind"] for c in changes] == ["track"] * 4 + ["version"] * 4
        assert not any(c["deleted"] for c in changes)
        assert laptop.cursor == laptop.last["head"]
        await laptop.does(op("track", "delete", tracks[2]))
        (track, version) = await laptop.pull(limit=1)
        assert (track["deleted"], track["data"], version["deleted"]) == (True, None, True)

    async def test_what_changes_meanwhile(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        tracks = [await one.track(f"T{n}") for n in range(6)]
        asked: dict[str, int] = {"since": 0, "limit": 2}
        seen: dict[str, str | None] = {}
        for n in range(20):
            page = (await other.http.get(f"{SYNC}/changes", params=asked)).json()
            for change in page["changes"]:
                seen[change["id"]] = None if change["deleted"] else change["data"]["title"]
            asked["since"] = page["next"]
            if not page["more"]:
                break
            if n < 3:
                await one.does(patch("track", tracks[n], title=(f"T{n}", f"N{n}")))
                await one.does(op("track", "delete", tracks[5 - n]))
        assert asked["since"] == page["head"]
        alive = {str(t.id): t.title for t in await Track.filter(deleted_at=None)}
        assert {key: title for key, title in seen.items() if title} == alive

    async def test_strange_places(self, laptop: Laptop) -> None:
        await laptop.track()
        for since in (-1, -(2**62), 2**62, -(2**63), 7):
            answer = await laptop.http.get(f"{SYNC}/changes", params={"since": since})
            assert answer.status_code == 200, (since, answer.text)
        for bad in ({"since": "x"}, {"limit": 0}, {"limit": 5001}, {"wait": 51}, {"since": 2**70}):
            assert (await laptop.http.get(f"{SYNC}/changes", params=bad)).status_code == 422, bad

    async def test_raw_sql_is_published_too(
        self, laptop: Laptop, writer: asyncpg.Connection[asyncpg.Record]
    ) -> None:
        track = await laptop.track()
        await laptop.pull()
        await writer.execute("UPDATE tracks SET title = 'By hand' WHERE id = $1", UUID(track))
        (change,) = await laptop.pull()
        assert (change["id"], change["data"]["title"], change["urev"]) == (track, "By hand", 2)

    async def test_digest_is_that_of_what_was_read(self, laptop: Laptop) -> None:
        for n in range(3):
            track = await laptop.track(f"T{n}")
            await laptop.version(track)
        await laptop.does(op("track", "delete", track))
        await laptop.pull()
        told = (await laptop.http.get(f"{SYNC}/digest")).json()
        assert told["head"] == laptop.cursor
        living = [c for c in laptop.known.values() if not c["deleted"]]
        for kind in ("track", "version"):
            own = [c for c in living if c["kind"] == kind]
            crc = sum(zlib.crc32(UUID(c["id"]).bytes + c["rev"].to_bytes(4, "big")) for c in own)
            assert told["kinds"][kind] == {"n": len(own), "sum": crc}


class TestAfterARestore:
    async def test_a_new_epoch(self, laptop: Laptop) -> None:
        await laptop.track()
        await laptop.pull()
        known = {"x-sync-epoch": laptop.last["epoch"]}
        epoch = await service.new_epoch()
        for answer in (
            await laptop.http.get(f"{SYNC}/changes", params={"since": 1}, headers=known),
            await laptop.http.post(f"{SYNC}/push", json={"ops": []}, headers=known),
        ):
            problem = answer.json()["error"]
            assert (answer.status_code, problem["code"]) == (410, "epoch_changed")
            assert problem["details"]["epoch"] == str(epoch)

    async def test_a_mark_that_is_not_ours(self, laptop: Laptop) -> None:
        await laptop.track()
        await laptop.pull()
        seq, mark = laptop.last["head"], laptop.last["mark"]
        good = {"x-sync-epoch": laptop.last["epoch"], "x-sync-mark": f"{seq}:{mark}"}
        assert await laptop.pull(**good) == []
        # A backup from before: the same numbers are given again, with other marks.
        for bad in (f"{seq}:{mark + 1}", f"{seq + 1}:{mark}"):
            headers = {**good, "x-sync-mark": bad}
            answer = await laptop.http.get(f"{SYNC}/changes", headers=headers)
            assert answer.status_code == 410, bad
        for bad in ("x", "1", "1:x", "-1:2"):
            headers = {**good, "x-sync-mark": bad}
            assert (await laptop.http.get(f"{SYNC}/changes", headers=headers)).status_code == 422

    async def test_pruning_keeps_the_newest_mark(self, laptop: Laptop) -> None:
        for n in range(3):
            await laptop.track(f"T{n}")
        await laptop.pull()
        seq, mark = laptop.last["head"], laptop.last["mark"]
        await db.execute("UPDATE sync_commit SET at = at - interval '91 days'")
        await db.execute("UPDATE sync_op SET at = at - interval '61 days'")
        await service.prune()
        left = await db.execute("SELECT seq, mark FROM sync_commit")
        assert left == [{"seq": seq, "mark": mark}]
        assert await db.execute("SELECT 1 FROM sync_op") == []
        assert await db.execute("SELECT 1 FROM record_history")


class TestWaiting:
    async def poll(self, laptop: Laptop, wait: int) -> tuple[int, bytes, float]:
        began = time.monotonic()
        answer = await laptop.http.get(
            f"{SYNC}/changes", params={"since": laptop.cursor, "wait": wait}
        )
        return answer.status_code, answer.content, time.monotonic() - began

    async def test_nothing_new(self, laptop: Laptop) -> None:
        await laptop.track()
        await laptop.pull()
        status, body, took = await self.poll(laptop, 1)
        assert (status, body) == (204, b"")
        assert took >= 1

    async def test_a_write_of_another_process_wakes(
        self, server: LiveServer, laptop: Laptop
    ) -> None:
        track = await laptop.track()
        await laptop.pull()
        waiting = asyncio.create_task(self.poll(laptop, 30))
        await self.until(server, 1)
        script = (
            "import asyncio, asyncpg, sys, time\n"
            "async def main():\n"
            "    c = await asyncpg.connect(sys.argv[1])\n"
            "    await c.execute(\"UPDATE tracks SET genre = 'x'\")\n"
            "    print(time.time())\n"
            "asyncio.run(main())\n"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            script,
            plain_dsn(server.settings.database_url),
            stdout=asyncio.subprocess.PIPE,
        )
        reading = asyncio.create_task(process.communicate())
        status, body, _ = await waiting
        now = time.time()
        written = float((await reading)[0])
        assert status == 200
        assert track.encode() in body
        assert now - written < 1

    async def test_who_is_shut_out_while_waiting_hears_nothing(
        self, server: LiveServer, laptops: tuple[Laptop, Laptop]
    ) -> None:
        laptop, other = laptops
        track = await laptop.track()
        await laptop.pull()
        waiting = asyncio.create_task(self.poll(laptop, 30))
        await self.until(server, 1)
        (lost,) = [
            d["id"]
            for d in (await other.http.get(f"{SYNC}/devices")).json()["devices"]
            if not d["current"]
        ]
        assert (await other.http.delete(f"{SYNC}/devices/{lost}")).status_code == 204
        await other.does(patch("track", track, title=("Night Ferry", "Secret")))
        status, body, _ = await waiting
        assert (status, b"Secret" in body) == (401, False)

    async def test_a_lost_word_costs_seconds_only(
        self, server: LiveServer, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wakeups.Wakeups, "_heard", lambda *_: None)
        track = await laptop.track()
        await laptop.pull()
        waiting = asyncio.create_task(self.poll(laptop, 30))
        await self.until(server, 1)
        await db.execute("UPDATE tracks SET genre = 'x' WHERE id = $1", UUID(track))
        status, _, took = await waiting
        assert (status, took < 2 * wakeups.LOOK_AGAIN_S) == (200, True)

    async def test_the_connection_comes_back(
        self, server: LiveServer, laptop: Laptop, writer: asyncpg.Connection[asyncpg.Record]
    ) -> None:
        await laptop.track()
        await laptop.pull()
        listening = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        for row in await writer.fetch(listening):
            await writer.execute("SELECT pg_terminate_backend($1)", row["pid"])
        while not await writer.fetch(listening):
            await asyncio.sleep(0.1)
        waiting = asyncio.create_task(self.poll(laptop, 30))
        await self.until(server, 1)
        await writer.execute("UPDATE tracks SET genre = 'y'")
        status, _, took = await waiting
        assert (status, took < wakeups.LOOK_AGAIN_S) == (200, True)

    async def test_who_hangs_up_frees_the_place(self, server: LiveServer, laptop: Laptop) -> None:
        await laptop.track()
        await laptop.pull()
        polls = [asyncio.create_task(self.poll(laptop, 30)) for _ in range(wakeups.MOST_WAITING)]
        await self.until(server, wakeups.MOST_WAITING)
        status, body, _ = await self.poll(laptop, 30)
        assert (status, b"rate_limited" in body) == (429, True)
        for poll in polls[:3]:
            poll.cancel()
        await self.until(server, wakeups.MOST_WAITING - 3)
        status, _, _ = await self.poll(laptop, 1)
        assert status == 204
        for poll in polls[3:]:
            poll.cancel()
        await self.until(server, 0)

    async def until(self, server: LiveServer, count: int) -> None:
        async with asyncio.timeout(20):
            while server.app.ctx.wakeups.waiting != count:
                await asyncio.sleep(0.02)
