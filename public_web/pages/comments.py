"""The comments of a track as the templates want them."""

from __future__ import annotations

from typing import Any

from public_web.moments import clock
from server.catalog.visibility import Surface
from server.delivery.queries import Listening
from server.identity.access import Viewer
from server.social import queries
from server.social.schemas import CommentView

MOST_SHOWN = 300
FIRST = 10
"""How many go into the JSON-LD."""


async def thread(viewer: Viewer, found: Listening) -> dict[str, Any]:
    """`comments`, `comment_count` and `comments_open` of the track page."""
    if not found.facts.allows(Surface.COMMENTS_READ):
        return {"comments": [], "comment_count": 0, "comments_open": False}
    page = await queries.thread(viewer, found.facts, limit=MOST_SHOWN)
    return {
        "comments": nested(page.comments),
        "comment_count": found.facts.comment_count,
        "comments_open": found.facts.comments_open,
    }


def nested(comments: list[CommentView]) -> list[dict[str, Any]]:
    """The heads of the thread, each with its replies."""
    heads: dict[Any, dict[str, Any]] = {}
    for view in comments:
        shown = _comment(view)
        head = heads.get(view.parent_id)
        if head is None:
            heads[view.id] = shown
        else:
            head["replies"].append(shown)
    return list(heads.values())


def _comment(view: CommentView) -> dict[str, Any]:
    return {
        "id": str(view.id),
        "at_ms": view.at_ms,
        "at_label": clock(view.at_ms),
        "author": view.author,
        "body_html": view.body_html,
        "created_at": view.created_at.isoformat(),
        "deleted": view.deleted,
        "mine": view.mine,
        "held": view.status == "held",
        "replies": [],
    }
