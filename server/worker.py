"""Composition root of the job process and of the clock."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

from server.kit import working
from server.kit.config import Settings
from server.kit.garbage import uncollected
from server.kit.logs import logger
from server.kit.resources import Resources
from server.runtime import close_resources, declare_jobs, open_resources

log = logger(__name__)


async def run_worker(settings: Settings) -> None:
    """Runs jobs until SIGTERM; what is running then is given back to the queue."""
    await _until_stopped(settings, working.work)


async def run_scheduler(settings: Settings) -> None:
    """Keeps the clock until SIGTERM."""

    async def tick(_: Resources) -> None:
        await working.schedule(settings)

    await _until_stopped(settings, tick)


async def _until_stopped(settings: Settings, run: Callable[[Resources], Awaitable[None]]) -> None:
    with uncollected():
        declare_jobs()
    resources = await open_resources(settings)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    running = asyncio.ensure_future(run(resources))
    waiting = asyncio.create_task(stopped.wait())
    log.info("ready")
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
    finally:
        for task in (running, waiting):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await close_resources(resources)
