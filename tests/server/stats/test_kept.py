"""What is kept of listeners, what is added up of it, and when it is destroyed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from server.kit import db
from server.stats import service, visitors
from server.stats.tasks import close_day
from tests.support.listeners import (
    ADDRESS,
    FIREFOX,
    WHOLE,
    Stage,
    pass_time,
    send,
    traces,
)
from tests.support.people import sign_up

OTHER = "198.51.100.41"


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
            for client in (stage.listener(), stage.listener(dnt="1"), stage.listener(OTHER)):
                beat = stage.report(
                    await stage.ticket(client), (0, 9_000), referrer="https://a.example/?q=me"
                )
                assert (await send(client, beat)).status_code == 202
                await send(client, stage.report("forged", (0, 9_000)))
        hidden = [trace for address in (ADDRESS, OTHER) for trace in traces(address)]
        assert "play" in caplog.text, "nothing was logged: nothing is shown by this"
        assert [t for t in hidden if t in caplog.text.encode()] == []
        tables = await db.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'aerich'"
        )
        for row in tables:
            found = await db.execute(f'SELECT t::text AS row FROM "{row["tablename"]}" t')
            text = "\n".join(str(r["row"]) for r in found)
            assert [t for t in hidden if t in text.encode()] == [], row
            assert FIREFOX not in text or row["tablename"] == "sessions", row
        redis = stage.server.resources.redis
        keys = [key async for key in redis.scan_iter("*")]
        held = b" ".join([*keys, *[await redis.dump(key) or b"" for key in keys]])
        assert b"quiet:" in held, "the quiet play is not there: nothing is shown by this"
        assert [t for t in hidden if t in held] == []
        plays = await stage.plays()
        assert len({play["visitor"] for play in plays}) == 2, "addresses do tell listeners apart"
        kept = plays[0]
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

    async def test_days_over_whose_end_the_clock_stood_still_are_added_up(
        self, stage: Stage
    ) -> None:
        client = stage.listener()
        beat = stage.report(await stage.ticket(client), (0, 9_000))
        await send(client, beat)
        await pass_time(200)
        await send(client, {**beat, "ranges": [(0, WHOLE)]})
        await db.execute(
            "UPDATE analytics_play SET day = day - 5, last_at = last_at - interval '5 d'"
        )
        await close_day(stage.server.resources)
        found = await db.execute("SELECT day, plays FROM analytics_daily")
        day = datetime.now(UTC).date() - timedelta(days=5)
        assert found == [{"day": day, "plays": 1}]

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
