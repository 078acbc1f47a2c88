"""Letting a track be heard."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from studio.actions.desk import Desk
from sync.client import editing
from sync.wire.choices import ReleaseState, Visibility


async def publish(
    desk: Desk, track: UUID, *, unlisted: bool = False, at: datetime | None = None
) -> None:
    """Live with the next sync, or scheduled for `at` (with an offset). The server's clock decides;
    a moment that has passed when it hears of it is refused. Raises NoSuchRecord.
    """
    state = ReleaseState.LIVE if at is None else ReleaseState.SCHEDULED
    visibility = Visibility.UNLISTED if unlisted else Visibility.PUBLIC
    values = {
        "visibility": str(visibility),
        "release_state": str(state),
        # One way to write a moment: two spellings of it would look like two people's edits.
        "release_at": at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None,
    }
    await asyncio.to_thread(editing.write, desk.local, "track", track, values)
