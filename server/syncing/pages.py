"""Pages of the change feed, each one statement: what changed and where the feed is agree.

A library is first read by kind, parents before their children, up to where the feed was when that
began; what has changed since comes after it. While that goes on, the cursor is a number below zero
that holds all three: where it began, the kind, and the place within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from server.kit import db
from server.kit.errors import AppError
from server.syncing.queries import MOMENT
from server.syncing.schemas import Position, Seat
from server.syncing.shapes import KIND_NAME, any_data
from sync.wire import codec
from sync.wire.kinds import KINDS
from sync.wire.problems import Code

PLACE_BITS, KIND_BITS = 28, 7
"""Of a cursor below zero: two places and a kind fit into 63 bits."""
_FED = """SELECT f.seq, f.kind, f.entity_id, f.rev, f.urev, f.deleted, f.seq AS place
    FROM sync_feed f WHERE f.library_id = $1 AND f.kind = ANY($3) AND f.seq > $5
    ORDER BY f.seq LIMIT $4"""
_FIRST = """SELECT f.seq, f.kind, f.entity_id, f.rev, f.urev, f.deleted,
        row_number() OVER (ORDER BY f.kind, f.seq) AS place
    FROM sync_feed f CROSS JOIN here
    WHERE f.library_id = $1 AND f.kind = ANY($3) AND NOT f.deleted
      AND f.seq <= coalesce($5, here.head) AND (f.kind, f.seq) > ($6, $7)
    ORDER BY f.kind, f.seq LIMIT $4"""


@dataclass(frozen=True, slots=True)
class Page:
    """`body` is the JSON of Changes; `news`: whether it says anything."""

    body: bytes
    news: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Within the first reading: up to which `bound`, after which `kind` and `seq`."""

    bound: int | None
    kind: int
    seq: int

    def packed(self) -> int:
        """As a number below zero."""
        held = ((self.bound or 0) << KIND_BITS | self.kind) << PLACE_BITS | self.seq
        return -held

    @classmethod
    def of(cls, number: int) -> Cursor:
        """0: the beginning; else what packed() gave."""
        held, places = -number, 2**PLACE_BITS
        if held == 0:
            return cls(None, 0, 0)
        rest, seq = divmod(held, places)
        bound, kind = divmod(rest, 2**KIND_BITS)
        return cls(min(bound, places), kind, seq)


async def page(seat: Seat, position: Position, since: int, limit: int) -> Page:
    """What happened after `since`. EPOCH_CHANGED if this server's past is not the one known."""
    codes = [KINDS[name].code for name in seat.kinds]
    args: tuple[object, ...] = (seat.library_id, position.seq, codes, limit)
    if since <= 0:
        cursor = Cursor.of(since)
        sql = _statement(_FIRST, secrets=seat.editor)
        found: Any = await db.row(sql, *args, cursor.bound, cursor.kind, cursor.seq)
        check(found, position)
        bound = found["head"] if cursor.bound is None else cursor.bound
        if found["n"] < limit:
            return _page(found, since, bound)
        if bound < 2**PLACE_BITS:
            return _page(
                found, since, Cursor(bound, found["last_kind"], found["last_seq"]).packed()
            )
        since = 0  # a feed too long for such cursors is read in its own order
    found = await db.row(_statement(_FED, secrets=seat.editor), *args, since)
    check(found, position)
    return _page(found, since, found["last_seq"] if found["n"] == limit else found["head"])


def check(found: Any, position: Position) -> None:
    """EPOCH_CHANGED, with the new epoch, after a restore of this server."""
    known = position.epoch in {None, found["epoch"]}
    if known and (position.seq == 0 or found["known"] == position.mark):
        return
    raise AppError(
        Code.EPOCH_CHANGED,
        "This server was restored from a backup, or does not remember as far back.",
        remedy="Read the library anew and send again what was not in the backup.",
        details={"epoch": str(found["epoch"])},
    )


async def moment(library_id: UUID, position: Position = Position()) -> Any:  # noqa: B008 - frozen
    """Where the feed is: epoch, head, mark, now. EPOCH_CHANGED."""
    found = await db.row(MOMENT, library_id, position.seq)
    check(found, position)
    return found


def _page(found: Any, since: int, following: int) -> Page:
    told = {
        "next": following,
        "more": following < found["head"],
        "head": found["head"],
        "mark": found["mark"],
        "server_time": found["now"],
    }
    changes = (found["changes"] or "").encode()
    start = b'{"epoch":"%s","changes":[' % str(found["epoch"]).encode()
    return Page(start + changes + b"]," + codec.encode(told)[1:], following != since)


@cache
def _statement(page: str, *, secrets: bool) -> str:
    return f"""WITH here AS ({MOMENT}), page AS MATERIALIZED ({page})
        SELECT here.*, coalesce(last.n, 0) AS n, last.kind AS last_kind, last.seq AS last_seq, (
            SELECT string_agg(row_to_json(c)::text, ',' ORDER BY p.place)
              FROM page p CROSS JOIN LATERAL (
                SELECT p.seq, {KIND_NAME.format(code="p.kind")} AS kind, p.entity_id AS id, p.rev,
                       p.urev, p.deleted, CASE WHEN NOT p.deleted THEN
                       {any_data("p.kind", "p.entity_id", secrets=secrets)} END AS data) c
        ) AS changes
        FROM here LEFT JOIN LATERAL (SELECT count(*) OVER () AS n, kind, seq FROM page
            ORDER BY place DESC LIMIT 1) last ON true"""  # noqa: S608 - constants only
