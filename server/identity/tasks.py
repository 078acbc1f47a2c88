"""The jobs of the clock that tidy up sessions."""

from __future__ import annotations

from server.identity import sessions
from server.kit.queue import job
from server.kit.resources import Resources


@job("identity.forget_sessions", cron="41 3 * * *")
async def forget_sessions(resources: Resources) -> None:
    """Deletes sessions that ended a month ago."""
    await sessions.forget_old()
