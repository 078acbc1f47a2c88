"""What belongs to a track, deleted or not, and what was done to it that waits to be sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from studio.store.reading import Reader

KINDS = ("version", "stem", "credit", "note")
"""What people write below a track."""
_BELOW = "SELECT kind, id, data, deleted FROM shadow WHERE parent = ?"
_MADE = """SELECT kind, id, body FROM outbox
    WHERE parent = ? AND type = 'create' AND state IN ('pending', 'inflight', 'rejected')"""
_DONE = """SELECT op_id, type, kind, body, state, created_at FROM outbox
    WHERE id = ? AND state IN ('pending', 'inflight', 'rejected') ORDER BY n"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A record of a track. `known`: the server told of it; `deleted` as this machine sees it."""

    kind: str
    id: UUID
    data: dict[str, Any]
    known: bool
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An operation that was not sent, or was refused, as it was written down."""

    op_id: UUID
    type: str
    kind: str
    id: UUID
    body: dict[str, Any]
    refused: bool
    at_s: float


def family(reader: Reader, track: UUID) -> list[Member]:
    """The track and all that hangs on it, what was deleted too; empty if there is none."""
    found = reader.track(track)
    if found is None:
        return []
    known = bool(reader.ask("SELECT 1 FROM shadow WHERE kind = 'track' AND id = ?", str(track)))
    members = [Member(kind="track", id=track, data=found[1], known=known, deleted=False)]
    for above in members:
        if above.kind in ("track", "version") and not above.deleted:
            members += _below(reader, above.id)
    return members


def done(reader: Reader, members: list[Member]) -> list[Done]:
    """What was done to these and waits, in no order."""
    return [
        Done(
            op_id=UUID(row["op_id"]),
            type=row["type"],
            kind=row["kind"],
            id=one.id,
            body=json.loads(row["body"]),
            refused=row["state"] == "rejected",
            at_s=row["created_at"],
        )
        for one in members
        for row in reader.ask(_DONE, str(one.id))
    ]


def _below(reader: Reader, parent: UUID) -> list[Member]:
    found = {}
    for row in reader.ask(_BELOW, str(parent)):
        if row["kind"] in KINDS:
            data = json.loads(row["data"]) or {}
            found[row["id"]] = (row["kind"], data, True, bool(row["deleted"]))
    for row in reader.ask(_MADE, str(parent)):
        if row["kind"] in KINDS and row["id"] not in found:
            data = json.loads(row["body"]).get("data") or {}
            found[row["id"]] = (row["kind"], data, False, False)
    return [
        Member(
            kind=kind,
            id=UUID(key),
            data=_now(reader, kind, key) or data,
            known=known,
            deleted=_deleted(reader, key, deleted),
        )
        for key, (kind, data, known, deleted) in found.items()
    ]


def _now(reader: Reader, kind: str, record: str) -> dict[str, Any]:
    rows = reader.ask("SELECT data FROM item WHERE kind = ? AND id = ?", kind, record)
    return json.loads(rows[0]["data"]) if rows else {}


def _deleted(reader: Reader, record: str, before: bool) -> bool:
    """With what waits to be sent."""
    rows = reader.ask(
        """SELECT type FROM outbox WHERE id = ? AND type IN ('delete', 'restore')
            AND state <> 'rejected' AND state <> 'acked' ORDER BY n DESC LIMIT 1""",
        record,
    )
    return rows[0]["type"] == "delete" if rows else before
