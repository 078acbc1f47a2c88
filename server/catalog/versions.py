"""Writing versions: mixes and masters under the address of a track."""

from __future__ import annotations

from uuid import UUID

from server.catalog import editing, facts, rows, teasers, trash
from server.catalog.models import Track, TrackVersion, VersionStatus
from server.kit import db
from server.kit.errors import AppError, invalid
from server.kit.queue import enqueue
from sync.wire.fields import UNSET
from sync.wire.kinds import VersionFields
from sync.wire.problems import Code
from sync.wire.uploads import UploadKind

_IS_LIVE = f"SELECT {facts.RELEASE} = 'live' AS live FROM tracks t WHERE t.id = $1"  # noqa: S608


async def add_version(
    track_id: UUID,
    version_id: UUID,
    *,
    asset_id: UUID,
    label: str,
    position: float | None = None,
    primary: bool = False,
) -> None:
    """Another mix or master, which waits to be processed; behind the others unless placed.

    The first one that becomes ready stands for the track; with `primary`, this one.
    """
    async with db.unit_of_work():
        track = await rows.locked(track_id)
        library = rows.owner_of(track)
        await rows.check_asset(library, asset_id, UploadKind.ORIGINAL, "original_asset_id")
        if position is None:
            position = await rows.next_position(TrackVersion, track_id=track_id)
        await TrackVersion.create(
            id=version_id, track_id=track_id, label=label, original_id=asset_id, position=position
        )
        await enqueue("catalog.render", version_id=str(version_id), primary=primary)


async def edit_version(version_id: UUID, edit: VersionFields) -> None:
    """Renames or re-orders a version; its file stays."""
    if edit.sha256 is not UNSET:
        raise invalid("sha256", "The file of a version cannot be exchanged.", "Add a version.")
    changes = editing.given(edit)
    async with db.unit_of_work():
        await rows.child(TrackVersion, version_id)
        if changes:
            await TrackVersion.filter(id=version_id).update(**changes)


async def delete_version(version_id: UUID) -> None:
    """Deletes a version and its stems; a track that is live keeps at least one. CONFLICT."""
    async with db.unit_of_work():
        track, _ = await rows.child(TrackVersion, version_id)
        others = TrackVersion.filter(track_id=track.id, deleted_at=None).exclude(id=version_id)
        if not await others.exists() and await _is_live(track):
            raise AppError(
                Code.CONFLICT,
                "This is the only version of a track that is live.",
                remedy="Add another version first, or delete the track.",
            )
        await trash.bury_version(version_id)
        if track.primary_version_id == version_id:
            heir = await others.filter(status=VersionStatus.READY).order_by("position").first()
            await Track.filter(id=track.id).update(primary_version_id=heir.id if heir else None)
            await teasers.keep(track.id)


async def restore_version(version_id: UUID) -> None:
    """Brings a deleted version back. NOT_FOUND, also while its track is deleted."""
    async with db.unit_of_work():
        track, version = await rows.child(TrackVersion, version_id, deleted=True)
        assert version.deleted_at is not None, "that is what was asked for"
        await trash.raise_version(version_id, version.deleted_at)
        if track.primary_version_id is None and version.status is VersionStatus.READY:
            await Track.filter(id=track.id).update(primary_version_id=version_id)
            await teasers.keep(track.id)


async def retry_version(version_id: UUID) -> None:
    """Processes a failed version anew. CONFLICT for one that has not failed."""
    async with db.unit_of_work():
        found = await db.execute(
            """UPDATE track_versions SET status = 'pending', failure = NULL, progress = 0
                WHERE id = $1 AND status = 'failed' RETURNING id""",
            version_id,
        )
        if not found:
            raise AppError(Code.CONFLICT, "Only a version that failed can be tried again.")
        await enqueue("catalog.render", version_id=str(version_id))


async def _is_live(track: Track) -> bool:
    found = await db.execute(_IS_LIVE, track.id)
    return bool(found and found[0]["live"])
