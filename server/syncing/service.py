"""Taking what studios did: each operation once, in order, and none at the expense of another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from server.catalog.rows import hold_names
from server.kit import db
from server.kit.errors import AppError, invalid
from server.kit.logs import logger
from server.syncing import applying, pages, resolving
from server.syncing.schemas import Later, Position, Seat, Verdict
from sync.wire import codec
from sync.wire.batches import Nonsense
from sync.wire.changes import Op, OpResult, PushReply, Refusal
from sync.wire.kinds import KINDS
from sync.wire.problems import Code

log = logger(__name__)
LOCK_PATIENCE = "500ms"
"""Less than PostgreSQL's deadlock_timeout: a batch gives way and is tried again, nobody is shot."""
_KNOWLEDGE = ("self_pending", "parent_pending", "seen")
"""Of an operation's author, not what they ask for: it may differ when they ask again."""
_APPLY: dict[str, Callable[[Seat, Op], Awaitable[Verdict]]] = {
    "create": applying.create,
    "patch": applying.patch,
    "delete": applying.delete,
    "restore": applying.restore,
}
_KNOWN = "SELECT request_hash, result::text AS result FROM sync_op WHERE op_id = $1"
_KEEP = """INSERT INTO sync_op (op_id, library_id, device_id, request_hash, result)
    VALUES ($1, $2, $3, $4, $5::jsonb)"""
_PRUNE_OPS = "DELETE FROM sync_op WHERE at < now() - interval '60 days'"
_PRUNE_COMMITS = """DELETE FROM sync_commit c USING (
        SELECT library_id, seq, row_number() OVER (
                PARTITION BY library_id, date_trunc('hour', at) ORDER BY seq DESC) AS place
          FROM sync_commit WHERE at < now() - interval '90 days') old, sync_library l
    WHERE c.library_id = old.library_id AND c.seq = old.seq AND old.place > 1
      AND l.id = c.library_id AND c.seq < l.head"""


async def push(seat: Seat, ops: Sequence[Op | Nonsense], position: Position) -> PushReply:
    """What became of each operation. EPOCH_CHANGED before any; else the batch never fails."""
    await pages.moment(seat.library_id, position)
    verdicts = []
    async with db.unit_of_work():
        await hold_names(seat.library_id)
        await db.execute("SELECT set_config('lock_timeout', $1, true)", LOCK_PATIENCE)
        for op in ops:
            verdicts.append(await _once(seat, op))
    now = await pages.moment(seat.library_id)
    results = [
        OpResult(
            op_id=op.op_id,
            result="duplicate" if again else verdict.result,
            first=verdict.result if again else None,
            seq=now["head"],
            mark=now["mark"],
            epoch=now["epoch"],
            values=verdict.values,
            conflicts=verdict.conflicts,
            refusal=verdict.refusal,
            why=verdict.why,
        )
        for op, (verdict, again) in zip(ops, verdicts, strict=True)
    ]
    return PushReply(results=results, server_time=now["now"])


async def new_epoch() -> UUID:
    """To be called after a restore from a backup: every studio compares its past with ours."""
    async with db.unit_of_work():
        found = await db.execute("UPDATE sync_meta SET epoch = gen_random_uuid() RETURNING epoch")
    epoch: UUID = found[0]["epoch"]
    log.warning("epoch_changed", epoch=str(epoch))
    return epoch


async def prune() -> None:
    """Forgets answers that no studio asks for any more, and thins out old marks."""
    async with db.unit_of_work():
        await db.execute(_PRUNE_OPS)
        await db.execute(_PRUNE_COMMITS)


async def _once(seat: Seat, op: Op | Nonsense) -> tuple[Verdict, bool]:
    """The verdict, and whether it was given before."""
    if isinstance(op, Nonsense):
        return _rejected(invalid(op.field or "", op.message)), False
    digest = _digest(seat, op)
    known = await db.execute(_KNOWN, op.op_id)
    if known:
        if known[0]["request_hash"] != digest:
            return _rejected(_reused()), False
        return codec.decode(known[0]["result"], Verdict), True
    verdict = await _try(seat, op)
    if verdict.result != "retry" and not _is_ours(verdict):
        kept = codec.encode(verdict).decode()
        await db.execute(_KEEP, op.op_id, seat.library_id, seat.device_id, digest, kept)
    return verdict, False


async def _try(seat: Seat, op: Op) -> Verdict:
    try:
        async with db.unit_of_work():
            return await _apply(seat, op)
    except Later as later:
        return Verdict(result="retry", why=later.why)
    except AppError as error:
        if error.code is Code.MISSING_ASSET:
            return Verdict(result="retry", why="missing_asset")
        return _rejected(error)
    except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
        return Verdict(result="retry", why="locked")
    except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
        raise
    except Exception as error:
        # A fault of ours must not keep the operations after it from going.
        log.error("operation_failed", op_id=str(op.op_id), kind=op.kind, exc_info=error)
        return _rejected(AppError(Code.INTERNAL, "Something went wrong here; it has been noted."))


async def _apply(seat: Seat, op: Op) -> Verdict:
    kind = KINDS.get(op.kind)
    if kind is None:
        raise invalid("kind", f"This server does not know records of kind {op.kind!r}.")
    if op.type == "resolve":
        if op.kind != "conflict":
            raise invalid("kind", "Only conflicts are resolved.")
        return await resolving.resolve(seat, op)
    if not kind.editable:
        raise invalid("kind", f"Records of kind {op.kind} are not written this way.")
    return await _APPLY[op.type](seat, op)


def _rejected(error: AppError) -> Verdict:
    refusal = Refusal(
        code=error.code.value,
        message=error.message,
        field=error.field or None,
        remedy=error.remedy,
    )
    return Verdict(result="rejected", refusal=refusal)


def _reused() -> AppError:
    return AppError(
        Code.OP_ID_REUSED, "This id has been used for another operation.", field="op_id"
    )


def _is_ours(verdict: Verdict) -> bool:
    """A failure that may be mended here: it is not kept."""
    return verdict.refusal is not None and verdict.refusal.code == Code.INTERNAL


def _digest(seat: Seat, op: Op) -> bytes:
    """What was asked, whatever its author knew when they asked."""
    told: dict[str, Any] = codec.plain(op)
    for name in _KNOWLEDGE:
        told.pop(name)
    asked = json.dumps([str(seat.library_id), told], sort_keys=True)
    return hashlib.sha256(asked.encode()).digest()
