"""Sounds that somebody wants on this machine: a queue that outlives the program.

queued -> coming -> gone from the queue; failed (with a reason) until somebody tries again
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sync.client.local import Local
from sync.wire.uploads import UploadKind

QUEUED, COMING, FAILED = "queued", "coming", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One sound by its digest, and the version or stem that it is of; `size` in bytes, if it is
    known.
    """

    sha256: str
    kind: UploadKind
    record: UUID
    size: int | None = None


def want(local: Local, sounds: Sequence[Wanted]) -> None:
    """Fetches them with the next sync, behind the others; what had failed is tried again."""
    now = time.time()
    with local.edit() as db:
        for number, one in enumerate(sounds):
            db.execute(
                """INSERT INTO wanted (sha256, kind, record, size, place)
                   VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (sha256) DO UPDATE SET paused = 0, why = NULL,
                       state = CASE WHEN state = 'coming' THEN state ELSE 'queued' END""",
                (one.sha256, str(one.kind), str(one.record), one.size, now + number / 1e6),
            )


def forget(local: Local, sha256: str) -> None:
    """Nobody wants it any more, or it is here."""
    with local.edit() as db:
        db.execute("DELETE FROM wanted WHERE sha256 = ?", (sha256,))


def mark(local: Local, sha256: str, state: str, why: str | None = None) -> None:
    """How far it has come; `why` says for people what is wrong."""
    with local.edit() as db:
        db.execute("UPDATE wanted SET state = ?, why = ? WHERE sha256 = ?", (state, why, sha256))


def pause(local: Local, paused: bool, sha256: str | None = None) -> None:
    """Whether one, or None: every one, waits for somebody, even over a restart."""
    with local.edit() as db:
        db.execute(
            "UPDATE wanted SET paused = ?1 WHERE ?2 IS NULL OR sha256 = ?2", (int(paused), sha256)
        )


def put_first(local: Local, sha256: str) -> None:
    """Fetches it before all others."""
    with local.edit() as db:
        db.execute(
            "UPDATE wanted SET place = (SELECT min(place) FROM wanted) - 1 WHERE sha256 = ?",
            (sha256,),
        )


def due(local: Local) -> list[Wanted]:
    """What is to be fetched now, in order. Blocks for the disk."""
    with local.read() as db:
        rows = db.execute(
            """SELECT * FROM wanted WHERE state <> 'failed' AND NOT paused
                   AND NOT EXISTS (SELECT 1 FROM meta WHERE k = 'transfers_paused')
               ORDER BY place, sha256"""
        ).fetchall()
    return [_wanted(row) for row in rows]


def _wanted(row: sqlite3.Row) -> Wanted:
    return Wanted(
        sha256=row["sha256"],
        kind=UploadKind(row["kind"]),
        record=UUID(row["record"]),
        size=row["size"],
    )
