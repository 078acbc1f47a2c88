"""Which service does what, for every kind of record that studios write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from server.catalog import credits, notes, rows, service, stems, versions
from server.kit import db
from server.releases import planning, previews
from server.releases import service as releases
from server.releases import tracks as places
from server.syncing.schemas import Seat
from sync.wire.changes import Op
from sync.wire.fields import UNSET
from sync.wire.kinds import (
    CreditFields,
    NoteFields,
    PreviewLinkFields,
    ReleaseFields,
    ReleaseTrackFields,
    StemFields,
    TrackFields,
    VersionFields,
)
from sync.wire.uploads import UploadKind

Simple = Callable[[UUID], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handler:
    """The four intents. `create` and `edit` take the fields of the kind."""

    create: Callable[[Seat, Op, Any], Awaitable[None]]
    edit: Callable[[UUID, Any], Awaitable[None]]
    delete: Simple
    restore: Simple


async def _open_track(seat: Seat, op: Op, first: TrackFields) -> None:
    await service.open_track(seat.library_id, op.id, first)


async def _edit_track(track_id: UUID, edit: TrackFields) -> None:
    async with db.unit_of_work():
        await service.edit_track(track_id, edit)
        if edit.release_state is not UNSET:
            await planning.follow([track_id])


async def _restore_track(track_id: UUID) -> None:
    async with db.unit_of_work():
        await service.restore_track(track_id)
        await planning.follow([track_id])


async def _add_version(seat: Seat, op: Op, first: VersionFields) -> None:
    digest = str(first.sha256)
    asset_id = await rows.asset_of(seat.library_id, UploadKind.ORIGINAL, digest, "sha256")
    await versions.add_version(
        _above(op),
        op.id,
        asset_id=asset_id,
        label=str(first.label),
        position=None if first.position is UNSET else first.position,
    )


async def _add_stem(seat: Seat, op: Op, first: StemFields) -> None:
    digest = str(first.sha256)
    asset_id = await rows.asset_of(seat.library_id, UploadKind.STEM, digest, "sha256")
    await stems.add_stem(_above(op), op.id, replace(first, sha256=UNSET), asset_id=asset_id)


async def _add_credit(seat: Seat, op: Op, first: CreditFields) -> None:
    await credits.add_credit(_above(op), op.id, first)


async def _add_note(seat: Seat, op: Op, first: NoteFields) -> None:
    await notes.add_note(_above(op), op.id, first, author_id=seat.user_id)


async def _open_release(seat: Seat, op: Op, first: ReleaseFields) -> None:
    await releases.open_release(seat.library_id, op.id, first)


async def _add_track(seat: Seat, op: Op, first: ReleaseTrackFields) -> None:
    await places.add_track(_above(op), op.id, first)


async def _add_link(seat: Seat, op: Op, first: PreviewLinkFields) -> None:
    await previews.add_link(_above(op), op.id, first)


def _above(op: Op) -> UUID:
    assert op.parent is not None, "applying has looked"
    return op.parent


HANDLERS = {
    "track": Handler(_open_track, _edit_track, service.delete_track, _restore_track),
    "version": Handler(
        _add_version, versions.edit_version, versions.delete_version, versions.restore_version
    ),
    "stem": Handler(_add_stem, stems.edit_stem, stems.delete_stem, stems.restore_stem),
    "credit": Handler(
        _add_credit, credits.edit_credit, credits.delete_credit, credits.restore_credit
    ),
    "note": Handler(_add_note, notes.edit_note, notes.delete_note, notes.restore_note),
    "release": Handler(
        _open_release, releases.edit_release, releases.delete_release, releases.restore_release
    ),
    "release_track": Handler(
        _add_track, places.edit_place, places.remove_track, places.restore_place
    ),
    "preview_link": Handler(
        _add_link, previews.edit_link, previews.delete_link, previews.restore_link
    ),
}
