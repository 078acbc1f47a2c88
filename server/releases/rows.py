"""What every write of a release begins with: the library's names, then the release, held.

Whoever writes across a release and its tracks holds the names first, then the release, then the
tracks in the order of their ids; so two of them never wait for each other.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from tortoise.models import Model

from server.catalog.rows import hold_names
from server.kit import db
from server.kit.errors import not_found
from server.releases.models import PreviewLink, Release, ReleaseTrack

M = TypeVar("M", bound=Model)
_NAMES: dict[type[Model], str] = {
    ReleaseTrack: "This place on a release",
    PreviewLink: "This preview link",
}
_LIBRARY_OF = """SELECT id, owner_id FROM releases WHERE id = $1
    UNION ALL SELECT r.id, r.owner_id FROM release_tracks p JOIN releases r ON r.id = p.release_id
               WHERE p.id = $1
    UNION ALL SELECT r.id, r.owner_id FROM preview_links l JOIN releases r ON r.id = l.release_id
               WHERE l.id = $1"""


async def locked(release_id: UUID, *, deleted: bool = False) -> Release:
    """A living release (or one that is `deleted`), until the unit of work ends. NOT_FOUND."""
    await _hold(release_id, "This release")
    wanted = Release.filter(id=release_id, deleted_at__isnull=not deleted)
    release = await wanted.select_for_update().first()
    if release is None:
        raise not_found("This release")
    return release


async def child(model: type[M], record_id: UUID, *, deleted: bool = False) -> tuple[Release, M]:
    """A record below a living release, and the release, both as they stay until the unit ends.

    NOT_FOUND when there is none, when its release is deleted, or when it is not as `deleted` says.
    """
    release = await locked(await _hold(record_id, _NAMES[model]))
    found = await model.filter(id=record_id, deleted_at__isnull=not deleted).first()
    if found is None:
        raise not_found(_NAMES[model])
    return release, found


def owner_of(release: Release) -> UUID:
    """The library that the release belongs to."""
    found: UUID = release.owner_id  # type: ignore[attr-defined]
    return found


async def _hold(record_id: UUID, name: str) -> UUID:
    above = await db.execute(_LIBRARY_OF, record_id)
    if not above:
        raise not_found(name)
    await hold_names(above[0]["owner_id"])
    found: UUID = above[0]["id"]
    return found
