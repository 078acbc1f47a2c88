"""Comments of a track as one viewer may see them, by moment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.catalog.queries import Facts
from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import invalid
from server.social.models import CommentStatus
from server.social.schemas import CommentAuthor, CommentPage, CommentView

PAGE = 100

_COLUMNS = """c.id, c.track_id, c.version_id, c.parent_id, c.at_ms, c.body_md, c.body_html,
    c.status, c.created_at, c.user_id, u.handle, u.display_name"""
_ONE = f"""SELECT {_COLUMNS} FROM comments c JOIN users u ON u.id = c.user_id
    WHERE c.id = $1"""  # noqa: S608 - constants only

# $1 track, $2 version or NULL, $3 is the viewer staff, $4 the viewer or NULL, $5-$8 the key of
# the last comment of the page before, $9 how many. What is held is shown to its author and to
# staff, what is hidden to staff; a deleted one keeps its place while a reply is seen below it.
_SEEN = """({c}.status = 'visible' OR ($3 AND {c}.status <> 'deleted')
            OR ({c}.status = 'held' AND {c}.user_id = $4))"""
_THREAD = f"""
    WITH shown AS (
        SELECT {_COLUMNS}, coalesce(p.at_ms, c.at_ms, 0) AS root_at,
               coalesce(c.parent_id, c.id) AS root_id, c.parent_id IS NOT NULL AS is_reply
        FROM comments c JOIN users u ON u.id = c.user_id LEFT JOIN comments p ON p.id = c.parent_id
        WHERE c.track_id = $1 AND ($2::uuid IS NULL OR c.version_id = $2 OR c.version_id IS NULL)
          AND ({_SEEN.format(c="c")} OR (c.status = 'deleted' AND EXISTS (
                SELECT 1 FROM comments r WHERE r.parent_id = c.id AND {_SEEN.format(c="r")})))
          AND (p.id IS NULL OR p.status = 'deleted' OR {_SEEN.format(c="p")}))
    SELECT * FROM shown
    WHERE $5::int IS NULL OR (root_at, root_id, is_reply, id) > ($5, $6::uuid, $7::bool, $8::uuid)
    ORDER BY root_at, root_id, is_reply, id LIMIT $9
"""  # noqa: S608 - constants only
_TRUSTED = """SELECT 1 FROM comments c JOIN tracks t ON t.id = c.track_id
    WHERE c.user_id = $1 AND t.owner_id = $2 AND c.status = 'visible' LIMIT 1"""


async def thread(
    viewer: Viewer,
    facts: Facts,
    *,
    version_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> CommentPage:
    """Comments of a track that was required for COMMENTS_READ. AppError INVALID for a bad cursor.

    With `version_id`, only those on its timeline.
    """
    after = _parse(cursor) if cursor else (None, None, None, None)
    found = await db.rows(
        _THREAD, facts.track_id, version_id, facts.staff, viewer.user_id, *after, limit + 1
    )
    shown = found[:limit]
    more = len(found) > limit
    return CommentPage(
        comments=[view_of(row, viewer) for row in shown], next=_cursor(shown[-1]) if more else None
    )


async def comment(comment_id: UUID, viewer: Viewer) -> CommentView:
    """One comment that the viewer may see, or has just changed."""
    found = await db.row(_ONE, comment_id)
    if found is None:
        raise LookupError(comment_id)
    return view_of(found, viewer)


async def is_trusted(user_id: UUID, owner_id: UUID) -> bool:
    """Whether a comment of this user stands on a track of this artist already."""
    return await db.row(_TRUSTED, user_id, owner_id) is not None


def view_of(row: Any, viewer: Viewer) -> CommentView:
    """A row as the viewer sees it."""
    deleted = row["status"] == CommentStatus.DELETED
    return CommentView(
        id=row["id"],
        track_id=row["track_id"],
        version_id=row["version_id"],
        parent_id=row["parent_id"],
        at_ms=row["at_ms"] or 0,
        body="" if deleted else row["body_md"],
        body_html="" if deleted else row["body_html"],
        author=CommentAuthor(
            handle="" if deleted else row["handle"],
            name="" if deleted else row["display_name"],
        ),
        created_at=row["created_at"],
        deleted=deleted,
        mine=viewer.user_id == row["user_id"],
        status=CommentStatus(row["status"]),
    )


def _cursor(row: Any) -> str:
    return f"{row['root_at']}.{row['root_id'].hex}.{row['is_reply']:d}.{row['id'].hex}"


def _parse(cursor: str) -> tuple[int, UUID, bool, UUID]:
    try:
        at, root, reply, last = cursor.split(".")
        key = int(at), UUID(hex=root), bool(int(reply)), UUID(hex=last)
    except ValueError:
        raise invalid("cursor", "This is not the `next` of a page of comments.") from None
    if not 0 <= key[0] < 2**31:
        raise invalid("cursor", "This is not the `next` of a page of comments.")
    return key
