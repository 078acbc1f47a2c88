"""Writing which tracks a release is made of, and in which order."""

from __future__ import annotations

from uuid import UUID

from server.catalog import editing
from server.catalog.rows import next_position
from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.releases import planning, queries, rows, trash
from server.releases.models import Release, ReleaseTrack
from sync.wire.fields import UNSET
from sync.wire.kinds import ReleaseTrackFields
from sync.wire.problems import Code


async def add_track(release_id: UUID, place_id: UUID, first: ReleaseTrackFields) -> None:
    """Puts a track of the same library on a release, behind the others unless placed.

    INVALID for a track that is not there, TAKEN for one that is on the release already.
    """
    track_id = first.track_id
    if not isinstance(track_id, UUID):
        raise invalid("track_id", "Which track?")
    async with db.unit_of_work():
        release = await rows.locked(release_id)
        await _check_free(release, track_id)
        position = first.position
        if position is UNSET:
            position = await next_position(ReleaseTrack, release_id=release_id)
        await ReleaseTrack.create(
            id=place_id, release_id=release_id, track_id=track_id, position=position
        )
        await planning.follow([track_id])


async def edit_place(place_id: UUID, edit: ReleaseTrackFields) -> None:
    """Moves a track within its release."""
    if edit.track_id is not UNSET:
        raise invalid("track_id", "A place keeps its track.", "Add the other track instead.")
    changes = editing.given(edit)
    async with db.unit_of_work():
        await rows.child(ReleaseTrack, place_id)
        if changes:
            await ReleaseTrack.filter(id=place_id).update(**changes)


async def remove_track(place_id: UUID) -> None:
    """Takes a track off its release; the track stays."""
    async with db.unit_of_work():
        _, place = await rows.child(ReleaseTrack, place_id)
        await trash.bury("release_tracks", place_id)
        await planning.follow([_track_of(place)])


async def restore_place(place_id: UUID) -> None:
    """Puts a track back where it was. NOT_FOUND, also while it or its release is deleted; TAKEN."""
    async with db.unit_of_work():
        release, place = await rows.child(ReleaseTrack, place_id, deleted=True)
        track_id = _track_of(place)
        if not await queries.in_library(rows.owner_of(release), [track_id]):
            raise not_found("This track")
        await _check_free(release, track_id)
        await trash.bring_back("release_tracks", place_id)
        await planning.follow([track_id])


def _track_of(place: ReleaseTrack) -> UUID:
    found: UUID = place.track_id  # type: ignore[attr-defined]
    return found


async def _check_free(release: Release, track_id: UUID) -> None:
    library = rows.owner_of(release)
    if not await queries.in_library(library, [track_id]):
        raise invalid("track_id", "There is no such track in this library.", "Choose another.")
    if await ReleaseTrack.filter(
        release_id=release.id, track_id=track_id, deleted_at=None
    ).exists():
        raise AppError(
            Code.TAKEN,
            "This track is on the release already.",
            field="track_id",
            remedy="Move it instead.",
        )
