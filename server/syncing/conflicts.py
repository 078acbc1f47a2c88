"""Conflicts are records like others: kept until somebody decides, on whichever device."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from server.kit import db
from server.syncing.schemas import Clash, Seat
from sync.wire import codec
from sync.wire.changes import Op
from sync.wire.kinds import KINDS

_KEEP = """INSERT INTO conflicts (id, library_id, kind, entity_id, field, base, mine, theirs, why,
        device_id) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::jsonb, $9, $10)
    ON CONFLICT (id) DO NOTHING"""
_OPEN = """SELECT kind, entity_id, field, base::text AS base, mine::text AS mine,
        theirs::text AS theirs, why, state, at
    FROM conflicts WHERE id = $1 AND library_id = $2 FOR UPDATE"""
_CLOSE = "UPDATE conflicts SET state = 'resolved' WHERE id = $1 AND state = 'open'"


async def keep(seat: Seat, op: Op, clashes: Iterable[Clash]) -> list[UUID]:
    """Writes down what a person must decide; the ids."""
    made = []
    for clash in clashes:
        conflict_id = uuid5(op.op_id, clash.field)
        told = [_json(value) for value in (clash.base, clash.mine, clash.theirs)]
        code = KINDS[op.kind].code
        about = (conflict_id, seat.library_id, code, op.id, clash.field)
        await db.execute(_KEEP, *about, *told, clash.why, seat.device_id)
        made.append(conflict_id)
    return made


async def held(conflict_id: UUID, library_id: UUID) -> dict[str, Any] | None:
    """A conflict of the library, held; `kind` by name, the three values as they were kept."""
    found = await db.execute(_OPEN, conflict_id, library_id)
    if not found:
        return None
    row = found[0]
    names = {kind.code: kind.name for kind in KINDS.values()}
    row["kind"] = names[row["kind"]]
    for side in ("base", "mine", "theirs"):
        row[side] = None if row[side] is None else codec.decode(row[side], object)
    return row


async def close(conflict_id: UUID) -> None:
    """Somebody has decided."""
    await db.execute(_CLOSE, conflict_id)


def _json(value: Any) -> str:
    return codec.encode(value).decode()
