"""The clock of the statistics: days are added up every minute, old plays forgotten every night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from server.kit.queue import job
from server.kit.resources import Resources
from server.stats import service


@job("stats.roll_up", cron="* * * * *", max_attempts=2)
async def roll_up(resources: Resources) -> None:
    """Adds up the days that got reports of late."""
    await service.roll_up()


@job("stats.close_day", cron="12 0 * * *", max_attempts=5)
async def close_day(resources: Resources) -> None:
    """Adds up the last days once more, yesterday being over, and forgets what is old. A week: the
    clock may have stood still over a midnight.
    """
    today = datetime.now(UTC).date()
    await service.roll_up([today - timedelta(days=ago) for ago in range(8)])
    await service.forget_old_plays()
