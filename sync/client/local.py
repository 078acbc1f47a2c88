"""The file that a studio keeps its library in: what the server said, what is yet to be told.

One SQLite file holds the shadow (the server's last word on every record), the outbox (operations
in the order in which they were done), the sound files by digest, and whatever tables the Views
keep of their own. Every change of it is one transaction, so that a kill leaves either all of an
edit or nothing.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from sync.client.errors import LibraryBroken, LibraryInUse
from sync.client.locking import FileLock
from sync.client.recovery import FileNote, Recovery
from sync.client.replay import rebuild_all
from sync.client.views import NoViews, Views
from sync.wire.changes import Op
from sync.wire.kinds import KINDS

BUSY_S = 10.0
CACHE_KIB = 65_536
"""A first reading writes all over the file: of 2 MiB, as is usual, much goes to the disk twice."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shadow (
    kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT,
    seq INTEGER NOT NULL, rev INTEGER NOT NULL, urev INTEGER NOT NULL,
    deleted INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shadow_parent ON shadow (parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS shadow_next (
    kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT,
    seq INTEGER NOT NULL, rev INTEGER NOT NULL, urev INTEGER NOT NULL,
    deleted INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    op_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT,
    body TEXT NOT NULL,
    sha256 TEXT,
    state TEXT NOT NULL DEFAULT 'pending',
    sent INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL DEFAULT 0,
    outcome TEXT, told TEXT,
    ack_seq INTEGER,
    created_at REAL NOT NULL, acked_at REAL
) STRICT;
DROP INDEX IF EXISTS outbox_of;
CREATE INDEX IF NOT EXISTS outbox_id ON outbox (id, n);
CREATE INDEX IF NOT EXISTS outbox_state ON outbox (state, n);
CREATE INDEX IF NOT EXISTS outbox_parent ON outbox (parent) WHERE type = 'create';
CREATE TABLE IF NOT EXISTS blob (
    sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL,
    path TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued',
    why TEXT, place REAL NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS transfer (
    sha256 TEXT PRIMARY KEY,
    paused INTEGER NOT NULL DEFAULT 0,
    done_at REAL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS picture (
    track TEXT NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (track, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS picture_of ON picture (sha256);
CREATE TABLE IF NOT EXISTS wanted (
    sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL, size INTEGER,
    state TEXT NOT NULL DEFAULT 'queued',
    paused INTEGER NOT NULL DEFAULT 0,
    why TEXT, place REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS awaited AS
    SELECT sha256, kind, id, sent FROM outbox
     WHERE sha256 IS NOT NULL AND state IN ('pending', 'inflight')
    UNION ALL SELECT sha256, 'notes', track, 1 FROM picture;
"""


class Local:
    """One library on this machine. Every method blocks for the disk: call it from a thread.

    Raises LibraryInUse when another process has it open, LibraryBroken when the file cannot be
    used (a full disk, a damaged file): what was written before stays.
    """

    def __init__(self, path: Path, views: Views | None = None) -> None:
        self.path = path
        self.views: Views = views or NoViews()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(path.with_suffix(".lock"))
        if not self._lock.acquire():
            raise LibraryInUse(path, self._lock.holder())
        self._mutex = threading.RLock()
        self._depth = 0
        self._done: list[Op | FileNote] = []
        self._struck: list[uuid.UUID] = []
        self.recovery = Recovery(path.with_suffix(".unsent.jsonl"))
        try:
            with _disk(path):
                self._db = _open(path)
                self.views.prepare(self._db)
                # Asked of what is in it: a cut of power may leave an empty file behind.
                if self.get("kinds") is None:
                    self.put(lost=self._missed() or None)
                self._meet()
        except BaseException:
            self._lock.release()
            raise

    def _missed(self) -> int:
        """How many operations only the file beside the database knows."""
        known = {row["op_id"] for row in self._db.execute("SELECT op_id FROM outbox")}
        return sum(str(op.op_id) not in known for op in self.recovery.unsent())

    def _meet(self) -> None:
        """Records of kinds that the program did not know when they came take their places."""
        known = " ".join(KINDS)
        if self.get("kinds") == known:
            return
        with self.edit() as db:
            for kind in KINDS.values():
                if kind.parent is not None:
                    db.execute(
                        """UPDATE shadow SET parent = data ->> ?
                            WHERE kind = ? AND parent IS NULL AND NOT deleted""",
                        (f"$.{kind.parent}_id", kind.name),
                    )
            rebuild_all(db, self.views)
            self.put(kinds=known)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        with self._mutex:
            self._db.close()
            self._lock.release()

    @contextmanager
    def edit(self) -> Iterator[sqlite3.Connection]:
        """One transaction; an edit inside an edit joins it."""
        with self._mutex, _disk(self.path):
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
                self._done, self._struck = [], []
            self._depth += 1
            try:
                yield self._db
            except BaseException:
                self._depth -= 1
                if self._depth == 0 and self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._commit()

    def note(self, what: Op | FileNote) -> None:
        """An operation of the transaction around, or a file, for the file beside the database."""
        self._done.append(what)

    def strike(self, op_ids: list[uuid.UUID]) -> None:
        """Operations that the transaction around has done with: the file need not keep them."""
        self._struck += op_ids

    def _commit(self) -> None:
        try:
            # The file first: what it has too much does no harm.
            self.recovery.write(*self._done)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        with suppress(OSError):  # a full disk: what the file has too much does no harm
            self.recovery.done(self._struck)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The connection, for statements that write nothing."""
        with self._mutex, _disk(self.path):
            yield self._db

    def get(self, key: str) -> str | None:
        """A remembered word."""
        with self.read() as db:
            row = db.execute("SELECT v FROM meta WHERE k = ?", (key,)).fetchone()
        return str(row["v"]) if row else None

    def put(self, **words: object) -> None:
        """Remembers words; None forgets one."""
        with self.edit() as db:
            for key, value in words.items():
                if value is None:
                    db.execute("DELETE FROM meta WHERE k = ?", (key,))
                else:
                    db.execute(
                        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = ?",
                        (key, str(value), str(value)),
                    )


def _open(path: Path) -> sqlite3.Connection:
    fresh = not path.exists()
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    if fresh:
        path.chmod(0o600)
    db.row_factory = sqlite3.Row
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        db.executescript(_SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise LibraryBroken(path, str(error)) from error
