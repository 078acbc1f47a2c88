"""Which pictures the liner notes of this library name, as their artist sees them.

Derived from the text whenever a record is built anew; the file lane sends those that are here. A
text does not wait for its pictures: readers see what they are said to show until they come.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from uuid import UUID

from sync.wire.changes import Op
from sync.wire.pictures import references

KIND, FIELD = "track", "liner_notes_md"


def note(db: sqlite3.Connection, kind: str, record_id: UUID, data: dict[str, Any] | None) -> None:
    """What a record names from now on; `data` is None of one that is gone. A file that was sent
    once is offered anew: the server keeps it only for as long as something names it.
    """
    if kind != KIND:
        return
    track = str(record_id)
    found = references(str(data.get(FIELD) or "")) if data else ()
    rows = db.execute("SELECT sha256 FROM picture WHERE track = ?", (track,)).fetchall()
    before = {row["sha256"] for row in rows}
    for sha256 in before.difference(found):
        db.execute("DELETE FROM picture WHERE track = ? AND sha256 = ?", (track, sha256))
    for sha256 in set(found) - before:
        db.execute("INSERT INTO picture (track, sha256) VALUES (?, ?)", (track, sha256))
        db.execute(
            "UPDATE blob SET state = 'queued' WHERE sha256 = ? AND state = 'done'", (sha256,)
        )


def of(op: Op) -> tuple[str, ...]:
    """The pictures that an operation has notes name."""
    if op.kind != KIND:
        return ()
    return references(str(op.set.get(FIELD, (None, None))[1] or op.data.get(FIELD) or ""))


def named(db: sqlite3.Connection, sha256: str) -> bool:
    """Whether any notes name it."""
    found = db.execute("SELECT 1 FROM picture WHERE sha256 = ? LIMIT 1", (sha256,)).fetchone()
    return found is not None
