"""The bandwidth cap and the lanes."""

from __future__ import annotations

import asyncio
import time

import pytest

from sync.client.pace import GROW_AFTER, Lanes, TokenBucket


class TestTokenBucket:
    async def test_all_lanes_together_keep_the_cap(self):
        bucket = TokenBucket(1_000_000)

        async def lane() -> None:
            for _ in range(10):
                await bucket.take(25_000)

        before = time.monotonic()
        await asyncio.gather(*(lane() for _ in range(4)))
        assert time.monotonic() - before == pytest.approx(1.0, rel=0.12)

    async def test_no_cap(self):
        bucket = TokenBucket(None)
        before = time.monotonic()
        for _ in range(1000):
            await bucket.take(10**9)
        assert time.monotonic() - before < 0.5

    async def test_another_cap_counts_at_once(self):
        bucket = TokenBucket(1)
        bucket.limit(None)
        await asyncio.wait_for(bucket.take(10**9), 0.5)
        bucket.limit(1_000_000)
        before = time.monotonic()
        for _ in range(4):
            await bucket.take(100_000)
        assert time.monotonic() - before == pytest.approx(0.3, abs=0.08)

    def test_a_cap_of_nothing(self):
        with pytest.raises(ValueError):
            TokenBucket(0)


class TestLanes:
    async def test_halves_and_grows_back(self):
        lanes = Lanes(4)
        lanes.slow_down()
        assert lanes.allowed == 2
        lanes.slow_down()
        lanes.slow_down()
        assert lanes.allowed == 1
        for _ in range(GROW_AFTER):
            lanes.went_well()
        assert lanes.allowed == 2

    async def test_holds_no_more_than_allowed(self):
        lanes, busy, most = Lanes(3), 0, 0

        async def part() -> None:
            nonlocal busy, most
            async with lanes.one():
                busy += 1
                most = max(most, busy)
                await asyncio.sleep(0.01)
                busy -= 1

        await asyncio.gather(*(part() for _ in range(12)))
        assert most == 3

    async def test_pauses_everything(self):
        lanes = Lanes(2)
        lanes.slow_down(0.2)
        before = time.monotonic()
        async with lanes.one():
            assert time.monotonic() - before >= 0.19
