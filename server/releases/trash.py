"""Deleting a release and bringing it back, with what hangs on it; see catalog.trash.

A track's place is taken away with its track as well as with its release. What comes back first
leaves the place with the one that is still deleted, so that it comes back with that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from server.kit import db

Leaf = Literal["release_tracks", "preview_links"]

_BURY = (
    "UPDATE release_tracks SET deleted_at = $2 WHERE release_id = $1 AND deleted_at IS NULL",
    "UPDATE preview_links SET deleted_at = $2 WHERE release_id = $1 AND deleted_at IS NULL",
    # The address is free for another release from now on.
    """UPDATE releases SET deleted_at = $2, rev = rev + 1, slug = left(slug, 80) || '-' || id
        WHERE id = $1""",
)
_RAISE_BELOW = (
    """UPDATE release_tracks p SET deleted_at = t.deleted_at FROM tracks t
        WHERE t.id = p.track_id AND p.release_id = $1 AND p.deleted_at = $2""",
    "UPDATE preview_links SET deleted_at = NULL WHERE release_id = $1 AND deleted_at = $2",
)


async def bury_release(release_id: UUID) -> None:
    """Deletes a release and what hangs on it; its tracks stay."""
    # Not now(): that is one moment for all operations of a batch.
    moment = (await db.execute("SELECT clock_timestamp() AS now"))[0]["now"]
    for statement in _BURY:
        await db.execute(statement, release_id, moment)


async def raise_below(release_id: UUID, at: datetime) -> None:
    """Brings back what was deleted with the release at that moment; the release is not its."""
    for statement in _RAISE_BELOW:
        await db.execute(statement, release_id, at)


async def bury(table: Leaf, record_id: UUID) -> None:
    """Deletes a record that nothing hangs on."""
    await db.execute(
        f"UPDATE {table} SET deleted_at = clock_timestamp() WHERE id = $1",  # noqa: S608
        record_id,
    )


async def bring_back(table: Leaf, record_id: UUID) -> None:
    """The reverse of bury()."""
    await db.execute(f"UPDATE {table} SET deleted_at = NULL WHERE id = $1", record_id)  # noqa: S608
