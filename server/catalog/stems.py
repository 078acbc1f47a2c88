"""Writing stems."""

from __future__ import annotations

from uuid import UUID

from server.catalog import editing, rows, trash
from server.catalog.models import Stem, TrackVersion
from server.kit import db
from server.kit.errors import invalid
from sync.wire.fields import UNSET
from sync.wire.kinds import StemFields
from sync.wire.uploads import UploadKind


async def add_stem(version_id: UUID, stem_id: UUID, first: StemFields, *, asset_id: UUID) -> Stem:
    """Hangs an uploaded stem on a version, behind the others unless it is placed."""
    columns = editing.given(first)
    columns.pop("sha256", None)
    async with db.unit_of_work():
        track, _ = await rows.child(TrackVersion, version_id)
        await rows.check_asset(rows.owner_of(track), asset_id, UploadKind.STEM, "asset_id")
        if "position" not in columns:
            columns["position"] = await rows.next_position(Stem, version_id=version_id)
        return await Stem.create(id=stem_id, version_id=version_id, asset_id=asset_id, **columns)


async def edit_stem(stem_id: UUID, edit: StemFields) -> None:
    """Changes what the edit names; the file stays."""
    if edit.sha256 is not UNSET:
        raise invalid("sha256", "The file of a stem cannot be exchanged.", "Add a stem.")
    changes = editing.given(edit)
    async with db.unit_of_work():
        await rows.child(Stem, stem_id)
        if changes:
            await Stem.filter(id=stem_id).update(**changes)


async def delete_stem(stem_id: UUID) -> None:
    """Takes a stem away; it can be brought back."""
    async with db.unit_of_work():
        await rows.child(Stem, stem_id)
        await trash.bury("stems", stem_id)


async def restore_stem(stem_id: UUID) -> None:
    """Brings a stem back. NOT_FOUND, also while its version or track is deleted."""
    async with db.unit_of_work():
        _, stem = await rows.child(Stem, stem_id, deleted=True)
        await rows.child(TrackVersion, stem.version_id)  # type: ignore[attr-defined]
        await trash.bring_back("stems", stem_id)
