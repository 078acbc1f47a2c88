"""Operations in the order in which they were done, and how far each has come.

pending --take--> inflight --answer--> settling --pulled past it--> acked (kept for 30 days)
   ^                 |  \\--------------> rejected (until its author mends or drops it)
   +-----retry-------+
An operation is `inflight` on the disk before it leaves, so that after a kill the very same request
goes out again. It is played over the server's word until a pull has brought its effect.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sync.client.local import Local
from sync.client.replay import Replay, rebuild
from sync.client.sendable import FARTHEST_S, sendable, unborn_records
from sync.wire import codec
from sync.wire.changes import KEEP_ACKED_DAYS, MOST_OPS, MOST_PUSH_BYTES, Op, OpResult, Refusal
from sync.wire.kinds import KINDS

LONGEST_WAIT_S = 300.0
FAR = 0.8, 1.2
"""Waits are spread by a fifth, so that many operations do not come back at the same moment."""
UNEXPLAINED = Refusal(code="refused", message="The server does not say why.")
_OPEN = "state IN ('pending', 'inflight')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An operation that the server will never take, and why."""

    op: Op
    refusal: Refusal


def add(db: sqlite3.Connection, op: Op) -> None:
    """Puts an operation at the end."""
    db.execute(
        """INSERT INTO outbox (op_id, type, kind, id, parent, body, sha256, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            str(op.op_id),
            op.type,
            op.kind,
            str(op.id),
            str(op.parent) if op.parent else None,
            codec.encode(op).decode(),
            file_of(op),
            time.time(),
        ),
    )


def file_of(op: Op) -> str | None:
    """The digest of the file that must be on the server before the operation."""
    kind = KINDS.get(op.kind)
    if kind is not None and kind.file_field and op.type == "create":
        return str(op.data.get(kind.file_field, "")) or None
    artwork = op.set.get("artwork_sha256", (None, None))[1] or op.data.get("artwork_sha256")
    return str(artwork) if artwork else None


def take(local: Local, limit: int = MOST_OPS) -> list[Op]:
    """What is to be sent now, marked as on its way. What was on its way already goes first, and
    alone, just as it was.
    """
    with local.edit() as db:
        again = db.execute(
            "SELECT body FROM outbox WHERE state = 'inflight' ORDER BY n LIMIT ?", (limit,)
        ).fetchall()
        if again:
            return [codec.decode(row["body"], Op) for row in again]
        chosen = _within_bytes(sendable(db, limit))
        unborn = unborn_records(db)
        ops = [_with_flags(op, unborn) for op in chosen]
        db.executemany(
            """UPDATE outbox SET state = 'inflight', sent = 1, tries = tries + 1, body = ?
                WHERE op_id = ?""",
            [(codec.encode(op).decode(), str(op.op_id)) for op in ops],
        )
    return ops


def answered(local: Local, results: Iterable[OpResult]) -> list[Rejected]:
    """Writes down what the server said; returns what it refused for good."""
    refused: list[Rejected] = []
    done: list[UUID] = []
    with local.edit() as db:
        touched = []
        for result in results:
            row = db.execute(
                "SELECT * FROM outbox WHERE op_id = ? AND state = 'inflight'",
                (str(result.op_id),),
            ).fetchone()
            if row is None:
                continue
            op = codec.decode(row["body"], Op)
            touched.append((op.kind, op.id))
            outcome = result.first if result.result == "duplicate" else result.result
            if outcome == "retry":
                _again(db, row, result)
            elif outcome == "rejected":
                refusal = result.refusal or UNEXPLAINED
                _set(db, row, state="rejected", outcome="rejected", told=_json(refusal))
                refused.append(Rejected(op=op, refusal=refusal))
            else:
                _set(db, row, state="settling", outcome=outcome, ack_seq=result.seq)
                done.append(result.op_id)
        touched += settle(db, int(local.get("cursor") or 0))
        rebuild(db, local.views, touched)
        local.strike(done)
    return refused


def settle(db: sqlite3.Connection, cursor: int) -> list[tuple[str, UUID]]:
    """What the shadow now holds by itself is no longer played over it; returns the records."""
    rows = db.execute(
        """UPDATE outbox SET state = 'acked', acked_at = ? WHERE state = 'settling'
              AND ack_seq <= ? RETURNING kind, id""",
        (time.time(), cursor),
    ).fetchall()
    return [(row["kind"], UUID(row["id"])) for row in rows]


def forget_old(local: Local) -> None:
    """Drops what was acknowledged a month ago: no restore goes back that far."""
    with local.edit() as db:
        gone = db.execute(
            "DELETE FROM outbox WHERE state = 'acked' AND acked_at < ? RETURNING op_id",
            (time.time() - KEEP_ACKED_DAYS * 86_400,),
        ).fetchall()
        # Of those that a kill kept from being struck off when the server took them.
        old = {UUID(row["op_id"]) for row in gone}
        if old:
            local.strike([op.op_id for op in local.recovery.unsent() if op.op_id in old])


def send_all_again(db: sqlite3.Connection) -> list[Op]:
    """The server was restored: everything of the last month goes out anew, with the same ids.
    Returns what it is to be told once more.

    What the author of a delete saw counts no longer: the numbers of edits, too, are of that past.
    """
    again = "state IN ('acked', 'settling', 'inflight')"
    rows = db.execute(f"SELECT body FROM outbox WHERE {again} ORDER BY n").fetchall()  # noqa: S608
    db.execute(
        f"UPDATE outbox SET state = 'pending', next_at = 0, ack_seq = NULL WHERE {again}"  # noqa: S608
    )
    deletes = """SELECT n, body FROM outbox
        WHERE state = 'pending' AND type IN ('delete', 'resolve')"""
    for row in db.execute(deletes).fetchall():
        blind = replace(codec.decode(row["body"], Op), seen={})
        db.execute("UPDATE outbox SET body = ? WHERE n = ?", (_json(blind), row["n"]))
    return [codec.decode(row["body"], Op) for row in rows]


def rejected(local: Local) -> list[Rejected]:
    """What the server refused and nobody has dealt with."""
    with local.read() as db:
        rows = db.execute("SELECT body, told FROM outbox WHERE state = 'rejected' ORDER BY n")
        return [
            Rejected(op=codec.decode(r["body"], Op), refusal=codec.decode(r["told"], Refusal))
            for r in rows
        ]


def discard(local: Local, op_id: UUID) -> None:
    """Drops a refused operation; of a refused create, with everything that hangs on it."""
    with local.edit() as db:
        row = db.execute(
            "SELECT * FROM outbox WHERE op_id = ? AND state = 'rejected'", (str(op_id),)
        ).fetchone()
        if row is None:
            return
        keys = [(row["kind"], UUID(row["id"]))]
        if row["type"] == "create":
            keys = Replay(db).family(*keys[0])
        dropped = [op_id]
        db.execute("DELETE FROM outbox WHERE op_id = ?", (str(op_id),))
        for _, record_id in keys if row["type"] == "create" else []:
            gone = db.execute(
                f"DELETE FROM outbox WHERE id = ? AND {_OPEN} RETURNING op_id",  # noqa: S608
                (str(record_id),),
            ).fetchall()
            dropped += [UUID(found["op_id"]) for found in gone]
        rebuild(db, local.views, keys)
        local.strike(dropped)


def next_due(local: Local) -> float | None:
    """Epoch seconds at which the next waiting operation may go; None: nothing waits for time. What
    became due long ago waits for something else.
    """
    with local.read() as db:
        now = time.time()
        row = db.execute(
            """SELECT min(next_at) AS at FROM outbox WHERE state = 'pending'
                  AND next_at BETWEEN ? AND ?""",
            (now - 1.0, now + FARTHEST_S),
        ).fetchone()
    return row["at"] if row else None


def _within_bytes(ops: list[Op]) -> list[Op]:
    total = 0
    fit: list[Op] = []
    for op in ops:
        total += len(codec.encode(op)) + 1
        if fit and total > MOST_PUSH_BYTES - 1024:
            break
        fit.append(op)
    return fit


def _with_flags(op: Op, unborn: set[str]) -> Op:
    return replace(
        op,
        self_pending=op.type != "create" and str(op.id) in unborn,
        parent_pending=op.parent is not None and str(op.parent) in unborn,
    )


def _again(db: sqlite3.Connection, row: sqlite3.Row, result: OpResult) -> None:
    if result.why == "missing_asset":
        db.execute("UPDATE blob SET state = 'queued' WHERE sha256 = ?", (row["sha256"],))
    wait = min(LONGEST_WAIT_S, 2.0 ** min(row["tries"] - 1, 10))
    spread = random.uniform(*FAR)  # noqa: S311 - jitter, not a secret
    _set(db, row, state="pending", next_at=time.time() + wait * spread)


def _set(db: sqlite3.Connection, row: sqlite3.Row, **values: Any) -> None:
    """Column names come from the calls above, never from outside."""
    columns = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE outbox SET {columns} WHERE n = ?",  # noqa: S608
        (*values.values(), row["n"]),
    )


def _json(value: object) -> str:
    return codec.encode(value).decode()
