"""What waits for a person: two values of one field, and edits that the server refused."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from studio.store.reading import Reader

_OPEN = """SELECT id, data FROM item WHERE kind = 'conflict' AND data ->> '$.state' = 'open'
    ORDER BY data ->> '$.at', id"""
_REFUSED = "SELECT op_id, body, told, created_at FROM outbox WHERE state = 'rejected' ORDER BY n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An operation that the server will never take, as it was written down."""

    op_id: UUID
    body: dict[str, Any]
    told: dict[str, Any]
    created_at: float


def conflicts(reader: Reader) -> list[tuple[UUID, dict[str, Any]]]:
    """What is open, oldest first: ids, and data as sync.wire.changes.ConflictData has it."""
    return [(UUID(row["id"]), json.loads(row["data"])) for row in reader.ask(_OPEN)]


def refused(reader: Reader) -> list[Refused]:
    """Refused operations, in the order in which they were done."""
    return [
        Refused(
            op_id=UUID(row["op_id"]),
            body=json.loads(row["body"]),
            told=json.loads(row["told"] or "{}"),
            created_at=row["created_at"],
        )
        for row in reader.ask(_REFUSED)
    ]


def count(reader: Reader) -> int:
    """How many decisions wait."""
    rows = reader.ask(
        """SELECT (SELECT count(*) FROM item WHERE kind = 'conflict'
                      AND data ->> '$.state' = 'open')
                + (SELECT count(*) FROM outbox WHERE state = 'rejected')
                + EXISTS (SELECT 1 FROM meta WHERE k = 'lost') AS n"""
    )
    return int(rows[0]["n"])


def lost(reader: Reader) -> int:
    """How many unsent edits of a lost library lie in the file beside it."""
    rows = reader.ask("SELECT v FROM meta WHERE k = 'lost'")
    return int(rows[0]["v"]) if rows else 0


def named(reader: Reader, kind: str, record_id: str) -> tuple[dict[str, Any], UUID | None]:
    """The data of a record (empty if it is not there), and the track that it belongs to."""
    if kind in {"track", "release"}:
        rows = reader.ask(f"SELECT id, data FROM {kind} WHERE id = ?", record_id)  # noqa: S608
        own = UUID(record_id) if rows and kind == "track" else None
        return (json.loads(rows[0]["data"]) if rows else {}), own
    rows = reader.ask("SELECT * FROM item WHERE kind = ? AND id = ?", kind, record_id)
    if not rows:
        return {}, None
    return json.loads(rows[0]["data"]), _track_of(reader, rows[0])


def _track_of(reader: Reader, row: sqlite3.Row) -> UUID | None:
    parent = row["parent"]
    if row["kind"] == "stem":
        above = reader.ask("SELECT parent FROM item WHERE kind = 'version' AND id = ?", parent)
        parent = above[0]["parent"] if above else None
    found = reader.ask("SELECT id FROM track WHERE id = ?", parent) if parent else []
    return UUID(found[0]["id"]) if found else None
