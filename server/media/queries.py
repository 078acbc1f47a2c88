"""Reading assets, storage use, and who may work with whose files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.identity import queries as identity
from server.identity.access import Viewer
from server.identity.models import CollaboratorRole
from server.kit import db
from server.kit.errors import AppError, not_found
from server.media.models import Asset, AssetState, Upload
from server.media.schemas import AssetView, Rights, UsageView
from sync.wire.problems import Code
from sync.wire.uploads import UploadKind

_UPLOADERS = {CollaboratorRole.EDITOR: True, CollaboratorRole.CONTRIBUTOR: False}
"""Roles that may add files to another's library, and whether they may read its originals."""


async def rights(viewer: Viewer, handle: str) -> Rights:
    """What the viewer may do in the library of `handle` (empty: their own).

    AppError FORBIDDEN for somebody without a library of their own and for a listener of this one,
    NOT_FOUND for one that they have no place in, whether or not it exists.
    """
    if not handle:
        return _own(viewer)
    try:
        owner = await identity.by_handle(handle)
    except AppError:
        raise not_found("This library") from None
    if owner.id == viewer.id:
        return _own(viewer)
    found = await _in_another(viewer, owner.id)
    if found is not None:
        return found
    if await identity.library_role(owner.id, viewer.id) is None:
        raise not_found("This library")
    # They work with it in a studio: that it is there is no secret to them.
    raise AppError(
        Code.FORBIDDEN,
        "A listener may look, not write.",
        remedy="Ask the artist for another role, or to do it.",
    )


async def rights_by_id(viewer: Viewer, library_id: UUID) -> Rights | None:
    """The same by the library's id; None where it is hidden."""
    if viewer.user_id == library_id:
        return _own(viewer)
    return await _in_another(viewer, library_id)


async def upload_of(viewer: Viewer, upload_id: UUID) -> Upload:
    """An upload that the viewer may work with: their own, or one in a library whose originals they
    may read. Who may not read them must not finish what another began. AppError NOT_FOUND.
    """
    found = await Upload.get_or_none(id=upload_id)
    if found is not None:
        held = await rights_by_id(viewer, key_of(found, "library"))
        mine = key_of(found, "started_by") == viewer.user_id
        if held is not None and (mine or (held.reads_originals and found.challenge is None)):
            return found
    raise not_found("This upload")


async def asset(asset_id: UUID) -> AssetView:
    """A stored file. AppError NOT_FOUND."""
    found = await Asset.get_or_none(id=asset_id)
    if found is None:
        raise not_found("This file")
    return asset_view(found)


async def readable(viewer: Viewer, handle: str, kind: UploadKind, sha256: str) -> AssetView:
    """A file of the library of `handle` (empty: one's own), for a studio that lacks it: pictures
    for everybody with a place in the library, sound for those who read its originals.

    AppError NOT_FOUND for everything else, whether or not it exists.
    """
    library_id = await _library_read(viewer, handle, kind)
    found = None
    if library_id is not None:
        found = await Asset.get_or_none(library_id=library_id, kind=kind, sha256=sha256)
    if found is None or found.state is AssetState.MISMATCH:
        raise not_found("This file")
    return asset_view(found)


async def usable(library_id: UUID, asset_id: UUID, kind: UploadKind) -> bool:
    """Whether a record of this library may refer to the asset. Inside a unit of work it stays so
    until the unit ends.
    """
    found = await db.execute(
        """SELECT 1 FROM assets WHERE id = $1 AND library_id = $2 AND kind = $3
              AND state <> 'mismatch' FOR KEY SHARE""",
        asset_id,
        library_id,
        kind.value,
    )
    return bool(found)


async def by_digest(library_id: UUID, kind: UploadKind, sha256: str) -> UUID | None:
    """The library's stored file with this digest, held as by usable(); None if it is not there."""
    found = await db.execute(
        """SELECT id FROM assets WHERE library_id = $1 AND kind = $2 AND sha256 = $3
              AND state <> 'mismatch' FOR KEY SHARE""",
        library_id,
        kind.value,
        sha256,
    )
    return found[0]["id"] if found else None


async def usage(library_id: UUID, quota_bytes: int) -> UsageView:
    """Storage of a library in bytes; a quota of 0 is none."""
    found = await db.row(
        "SELECT used_bytes, reserved_bytes FROM library_usage WHERE library_id = $1", library_id
    )
    used, reserved = (found["used_bytes"], found["reserved_bytes"]) if found else (0, 0)
    return UsageView(used_bytes=used, reserved_bytes=reserved, quota_bytes=quota_bytes)


def asset_view(found: Asset) -> AssetView:
    """A row as others see it."""
    return AssetView(
        id=found.id,
        library_id=key_of(found, "library"),
        kind=found.kind,
        sha256=found.sha256,
        size=found.size,
        filename=found.filename,
        state=AssetState(found.state).value,
    )


def key_of(row: Any, relation: str) -> UUID:
    """The raw foreign key of a relation, which Tortoise sets and does not declare."""
    found: UUID = getattr(row, f"{relation}_id")
    return found


def _own(viewer: Viewer) -> Rights:
    if not viewer.is_artist:
        raise AppError(
            Code.FORBIDDEN,
            "Only artists have a library to upload to.",
            remedy="Ask an administrator of this site for the artist role.",
        )
    return Rights(viewer.id, True)


async def _library_read(viewer: Viewer, handle: str, kind: UploadKind) -> UUID | None:
    if not handle:
        return viewer.id
    try:
        owner = await identity.by_handle(handle)
    except AppError:
        return None
    if owner.id == viewer.id:
        return owner.id
    role = await identity.library_role(owner.id, viewer.id)
    reads = role is not None and (kind is UploadKind.IMAGE or _UPLOADERS.get(role, False))
    return owner.id if reads else None


async def _in_another(viewer: Viewer, library_id: UUID) -> Rights | None:
    role = await identity.library_role(library_id, viewer.id)
    if role not in _UPLOADERS:
        return None
    return Rights(library_id, _UPLOADERS[role])
