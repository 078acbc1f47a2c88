"""How often somebody may do a thing: token buckets in Redis, keyed without keeping addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.kit import signing
from server.kit.asking import client_address
from server.kit.asking import resources as resources_of
from server.kit.errors import AppError
from server.kit.logs import logger
from server.kit.resources import Resources
from sync.wire.problems import Code

if TYPE_CHECKING:
    from sanic import Request  # jobs load this, and need no web server

log = logger(__name__)

REDIS_PATIENCE_S = 2.0
REDIS_REST_S = 5.0
"""After Redis did not answer it is left alone this long, so that not every request waits for it."""
MOST_BUCKETS = 20_000
"""Buckets kept in this process while Redis is away; the longest unused go first."""

# KEYS[1] bucket; ARGV tokens per second, capacity. Answers the milliseconds to wait, 0 when the
# token was given. The clock is Redis's own, so that processes with crooked clocks agree.
_TAKE = """
local now = redis.call('TIME')
local at = now[1] * 1000 + math.floor(now[2] / 1000)
local rate, capacity = tonumber(ARGV[1]) / 1000, tonumber(ARGV[2])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = capacity
if held[1] then
  tokens = math.min(capacity, tonumber(held[1]) + math.max(0, at - tonumber(held[2])) * rate)
end
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', at)
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / rate) + 1000)
return wait
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_minute` tokens flow into a bucket that holds `burst` of them."""

    per_minute: float
    burst: int

    @property
    def per_second(self) -> float:
        """The flow as Redis is told it."""
        return self.per_minute / 60


@dataclass(slots=True)
class LocalBuckets:
    """The same buckets in this process, for what must stay limited while Redis is away."""

    held: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, key: str, rate: Rate, now: float) -> float:
        """Seconds to wait; 0 when the token was given. `now` in seconds of any steady clock."""
        tokens, at = self.held.pop(key, (float(rate.burst), now))
        tokens = min(float(rate.burst), tokens + max(0.0, now - at) * rate.per_second)
        wait = 0.0
        if tokens >= 1:
            tokens -= 1
        else:
            wait = (1 - tokens) / rate.per_second
        self.held[key] = (tokens, now)
        while len(self.held) > MOST_BUCKETS:
            self.held.popitem(last=False)
        return wait


_local = LocalBuckets()
_resting: WeakKeyDictionary[Redis, float] = WeakKeyDictionary()


async def limit(
    request: Request, name: str, *, per_minute: float, burst: int | None = None, key: str = ""
) -> None:
    """Counts this request against `name`, by the client's address or by `key` (an account's id).

    `burst` may come at once (default: a minute's worth). AppError RATE_LIMITED with Retry-After.
    While Redis is away everything is allowed.
    """
    who = key or client_address(request)
    await spend(resources_of(request), name, who, Rate(per_minute, _burst(per_minute, burst)))


async def spend(
    resources: Resources, name: str, who: str, rate: Rate, *, always: bool = False
) -> None:
    """limit() without a request. With `always`, this process counts while Redis is away."""
    key = bucket_key(resources.settings.session_secret, name, who)
    wait = await _ask_redis(resources.redis, key, rate)
    if wait is None:
        wait = _local.take(key, rate, time.monotonic()) if always else 0.0
    if wait > 0:
        raise too_many(wait)


def too_many(wait_s: float) -> AppError:
    """429, with the whole seconds after which it may be tried again (RFC 9110 section 10.2.3)."""
    seconds = max(1, math.ceil(wait_s))
    return AppError(
        Code.RATE_LIMITED,
        "That was too often in too short a time.",
        remedy=f"Try again in {seconds} s.",
        details={"retry_after_s": seconds},
        headers={"retry-after": str(seconds)},
    )


def bucket_key(secret: str, name: str, who: str) -> str:
    """The Redis key: a keyed hash, so that what Redis holds names neither address nor account."""
    return "limit:" + signing.sign(signing.derive(secret, "limits"), f"{name}|{_network(who)}")


async def _ask_redis(redis: Redis, key: str, rate: Rate) -> float | None:
    """Seconds to wait; None while Redis is away."""
    if time.monotonic() < _resting.get(redis, 0.0):
        return None
    try:
        async with asyncio.timeout(REDIS_PATIENCE_S):
            asked = redis.eval(_TAKE, 1, key, str(rate.per_second), str(rate.burst))
            return int(await cast(Awaitable[int], asked)) / 1000
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("limits_unreachable", error=f"{type(error).__name__}: {error}")
        _resting[redis] = time.monotonic() + REDIS_REST_S
        return None


def _network(who: str) -> str:
    """An address as the one who holds it: IPv6 customers get a /64 (RFC 6177), so it counts whole.

    What is no address stays as it is.
    """
    try:
        found = ipaddress.ip_address(who.strip("[]").partition("%")[0])
    except ValueError:
        return who
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _burst(per_minute: float, burst: int | None) -> int:
    return burst if burst is not None else max(1, math.ceil(per_minute))
