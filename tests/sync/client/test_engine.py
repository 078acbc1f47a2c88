"""The engine beside an open window: what it asks while nothing happens, and what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from sync.client import editing
from sync.client import engine as lanes
from sync.client.engine import Engine
from sync.client.errors import LibraryBroken
from sync.client.status import Phase, Status
from tests.support.desks import Desk
from tests.support.scripts import Stage

POLL_S = 1


@pytest.fixture(autouse=True)
def short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute of them in seconds."""
    monkeypatch.setattr(lanes, "LONGEST_WAIT_S", POLL_S)
    monkeypatch.setattr(lanes, "SHORT_S", POLL_S / 2)


@asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[None]:
    task = asyncio.create_task(engine.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def listens(desk: Desk) -> bool:
    """Its last question is a long poll."""
    return bool(desk.wire.asked) and f"wait={POLL_S}" in str(desk.wire.asked[-1].url)


class TestIdle:
    def test_one_question_a_poll_and_no_other(self, stage: Stage) -> None:
        desk = stage.world.desks[0]
        stage.track(0)
        stage.world.drain()

        async def idle() -> float:
            async with running(desk.engine()):
                await until(lambda: listens(desk))
                desk.wire.asked.clear()
                began = time.monotonic()
                await asyncio.sleep(3.4 * POLL_S)
                return time.monotonic() - began

        took = stage.world.run(idle())
        assert 1 <= len(desk.wire.asked) <= took / POLL_S
        assert all("wait=1" in str(request.url) for request in desk.wire.asked)

    def test_news_end_a_poll(self, stage: Stage) -> None:
        desk, other = stage.world.desks
        track = stage.track(0)
        stage.world.drain()

        async def told() -> None:
            async with running(desk.engine()):
                await until(lambda: listens(desk))
                editing.write(other.local, "track", track, {"title": "Ebb"})
                await other.push()
                await until(lambda: stage.world.field(desk, track) == "Ebb")

        stage.world.run(told())

    def test_now_and_then_both_sides_are_compared(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Though nothing happens."""
        desk = stage.world.desks[0]
        stage.track(0)
        stage.world.drain()
        monkeypatch.setattr(lanes, "COMPARE_EVERY_S", 1.5 * POLL_S)

        async def compared() -> None:
            async with running(desk.engine()):
                await until(lambda: any("digest" in str(r.url) for r in desk.wire.asked))

        stage.world.run(compared())


class TestStatus:
    def test_a_refused_edit_is_not_on_its_way_for_ever(self, stage: Stage) -> None:
        """Though the feed brings no news of it."""
        desk, seen = stage.world.desks[0], list[Status]()
        track = stage.track(0)
        stage.world.drain()
        engine = desk.engine(seen.append)

        async def refused() -> None:
            async with running(engine):
                await until(lambda: listens(desk))
                seen.clear()
                with desk.local.edit() as db:  # as by a studio that allows longer titles
                    editing.write(desk.local, "track", track, {"title": "Ebb"})
                    long = "UPDATE outbox SET body = replace(body, 'Ebb', ?)"
                    db.execute(long, ("x" * 2000,))
                engine.wake()
                await until(lambda: seen and seen[-1].phase is Phase.UP_TO_DATE)

        stage.world.run(refused())
        assert (seen[-1].refused, seen[-1].unsent) == (1, 0)
        assert Phase.SYNCING in [status.phase for status in seen]

    def test_who_was_out_of_reach_is_greeted_at_once(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not after another long poll."""
        desk, seen = stage.world.desks[0], list[Status]()
        stage.track(0)
        stage.world.drain()
        engine = desk.engine(seen.append)

        async def away() -> None:
            async with running(engine):
                await until(lambda: listens(desk))
                desk.wire.fault = "request_lost"
                await until(lambda: seen[-1].phase is Phase.OFFLINE)
                monkeypatch.setattr(lanes, "LONGEST_WAIT_S", 40)
                engine.wake()
                await until(lambda: seen[-1].phase is Phase.UP_TO_DATE)

        stage.world.run(away())
        assert any("/hello" in str(request.url) for request in desk.wire.asked[-4:])


class TestLanes:
    def test_a_disk_that_is_busy_while_it_tells_ends_no_lane(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk, seen, asked = stage.world.desks[0], list[Status](), list[str]()
        stage.track(0)
        stage.world.drain()
        engine, counted = desk.engine(seen.append), lanes.count
        assert engine.pictures is not None

        async def one() -> int:
            asked.append("pictures")
            return len(asked) == 1

        def busy(*told: Any) -> Status:
            if len(asked) == 1 and told[1] is Phase.UP_TO_DATE:
                asked.append("count")
                raise LibraryBroken(desk.local.path, "disk I/O error")
            return counted(*told)

        monkeypatch.setattr(engine.pictures, "fetch_all", one)
        monkeypatch.setattr(lanes, "count", busy)
        monkeypatch.setattr(lanes, "LONGEST_REST_S", 0.1)

        async def through() -> None:
            async with running(engine):
                await until(lambda: asked.count("pictures") > 1)
                await until(lambda: seen[-1].phase is Phase.UP_TO_DATE)

        stage.world.run(through())
        assert "count" in asked
