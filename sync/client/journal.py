"""What is known of uploads, in SQLite, so that any kill can be recovered from.

new -> hashed -> uploading -> completing -> done; failed from anywhere. What is not `done` is taken
up again: the server's store is asked what it holds, and only the rest is sent.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from sync.client.errors import JournalBroken
from sync.client.hashing import FileDigests, Fingerprint
from sync.wire.uploads import PartDigests, UploadKind

BUSY_S = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS upload (
    id INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    library TEXT NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new',
    paused INTEGER NOT NULL DEFAULT 0,
    size INTEGER, mtime_ns INTEGER, inode INTEGER, sha256 TEXT,
    upload_id TEXT,
    asset_id TEXT,
    error TEXT,
    changed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (server, library, kind, path)
) STRICT;
CREATE TABLE IF NOT EXISTS upload_part (
    upload INTEGER NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    md5 TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    etag TEXT,
    PRIMARY KEY (upload, n)
) STRICT, WITHOUT ROWID;
"""


class EntryState(StrEnum):
    """How far an upload has come."""

    NEW = "new"
    HASHED = "hashed"
    UPLOADING = "uploading"
    COMPLETING = "completing"
    DONE = "done"
    FAILED = "failed"


class PartState(StrEnum):
    """A part is `inflight` from before its first byte leaves; after a kill it is pending again."""

    PENDING = "pending"
    INFLIGHT = "inflight"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which file goes where. `server` is its address, `library` a handle or empty: one's own."""

    server: str
    path: Path
    kind: UploadKind
    library: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One upload as written down; `digests` are known from state `hashed` on."""

    id: int
    state: EntryState
    paused: bool
    digests: FileDigests | None
    upload_id: UUID | None
    asset_id: UUID | None
    etags: dict[int, str]
    error: str | None


class Journal:
    """The tables of uploads in one SQLite file. Every method is one transaction and blocks for the
    disk: call it from a thread. All raise JournalBroken.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mutex = threading.Lock()
        with _disk(path):
            self._db = sqlite3.connect(
                path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                self._set_up()
            except BaseException:
                self._db.close()
                raise

    def _set_up(self) -> None:
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        with self._mutex:
            self._db.close()

    def entry(self, target: Target) -> Entry:
        """The upload of this target, new if there was none; what was in flight is pending again."""
        key = (target.server, target.library, str(target.kind), str(target.path))
        with self._edit() as db:
            db.execute(
                "INSERT OR IGNORE INTO upload (server, library, kind, path) VALUES (?, ?, ?, ?)",
                key,
            )
            row = db.execute(
                "SELECT * FROM upload WHERE server = ? AND library = ? AND kind = ? AND path = ?",
                key,
            ).fetchone()
            db.execute(
                "UPDATE upload_part SET state = 'pending' WHERE upload = ? AND state = 'inflight'",
                (row["id"],),
            )
            parts = db.execute(
                "SELECT * FROM upload_part WHERE upload = ? ORDER BY n", (row["id"],)
            ).fetchall()
        return _entry(row, parts)

    def unfinished(self) -> list[Target]:
        """What was begun and is neither done nor failed, oldest first."""
        with self._edit() as db:
            rows = db.execute(
                "SELECT * FROM upload WHERE state NOT IN ('done', 'failed') ORDER BY id"
            ).fetchall()
        return [
            Target(
                server=r["server"],
                path=Path(r["path"]),
                kind=UploadKind(r["kind"]),
                library=r["library"],
            )
            for r in rows
        ]

    def hashed(self, entry: int, digests: FileDigests) -> None:
        """The file was read; whatever was known of an earlier content of it is forgotten."""
        seen = digests.fingerprint
        with self._edit() as db:
            db.execute("DELETE FROM upload_part WHERE upload = ?", (entry,))
            db.executemany(
                "INSERT INTO upload_part (upload, n, sha256, md5) VALUES (?, ?, ?, ?)",
                [(entry, part.n, part.sha256, part.md5) for part in digests.parts],
            )
            _set(
                db,
                entry,
                state=EntryState.HASHED,
                size=seen.size,
                mtime_ns=seen.mtime_ns,
                inode=seen.inode,
                sha256=digests.sha256,
                upload_id=None,
                asset_id=None,
                error=None,
            )

    def uploading(self, entry: int, upload_id: UUID, held: dict[int, str]) -> None:
        """The server has opened the upload, and its store holds these parts (number to etag)."""
        with self._edit() as db:
            db.execute(
                "UPDATE upload_part SET state = 'pending', etag = NULL WHERE upload = ?", (entry,)
            )
            db.executemany(
                "UPDATE upload_part SET state = 'done', etag = ? WHERE upload = ? AND n = ?",
                [(etag, entry, n) for n, etag in held.items()],
            )
            _set(db, entry, state=EntryState.UPLOADING, upload_id=str(upload_id), error=None)

    def part(self, entry: int, n: int, state: PartState, etag: str | None = None) -> None:
        """Part `n` is on its way, held by the store (with its etag), or to be sent again."""
        with self._edit() as db:
            db.execute(
                "UPDATE upload_part SET state = ?, etag = ? WHERE upload = ? AND n = ?",
                (state, etag, entry, n),
            )

    def completing(self, entry: int) -> None:
        """All parts are held; the server is asked for the asset."""
        with self._edit() as db:
            _set(db, entry, state=EntryState.COMPLETING)

    def done(self, entry: int, asset_id: UUID) -> None:
        """The server has made it an asset."""
        with self._edit() as db:
            _set(db, entry, state=EntryState.DONE, asset_id=str(asset_id), error=None)

    def restart(self, entry: int) -> None:
        """The server has forgotten the upload; the digests of the file still hold."""
        with self._edit() as db:
            db.execute(
                "UPDATE upload_part SET state = 'pending', etag = NULL WHERE upload = ?", (entry,)
            )
            _set(db, entry, state=EntryState.HASHED, upload_id=None)

    def changed(self, entry: int) -> None:
        """The file is not what was hashed: neither digests nor upload hold any more."""
        with self._edit() as db:
            db.execute("DELETE FROM upload_part WHERE upload = ?", (entry,))
            _set(db, entry, state=EntryState.NEW, sha256=None, upload_id=None)

    def failed(self, entry: int, error: str) -> None:
        """It ended; asking for the same upload again tries anew."""
        with self._edit() as db:
            _set(db, entry, state=EntryState.FAILED, error=error)

    def pause(self, target: Target, paused: bool) -> None:
        """Whether it waits for somebody, even over a restart."""
        found = self.entry(target)
        with self._edit() as db:
            _set(db, found.id, paused=int(paused))

    def forget(self, entry: int) -> None:
        """Nothing of it is known any more."""
        with self._edit() as db:
            db.execute("DELETE FROM upload WHERE id = ?", (entry,))

    @contextmanager
    def _edit(self) -> Iterator[sqlite3.Connection]:
        with self._mutex, _disk(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back by itself
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise JournalBroken(path, str(error)) from error


def _set(db: sqlite3.Connection, entry: int, **values: object) -> None:
    """Column names come from the calls above, never from outside."""
    columns = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE upload SET {columns}, changed_at = CURRENT_TIMESTAMP WHERE id = ?",  # noqa: S608
        (*values.values(), entry),
    )


def _entry(row: sqlite3.Row, parts: list[sqlite3.Row]) -> Entry:
    return Entry(
        id=row["id"],
        state=EntryState(row["state"]),
        paused=bool(row["paused"]),
        digests=_digests(row, parts),
        upload_id=_id(row["upload_id"]),
        asset_id=_id(row["asset_id"]),
        etags={p["n"]: p["etag"] for p in parts if p["state"] == PartState.DONE},
        error=row["error"],
    )


def _digests(row: sqlite3.Row, parts: list[sqlite3.Row]) -> FileDigests | None:
    if row["sha256"] is None:
        return None
    return FileDigests(
        Fingerprint(row["size"], row["mtime_ns"], row["inode"]),
        row["sha256"],
        tuple(PartDigests(n=p["n"], sha256=p["sha256"], md5=p["md5"]) for p in parts),
    )


def _id(text: Any) -> UUID | None:
    return UUID(text) if text else None
