"""Reading for studios: seats in libraries, pages of the feed, digests, histories."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.syncing.schemas import Record, Role, Seat
from server.syncing.shapes import KIND_NAME, hold, one, root_of
from sync.wire import codec
from sync.wire.changes import Digest, HistoryEntry, KindDigest
from sync.wire.kinds import KINDS
from sync.wire.problems import Code

MOST_HISTORY = 500
_SEAT = """SELECT u.id, u.handle, u.display_name, u.role, c.role AS collaborates
    FROM users u LEFT JOIN collaborators c ON c.library_id = u.id AND c.user_id = $2
    WHERE u.id = $1 AND u.disabled_at IS NULL"""
MOMENT = """SELECT (SELECT epoch FROM sync_meta) AS epoch, coalesce(l.head, 0) AS head,
        coalesce(h.mark, 0) AS mark, k.mark AS known, now() AS now
    FROM (SELECT $1::uuid AS id) one LEFT JOIN sync_library l ON l.id = one.id
    LEFT JOIN sync_commit h ON h.library_id = l.id AND h.seq = l.head
    LEFT JOIN sync_commit k ON k.library_id = l.id AND k.seq = $2"""
"""Where the feed of library $1 is, and the mark that commit $2 has."""
_LIVING = f"""SELECT {KIND_NAME.format(code="f.kind")} AS kind, f.entity_id AS id, f.rev
    FROM sync_feed f WHERE f.library_id = $1 AND NOT f.deleted"""  # noqa: S608 - constants only
_FIELD = "CASE h.field WHEN 'tag_names' THEN 'tags' WHEN 'artwork_id' THEN 'artwork_sha256'"
_VALUE = """CASE WHEN h.field = 'artwork_id' AND jsonb_typeof(h.{v}) = 'string' THEN
    (SELECT to_jsonb(a.sha256) FROM assets a WHERE a.id = (h.{v} #>> '{{}}')::uuid)
    ELSE h.{v} END"""
# A deleted track gives its address away: that is no edit of anybody.
_HISTORY = f"""SELECT h.urev, {_FIELD} ELSE h.field END AS field,
        {_VALUE.format(v="old")}::text AS old, {_VALUE.format(v="new")}::text AS new,
        coalesce(u.display_name, '') AS by, coalesce(s.name, '') AS device, h.at
    FROM record_history h LEFT JOIN users u ON u.id = h.user_id
        LEFT JOIN sessions s ON s.id = h.device_id
    WHERE h.library_id = $1 AND h.kind = $2 AND h.entity_id = $3
      AND (h.field <> 'slug' OR NOT EXISTS (SELECT 1 FROM record_history d
            WHERE d.kind = h.kind AND d.entity_id = h.entity_id AND d.urev = h.urev
              AND d.field = 'deleted_at'))
    ORDER BY h.id DESC LIMIT {MOST_HISTORY}"""  # noqa: S608 - constants only


async def seat(viewer: Viewer, library: str | None) -> Seat:
    """The viewer's place in a library (default: their own). NOT_FOUND, FORBIDDEN, INVALID.

    A library that somebody has no place in cannot be told from none.
    """
    try:
        library_id = UUID(library) if library else viewer.id
    except ValueError:
        raise invalid("x-library", "This is not the id of a library.") from None
    found = await db.row(_SEAT, library_id, viewer.id)
    if found is None or (library_id != viewer.id and found["collaborates"] is None):
        raise not_found("This library")
    role: Role = found["collaborates"] or "owner"
    if library_id == viewer.id:
        role = "owner"
        if found["role"] != "artist":
            raise AppError(
                Code.FORBIDDEN,
                "Only artists have a library of their own.",
                remedy="Name the library that you work in, or ask for the artist role.",
            )
    assert viewer.session_id is not None, "whoever is signed in has a session"
    return Seat(
        library_id=library_id,
        handle=found["handle"],
        name=found["display_name"],
        role=role,
        user_id=viewer.id,
        device_id=viewer.session_id,
    )


async def find(kind: str, record_id: UUID, library_id: UUID) -> Record | None:
    """A record of this library, deleted or not; nobody else changes it until the unit ends."""
    above = await db.execute(root_of(kind), record_id)
    if not above:
        return None
    await db.execute(hold(kind), above[0]["id"])
    row = (await db.execute(one(kind), record_id))[0]
    if row["library_id"] != library_id:
        return None
    return Record(
        kind=kind,
        id=record_id,
        library_id=row["library_id"],
        root_id=row["root_id"],
        deleted=row["deleted"],
        data=codec.decode(row["data"], dict[str, Any]),
    )


async def exists(kind: str, record_id: UUID) -> bool:
    """Whether there is such a record, in whatever library."""
    return bool(await db.execute(root_of(kind), record_id))


async def digest(place: Seat) -> Digest:
    """Numbers and sums of the living records that the seat sees."""
    moment = await db.row(MOMENT, place.library_id, 0)
    assert moment is not None, "it is one row by its form"
    found = await db.rows(_LIVING, place.library_id)
    seen = frozenset(place.kinds)
    rows = [(r["kind"], r["id"], r["rev"]) for r in found if r["kind"] in seen]
    kinds = await asyncio.to_thread(_sums, rows)
    return Digest(epoch=moment["epoch"], head=moment["head"], kinds=kinds)


async def history(place: Seat, kind: str, record_id: UUID) -> list[HistoryEntry]:
    """Who changed what of a record, newest first. FORBIDDEN for listeners, INVALID."""
    if place.role == "listener":
        raise AppError(Code.FORBIDDEN, "Only those who work on the library may see this.")
    if kind not in KINDS:
        raise invalid("kind", "There is no such kind of record.")
    found = await db.rows(_HISTORY, place.library_id, KINDS[kind].code, record_id)
    return [
        HistoryEntry(
            urev=r["urev"],
            field=r["field"],
            old=_value(r["old"]),
            new=_value(r["new"]),
            by=r["by"],
            device=r["device"],
            at=r["at"],
        )
        for r in found
    ]


def _value(text: str | None) -> Any:
    return None if text is None else codec.decode(text, object)


def _sums(rows: Iterable[tuple[str, UUID, int]]) -> dict[str, KindDigest]:
    count: dict[str, int] = {}
    total: dict[str, int] = {}
    for kind, record_id, rev in rows:
        count[kind] = count.get(kind, 0) + 1
        crc = zlib.crc32(record_id.bytes + rev.to_bytes(4, "big"))
        total[kind] = (total.get(kind, 0) + crc) % 2**64
    return {kind: KindDigest(n=n, sum=total[kind]) for kind, n in count.items()}
