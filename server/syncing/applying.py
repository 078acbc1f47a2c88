"""One operation put into effect: created, patched, deleted or restored, or told why not."""

from __future__ import annotations

from typing import Any

from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.syncing import conflicts, merging, permits, queries, values
from server.syncing.handlers import HANDLERS
from server.syncing.schemas import Clash, Later, Record, Seat, Verdict
from server.syncing.shapes import KIND_NAME
from sync.wire import codec
from sync.wire.changes import Op
from sync.wire.kinds import KINDS, Kind
from sync.wire.problems import Code

_FAMILY = """SELECT 1 AS kind, id FROM tracks WHERE id = $1
    UNION ALL SELECT 2, id FROM track_versions
              WHERE (track_id = $1 OR id = $1) AND deleted_at IS NULL
    UNION ALL SELECT 3, s.id FROM stems s JOIN track_versions v ON v.id = s.version_id
              WHERE (v.track_id = $1 OR v.id = $1 OR s.id = $1) AND s.deleted_at IS NULL
    UNION ALL SELECT 4, id FROM credits WHERE (track_id = $1 OR id = $1) AND deleted_at IS NULL
    UNION ALL SELECT 5, id FROM notes WHERE (track_id = $1 OR id = $1) AND deleted_at IS NULL
    UNION ALL SELECT 8, id FROM releases WHERE id = $1
    UNION ALL SELECT 9, id FROM release_tracks
              WHERE (release_id = $1 OR id = $1) AND deleted_at IS NULL
    UNION ALL SELECT 10, id FROM preview_links
              WHERE (release_id = $1 OR id = $1) AND deleted_at IS NULL"""
_UNSEEN = f"""SELECT h.kind, h.entity_id, h.field FROM ({_FAMILY}) f
      JOIN record_history h ON h.kind = f.kind AND h.entity_id = f.id
     WHERE h.user_id IS NOT NULL AND h.device_id IS DISTINCT FROM $2
       AND NOT (h.field = 'deleted_at' AND h.new <> 'null'::jsonb)
       AND h.urev > coalesce(($3::jsonb ->> ({KIND_NAME.format(code="h.kind")} || ':'
                                             || h.entity_id))::numeric, 0)
     ORDER BY h.id LIMIT 50"""  # noqa: S608 - constants only


async def create(seat: Seat, op: Op) -> Verdict:
    """A new record. What exists already takes the data as an edit of what was never seen."""
    kind = KINDS[op.kind]
    merging.check_fields(kind, op)
    for name in sorted(kind.required - op.data.keys()):
        raise invalid(name, f"A {kind.name} needs a {name}.")
    if await queries.exists(op.kind, op.id):
        return await _again(seat, op, kind)
    root_id = op.id
    if kind.parent is not None:
        above = await _parent(seat, op, kind.parent)
        if isinstance(above, str):
            return await _homeless(seat, op, above)
        root_id = above.root_id
    await permits.to_create(seat, op.kind, root_id)
    data, clashes = await _referring(seat, op, root_id)
    if kind.required - data.keys():
        return await _homeless(seat, op, clashes[0].why)
    await HANDLERS[op.kind].create(seat, op, values.typed(kind, values.normal(kind, data)))
    kept = await conflicts.keep(seat, op, clashes)
    return Verdict(
        result="conflict" if kept else "applied",
        values=await differing(seat, op, data),
        conflicts=kept,
    )


async def patch(seat: Seat, op: Op) -> Verdict:
    """An edit of fields, merged with what has come between."""
    kind = KINDS[op.kind]
    merging.check_fields(kind, op)
    record = await queries.find(op.kind, op.id, seat.library_id)
    if record is None and op.self_pending:
        raise Later("missing_record")
    if record is None:
        await permits.to_create(seat, op.kind, None)
        return await _clashed(seat, op, merging.lost(kind, op, None, "target_never_created"))
    await permits.to_change(seat, op.kind, op.id)
    if record.deleted:
        return await _clashed(seat, op, merging.lost(kind, op, record, "edited_but_deleted"))
    merged = await merging.merge(op, record)
    if merged.write:
        await HANDLERS[op.kind].edit(op.id, values.typed(kind, merged.write))
    kept = await conflicts.keep(seat, op, merged.clashes)
    result = "merged" if merged.woven else "applied"
    sent = {name: wanted for name, (_, wanted) in op.set.items()}
    return Verdict(
        result="conflict" if kept else result,  # type: ignore[arg-type]
        values=await differing(seat, op, {**sent, **dict.fromkeys([*op.add, *op.remove])}),
        conflicts=kept,
    )


async def delete(seat: Seat, op: Op) -> Verdict:
    """A soft delete of the record and what hangs on it, unless others have edited it unseen."""
    record = await queries.find(op.kind, op.id, seat.library_id)
    if record is None or record.deleted:
        return Verdict(result="applied")
    await permits.to_change(seat, op.kind, op.id)
    unseen = await db.execute(_UNSEEN, op.id, seat.device_id, codec.encode(op.seen).decode())
    if unseen:
        names = {kind.code: kind.name for kind in KINDS.values()}
        theirs = [
            {"kind": names[row["kind"]], "id": str(row["entity_id"]), "field": row["field"]}
            for row in unseen
        ]
        whole = Clash(
            field="", base=None, mine={"deleted": True}, theirs=theirs, why="deleted_but_edited"
        )
        return await _clashed(seat, op, [whole])
    await HANDLERS[op.kind].delete(op.id)
    return Verdict(result="applied")


async def restore(seat: Seat, op: Op) -> Verdict:
    """Takes a deletion back. NOT_FOUND; GONE while what it belongs to is deleted."""
    record = await queries.find(op.kind, op.id, seat.library_id)
    if record is None and op.self_pending:
        raise Later("missing_record")
    if record is None:
        raise not_found(f"This {op.kind}")
    await permits.to_change(seat, op.kind, op.id)
    if record.deleted:
        await bring_back(record)
    return Verdict(result="applied")


async def bring_back(record: Record) -> None:
    """A deleted record. GONE while what it belongs to is deleted."""
    try:
        await HANDLERS[record.kind].restore(record.id)
    except AppError as error:
        if error.code is not Code.NOT_FOUND:
            raise
        raise AppError(
            Code.GONE, "What this belongs to is deleted.", remedy="Restore that first."
        ) from None


async def differing(seat: Seat, op: Op, sent: dict[str, Any]) -> dict[str, Any]:
    """What the named fields are now, where that is not what was sent."""
    record = await queries.find(op.kind, op.id, seat.library_id)
    if record is None:
        return {}
    kind = KINDS[op.kind]
    now = {name: record.data.get(name) for name in sent}
    return {
        name: value
        for name, value in now.items()
        if value != sent[name] and values.normal_or_raw(kind, name, value) != sent[name]
    }


async def _again(seat: Seat, op: Op, kind: Kind) -> Verdict:
    if await queries.find(op.kind, op.id, seat.library_id) is None:
        raise AppError(Code.TAKEN, "This id is in use.", field="id", remedy="Make the record anew.")
    edit = {name: (None, mine) for name, mine in op.data.items() if name not in kind.fixed}
    return await patch(seat, _as_patch(op, edit))


def _as_patch(op: Op, edit: dict[str, Any]) -> Op:
    return Op(op_id=op.op_id, type="patch", kind=op.kind, id=op.id, set=edit)


async def _parent(seat: Seat, op: Op, kind: str) -> Record | str:
    """What the new record hangs on, or why it cannot."""
    if op.parent is None:
        raise invalid("parent", f"A {op.kind} hangs on a {kind}: name it.")
    above = await queries.find(kind, op.parent, seat.library_id)
    if above is None and op.parent_pending:
        raise Later("missing_parent")
    if above is None:
        return "target_never_created"
    return "parent_deleted" if above.deleted else above


async def _homeless(seat: Seat, op: Op, why: str) -> Verdict:
    """What the new record cannot be without is not there: kept whole, to be done later."""
    await permits.to_create(seat, op.kind, None)
    return await _clashed(
        seat, op, [Clash(field="", base=None, mine=_told(op), theirs=None, why=why)]
    )


async def _referring(seat: Seat, op: Op, root_id: Any) -> tuple[dict[str, Any], list[Clash]]:
    """The data without names of records that are not there; those become conflicts."""
    data, clashes = dict(op.data), []
    values.typed(KINDS[op.kind], data)
    for name in merging.REFERENCES.keys() & data.keys():
        if data[name] is None:
            continue
        why = await merging.missing_reference(seat.library_id, root_id, name, data[name])
        if why is not None:
            clash = Clash(field=name, base=None, mine=data.pop(name), theirs=None, why=why)
            clashes.append(clash)
    return data, clashes


def _told(op: Op) -> dict[str, Any]:
    """A create, as it is kept to be done later."""
    return {"parent": str(op.parent), "data": op.data}


async def _clashed(seat: Seat, op: Op, clashes: list[Clash]) -> Verdict:
    kept = await conflicts.keep(seat, op, clashes)
    return Verdict(result="conflict" if kept else "applied", conflicts=kept)
