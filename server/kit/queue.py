"""Background work: @job declares it, enqueue() files it with the transaction, a worker runs it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
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
from server.kit.resources import Resources
from server.kit.streams import DurableStreamBroker

log = logger(__name__)

QUEUES = ("transcode", "light")
SWEEP_EVERY = timedelta(seconds=2)
LONGEST_RETRY_S = 6 * 3600
RESEND_S = 300
"""A job that nobody began for this long is sent again: its message may be lost."""

Handler = Callable[..., Coroutine[Any, Any, None]]
GivenUp = Callable[..., Coroutine[Any, Any, None]]


class PermanentFailure(Exception):
    """Trying again cannot help."""


@dataclass(frozen=True, slots=True)
class Work:
    """A declared kind of job."""

    name: str
    handler: Handler
    queue: str
    max_attempts: int
    cron: str | None
    given_up: GivenUp | None


_declared: dict[str, Work] = {}
_brokers: dict[str, DurableStreamBroker] = {}


def job(
    name: str,
    *,
    queue: str = "light",
    max_attempts: int = 5,
    cron: str | None = None,
    given_up: GivenUp | None = None,
) -> Callable[[Handler], Handler]:
    """Declares `async def handler(resources, **args)`; with `cron` it also runs by the clock (UTC).

    A handler must be idempotent: it can run again after a crash. `given_up(resources, error,
    **args)` is called once no attempt is left, whether they failed or their workers died.
    """

    def declare(handler: Handler) -> Handler:
        if name in _declared and _declared[name].handler.__module__ != handler.__module__:
            raise ValueError(f"two jobs are called {name}")
        _declared[name] = Work(name, handler, queue, max_attempts, cron, given_up)
        return handler

    return declare


def declared() -> dict[str, Work]:
    """All declared jobs by name."""
    return dict(_declared)


async def enqueue(name: str, *, unique: str | None = None, **args: Any) -> None:
    """Files a job in the unit of work around; it is sent once that has committed.

    If the sending fails, or this process dies before it, the sweep sends it. KeyError for an
    unknown name, RuntimeError outside a unit of work. With `unique`, a second one is not filed.
    """
    work = _declared[name]
    row: dict[str, Any] = {
        "name": name,
        "queue": work.queue,
        "args": args,
        "max_attempts": work.max_attempts,
        "sent_at": datetime.now(UTC),
    }
    if unique is not None:
        row["unique_key"] = f"{name}:{unique}"
        if await jobs.Job.exists(unique_key=row["unique_key"]):
            return
    filed = await jobs.Job.create(**row)

    async def send() -> None:
        await _send(filed.id, work.queue)

    db.after_commit(send)


async def open_queue(settings: Settings) -> None:
    """Connects to the streams, for sending and for working."""
    for name in QUEUES:
        broker = DurableStreamBroker(
            settings.redis_url, queue_name=f"acetate:{name}", idle_ms=settings.job_lease_s * 1000
        )
        broker.with_serializer(JSONSerializer())
        broker.register_task(_elsewhere, task_name="run")
        await broker.startup()
        _brokers[name] = broker
    clock = _brokers["light"]
    clock.register_task(sweep, task_name="sweep", schedule=[{"interval": SWEEP_EVERY}])
    dated = [{"cron": w.cron, "args": [w.name]} for w in _declared.values() if w.cron]
    clock.register_task(file_periodic, task_name="file_periodic", schedule=dated)


async def close_queue() -> None:
    """Leaves the streams."""
    for broker in _brokers.values():
        await broker.shutdown()
    _brokers.clear()


async def work(resources: Resources) -> None:
    """Runs jobs of all queues until cancelled, each queue with its cap."""
    settings = resources.settings
    caps = {"transcode": settings.transcode_jobs, "light": settings.light_jobs}

    async def run(job_id: str) -> None:
        await run_job(resources, UUID(job_id))

    receivers = []
    for name, broker in _brokers.items():
        broker.local_task_registry.pop("run")
        broker.register_task(run, task_name="run")
        receivers.append(run_receiver_task(broker, max_async_tasks=caps[name], max_prefetch=0))
    await asyncio.gather(*receivers)


async def schedule() -> None:
    """Sends the clock's tasks until cancelled; exactly one process of an instance does this."""
    broker = _brokers["light"]
    scheduler = TaskiqScheduler(broker, [LabelScheduleSource(broker)])
    await run_scheduler_task(scheduler, interval=timedelta(seconds=1))


async def sweep() -> None:
    """Sends every job that should be running."""
    for job_id, queue in await jobs.take_due(RESEND_S):
        await _send(job_id, queue)


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
    running = asyncio.create_task(_declared[held.name].handler(resources, **held.args))
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
    after = _declared[held.name].given_up
    if final and after is not None:
        await after(resources, told, **held.args)


async def _keep(held: jobs.Claim, lease_s: int, running: asyncio.Task[None]) -> None:
    while True:
        await asyncio.sleep(lease_s / 3)
        if not await jobs.renew(held, lease_s):
            log.warning("lease_lost")
            running.cancel()
            return


async def _send(job_id: UUID, queue: str) -> None:
    # The row is safe already: a queue that is away delays the job until the sweep, no more.
    try:
        await _brokers[queue].find_task("run").kiq(str(job_id))  # type: ignore[union-attr]
    except Exception as error:
        log.warning("send_failed", job_id=str(job_id), error=str(error))


async def _elsewhere(job_id: str) -> None:
    raise RuntimeError(f"job {job_id}: jobs run in the worker")
