"""Writing credits: one by one, or the whole list of a track."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from server.catalog import editing, rows, trash
from server.catalog.models import Credit
from server.kit import db
from sync.wire.kinds import CreditFields
from sync.wire.records import CreditRecord


async def add_credit(track_id: UUID, credit_id: UUID, first: CreditFields) -> None:
    """Names somebody, behind the others unless placed."""
    columns = editing.given(first)
    async with db.unit_of_work():
        await rows.locked(track_id)
        if "position" not in columns:
            columns["position"] = await rows.next_position(Credit, track_id=track_id)
        await Credit.create(id=credit_id, track_id=track_id, **columns)


async def edit_credit(credit_id: UUID, edit: CreditFields) -> None:
    """Changes what the edit names."""
    changes = editing.given(edit)
    async with db.unit_of_work():
        await rows.child(Credit, credit_id)
        if changes:
            await Credit.filter(id=credit_id).update(**changes)


async def delete_credit(credit_id: UUID) -> None:
    """Takes a credit away; it can be brought back."""
    async with db.unit_of_work():
        await rows.child(Credit, credit_id)
        await trash.bury("credits", credit_id)


async def restore_credit(credit_id: UUID) -> None:
    """Brings a credit back."""
    async with db.unit_of_work():
        await rows.child(Credit, credit_id, deleted=True)
        await trash.bring_back("credits", credit_id)


async def set_credits(track_id: UUID, wanted: Sequence[CreditRecord]) -> None:
    """Has the track name these, in this order. A row whose words stay stays itself, so that who
    edits the credits one by one elsewhere still finds it.
    """
    async with db.unit_of_work():
        await rows.locked(track_id)
        left = await Credit.filter(track_id=track_id, deleted_at=None).order_by("position", "id")
        for place, record in enumerate(wanted):
            same = next((row for row in left if _says(row) == record), None)
            if same is None:
                await Credit.create(
                    track_id=track_id,
                    person=record.person,
                    role=record.role,
                    url=record.url,
                    position=place,
                )
                continue
            left.remove(same)
            if same.position != place:
                await Credit.filter(id=same.id).update(position=place)
        for row in left:
            await trash.bury("credits", row.id)


def _says(row: Credit) -> CreditRecord:
    return CreditRecord(person=row.person, role=row.role, url=row.url)
