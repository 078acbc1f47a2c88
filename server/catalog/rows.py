"""What every write of the catalog begins with: the rows it is about, held until it is over.

Whoever writes below a track holds the track's row first. What may also need a name of the library
(a slug) holds the names before that.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from tortoise.models import Model

from server.catalog.models import Credit, Note, Stem, Track, TrackVersion
from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.media import queries as media
from sync.wire.problems import Code
from sync.wire.uploads import UploadKind

M = TypeVar("M", bound=Model)
_NAMES: dict[type[Model], str] = {
    TrackVersion: "This version",
    Stem: "This stem",
    Credit: "This credit",
    Note: "This note",
}
_TRACK_OF = """SELECT v.track_id FROM track_versions v WHERE v.id = $1
    UNION ALL SELECT v.track_id FROM stems s JOIN track_versions v ON v.id = s.version_id
               WHERE s.id = $1
    UNION ALL SELECT c.track_id FROM credits c WHERE c.id = $1
    UNION ALL SELECT n.track_id FROM notes n WHERE n.id = $1"""


async def hold_names(library_id: UUID) -> None:
    """Two tracks of one title made at the same moment must not get one slug: one after the other.

    A batch of a studio's edits holds it, too, so that of two batches one waits.
    """
    lock = f"slug:{library_id}"
    await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", lock)


async def locked(track_id: UUID, *, deleted: bool = False) -> Track:
    """A living track (or one that is `deleted`), until the unit of work ends. NOT_FOUND."""
    wanted = Track.filter(id=track_id, deleted_at__isnull=not deleted)
    track = await wanted.select_for_update().first()
    if track is None:
        raise not_found("This track")
    return track


async def child(model: type[M], record_id: UUID, *, deleted: bool = False) -> tuple[Track, M]:
    """A record below a living track, and the track, both as they stay until the unit ends.

    NOT_FOUND when there is none, when its track is deleted, or when it is not as `deleted` says.
    """
    above = await db.execute(_TRACK_OF, record_id)
    if not above:
        raise not_found(_NAMES[model])
    track = await locked(above[0]["track_id"])
    found = await model.filter(id=record_id, deleted_at__isnull=not deleted).first()
    if found is None:
        raise not_found(_NAMES[model])
    return track, found


def owner_of(track: Track) -> UUID:
    """The library that the track belongs to."""
    found: UUID = track.owner_id  # type: ignore[attr-defined]
    return found


async def check_asset(library_id: UUID, asset_id: UUID, kind: UploadKind, field: str) -> None:
    """INVALID unless the library holds this file as `kind`."""
    if not await media.usable(library_id, asset_id, kind):
        raise invalid(
            field,
            f"There is no uploaded {kind.value} with this id in your library.",
            "Upload the file first and use the asset_id that completing it gave.",
        )


async def asset_of(library_id: UUID, kind: UploadKind, sha256: str, field: str) -> UUID:
    """The library's file with this digest. MISSING_ASSET while it is not uploaded."""
    found = await media.by_digest(library_id, kind, sha256)
    if found is None:
        raise AppError(
            Code.MISSING_ASSET,
            f"The library has no {kind.value} with this digest.",
            field=field,
            remedy="Upload the file first.",
        )
    return found


async def next_position(model: type[Model], **above: UUID) -> float:
    """Behind all living siblings; 0 for the first."""
    last = await model.filter(deleted_at=None, **above).order_by("-position").first()
    return 0.0 if last is None else float(getattr(last, "position")) + 1.0  # noqa: B009
