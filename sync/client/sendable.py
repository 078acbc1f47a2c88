"""Which operations may go out now: everything overtakes, but nothing what it builds on."""

from __future__ import annotations

import sqlite3
import time

from sync.wire import codec
from sync.wire.changes import Op
from sync.wire.kinds import KINDS

_REFERENCES = {
    kind.name: sorted(name for name in kind.editable if name.endswith("_id"))
    for kind in KINDS.values()
}
"""Fields that name another record."""
OPEN = "state IN ('pending', 'inflight')"
_ABOVE = "SELECT parent FROM shadow WHERE kind = ? AND id = ? AND parent IS NOT NULL"
FARTHEST_S = 600.0
"""No operation is put off for longer."""


def sendable(db: sqlite3.Connection, limit: int) -> list[Op]:
    """At most `limit` pending operations, in order. An operation waits for earlier ones on its
    record or on one above, for its file, and for its time; a delete also for what hangs below.
    """
    stored = {r["sha256"] for r in db.execute("SELECT sha256 FROM blob WHERE state = 'done'")}
    above = _parents(db)
    unserved = unserved_kinds(db)
    refused = "SELECT id FROM outbox WHERE state = 'rejected' AND type = 'create'"
    held: set[str] = {row["id"] for row in db.execute(refused)}
    # What is due later than that was put off by a clock that was set back since.
    now = time.time()
    chosen: list[Op] = []
    for row in db.execute("SELECT * FROM outbox WHERE state = 'pending' ORDER BY n"):
        waits = (
            now < row["next_at"] < now + FARTHEST_S
            or row["kind"] in unserved
            or (row["sha256"] is not None and row["sha256"] not in stored)
            or row["id"] in held
            or any(over in held for over in _line(above, row["parent"] or above.get(row["id"])))
            or (row["type"] == "delete" and any(row["id"] in _line(above, h) for h in held))
            or (held and _REFERENCES.get(row["kind"]) and named(_op(row)) & held)
        )
        if waits:
            held.add(row["id"])
        elif len(chosen) < limit:
            chosen.append(_op(row))
        else:
            break
    return chosen


def unserved_kinds(db: sqlite3.Connection) -> set[str]:
    """Kinds of what waits that the server does not keep: it is older than this program."""
    words = dict(db.execute("SELECT k, v FROM meta WHERE k IN ('served', 'role')").fetchall())
    if "served" not in words or words.get("role") == "listener":  # who is not shown all there are
        return set()
    rows = db.execute(f"SELECT DISTINCT kind FROM outbox WHERE {OPEN}").fetchall()  # noqa: S608
    return {row["kind"] for row in rows} - set(words["served"].split())


def named(op: Op) -> set[str]:
    """Other records that an operation speaks of, which the server must know by then."""
    names = _REFERENCES.get(op.kind, [])
    wanted = (op.set.get(name, (None, None))[1] for name in names)
    return {str(found) for found in (*wanted, *map(op.data.get, names)) if found}


def _op(row: sqlite3.Row) -> Op:
    return codec.decode(row["body"], Op)


def _parents(db: sqlite3.Connection) -> dict[str, str]:
    """Record -> the one above, for whatever an operation is about and what is above that."""
    asked = f"SELECT DISTINCT kind, id, parent FROM outbox WHERE parent IS NOT NULL OR {OPEN}"  # noqa: S608
    rows = db.execute(asked).fetchall()
    found: dict[str, str] = {row["id"]: row["parent"] for row in rows if row["parent"]}
    wanted = [(row["kind"], row["id"]) for row in rows]
    for kind, record_id in wanted:
        above = KINDS[kind].parent if kind in KINDS else None
        if above is None:
            continue
        if record_id not in found:
            row = db.execute(_ABOVE, (kind, record_id)).fetchone()
            if row is None:
                continue
            found[record_id] = row["parent"]
        wanted.append((above, found[record_id]))
    return found


def _line(above: dict[str, str], record_id: str | None) -> list[str]:
    """A record and those above it."""
    line = []
    while record_id is not None and record_id not in line:
        line.append(record_id)
        record_id = above.get(record_id)
    return line


def unborn_records(db: sqlite3.Connection) -> set[str]:
    """Records whose create the server has not taken yet."""
    rows = db.execute(f"SELECT id FROM outbox WHERE type = 'create' AND {OPEN}")  # noqa: S608
    return {row["id"] for row in rows}
