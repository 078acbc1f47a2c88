"""Files on their way, and sounds that the server works on, as the tables have them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from studio.store.reading import Reader

ACTIVE = 60
"""How many files that are to be sent are listed; there may be thousands."""
FINISHED = 200
"""How many files that were sent are listed."""
# An operation names the file; the record that it made says what the file belongs to.
_NAMES = """LEFT JOIN item i ON i.kind = o.kind AND i.id = o.id
    LEFT JOIN item v ON v.kind = 'version' AND i.kind = 'stem' AND v.id = i.parent
    LEFT JOIN track k ON k.id = CASE o.kind WHEN 'track' THEN o.id WHEN 'notes' THEN o.id
        WHEN 'version' THEN i.parent WHEN 'stem' THEN v.parent END
    LEFT JOIN release r ON o.kind = 'release' AND r.id = o.id"""
_COLUMNS = """b.sha256, b.path, b.size, b.state, b.why, t.paused, t.done_at, o.kind AS of, o.sent,
    k.id AS track_id, coalesce(k.title, r.title) AS title,
    coalesce(i.data ->> '$.label', i.data ->> '$.title') AS part"""
_ACTIVE = f"""SELECT {_COLUMNS} FROM (
        SELECT a.sha256, a.kind, a.id, max(a.sent) AS sent FROM awaited a
          JOIN blob n ON n.sha256 = a.sha256 AND n.state <> 'done'
         GROUP BY a.sha256 ORDER BY n.place, a.sha256 LIMIT ?) o
    JOIN blob b USING (sha256) LEFT JOIN transfer t USING (sha256) {_NAMES}
    ORDER BY b.place, b.sha256"""  # noqa: S608 - constants only
_LEFT = """SELECT count(*) AS files, coalesce(sum(size), 0) AS octets FROM blob
    WHERE state <> 'done' AND sha256 IN (SELECT sha256 FROM awaited)"""
_DONE = f"""SELECT {_COLUMNS} FROM (
        SELECT * FROM transfer WHERE done_at IS NOT NULL ORDER BY done_at DESC LIMIT ?) t
    JOIN blob b USING (sha256)
    LEFT JOIN (SELECT sha256, kind, id, 1 AS sent, max(n) FROM (
            SELECT sha256, kind, id, n FROM outbox WHERE sha256 IS NOT NULL
            UNION ALL SELECT sha256, 'notes', track, 0 FROM picture)
        GROUP BY sha256) o USING (sha256) {_NAMES}
    WHERE b.state = 'done' ORDER BY t.done_at DESC"""  # noqa: S608 - constants only
_WORKING = """SELECT i.id, i.data, k.id AS track_id, k.title FROM item i
    JOIN track k ON k.id = i.parent
    WHERE i.kind = 'version' AND i.data ->> '$.status' IN ('pending', 'processing', 'failed')
    ORDER BY i.data ->> '$.status' = 'failed' DESC, i.id"""
_SHARES = """SELECT u.sha256, 1.0 * sum(p.state = 'done') / count(*) AS share
    FROM upload u JOIN upload_part p ON p.upload = u.id
    WHERE u.state <> 'done' GROUP BY u.sha256"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file: `state` is that of sync.client.blobs, `part` the version or stem made of it.

    `sent`: the server may know of it. `done_at`: epoch seconds.
    """

    sha256: str
    path: Path
    size: int
    state: str
    why: str
    paused: bool
    done_at: float | None
    of: str
    title: str
    part: str
    track_id: UUID | None
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """A version that the server has not finished with, or could not use."""

    version_id: UUID
    track_id: UUID
    title: str
    label: str
    status: str
    progress: int
    problem: str
    remedy: str


def active(reader: Reader) -> list[FileRow]:
    """What something waits for, in the order in which it is sent; no more than people look at."""
    return [_file(row) for row in reader.ask(_ACTIVE, ACTIVE)]


def left(reader: Reader) -> tuple[int, int]:
    """How many files something waits for, and how many bytes they have."""
    (row,) = reader.ask(_LEFT)
    return row["files"], row["octets"]


def finished(reader: Reader) -> list[FileRow]:
    """What was sent last, newest first."""
    return [_file(row) for row in reader.ask(_DONE, FINISHED)]


def working(reader: Reader) -> list[WorkRow]:
    """What the server works on, and first what it failed with."""
    return [_work(row) for row in reader.ask(_WORKING)]


def all_paused(reader: Reader) -> bool:
    """Whether nothing at all is to be sent."""
    return bool(reader.ask("SELECT 1 FROM meta WHERE k = 'transfers_paused'"))


def waiting(reader: Reader) -> int:
    """How many files are still to be sent or fetched."""
    rows = reader.ask(
        """SELECT (SELECT count(*) FROM blob WHERE state <> 'done' AND sha256 IN (
             SELECT sha256 FROM awaited)) + (SELECT count(*) FROM wanted) AS n"""
    )
    return int(rows[0]["n"])


def shares(uploads: Path) -> dict[str, float]:
    """How much of each file begun the server has, from 0 to 1; none while there is no journal."""
    if not uploads.exists():
        return {}
    db = sqlite3.connect(f"file:{uploads}?mode=ro", uri=True)
    try:
        return {row[0]: float(row[1]) for row in db.execute(_SHARES)}
    except sqlite3.OperationalError:
        return {}
    finally:
        db.close()


def _file(row: sqlite3.Row) -> FileRow:
    return FileRow(
        sha256=row["sha256"],
        path=Path(row["path"]),
        size=row["size"],
        state=row["state"],
        why=row["why"] or "",
        paused=bool(row["paused"]),
        done_at=row["done_at"],
        of=row["of"] or "",
        title=row["title"] or "",
        part=row["part"] or "",
        track_id=UUID(row["track_id"]) if row["track_id"] else None,
        sent=bool(row["sent"]),
    )


def _work(row: sqlite3.Row) -> WorkRow:
    data = json.loads(row["data"])
    failure = data.get("failure") or {}
    return WorkRow(
        version_id=UUID(row["id"]),
        track_id=UUID(row["track_id"]),
        title=row["title"],
        label=str(data.get("label") or ""),
        status=str(data["status"]),
        progress=int(data.get("progress") or 0),
        problem=str(failure.get("message") or ""),
        remedy=str(failure.get("remedy") or ""),
    )
