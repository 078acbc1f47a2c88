"""Who may do what in a library: owner and editors all, contributors what they bring themselves."""

from __future__ import annotations

from uuid import UUID

from server.catalog.facts import RELEASE
from server.kit import db
from server.kit.errors import AppError
from server.syncing.schemas import Seat
from sync.wire.kinds import KINDS
from sync.wire.problems import Code

BROUGHT = frozenset({"version", "stem", "note"})
"""What a contributor may add, and then change and take back."""
# Whatever is added to such a track, people hear; a contributor does not publish.
_PUBLISHED = f"""SELECT 1 FROM tracks t WHERE t.id = $1 AND t.visibility <> 'private'
    AND {RELEASE} IN ('live', 'teaser')"""  # noqa: S608 - constants only
_MADE = """SELECT 1 FROM record_history
    WHERE kind = $1 AND entity_id = $2 AND field = '' AND user_id = $3"""


async def to_create(seat: Seat, kind: str, root_id: UUID | None) -> None:
    """FORBIDDEN unless the seat may add such a record (to that track or release)."""
    if seat.editor:
        return
    if seat.role != "contributor" or kind not in BROUGHT:
        raise _forbidden(seat)
    if kind == "version" and await db.execute(_PUBLISHED, root_id):
        raise AppError(
            Code.FORBIDDEN,
            "This track is published: a new version would be, too.",
            remedy="Ask the artist or an editor to add it.",
        )


async def to_change(seat: Seat, kind: str, record_id: UUID) -> None:
    """FORBIDDEN unless the seat may edit, delete or bring back this record."""
    if seat.editor:
        return
    mine = kind in BROUGHT and await db.execute(_MADE, KINDS[kind].code, record_id, seat.user_id)
    if seat.role != "contributor" or not mine:
        raise _forbidden(seat)


def _forbidden(seat: Seat) -> AppError:
    may = {
        "contributor": "A contributor may add versions, stems and notes, and change their own.",
        "listener": "A listener may look, not write.",
    }
    return AppError(
        Code.FORBIDDEN, may[seat.role], remedy="Ask the artist for another role, or to do it."
    )
