"""Jobs survive dying workers, lost messages and failing handlers, and run once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from uuid import UUID

import pytest
from redis.asyncio import Redis
from tortoise.queryset import QuerySet

from server.kit import db, jobs, queue, working
from server.kit.config import Settings
from server.kit.objects import open_store
from server.kit.resources import Resources
from server.runtime import store_settings

ran: list[tuple[str, int]] = []


@queue.job("test.note", max_attempts=3)
async def note(resources: Resources, text: str, seconds: float = 0) -> None:
    """Records that it ran."""
    await asyncio.sleep(seconds)
    ran.append((text, 1))


async def _gave_up(resources: Resources, error: str, text: str) -> None:
    ran.append((f"given up: {text}: {error}", 0))


@queue.job("test.break", max_attempts=3, given_up=_gave_up)
async def breaks(resources: Resources, text: str) -> None:
    """Fails every time."""
    ran.append((text, 1))
    raise ValueError("no luck")


@queue.job("test.hopeless", max_attempts=5)
async def hopeless(resources: Resources) -> None:
    """Fails for good."""
    ran.append(("hopeless", 1))
    raise working.PermanentFailure("never")


@pytest.fixture
async def resources(settings: Settings, clean: None) -> AsyncIterator[Resources]:
    ran.clear()
    await db.open_database(settings)
    queue.open_queue(settings)
    redis = Redis.from_url(settings.redis_url)
    yield Resources(settings, open_store(store_settings(settings)), redis)
    await queue.close_queue()
    await redis.aclose()
    await db.close_database()


@pytest.fixture
async def worker(resources: Resources) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(working.work(resources)),
        asyncio.create_task(working.schedule(resources.settings)),
    ]
    yield
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def filed(**which: str) -> QuerySet[jobs.Job]:
    """This file's jobs: the clock may file others of the product's own meanwhile."""
    return jobs.Job.filter(name__startswith="test.", **which)


async def until(status: str, *, count: int = 1, within_s: float = 30) -> None:
    async with asyncio.timeout(within_s):
        while await filed(status=status).count() < count:
            await asyncio.sleep(0.02)


ticked: list[int] = []


@queue.tick("test.tick", every_s=1)
async def count(resources: Resources) -> None:
    """Fails the first time."""
    ticked.append(len(ticked))
    if len(ticked) == 1:
        raise ValueError("once")


class TestTick:
    async def test_goes_on_whatever_happens_and_files_nothing(
        self, resources: Resources, worker: None
    ) -> None:
        ticked.clear()
        async with asyncio.timeout(30):
            while len(ticked) < 3:
                await asyncio.sleep(0.05)
        assert await filed().count() == 0


class TestEnqueue:
    async def test_outside_a_unit_of_work_is_refused(self, resources: Resources) -> None:
        with pytest.raises(RuntimeError, match="outside unit_of_work"):
            await queue.enqueue("test.note", text="x")

    async def test_unknown_name_is_refused(self, resources: Resources) -> None:
        async with db.unit_of_work():
            with pytest.raises(KeyError):
                await queue.enqueue("test.unknown")

    async def test_rolled_back_work_is_never_sent(self, resources: Resources, worker: None) -> None:
        with suppress(ZeroDivisionError):
            async with db.unit_of_work():
                await queue.enqueue("test.note", text="ghost")
                raise ZeroDivisionError
        async with db.unit_of_work():
            await queue.enqueue("test.note", text="real")
        await until("done")
        assert ran == [("real", 1)]
        assert await filed().count() == 1

    async def test_a_unique_job_is_filed_once(self, resources: Resources) -> None:
        for _ in range(3):
            async with db.unit_of_work():
                await queue.enqueue("test.note", unique="today", text="once")
        assert await filed().count() == 1


class TestRunning:
    async def test_many_jobs_run_once_each_and_leave_no_message(
        self, resources: Resources, worker: None
    ) -> None:
        async with db.unit_of_work():
            for number in range(60):
                await queue.enqueue("test.note", text=str(number))
        await until("done", count=60)
        assert sorted(int(text) for text, _ in ran) == list(range(60))
        async with asyncio.timeout(5):
            while await resources.redis.xlen("acetate:light"):
                await asyncio.sleep(0.05)

    async def test_a_failing_job_is_tried_again_and_then_given_up(
        self, resources: Resources, worker: None
    ) -> None:
        async with db.unit_of_work():
            await queue.enqueue("test.break", text="b")
        await until("failed", within_s=60)
        async with asyncio.timeout(5):
            while len(ran) < 4:
                await asyncio.sleep(0.02)
        assert ran == [("b", 1)] * 3 + [("given up: b: ValueError: no luck", 0)]
        job = await filed().get()
        assert (job.attempts, job.error) == (3, "ValueError: no luck")

    async def test_a_permanent_failure_is_not_tried_again(
        self, resources: Resources, worker: None
    ) -> None:
        async with db.unit_of_work():
            await queue.enqueue("test.hopeless")
        await until("failed")
        assert ran == [("hopeless", 1)]

    async def test_a_job_of_another_version_is_given_up(
        self, resources: Resources, worker: None
    ) -> None:
        async with db.unit_of_work():
            await queue.enqueue("test.note", text="later")
            await filed().update(name="test.of_tomorrow")
        await until("failed")
        assert "knows no job called test.of_tomorrow" in (await filed().get()).error

    async def test_a_lease_outlives_a_database_that_was_away(
        self, resources: Resources, worker: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        renew, asked = jobs.renew, list[int]()

        async def once_away(held: jobs.Claim, lease_s: int) -> bool:
            asked.append(1)
            if len(asked) == 1:
                raise OSError("the connection was closed")
            return await renew(held, lease_s)

        monkeypatch.setattr(jobs, "renew", once_away)
        async with db.unit_of_work():
            await queue.enqueue(
                "test.note", text="long", seconds=resources.settings.job_lease_s * 1.6
            )
        await until("done")
        assert ran == [("long", 1)]
        assert len(asked) > 1

    async def test_a_job_longer_than_its_lease_runs_once(
        self, resources: Resources, worker: None
    ) -> None:
        async with db.unit_of_work():
            await queue.enqueue(
                "test.note", text="long", seconds=resources.settings.job_lease_s * 2.2
            )
        await until("done")
        await asyncio.sleep(0.5)
        assert ran == [("long", 1)]

    async def test_a_lost_message_is_sent_again_by_the_sweep(self, resources: Resources) -> None:
        async with db.unit_of_work():
            await queue.enqueue("test.note", text="lost")
        await resources.redis.delete("acetate:light")
        await queue.close_queue()
        queue.open_queue(resources.settings)
        assert await jobs.take_due(resend_s=3600) == []
        await db.execute("UPDATE jobs SET sent_at = now() - interval '2 hours'")
        assert [name for _, name in await jobs.take_due(resend_s=3600)] == ["light"]
        assert await jobs.take_due(resend_s=3600) == [], "once is enough until it is due again"

    async def test_a_lost_lease_stops_the_zombie(self, resources: Resources) -> None:
        async with db.unit_of_work():
            await queue.enqueue("test.note", text="zombie", seconds=20)
        job_id = (await filed().get()).id
        running = asyncio.create_task(working.run_job(resources, job_id))
        await until("running")
        await db.execute("UPDATE jobs SET lease_token = gen_random_uuid()")
        with suppress(asyncio.CancelledError):
            async with asyncio.timeout(10):
                await running
        assert ran == []


WORKER = """
    import asyncio, os, sys
    from server.kit import db, queue, working
    from server.kit.config import load_settings
    from server.kit.resources import Resources

    @queue.job("test.slow", queue="transcode", max_attempts=6)
    async def slow(resources, marker):
        with open(marker, "a") as file:
            file.write(f"{os.getpid()}\\n")
        await asyncio.sleep(2.5)
        with open(marker + ".done", "a") as file:
            file.write("done\\n")

    async def main():
        settings = load_settings(dotenv=None)
        await db.open_database(settings)
        queue.open_queue(settings)
        held = Resources(settings, None, None)
        await asyncio.gather(working.work(held), working.schedule(settings))

    asyncio.run(main())
"""


@queue.job("test.slow", queue="transcode", max_attempts=6)
async def slow(resources: Resources, marker: str) -> None:
    """Runs in the worker processes below only."""
    raise AssertionError


class TestKilledWorkers:
    async def test_two_kills_in_the_middle_end_with_one_result(
        self, resources: Resources, tmp_path: Path
    ) -> None:
        marker = tmp_path / "marker"
        async with db.unit_of_work():
            await queue.enqueue("test.slow", marker=str(marker))
        for kill in range(2):
            process = self.start(resources.settings)
            async with asyncio.timeout(40):
                while not marker.exists() or len(marker.read_text().split()) <= kill:
                    await asyncio.sleep(0.05)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        process = self.start(resources.settings)
        try:
            await until("done", within_s=60)
        finally:
            process.kill()
            process.wait()
        assert Path(f"{marker}.done").read_text() == "done\n"
        assert len(marker.read_text().split()) == 3

    def start(self, settings: Settings) -> subprocess.Popen[bytes]:
        values = {
            f.metadata["env"]: str(getattr(settings, f.name))
            for f in fields(settings)
            if getattr(settings, f.name) is not None
        }
        command = [sys.executable, "-c", textwrap.dedent(WORKER)]
        return subprocess.Popen(command, env={**os.environ, **values})


class TestClaim:
    async def test_only_one_of_many_gets_the_job(self, resources: Resources) -> None:
        async with db.unit_of_work():
            await queue.enqueue("test.note", text="one")
        job_id: UUID = (await filed().get()).id
        found = await asyncio.gather(*(jobs.claim(job_id, 30) for _ in range(12)))
        assert len([claim for claim in found if claim is not None]) == 1
