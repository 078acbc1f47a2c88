"""What an artist sees of a record: the server's word with unsent operations played over it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sync.client import pictures
from sync.client.views import Record, Views
from sync.wire import codec
from sync.wire.changes import Op
from sync.wire.kinds import KINDS
from sync.wire.merge import merge_set

MANY = 50
_ABOVE = frozenset(kind.parent for kind in KINDS.values())
"""Kinds below which others hang."""
_SHADOW = "SELECT parent, rev, urev, deleted, data FROM shadow WHERE kind = ? AND id = ?"
_ALIVE = "SELECT parent FROM shadow WHERE kind = ? AND id = ? AND NOT deleted"
# A refused create is still seen, so that its author can mend it; a refused edit does not count.
_PLAYED = """(state IN ('pending', 'inflight', 'settling')
    OR state = 'rejected' AND type = 'create')"""
_OPS = f"SELECT body, state FROM outbox WHERE id = ? AND {_PLAYED} ORDER BY n"  # noqa: S608
_CHILDREN = """SELECT kind, id FROM shadow WHERE parent = ?1
    UNION SELECT kind, id FROM outbox WHERE parent = ?1 AND type = 'create'"""


@dataclass(slots=True)
class _State:
    """While operations are played: `data` is None of what does not exist."""

    data: dict[str, Any] | None = None
    parent: UUID | None = None
    deleted: bool = False


def play(state: _State, op: Op) -> None:
    """One operation as its author meant it; the server may decide otherwise."""
    match op.type:
        case "create":
            if state.data is None:
                state.data, state.parent = dict(op.data), op.parent
                kind = KINDS.get(op.kind)  # not of an operation by a newer studio
                if kind is not None and kind.parent and op.parent:
                    state.data[f"{kind.parent}_id"] = str(op.parent)
        case "patch" if state.data is not None:
            state.data.update({name: wanted for name, (_, wanted) in op.set.items()})
            for name in {*op.add, *op.remove}:
                state.data[name] = merge_set(
                    op.add.get(name, []), op.remove.get(name, []), state.data.get(name) or []
                )
        case "delete":
            state.deleted = True
        case "restore":
            state.deleted = False
        case "resolve" if state.data is not None:
            state.data["state"] = "resolved"


class Replay:
    """Reads records as their artist sees them. Good for one transaction: it remembers.

    `many`: hundreds of records are to be read, so that it pays to ask once which have operations.
    """

    def __init__(self, db: sqlite3.Connection, *, many: bool = False) -> None:
        self._db = db
        self._alive: dict[tuple[str, str], bool] = {}
        self._with_ops: set[str] | None = None
        if many:
            found = db.execute(f"SELECT DISTINCT id FROM outbox WHERE {_PLAYED}")  # noqa: S608
            self._with_ops = {row["id"] for row in found}

    def record(self, kind: str, record_id: UUID) -> Record | None:
        """The record, or None: deleted, unknown, or below something that is."""
        found = self.anyhow(kind, record_id)
        if found is None or found[1] or not self._parent_alive(kind, found[0]):
            return None
        return found[0]

    def anyhow(self, kind: str, record_id: UUID) -> tuple[Record, bool] | None:
        """The record and whether it was itself deleted; None if nothing is known of it."""
        row = self._db.execute(_SHADOW, (kind, str(record_id))).fetchone()
        state = _State()
        if row is not None:
            state = _State(codec.decode(row["data"], dict[str, Any]), deleted=bool(row["deleted"]))
            state.parent = UUID(row["parent"]) if row["parent"] else None
        unsent = 0
        for op, waits in self._ops(str(record_id)):
            if op.kind == kind:
                play(state, op)
                unsent += waits
        if state.data is None:
            return None
        record = Record(
            kind=kind,
            id=record_id,
            parent=state.parent,
            data=state.data,
            rev=row["rev"] if row else 0,
            urev=row["urev"] if row else 0,
            unsent=unsent,
            local=row is None,
        )
        return record, state.deleted

    def children(self, record_id: UUID) -> list[tuple[str, UUID]]:
        """What hangs directly on a record, deleted or not."""
        return [(r["kind"], UUID(r["id"])) for r in self._db.execute(_CHILDREN, (str(record_id),))]

    def family(self, kind: str, record_id: UUID) -> list[tuple[str, UUID]]:
        """A record and everything below it, parents first."""
        found = [(kind, record_id)]
        for own, above in found:
            if own in _ABOVE:
                # A server that answers nonsense may hang a record on itself.
                found.extend(below for below in self.children(above) if below not in found)
        return found

    def _ops(self, record_id: str) -> Iterable[tuple[Op, bool]]:
        if self._with_ops is None or record_id in self._with_ops:
            for row in self._db.execute(_OPS, (record_id,)).fetchall():
                yield codec.decode(row["body"], Op), row["state"] != "settling"

    def _parent_alive(self, kind: str, record: Record) -> bool:
        return self._alive_above(kind, str(record.parent) if record.parent else None)

    def _alive_above(self, kind: str, parent: str | None) -> bool:
        above = KINDS[kind].parent if kind in KINDS else None
        if above is None or parent is None:
            return above is None
        key = (above, parent)
        if key not in self._alive:
            self._alive[key] = self._lives(above, parent)
        return self._alive[key]

    def _lives(self, kind: str, record_id: str) -> bool:
        """As record() would find, without reading what is in it where no operation is played."""
        if self._with_ops is None or record_id in self._with_ops:
            return self.record(kind, UUID(record_id)) is not None
        row = self._db.execute(_ALIVE, (kind, record_id)).fetchone()
        return row is not None and self._alive_above(kind, row["parent"])


def rebuild(
    db: sqlite3.Connection, views: Views, keys: Iterable[tuple[str, UUID]], *, deep: bool = False
) -> None:
    """Brings the views up to date for these records; `deep`: and for all that hangs on them."""
    keys = list(keys)
    replay = Replay(db, many=len(keys) > MANY)
    for key in keys:
        for kind, record_id in replay.family(*key) if deep else [key]:
            record = replay.record(kind, record_id)
            pictures.note(db, kind, record_id, record.data if record else None)
            if record is None:
                views.drop(db, kind, record_id)
            else:
                views.put(db, record)
    views.finish(db)


def rebuild_all(db: sqlite3.Connection, views: Views) -> None:
    """Makes all views anew."""
    views.clear(db)
    db.execute("DELETE FROM picture")
    known = db.execute(
        """SELECT kind, id FROM shadow WHERE NOT deleted
           UNION SELECT kind, id FROM outbox WHERE type = 'create' AND state <> 'acked'"""
    ).fetchall()
    order = {name: place for place, name in enumerate(KINDS)}
    known.sort(key=lambda row: order.get(row["kind"], len(order)))
    rebuild(db, views, [(row["kind"], UUID(row["id"])) for row in known])
