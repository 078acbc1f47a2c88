"""Deleting and bringing back: what goes together comes back together.

All rows that one deletion takes carry the same moment, so that a version that had been deleted
before its track stays deleted when the track comes back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from server.kit import db
from server.kit.queue import enqueue

Leaf = Literal["stems", "credits", "notes"]

_BURY_VERSION = (
    "UPDATE stems SET deleted_at = $2 WHERE version_id = $1 AND deleted_at IS NULL",
    "UPDATE track_versions SET deleted_at = $2 WHERE id = $1",
)
_RAISE_VERSION = (
    "UPDATE track_versions SET deleted_at = NULL WHERE id = $1 AND deleted_at = $2",
    "UPDATE stems SET deleted_at = NULL WHERE version_id = $1 AND deleted_at = $2",
)
_BURY_TRACK = (
    """UPDATE stems SET deleted_at = $2 WHERE deleted_at IS NULL AND version_id IN
           (SELECT id FROM track_versions WHERE track_id = $1)""",
    "UPDATE track_versions SET deleted_at = $2 WHERE track_id = $1 AND deleted_at IS NULL",
    "UPDATE credits SET deleted_at = $2 WHERE track_id = $1 AND deleted_at IS NULL",
    "UPDATE notes SET deleted_at = $2 WHERE track_id = $1 AND deleted_at IS NULL",
    "UPDATE release_tracks SET deleted_at = $2 WHERE track_id = $1 AND deleted_at IS NULL",
    # The address is free for another track from now on.
    """UPDATE tracks SET deleted_at = $2, rev = rev + 1, slug = left(slug, 80) || '-' || id
        WHERE id = $1""",
)
_RAISE_BELOW_TRACK = (
    "UPDATE track_versions SET deleted_at = NULL WHERE track_id = $1 AND deleted_at = $2",
    """UPDATE stems SET deleted_at = NULL WHERE deleted_at = $2 AND version_id IN
           (SELECT id FROM track_versions WHERE track_id = $1)""",
    "UPDATE credits SET deleted_at = NULL WHERE track_id = $1 AND deleted_at = $2",
    "UPDATE notes SET deleted_at = NULL WHERE track_id = $1 AND deleted_at = $2",
    # Of a release that was deleted meanwhile, the place comes back with that.
    """UPDATE release_tracks p SET deleted_at = r.deleted_at FROM releases r
        WHERE r.id = p.release_id AND p.track_id = $1 AND p.deleted_at = $2""",
)
_UNFINISHED = """SELECT id FROM track_versions WHERE (track_id = $1 OR id = $1)
    AND deleted_at IS NULL AND status IN ('pending', 'processing')"""


async def bury_track(track_id: UUID) -> None:
    """Deletes a track and what hangs on it."""
    await _all(_BURY_TRACK, track_id, await _now())


async def raise_below_track(track_id: UUID, at: datetime) -> None:
    """Brings back what was deleted with the track at that moment; the track itself is not its."""
    await _all(_RAISE_BELOW_TRACK, track_id, at)
    await _process_again(track_id)


async def bury_version(version_id: UUID) -> None:
    """Deletes a version and its stems."""
    await _all(_BURY_VERSION, version_id, await _now())


async def raise_version(version_id: UUID, at: datetime) -> None:
    """Brings a version back, with the stems that were deleted with it."""
    await _all(_RAISE_VERSION, version_id, at)
    await _process_again(version_id)


async def bury(table: Leaf, record_id: UUID) -> None:
    """Deletes a record that nothing hangs on."""
    await db.execute(
        f"UPDATE {table} SET deleted_at = clock_timestamp() WHERE id = $1",  # noqa: S608
        record_id,
    )


async def bring_back(table: Leaf, record_id: UUID) -> None:
    """The reverse of bury()."""
    await db.execute(f"UPDATE {table} SET deleted_at = NULL WHERE id = $1", record_id)  # noqa: S608


async def _all(statements: tuple[str, ...], *args: object) -> None:
    for statement in statements:
        await db.execute(statement, *args)


async def _now() -> datetime:
    # Not now(): that is one moment for all operations of a batch.
    found = await db.execute("SELECT clock_timestamp() AS now")
    moment: datetime = found[0]["now"]
    return moment


async def _process_again(record_id: UUID) -> None:
    """A job that found its version deleted has gone home."""
    for row in await db.execute(_UNFINISHED, record_id):
        await enqueue("catalog.render", version_id=str(row["id"]))
