"""The worker's half of the queue: runs jobs by taskiq, keeps leases and the clock."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from taskiq import TaskiqScheduler
from taskiq.api import run_receiver_task, run_scheduler_task
from taskiq.schedule_sources import LabelScheduleSource
from taskiq.serializers import JSONSerializer

from server.kit import db, jobs
from server.kit.config import Settings
from server.kit.logs import logger
from server.kit.queue import QUEUES, RUN, declared, enqueue, send, stream_of, ticks
from server.kit.resources import Resources
from server.kit.streams import DurableStreamBroker

log = logger(__name__)

SWEEP_EVERY = timedelta(seconds=2)
LONGEST_RETRY_S = 6 * 3600
RESEND_S = 300
"""A job that nobody began for this long is sent again: its message may be lost."""


class PermanentFailure(Exception):
    """Trying again cannot help."""


async def work(resources: Resources) -> None:
    """Runs jobs of all queues until cancelled, each queue with its cap."""
    settings = resources.settings
    caps = {"transcode": settings.transcode_jobs, "light": settings.light_jobs}

    async def run(job_id: str) -> None:
        await run_job(resources, UUID(job_id))

    brokers = [_broker(settings, name) for name in QUEUES]
    try:
        for broker in brokers:
            broker.register_task(run, task_name=RUN)
            _add_clock(broker, resources)
            await broker.startup()
        await asyncio.gather(
            *(
                run_receiver_task(broker, max_async_tasks=caps[name], max_prefetch=0)
                for name, broker in zip(QUEUES, brokers, strict=True)
            )
        )
    finally:
        for broker in brokers:
            await broker.shutdown()


async def schedule(settings: Settings) -> None:
    """Sends the clock's tasks until cancelled; exactly one process of an instance does this."""
    broker = _broker(settings, "light")
    _add_clock(broker)
    await broker.startup()
    try:
        scheduler = TaskiqScheduler(broker, [LabelScheduleSource(broker)])
        await run_scheduler_task(scheduler, interval=timedelta(seconds=1))
    finally:
        await broker.shutdown()


async def sweep() -> None:
    """Sends every job that should be running."""
    for job_id, queue in await jobs.take_due(RESEND_S):
        await send(job_id, queue)


async def file_periodic(name: str) -> None:
    """Files the job that the clock asks for, once a minute at most whoever asks."""
    minute = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    async with db.unit_of_work():
        await enqueue(name, unique=minute)


async def run_job(resources: Resources, job_id: UUID) -> None:
    """Claims and runs one job; keeps its lease while it runs; files the outcome."""
    lease_s = resources.settings.job_lease_s
    held = await jobs.claim(job_id, lease_s)
    if held is None:
        return
    if held.attempt > held.max_attempts:
        await _failed(resources, held, PermanentFailure("every worker that ran it died"))
        return
    structlog.contextvars.bind_contextvars(job_id=str(job_id), job=held.name, attempt=held.attempt)
    running = asyncio.create_task(_handle(resources, held))
    keeper = asyncio.create_task(_keep(held, lease_s, running))
    try:
        await running
        await jobs.finish(held)
        log.info("job_done")
    except asyncio.CancelledError:
        running.cancel()
        await asyncio.shield(jobs.fail(held, "the worker was stopped", retry_in_s=0))
        raise
    except Exception as error:
        await _failed(resources, held, error)
    finally:
        keeper.cancel()
        structlog.contextvars.unbind_contextvars("job_id", "job", "attempt")


async def _handle(resources: Resources, held: jobs.Claim) -> None:
    known = declared().get(held.name)
    if known is None:
        raise PermanentFailure(f"this version knows no job called {held.name}")
    await known.handler(resources, **held.args)


def backoff(first_s: float, attempt: int) -> float:
    """Seconds to wait after attempt number `attempt`: first * 4^(attempt-1), plus jitter."""
    wait = min(first_s * 4.0 ** (attempt - 1), LONGEST_RETRY_S)
    return wait * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, not a secret


async def _failed(resources: Resources, held: jobs.Claim, error: Exception) -> None:
    final = isinstance(error, PermanentFailure) or held.attempt >= held.max_attempts
    wait = None if final else backoff(resources.settings.job_retry_s, held.attempt)
    log.error("job_failed", final=final, exc_info=error)
    told = f"{type(error).__name__}: {error}"
    await jobs.fail(held, told, retry_in_s=wait)
    known = declared().get(held.name)
    if final and known is not None and known.given_up is not None:
        await known.given_up(resources, told, **held.args)


async def _keep(held: jobs.Claim, lease_s: int, running: asyncio.Task[None]) -> None:
    while True:
        await asyncio.sleep(lease_s / 3)
        try:
            kept = await jobs.renew(held, lease_s)
        except Exception:
            log.exception("lease_not_renewed")  # the database is away: two more tries are left
            continue
        if not kept:
            log.warning("lease_lost")
            running.cancel()
            return


def _broker(settings: Settings, queue: str) -> DurableStreamBroker:
    broker = DurableStreamBroker(
        settings.redis_url, queue_name=stream_of(queue), idle_ms=settings.job_lease_s * 1000
    )
    broker.with_serializer(JSONSerializer())
    return broker


def _add_clock(broker: DurableStreamBroker, resources: Resources | None = None) -> None:
    async def tick(name: str) -> None:
        assert resources is not None, "the clock only sends, workers run"
        try:
            await ticks()[name].handler(resources)
        except Exception as error:
            log.error("tick_failed", tick=name, exc_info=error)

    if broker.queue_name != stream_of("light"):
        return
    broker.register_task(sweep, task_name="sweep", schedule=[{"interval": SWEEP_EVERY}])
    often: list[dict[str, Any]] = [{"interval": t.every, "args": [n]} for n, t in ticks().items()]
    broker.register_task(tick, task_name="tick", schedule=often)
    dated = [{"cron": w.cron, "args": [w.name]} for w in declared().values() if w.cron]
    broker.register_task(file_periodic, task_name="file_periodic", schedule=dated)
