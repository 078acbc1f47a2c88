"""Jobs of the clock that belong to no slice."""

from __future__ import annotations

from server.kit import jobs
from server.kit.queue import job
from server.kit.resources import Resources


@job("kit.prune_jobs", cron="17 3 * * *")
async def prune_jobs(resources: Resources) -> None:
    """Forgets old jobs."""
    await jobs.prune()
