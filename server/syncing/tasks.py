"""The job of the clock that keeps the feed's books short."""

from __future__ import annotations

from server.kit.queue import job
from server.kit.resources import Resources
from server.syncing import service


@job("syncing.prune", cron="23 3 * * *", max_attempts=2)
async def prune(resources: Resources) -> None:
    """Forgets what no studio asks for any more."""
    await service.prune()
