"""What the server last said of every record. Only pulls write it: an answer to a push may be older
than what was pulled since.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from uuid import UUID

from sync.client import outbox
from sync.client.local import Local
from sync.client.replay import rebuild, rebuild_all
from sync.wire import codec
from sync.wire.changes import Change, Changes, KindDigest
from sync.wire.kinds import KINDS

_PUT = """INSERT INTO {table} (kind, id, parent, seq, rev, urev, deleted, data)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET
        parent = coalesce(excluded.parent, parent), seq = excluded.seq, rev = excluded.rev,
        urev = excluded.urev, deleted = excluded.deleted,
        data = CASE WHEN excluded.deleted THEN data ELSE excluded.data END
    WHERE excluded.seq > seq"""
"""What was deleted keeps its last data, for the list of what can be restored."""


def cursor(local: Local) -> int:
    """Up to where the feed was read."""
    return int(local.get("cursor") or 0)


def high_mark(local: Local) -> tuple[int, int] | None:
    """(seq, mark) of the newest moment of the server that we know of, by pull or by answer."""
    seq, mark = local.get("high_seq"), local.get("high_mark")
    return (int(seq), int(mark)) if seq is not None and mark is not None else None


def saw(local: Local, seq: int, mark: int) -> None:
    """The server was at `seq`; a server that does not know this moment has been restored."""
    known = high_mark(local)
    if seq > 0 and (known is None or seq > known[0]):
        local.put(high_seq=seq, high_mark=mark)


def apply(local: Local, page: Changes) -> None:
    """Takes in a page: shadow, views, cursor and what is settled by it, in one transaction."""
    with local.edit() as db:
        staged = local.get("resync") is not None
        new = _new_or_revived(db, page.changes)
        rows = [_row(change) for change in page.changes]
        db.executemany(_PUT.format(table="shadow_next" if staged else "shadow"), rows)
        local.put(cursor=page.next)
        saw(local, page.head, page.mark)
        if staged:
            if not page.more:
                _swap(local, db, page.next)
            return
        settled = outbox.settle(db, page.next)
        changed = [(change.kind, change.id) for change in page.changes]
        rebuild(db, local.views, [key for key in [*changed, *settled] if key not in new])
        rebuild(db, local.views, new, deep=True)


def start_over(local: Local, epoch: UUID) -> None:
    """The server's past is not ours: reads it from the beginning, beside what is shown, and sends
    again what it may have lost.
    """
    with local.edit() as db:
        for op in outbox.send_all_again(db):
            local.note(op)  # no longer the server's to keep
        # What no edit waits for is either there, or asked for by the edit that is refused for it.
        db.execute(
            """UPDATE blob SET state = 'queued'
               WHERE state = 'done' AND sha256 IN (SELECT sha256 FROM awaited)"""
        )
        local.put(epoch=epoch, high_seq=None, high_mark=None)
        read_anew(local)


def read_anew(local: Local) -> None:
    """Reads the library from the beginning, beside what is shown: there is more to be seen."""
    with local.edit() as db:
        db.execute("DELETE FROM shadow_next")
        first = db.execute("SELECT NOT EXISTS (SELECT 1 FROM shadow)").fetchone()[0]
        local.put(cursor=0)
        # The first time there is nothing to be shown meanwhile: tracks appear as they arrive.
        local.put(resync=None if first else "1")


def digest(local: Local) -> dict[str, KindDigest]:
    """Number and checksum of the living records of each kind, to compare with the server's."""
    found: dict[str, KindDigest] = {}
    with local.read() as db:
        rows = db.execute("SELECT kind, id, rev FROM shadow WHERE NOT deleted").fetchall()
    for row in rows:
        known = found.get(row["kind"], KindDigest(n=0, sum=0))
        crc = zlib.crc32(UUID(row["id"]).bytes + row["rev"].to_bytes(4, "big"))
        found[row["kind"]] = KindDigest(n=known.n + 1, sum=(known.sum + crc) % 2**64)
    return found


def _swap(local: Local, db: sqlite3.Connection, upto: int) -> None:
    db.execute("DELETE FROM shadow")
    db.execute("INSERT INTO shadow SELECT * FROM shadow_next")
    db.execute("DELETE FROM shadow_next")
    local.put(resync=None)
    outbox.settle(db, upto)
    rebuild_all(db, local.views)


def _new_or_revived(db: sqlite3.Connection, changes: Iterable[Change]) -> set[tuple[str, UUID]]:
    """Records that come or go: what hangs on them comes and goes along."""
    found = set()
    for change in changes:
        row = db.execute(
            "SELECT deleted FROM shadow WHERE kind = ? AND id = ?", (change.kind, str(change.id))
        ).fetchone()
        if row is None or bool(row["deleted"]) != change.deleted:
            found.add((change.kind, change.id))
    return found


def _row(change: Change) -> tuple[object, ...]:
    data = b"{}" if change.deleted else bytes(change.data)
    return (
        change.kind,
        str(change.id),
        _parent(change.kind, data),
        change.seq,
        change.rev,
        change.urev,
        int(change.deleted),
        data.decode(),
    )


def _parent(kind: str, data: bytes) -> str | None:
    above = KINDS[kind].parent if kind in KINDS else None
    if above is None:
        return None
    found = codec.decode(data, dict[str, object]).get(f"{above}_id")
    return str(found) if found else None
