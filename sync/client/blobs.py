"""The sound files and pictures of a library, by digest: where they lie and whether they are sent.

queued -> sending -> done; missing (moved or deleted), changed (other bytes), failed (with a reason)
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sync.client.errors import FileVanished
from sync.client.hashing import FileDigests, Fingerprint, fingerprint
from sync.client.local import Local
from sync.client.recovery import FileNote
from sync.wire.uploads import UploadKind


class BlobState(StrEnum):
    """How far a file has come."""

    QUEUED = "queued"
    SENDING = "sending"
    DONE = "done"
    MISSING = "missing"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """One file. `why` says, for people, what is wrong with it."""

    sha256: str
    kind: UploadKind
    path: Path
    seen: Fingerprint
    state: BlobState
    why: str | None
    place: float


def keep(local: Local, kind: UploadKind, path: Path, digests: FileDigests) -> str:
    """Notes where a hashed file lies; returns its digest. What was wrong with it is forgotten."""
    seen = digests.fingerprint
    note = FileNote(
        sha256=digests.sha256,
        kind=kind,
        path=str(path.absolute()),
        size=seen.size,
        mtime_ns=seen.mtime_ns,
        inode=seen.inode,
    )
    with local.edit() as db:
        local.note(note)
        put(db, note)
    return digests.sha256


def came(local: Local, kind: UploadKind, path: Path, digests: FileDigests) -> None:
    """A file that was fetched from the server, which need not be sent."""
    with local.edit() as db:
        keep(local, kind, path, digests)
        db.execute("UPDATE blob SET state = ? WHERE sha256 = ?", (BlobState.DONE, digests.sha256))


def relocate(local: Local, blob: Blob, copied: Path, path: Path) -> None:
    """A file whose copy, now at `copied`, will lie at `path`. Raises FileVanished."""
    seen = fingerprint(copied)
    digests = FileDigests(fingerprint=seen, sha256=blob.sha256, parts=())
    keep(local, blob.kind, path, digests)


def put(db: sqlite3.Connection, note: FileNote) -> None:
    """The row of a file. What is on the server already stays so."""
    db.execute(
        """INSERT INTO blob (sha256, kind, path, size, mtime_ns, inode, place)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (sha256) DO UPDATE SET path = excluded.path, size = excluded.size,
               mtime_ns = excluded.mtime_ns, inode = excluded.inode, why = NULL,
               state = CASE WHEN state = 'done' THEN state ELSE 'queued' END""",
        (
            note.sha256,
            str(note.kind),
            note.path,
            note.size,
            note.mtime_ns,
            note.inode,
            time.time(),
        ),
    )


def get(local: Local, sha256: str) -> Blob | None:
    """A file by its digest."""
    with local.read() as db:
        row = db.execute("SELECT * FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
    return _blob(row) if row else None


def every(local: Local) -> list[Blob]:
    """All files, in the order in which they are sent."""
    with local.read() as db:
        rows = db.execute("SELECT * FROM blob ORDER BY place, sha256").fetchall()
    return [_blob(row) for row in rows]


def wanted(local: Local) -> list[Blob]:
    """Files that operations wait for or notes name, if they can be sent and are not paused."""
    with local.read() as db:
        rows = db.execute(
            """SELECT * FROM blob WHERE state IN ('queued', 'sending')
                   AND sha256 IN (SELECT sha256 FROM awaited)
                   AND sha256 NOT IN (SELECT sha256 FROM transfer WHERE paused)
                   AND NOT EXISTS (SELECT 1 FROM meta WHERE k = 'transfers_paused')
               ORDER BY place, sha256"""
        ).fetchall()
    return [_blob(row) for row in rows]


def astray(local: Local) -> list[Blob]:
    """Files that operations wait for and that were not found as they were added."""
    with local.read() as db:
        rows = db.execute(
            """SELECT * FROM blob WHERE state IN ('missing', 'changed')
                   AND sha256 IN (SELECT sha256 FROM awaited)"""
        ).fetchall()
    return [_blob(row) for row in rows]


def again(local: Local) -> None:
    """Somebody asks for what failed to be tried once more."""
    with local.edit() as db:
        db.execute("UPDATE blob SET state = 'queued', why = NULL WHERE state = 'failed'")


def pause(local: Local, paused: bool, sha256: str | None = None) -> None:
    """Whether a file, or None: any file, waits for somebody, even over a restart. Letting all go
    on lets each of them.
    """
    with local.edit() as db:
        if sha256 is not None:
            db.execute(
                """INSERT INTO transfer (sha256, paused) VALUES (?1, ?2)
                   ON CONFLICT (sha256) DO UPDATE SET paused = ?2""",
                (sha256, int(paused)),
            )
            return
        local.put(transfers_paused=1 if paused else None)
        if not paused:
            db.execute("UPDATE transfer SET paused = 0")


def mark(local: Local, sha256: str, state: BlobState, why: str | None = None) -> None:
    """Notes how far it has come, and when it was sent."""
    with local.edit() as db:
        db.execute("UPDATE blob SET state = ?, why = ? WHERE sha256 = ?", (state, why, sha256))
        if state is BlobState.DONE:
            db.execute(
                """INSERT INTO transfer (sha256, done_at) VALUES (?1, ?2)
                   ON CONFLICT (sha256) DO UPDATE SET done_at = ?2, paused = 0""",
                (sha256, time.time()),
            )


def move(local: Local, sha256: str, place: float) -> None:
    """Sends it earlier or later: between two others is half way between their places."""
    with local.edit() as db:
        db.execute("UPDATE blob SET place = ? WHERE sha256 = ?", (place, sha256))


def put_first(local: Local, sha256: str) -> None:
    """Sends it before all others."""
    with local.edit() as db:
        row = db.execute("SELECT min(place) AS first FROM blob").fetchone()
        move(local, sha256, (row["first"] or 0.0) - 1.0)


def relink(local: Local, sha256: str, digests: FileDigests, path: Path) -> bool:
    """The file was moved: notes its new place, if it is the same file."""
    known = get(local, sha256)
    if known is None or digests.sha256 != sha256:
        return False
    keep(local, known.kind, path, digests)
    return True


def let_go(local: Local, folder: Path, sha256: str) -> bool:
    """Takes a file off this machine that lies in `folder`; False where it is not there, or the
    server is not known to have it, or an edit still waits for it. OSError where it cannot go.
    """
    with local.read() as db:
        row = db.execute(
            """SELECT * FROM blob WHERE sha256 = ? AND state = 'done'
                   AND sha256 NOT IN (SELECT sha256 FROM awaited)""",
            (sha256,),
        ).fetchone()
    known = _blob(row) if row else None
    if known is None or not (known.path.is_relative_to(folder) and known.path.is_file()):
        return False
    known.path.unlink()  # first: a row without its file is a file to fetch, as is no row
    with local.edit() as db:
        db.execute(  # not a row that somebody made of a file of their own just now
            "DELETE FROM blob WHERE sha256 = ? AND path = ?", (sha256, str(known.path))
        )
    return True


def check(local: Local, blob: Blob, now: Callable[[Path], Fingerprint] = fingerprint) -> BlobState:
    """Whether the file is where and what it was; notes it if it is not."""
    try:
        seen = now(blob.path)
    except FileVanished:
        state, why = BlobState.MISSING, f"{blob.path.name} is not at {blob.path.parent} any more"
    else:
        if seen == blob.seen:
            return blob.state
        state, why = BlobState.CHANGED, f"{blob.path.name} was changed since it was added"
    mark(local, blob.sha256, state, why)
    return state


def miss(local: Local) -> None:
    """Notes which of the files that are to be sent are gone from where they were."""
    for blob in wanted(local):
        if not blob.path.exists():
            check(local, blob)


def _blob(row: sqlite3.Row) -> Blob:
    return Blob(
        sha256=row["sha256"],
        kind=UploadKind(row["kind"]),
        path=Path(row["path"]),
        seen=Fingerprint(row["size"], row["mtime_ns"], row["inode"]),
        state=BlobState(row["state"]),
        why=row["why"],
        place=row["place"],
    )
