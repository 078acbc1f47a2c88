"""Which pictures the liner notes of this library name, as their artist sees them.

Derived from the text whenever a record is built anew; the file lane sends those that are here. A
text does not wait for its pictures: readers see what they are said to show until they come.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from uuid import UUID

from sync.wire.pictures import references

KIND, FIELD = "track", "liner_notes_md"


def note(db: sqlite3.Connection, kind: str, record_id: UUID, data: dict[str, Any] | None) -> None:
    """What a record names from now on; `data` is None of one that is gone."""
    if kind != KIND:
        return
    found = references(str(data.get(FIELD) or "")) if data else ()
    db.execute("DELETE FROM picture WHERE track = ?", (str(record_id),))
    db.executemany(
        "INSERT INTO picture (track, sha256) VALUES (?, ?)", [(str(record_id), d) for d in found]
    )


def named(db: sqlite3.Connection, sha256: str) -> bool:
    """Whether any notes name it."""
    found = db.execute("SELECT 1 FROM picture WHERE sha256 = ? LIMIT 1", (sha256,)).fetchone()
    return found is not None
