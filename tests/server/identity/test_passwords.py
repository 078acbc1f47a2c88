"""argon2id: right, off the event loop, as slow for nobody as for somebody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Iterator

import pytest
from argon2 import PasswordHasher

from server.identity import passwords


@pytest.fixture(autouse=True)
def real_cost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hasher as the product makes it; the rest of the suite has a cheaper one."""
    monkeypatch.setattr(passwords, "_hasher", passwords.hasher())
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


async def seconds(work: Awaitable[object]) -> float:
    before = time.perf_counter()
    await work
    return time.perf_counter() - before


class TestHashed:
    async def test_is_argon2id_with_the_recommended_parameters(self) -> None:
        assert (await passwords.hashed("a password")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")

    async def test_event_loop_keeps_running(self) -> None:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.002)
                ticks += 1

        heart = asyncio.create_task(tick())
        await asyncio.gather(*(passwords.hashed("a password") for _ in range(4)))
        heart.cancel()
        assert ticks >= 20


class TestMatches:
    async def test_right_and_wrong(self) -> None:
        stored = await passwords.hashed("pass wörd")
        assert await passwords.matches("pass wörd", stored)
        assert not await passwords.matches("pass word", stored)

    async def test_two_keyboards(self) -> None:
        stored = await passwords.hashed("pass w\u00f6rd")
        assert await passwords.matches("pass wo\u0308rd", stored)

    async def test_nobody(self) -> None:
        assert not await passwords.matches("the password of nobody", None)

    async def test_broken_hash(self) -> None:
        assert not await passwords.matches("a password", "not a hash")

    async def test_nobody_takes_as_long(self) -> None:
        stored = await passwords.hashed("a password")
        known = min([await seconds(passwords.matches("wrong", stored)) for _ in range(4)])
        unknown = min([await seconds(passwords.matches("wrong", None)) for _ in range(4)])
        assert 0.4 < unknown / known < 2.5


class TestOutdated:
    async def test_todays_is_not(self) -> None:
        assert not passwords.outdated(await passwords.hashed("a password"))

    def test_weaker_is(self) -> None:
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a password")
        assert passwords.outdated(weak)
