"""Background work: @job declares it, enqueue() files it with the transaction it belongs to.

Who runs it stands in `working`. This half is all that a web process loads: it speaks to the
queue's stream by itself, because taskiq costs a second of start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from redis.asyncio import Redis

from server.kit import db, jobs
from server.kit.config import Settings
from server.kit.logs import logger

log = logger(__name__)

QUEUES = ("transcode", "light")
RUN = "run"
"""The one task that messages name; its argument is the job's id."""

Handler = Callable[..., Coroutine[Any, Any, None]]
GivenUp = Callable[..., Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Work:
    """A declared kind of job."""

    name: str
    handler: Handler
    queue: str
    max_attempts: int
    cron: str | None
    given_up: GivenUp | None


@dataclass(frozen=True, slots=True)
class Tick:
    """Something small that is done over and over; what one time misses, the next one does."""

    handler: Handler
    every: timedelta


_declared: dict[str, Work] = {}
_ticks: dict[str, Tick] = {}
_redis: Redis | None = None


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


def tick(name: str, *, every_s: float) -> Callable[[Handler], Handler]:
    """Declares `async def handler(resources)`, called every so many seconds, without a row.

    It must be idempotent and quick: two may run at once, and a failure is logged, no more.
    """

    def declare(handler: Handler) -> Handler:
        _ticks[name] = Tick(handler, timedelta(seconds=every_s))
        return handler

    return declare


def ticks() -> dict[str, Tick]:
    """All that was declared by tick(), by name."""
    return dict(_ticks)


def declared() -> dict[str, Work]:
    """All declared jobs by name."""
    return dict(_declared)


def stream_of(queue: str) -> str:
    """The Redis stream that carries a queue."""
    return f"acetate:{queue}"


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

    async def leave() -> None:
        await send(filed.id, work.queue)

    db.after_commit(leave)


def open_queue(settings: Settings) -> None:
    """Gets ready to send; connects with the first message."""
    global _redis
    _redis = Redis.from_url(settings.redis_url)


async def close_queue() -> None:
    """Hangs up."""
    global _redis
    if _redis is not None:
        await _redis.aclose()
        _redis = None


async def send(job_id: UUID, queue: str) -> None:
    """Tells a worker of a job. The row is safe already: a queue that is away delays it, no more."""
    # The form in which taskiq's JSON serializer writes a message; the tests run what is sent here.
    message: dict[str, Any] = {
        "task_id": str(job_id),
        "task_name": RUN,
        "labels": {},
        "labels_types": None,
        "args": [str(job_id)],
        "kwargs": {},
    }
    try:
        await cast(Redis, _redis).xadd(stream_of(queue), {b"data": json.dumps(message).encode()})
    except Exception as error:
        log.warning("send_failed", job_id=str(job_id), error=str(error))
