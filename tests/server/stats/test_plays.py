"""Plays over HTTP: counted once, by the clock, without keeping anybody's address."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from server.identity.models import User
from server.kit import db
from server.kit.config import Settings
from server.kit.tickets import GRACE_S, Ticket, issue_ticket
from server.stats import service, visitors
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up
from tests.support.published import Published, publish

PLAYS = "/api/v1/plays"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
ADDRESS = "203.0.113.77"
WHOLE = 185_000


@dataclass(frozen=True, slots=True)
class Stage:
    """A server behind one proxy, an artist, and a public track of 185 s."""

    server: LiveServer
    artist: Person
    made: Published

    def listener(self, address: str = ADDRESS, **headers: str) -> httpx.AsyncClient:
        """Somebody who listens from `address`."""
        given = {"user-agent": FIREFOX, "x-forwarded-for": address, **headers}
        return self.server.client(headers=given)

    async def ticket(self, client: httpx.AsyncClient, version_id: str | None = None) -> str:
        """The ticket of a grant."""
        version_id = version_id or self.made.version_id
        granted = await client.get(f"/api/v1/versions/{version_id}/grant")
        assert granted.status_code == 200, granted.text
        found: str = granted.json()["ticket"]
        return found

    def report(self, ticket: str, *ranges: tuple[int, int], **fields: Any) -> dict[str, Any]:
        """What a player sends."""
        return {
            "play_id": str(uuid4()),
            "ticket": ticket,
            "track_id": self.made.id,
            "version_id": self.made.version_id,
            "ms_listened": sum(b - a for a, b in ranges),
            "ranges": ranges,
            **fields,
        }

    async def plays(self) -> list[dict[str, Any]]:
        return await db.execute(
            """SELECT *, array(SELECT upper(r) - lower(r) FROM unnest(ranges) r) AS spans
                 FROM analytics_play ORDER BY first_at"""
        )

    async def heard(self) -> list[int]:
        """Milliseconds of each play."""
        return [sum(row["spans"]) for row in await self.plays()]

    async def day(self) -> dict[str, Any]:
        """The track's figures of today, added up now."""
        await service.roll_up()
        found = await db.execute("SELECT * FROM analytics_daily")
        assert len(found) <= 1
        return found[0] if found else {"plays": 0, "quiet_plays": 0}


async def send(client: httpx.AsyncClient, report: dict[str, Any]) -> httpx.Response:
    return await client.post(PLAYS, json=report)


async def pass_time(seconds: int) -> None:
    """As if all plays had begun earlier."""
    await db.execute(
        "UPDATE analytics_play SET first_at = first_at - make_interval(secs => $1)", seconds
    )


async def begin(settings: Settings) -> Stage:
    server = LiveServer(settings)
    await server.start()
    artist = await sign_up(server, "anna")
    return Stage(server, artist, await publish(server.resources, await User.get(id=artist.id)))


@pytest.fixture
async def stage(settings: Settings, clean: None) -> AsyncIterator[Stage]:
    found = await begin(replace(settings, trusted_proxies=1))
    yield found
    await found.server.stop()


@pytest.fixture
async def untracked(settings: Settings, clean: None) -> AsyncIterator[Stage]:
    found = await begin(replace(settings, trusted_proxies=1, no_tracking=True))
    yield found
    await found.server.stop()


class TestReporting:
    async def test_a_play_is_counted_once_however_often_it_is_told(self, stage: Stage) -> None:
        client = stage.listener()
        whole = stage.report(await stage.ticket(client), (0, 10_000))
        assert (await send(client, whole)).status_code == 202
        await pass_time(60)
        beats = [
            {**whole, "ranges": [(0, end)], "ms_listened": end}
            for end in range(10_000, 60_000, 10_000)
        ]
        sent = beats * 3
        random.Random(5).shuffle(sent)
        answers = await asyncio.gather(*(send(client, beat) for beat in sent))
        assert {answer.status_code for answer in answers} == {202}
        assert await stage.heard() == [50_000]
        found = await stage.plays()
        assert found[0]["ms_listened"] == 50_000
        assert (await stage.day())["plays"] == 1
        track = await client.get(f"/api/v1/tracks/{stage.made.id}")
        assert track.json()["play_count"] == 1

    async def test_many_at_once_begin_one_play(self, stage: Stage) -> None:
        client = stage.listener()
        beat = stage.report(await stage.ticket(client), (0, 8_000))
        answers = await asyncio.gather(*(send(client, beat) for _ in range(30)))
        assert {answer.status_code for answer in answers} == {202}
        assert await stage.heard() == [8_000]

    async def test_the_same_sound_twice_is_heard_once(self, stage: Stage) -> None:
        client = stage.listener()
        beat = stage.report(await stage.ticket(client), (0, 5_000), (2_000, 7_000), (6_999, 7_000))
        await send(client, beat)
        assert await stage.heard() == [7_000]

    async def test_ranges_beyond_the_track_and_backwards_are_nothing(self, stage: Stage) -> None:
        client = stage.listener()
        beat = stage.report(await stage.ticket(client), (184_000, 2**31 - 1), (9_000, 3_000))
        assert (await send(client, {**beat, "ms_listened": 5})).status_code == 202
        assert await stage.heard() == [1_000]

    async def test_what_sendbeacon_sends_is_taken(self, stage: Stage) -> None:
        client = stage.listener(origin="null")
        beat = stage.report(await stage.ticket(client), (0, 9_000))
        answer = await client.post(
            PLAYS,
            content=httpx.Request("POST", "http://x", json=beat).content,
            headers={"content-type": "text/plain;charset=UTF-8"},
        )
        assert answer.status_code == 202
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert await stage.heard() == [9_000]

    async def test_pages_of_other_sites_may_read_the_refusal_too(self, stage: Stage) -> None:
        client = stage.listener(origin="null")
        refused = await send(client, stage.report("forged", (0, 9_000)))
        assert refused.status_code == 403
        assert refused.headers["access-control-allow-origin"] == "*"
        asked = await client.options(PLAYS)
        assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "POST")


class TestTheClock:
    async def test_more_than_time_allows_waits_until_it_does(self, stage: Stage) -> None:
        client = stage.listener()
        beat = stage.report(await stage.ticket(client), (0, WHOLE), completed=True)
        for _ in range(3):
            await send(client, beat)
        assert await stage.heard() == [0]
        assert (await stage.day())["plays"] == 0
        await pass_time(90)  # at double speed, with some tolerance, it can have been heard
        await send(client, beat)
        assert await stage.heard() == [WHOLE]
        day = await stage.day()
        assert (day["plays"], day["completions"]) == (1, 1)

    async def test_time_told_is_held_to_it_too(self, stage: Stage) -> None:
        client = stage.listener()
        beat = stage.report(await stage.ticket(client), (0, 1_000), ms_listened=2**31 - 1)
        await send(client, beat)
        await send(client, beat)
        assert (await stage.plays())[0]["ms_listened"] < 20_000


class TestForgery:
    async def test_tickets(self, stage: Stage) -> None:
        client = stage.listener()
        other = await publish(stage.server.resources)
        good = await stage.ticket(client)
        secret = stage.server.settings.session_secret
        version, now = UUID(stage.made.version_id), int(time.time())
        expired = issue_ticket(secret, Ticket(version, now - GRACE_S - 5, True))
        forged = issue_ticket("x" * 40, Ticket(version, now + 100, True))
        upgraded = issue_ticket(secret, Ticket(version, now + 100, False)).replace(".n.", ".c.")
        another = await stage.ticket(client, other.version_id)
        for ticket in (expired, forged, upgraded, another, "x", good + "x", "…", "9" * 400):
            refused = await send(client, stage.report(ticket, (0, 9_000)))
            assert refused.status_code == 403, ticket
            assert refused.json()["error"]["code"] == "tampered"
        missing = stage.report(good, (0, 9_000))
        del missing["ticket"]
        assert (await send(client, missing)).status_code == 422
        elsewhere = stage.report(good, (0, 9_000), track_id=other.id)
        assert (await send(client, elsewhere)).status_code == 404
        assert await stage.plays() == []

    async def test_a_thousand_with_one_ticket_add_one_play(self, stage: Stage) -> None:
        client = stage.listener()
        ticket = await stage.ticket(client)
        gate = asyncio.Semaphore(8)

        async def forge() -> int:
            async with gate:
                return (await send(client, stage.report(ticket, (0, 24_000)))).status_code

        statuses = await asyncio.gather(*(forge() for _ in range(1000)))
        assert set(statuses) == {202, 429}
        assert statuses.count(202) < 300
        await pass_time(600)
        for row in await stage.plays():
            await stage.server.resources.redis.flushdb()
            beat = {**stage.report(ticket, (0, 60_000)), "play_id": str(row["id"])}
            assert (await send(client, beat)).status_code == 202
        day = await stage.day()
        assert (day["plays"], day["uniques"]) == (1, 1)
        assert day["repeats"] > 20


class TestWhoCounts:
    async def test_the_artist_does_not(self, stage: Stage) -> None:
        device = await stage.artist.device(stage.server)
        device.headers["user-agent"] = FIREFOX
        beat = stage.report(await stage.ticket(device), (0, 9_000))
        await send(device, beat)
        await pass_time(120)
        await send(device, {**beat, "ranges": [(0, 100_000)]})
        day = await stage.day()
        assert (day["plays"], day["staff_plays"], day["uniques"]) == (0, 1, 0)

    async def test_nor_their_ticket_in_other_hands(self, stage: Stage) -> None:
        device, client = await stage.artist.device(stage.server), stage.listener()
        beat = stage.report(await stage.ticket(device), (0, 9_000))
        assert (await send(client, beat)).status_code == 202
        assert await stage.plays() == []

    @pytest.mark.parametrize("agent", [BOT, "curl/8.5.0", "python-requests/2.32", ""])
    async def test_bots_do_not(self, stage: Stage, agent: str) -> None:
        client = stage.listener(**{"user-agent": agent})
        beat = stage.report(await stage.ticket(client), (0, 9_000))
        await send(client, beat)
        await pass_time(120)
        await send(client, {**beat, "ranges": [(0, 100_000)]})
        day = await stage.day()
        assert (day["plays"], day["bot_plays"]) == (0, 1)

    async def test_two_people_are_two(self, stage: Stage) -> None:
        for address in ("198.51.100.1", "198.51.100.2", "2001:db8:1:1::1", "2001:db8:1:1::2"):
            client = stage.listener(address)
            beat = stage.report(await stage.ticket(client), (0, 9_000))
            await send(client, beat)
            await pass_time(120)
            await send(client, {**beat, "ranges": [(0, 100_000)]})
        day = await stage.day()
        # The last two are of one /64: one household.
        assert (day["plays"], day["uniques"]) == (3, 3)


class TestWhatIsKept:
    @pytest.mark.parametrize("header", [{"dnt": "1"}, {"sec-gpc": "1"}])
    async def test_nothing_of_those_who_ask_for_it(
        self, stage: Stage, header: dict[str, str]
    ) -> None:
        await self._quiet(stage, stage.listener(**header))

    async def test_nothing_of_anybody_where_the_artist_wants_it_so(self, untracked: Stage) -> None:
        await self._quiet(untracked, untracked.listener())

    async def _quiet(self, stage: Stage, client: httpx.AsyncClient) -> None:
        ticket = await stage.ticket(client)
        beat = stage.report(ticket, (0, 9_000), referrer="https://forum.example/thread?u=me")
        await send(client, beat)
        await self._pass_quiet_time(stage, 200)
        full = {**beat, "ranges": [(0, WHOLE)], "ms_listened": WHOLE}
        for _ in range(3):
            assert (await send(client, full)).status_code == 202
        assert await stage.plays() == []
        found = (await db.execute("SELECT * FROM analytics_daily"))[0]
        assert (found["quiet_plays"], found["quiet_completions"]) == (1, 1)
        assert (found["referrers"], found["countries"]) == ("{}", "{}")
        # Another play of the same listener is a repeat; an impossible one is nothing.
        again = {**full, "play_id": str(uuid4())}
        await send(client, again)
        await self._pass_quiet_time(stage, 200)
        await send(client, again)
        assert (await db.execute("SELECT quiet_plays FROM analytics_daily"))[0] == {
            "quiet_plays": 1
        }
        track = await client.get(f"/api/v1/tracks/{stage.made.id}")
        assert track.json()["play_count"] == 1

    async def _pass_quiet_time(self, stage: Stage, seconds: int) -> None:
        redis = stage.server.resources.redis
        async for key in redis.scan_iter("quiet:*:begun"):
            await redis.set(key, float(await redis.get(key)) - seconds, ex=600)

    async def test_no_address_anywhere(
        self, stage: Stage, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            for client in (stage.listener(), stage.listener(dnt="1")):
                beat = stage.report(
                    await stage.ticket(client), (0, 9_000), referrer="https://a.example/?q=me"
                )
                assert (await send(client, beat)).status_code == 202
                await send(client, stage.report("forged", (0, 9_000)))
        assert ADDRESS not in caplog.text
        tables = await db.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'aerich'"
        )
        for row in tables:
            found = await db.execute(f'SELECT t::text AS row FROM "{row["tablename"]}" t')
            text = "\n".join(str(r["row"]) for r in found)
            assert ADDRESS not in text, row
            assert bytes(int(n) for n in ADDRESS.split(".")).hex() not in text, row
            assert FIREFOX not in text or row["tablename"] == "sessions", row
        redis = stage.server.resources.redis
        assert [k async for k in redis.scan_iter("*") if ADDRESS.encode() in k] == []
        kept = (await stage.plays())[0]
        assert (kept["referrer"], kept["agent"], kept["country"]) == ("a.example", "Firefox", None)


class TestRollUp:
    async def test_again_and_from_nothing_gives_the_same(self, stage: Stage) -> None:
        for n in range(4):
            client = stage.listener(f"198.51.100.{n}")
            beat = stage.report(await stage.ticket(client), (0, 9_000))
            await send(client, beat)
            await pass_time(100 + n)
            await send(client, {**beat, "ranges": [(0, 30_000 + n * 50_000)]})
        first = await stage.day()
        assert first["plays"] == 4
        again = await stage.day()
        await db.execute("DELETE FROM analytics_daily")
        anew = await stage.day()
        for found in (again, anew):
            assert {**found, "id": 0} == {**first, "id": 0}

    async def test_the_artist_reads_it_and_nobody_else(self, stage: Stage) -> None:
        client = stage.listener()
        beat = stage.report(await stage.ticket(client), (0, 9_000))
        await send(client, beat)
        await pass_time(200)
        await send(client, {**beat, "ranges": [(0, WHOLE)]})
        await service.roll_up()
        device = await stage.artist.device(stage.server)
        address = f"/api/v1/tracks/{stage.made.id}/stats"
        found = (await device.get(address)).json()
        assert (found["plays"], found["daily_uniques"], found["completions"]) == (1, 1, 1)
        assert found["days"][0]["retention"] == [1] * 100
        assert (await client.get(address)).status_code == 401
        fan = await sign_up(stage.server, "fan")
        assert (await fan.web.get(address)).status_code == 403

    async def test_old_plays_and_the_ways_back_to_people_are_destroyed(self, stage: Stage) -> None:
        today = datetime.now(UTC).date()
        client = stage.listener()
        await send(client, stage.report(await stage.ticket(client), (0, 9_000)))
        for days in (0, 1, 2, 40):
            await db.execute(
                "INSERT INTO visitor_salts (day, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                today - timedelta(days=days),
                b"salt",
            )
        await db.execute("UPDATE analytics_play SET day = day - 31")
        await service.forget_old_plays()
        kept = await db.execute("SELECT day FROM visitor_salts ORDER BY day")
        assert [row["day"] for row in kept] == [today - timedelta(days=1), today]
        assert await stage.plays() == []
        assert set(visitors._salts) <= {today}
