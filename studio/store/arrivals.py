"""Sounds that are to come to this machine, as the tables have them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from uuid import UUID

from studio.store.reading import Reader

_COMING = """SELECT w.*, k.id AS track_id, k.title AS title,
        coalesce(i.data ->> '$.label', i.data ->> '$.title') AS part
    FROM wanted w
    LEFT JOIN item i ON i.id = w.record
        AND i.kind = CASE w.kind WHEN 'stem' THEN 'stem' ELSE 'version' END
    LEFT JOIN item v ON v.kind = 'version' AND i.kind = 'stem' AND v.id = i.parent
    LEFT JOIN track k ON k.id = CASE i.kind WHEN 'stem' THEN v.parent ELSE i.parent END
    ORDER BY w.place, w.sha256"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A sound: `state` is that of sync.client.wanted, `part` the version or stem that it is of;
    `size` in bytes, 0 where it is not known; `why` says what is wrong.
    """

    sha256: str
    size: int
    state: str
    paused: bool
    why: str
    title: str
    part: str
    track_id: UUID | None


def coming(reader: Reader) -> list[Coming]:
    """All of them, in the order in which they are fetched."""
    return [_coming(row) for row in reader.ask(_COMING)]


def role(reader: Reader) -> str:
    """Whose hands the library is in: owner, editor, contributor, listener; empty before the first
    sync.
    """
    rows = reader.ask("SELECT v FROM meta WHERE k = 'role'")
    return str(rows[0]["v"]) if rows else ""


def _coming(row: sqlite3.Row) -> Coming:
    return Coming(
        sha256=row["sha256"],
        size=row["size"] or 0,
        state=row["state"],
        paused=bool(row["paused"]),
        why=row["why"] or "",
        title=row["title"] or "",
        part=row["part"] or "",
        track_id=UUID(row["track_id"]) if row["track_id"] else None,
    )
