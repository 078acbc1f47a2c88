"""Releases that are put together on one machine: made, read, and refused by a server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from studio.actions import releases
from studio.actions.desk import Desk
from studio.actions.library import Library
from studio.actions.releases import Release
from sync.client import editing, outbox
from sync.wire.changes import OpResult, Refusal
from tests.support.feeds import EPOCH

ZONE = "Europe/Tallinn"
AT = datetime(2030, 11, 27, 7, 0, tzinfo=UTC)


def song(desk: Desk, title: str, **data: Any) -> UUID:
    return editing.create(desk.local, "track", {"title": title, **data})


def found(library: Library, release: UUID) -> Release:
    read = releases.read(library, release)
    assert read is not None
    return read


def titles(library: Library, release: UUID) -> list[str]:
    return [one.row.title for one in found(library, release).tracks]


def codes(library: Library, release: UUID, *, blocks: bool = True) -> list[str]:
    return [point.code for point in found(library, release).points if point.blocks == blocks]


def refuse(desk: Desk, message: str, field: str) -> None:
    """The server takes nothing of what waits."""
    refusal = Refusal(code="invalid", message=message, field=field, remedy="Do it right.")
    results = [
        OpResult(op_id=op.op_id, result="rejected", seq=1, mark=1, epoch=EPOCH, refusal=refusal)
        for op in outbox.take(desk.local)
    ]
    outbox.answered(desk.local, results)
