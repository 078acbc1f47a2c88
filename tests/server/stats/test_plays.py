"""Plays over HTTP: counted once, by the clock, without keeping anybody's address."""

from __future__ import annotations

import asyncio
import random
import time
from uuid import UUID

import httpx
import pytest

from server.kit.tickets import GRACE_S, Ticket, issue_ticket
from tests.support.listeners import (
    BOT,
    FIREFOX,
    PLAYS,
    WHOLE,
    Stage,
    pass_time,
    send,
)
from tests.support.published import publish


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
