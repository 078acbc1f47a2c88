"""A server's side of the feed said by hand: pages and answers for a library under test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from sync.client import outbox, shadow
from sync.client.local import Local
from sync.wire import codec
from sync.wire.changes import Change, Changes, Op, OpResult, Outcome, RetryWhy
from sync.wire.ids import new_id

SHA = "a" * 64
EPOCH = UUID(int=7)


def page(
    local: Local,
    seq: int,
    *,
    kind: str,
    id: UUID,
    data: dict[str, Any] | None,
    urev: int = 1,
    more: bool = False,
) -> None:
    """The server says that this record is so, at this place of its feed; None: it is gone."""
    found = change(seq, kind=kind, id=id, data=data, urev=urev)
    shadow.apply(local, changes([found], seq, more=more))


def change(seq: int, *, kind: str, id: UUID, data: dict[str, Any] | None, urev: int = 1) -> Change:
    """One of a page; None: the record is gone."""
    return Change(
        seq=seq,
        kind=kind,
        id=id,
        rev=seq,
        urev=urev,
        deleted=data is None,
        data=Raw(json.dumps(data).encode()),
    )


def changes(found: list[Change], head: int, *, more: bool = False) -> Changes:
    """A page up to `head`."""
    return Changes(
        epoch=EPOCH,
        changes=found,
        next=head,
        more=more,
        head=head,
        mark=head + 1000,
        server_time=datetime.now(UTC),
    )


def track(local: Local, title: str, *, seq: int, **data: Any) -> UUID:
    """A track that the server has."""
    made = new_id()
    page(local, seq, kind="track", id=made, data={"title": title, **data})
    return made


def answer(
    local: Local, ops: list[Op], result: Outcome, *, seq: int = 1, why: RetryWhy | None = None
) -> None:
    """The server answers all of these alike."""
    outbox.answered(
        local,
        [
            OpResult(op_id=op.op_id, result=result, seq=seq, mark=seq + 1000, epoch=EPOCH, why=why)
            for op in ops
        ],
    )


def states(local: Local) -> list[Op]:
    """Operations that the server has not taken, in order."""
    with local.read() as db:
        rows = db.execute(
            "SELECT body FROM outbox WHERE state IN ('pending', 'inflight') ORDER BY n"
        ).fetchall()
    return [codec.decode(row["body"], Op) for row in rows]
