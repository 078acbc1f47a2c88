"""Somebody has decided a conflict: their choice put into effect, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.syncing import applying, conflicts, permits, queries, values
from server.syncing.handlers import HANDLERS
from server.syncing.schemas import Seat, Verdict
from server.syncing.shapes import KIND_NAME
from sync.wire.changes import Op
from sync.wire.kinds import KINDS
from sync.wire.problems import Code

TWO_VALUES = frozenset({"field", "text", "more_public"})
"""Reasons of a conflict between what somebody wants and what stands there, both of them shown."""
_SHOWN = f"""SELECT {KIND_NAME.format(code="kind")} || ':' || entity_id AS record, max(urev) AS urev
    FROM record_history WHERE library_id = $1 AND at <= $2 GROUP BY 1"""  # noqa: S608 - a constant
"""The edits there were when a conflict was shown, for whoever does not say what they saw."""


async def resolve(seat: Seat, op: Op) -> Verdict:
    """Closes conflict `op.id`: `theirs` leaves things as they are. NOT_FOUND, INVALID, CONFLICT.

    What was decided elsewhere stays decided; the same choice again is fine.
    """
    if op.choice is None:
        raise invalid("choice", "A decision is mine, theirs or a value.")
    found = await conflicts.held(op.id, seat.library_id)
    if found is None:
        raise not_found("This conflict")
    await _check(seat, found)
    wanted = found["mine"] if op.choice == "mine" else op.value
    if found["state"] != "open":
        return await _decided(seat, found, op, wanted)
    verdict = Verdict(result="applied")
    if op.choice != "theirs":
        verdict = await _put(seat, op, found, wanted)
    await conflicts.close(op.id)
    return verdict


async def _check(seat: Seat, found: dict[str, Any]) -> None:
    if seat.editor or await queries.exists(found["kind"], found["entity_id"]):
        await permits.to_change(seat, found["kind"], found["entity_id"])
    else:
        await permits.to_create(seat, found["kind"], None)


async def _put(seat: Seat, op: Op, found: dict[str, Any], wanted: Any) -> Verdict:
    """The choice as an operation of its own on the record, made in sight of what the conflict
    showed: what has come since is not overwritten, but is a conflict of its own.
    """
    kind, record_id, name = found["kind"], found["entity_id"], found["field"]
    record = await queries.find(kind, record_id, seat.library_id)
    if name == "":
        return await _put_whole(seat, op, found)
    if record is None:
        raise AppError(
            Code.GONE,
            f"This {kind} was never created.",
            field=name,
            remedy="Create it anew, and let the conflict go.",
        )
    if record.deleted:
        await applying.bring_back(record)
    if found["why"] in {*TWO_VALUES, "edited_but_deleted"}:
        seen = found["theirs"] if found["why"] in TWO_VALUES else found["base"]
        edit = {name: (seen, wanted)}
        as_patch = Op(op_id=op.op_id, type="patch", kind=kind, id=record_id, set=edit)
        return await applying.patch(seat, as_patch)
    current = values.normal(KINDS[kind], {name: wanted})
    await HANDLERS[kind].edit(record_id, values.typed(KINDS[kind], current))
    return Verdict(result="applied")


async def _put_whole(seat: Seat, op: Op, found: dict[str, Any]) -> Verdict:
    """What was deleted goes after all, unless it was edited again since that was decided; or what
    had no place is created where it now has one.
    """
    kind, record_id, mine = found["kind"], found["entity_id"], found["mine"]
    if op.choice == "value":
        raise invalid("choice", "There is no value to choose: mine or theirs.")
    if mine == {"deleted": True}:
        seen = op.seen or await _shown(seat, found)
        gone = Op(op_id=op.op_id, type="delete", kind=kind, id=record_id, seen=seen)
        return await applying.delete(seat, gone)
    above = KINDS[kind].parent
    assert above is not None, "only what hangs on something loses its place"
    parent = await queries.find(above, UUID(mine["parent"]), seat.library_id)
    if parent is None:
        raise AppError(Code.GONE, f"The {above} of this {kind} was never created.")
    if parent.deleted:
        await applying.bring_back(parent)
    again = Op(
        op_id=op.op_id, type="create", kind=kind, id=record_id, parent=parent.id, data=mine["data"]
    )
    return await applying.create(seat, replace(again, parent_pending=False))


async def _shown(seat: Seat, found: dict[str, Any]) -> dict[str, int]:
    rows = await db.execute(_SHOWN, seat.library_id, found["at"])
    return {row["record"]: row["urev"] for row in rows}


async def _decided(seat: Seat, found: dict[str, Any], op: Op, wanted: Any) -> Verdict:
    record = await queries.find(found["kind"], found["entity_id"], seat.library_id)
    name = found["field"]
    current = record.data.get(name) if record is not None and not record.deleted else None
    if op.choice == "theirs" or (name and current == wanted):
        return Verdict(result="applied")
    raise AppError(
        Code.CONFLICT,
        "This was decided on another device.",
        field=name or None,
        remedy="Look at what stands there now, and edit that if need be.",
    )
