"""Token buckets: how many at once, how many a minute, and what happens without Redis."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from server.kit import limits
from server.kit.config import Settings
from server.kit.errors import AppError
from server.kit.limits import (
    MOST_BUCKETS,
    REDIS_PATIENCE_S,
    LocalBuckets,
    Rate,
    bucket_key,
    spend,
    too_many,
)
from server.kit.resources import Resources
from tests.support.listeners import traces

SLOW = Rate(per_minute=0.01, burst=3)


@pytest.fixture
async def resources(settings: Settings, clean: None) -> AsyncIterator[Resources]:
    redis = Redis.from_url(settings.redis_url)
    yield Resources(settings, None, redis)  # type: ignore[arg-type]
    await redis.aclose()


@pytest.fixture
async def without_redis(resources: Resources) -> AsyncIterator[Resources]:
    redis = Redis(host="127.0.0.1", port=1)
    yield replace(resources, redis=redis)
    await redis.aclose()


async def given(resources: Resources, who: str, rate: Rate, tries: int, name: str = "x") -> int:
    """How many of the tries are let through."""
    count = 0
    for _ in range(tries):
        try:
            await spend(resources, name, who, rate)
            count += 1
        except AppError:
            break
    return count


class TestSpend:
    async def test_a_burst_and_no_more(self, resources: Resources) -> None:
        assert await given(resources, "192.0.2.1", SLOW, 10) == 3

    async def test_many_at_once(self, resources: Resources) -> None:
        tries = [spend(resources, "x", "192.0.2.1", SLOW) for _ in range(40)]
        told = await asyncio.gather(*tries, return_exceptions=True)
        assert len([t for t in told if t is None]) == 3

    async def test_flows_again(self, resources: Resources) -> None:
        quick = Rate(per_minute=600, burst=1)
        assert await given(resources, "192.0.2.1", quick, 1) == 1
        await asyncio.sleep(0.15)
        assert await given(resources, "192.0.2.1", quick, 1) == 1

    async def test_apart_by_name_and_by_who(self, resources: Resources) -> None:
        for who in ("192.0.2.1", "192.0.2.2"):
            for name in ("x", "y"):
                assert await given(resources, who, SLOW, 5, name) == 3

    async def test_an_ipv6_customer_counts_whole(self, resources: Resources) -> None:
        assert await given(resources, "2001:db8::1", SLOW, 3) == 3
        assert await given(resources, "[2001:db8::ffff]", SLOW, 3) == 0
        assert await given(resources, "2001:db8:0:1::1", SLOW, 3) == 3

    async def test_redis_holds_no_address_and_forgets(self, resources: Resources) -> None:
        await spend(resources, "x", "192.0.2.1", Rate(per_minute=3000, burst=5))
        keys = await resources.redis.keys("*")
        assert len([key for key in keys if key.startswith(b"limit:")]) == 1
        kept = b" ".join([*keys, *[await resources.redis.dump(key) or b"" for key in keys]])
        for trace in traces("192.0.2.1"):
            assert trace not in kept, trace
        await asyncio.sleep(1.5)  # a bucket of five is full again after 0.1 s
        assert await resources.redis.keys("limit:*") == []

    async def test_says_when_to_try_again(self, resources: Resources) -> None:
        rate = Rate(per_minute=2, burst=1)
        await spend(resources, "x", "me", rate)
        with pytest.raises(AppError) as refusal:
            await spend(resources, "x", "me", rate)
        assert refusal.value.status == 429
        assert 28 <= int(refusal.value.headers["retry-after"]) <= 30


class TestWithoutRedis:
    async def test_allows_and_waits_for_it_only_once(self, without_redis: Resources) -> None:
        before = time.monotonic()
        assert await given(without_redis, "192.0.2.1", SLOW, 10) == 10
        assert time.monotonic() - before < 2 * REDIS_PATIENCE_S

    async def test_asks_it_again_after_a_while(
        self, without_redis: Resources, resources: Resources, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "REDIS_REST_S", 0.0)
        await spend(without_redis, "x", "me", SLOW)
        without_redis.redis.connection_pool = resources.redis.connection_pool
        assert await given(without_redis, "me", SLOW, 10) == 3

    async def test_what_must_stay_limited_is_counted_here(self, without_redis: Resources) -> None:
        for _ in range(3):
            await spend(without_redis, "login", "192.0.2.9", SLOW, always=True)
        with pytest.raises(AppError):
            await spend(without_redis, "login", "192.0.2.9", SLOW, always=True)
        await spend(without_redis, "login", "192.0.2.10", SLOW, always=True)


class TestLocalBuckets:
    def test_fills_with_time_up_to_the_burst(self) -> None:
        buckets, rate = LocalBuckets(), Rate(per_minute=60, burst=2)
        assert [buckets.take("a", rate, 0.0) for _ in range(3)] == [0.0, 0.0, 1.0]
        assert buckets.take("a", rate, 0.5) == 0.5
        assert buckets.take("a", rate, 1.0) == 0.0
        assert [buckets.take("a", rate, 1000.0) for _ in range(3)] == [0.0, 0.0, 1.0]

    def test_does_not_grow_without_end(self) -> None:
        buckets = LocalBuckets()
        for n in range(MOST_BUCKETS + 10):
            buckets.take(str(n), SLOW, 0.0)
        assert len(buckets.held) == MOST_BUCKETS
        assert "0" not in buckets.held


class TestBucketKey:
    def test_depends_on_the_secret(self) -> None:
        assert bucket_key("a" * 32, "x", "me") != bucket_key("b" * 32, "x", "me")

    def test_same_address_in_two_forms(self) -> None:
        assert bucket_key("s", "x", "::ffff:192.0.2.1") == bucket_key("s", "x", "192.0.2.1")
        assert bucket_key("s", "x", "fe80::1%eth0") == bucket_key("s", "x", "fe80::2")


class TestTooMany:
    def test_never_says_zero(self) -> None:
        assert too_many(0.001).headers["retry-after"] == "1"
