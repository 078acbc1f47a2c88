"""Post, delete, hide and approve comments."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from server.catalog.facts import not_ready
from server.catalog.queries import Facts, access_facts, require
from server.catalog.visibility import Surface
from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.kit.limits import Rate, spend
from server.kit.markdown import render
from server.kit.resources import Resources
from server.social import queries
from server.social.models import Comment, CommentStatus
from server.social.rules import MOST_LINES, is_held, is_too_tall, says_something
from server.social.schemas import CommentDraft, CommentView
from sync.wire.problems import Code

MINUTE_RATE = Rate(per_minute=5, burst=5)
HOUR_RATE = Rate(per_minute=0.5, burst=30)

# The row of the track is locked first, so that of two counts the later one sees both comments.
_LOCK = "SELECT 1 FROM tracks WHERE id = $1 FOR NO KEY UPDATE"
_COUNT = """UPDATE tracks SET comment_count = (
    SELECT count(*) FROM comments c LEFT JOIN comments p ON p.id = c.parent_id
     WHERE c.track_id = $1 AND c.status = 'visible'
       AND (p.id IS NULL OR p.status IN ('visible', 'deleted'))) WHERE id = $1"""


async def post(
    resources: Resources, viewer: Viewer, draft: CommentDraft, *, secret: str | None = None
) -> CommentView:
    """A new comment or reply, visible at once or held for the artist (see `rules`).

    A moment beyond the end of the version is moved to its end; a reply to a reply goes to what
    that one replies to. AppError NOT_FOUND, UNAUTHENTICATED, FORBIDDEN (comments are closed),
    PROCESSING, INVALID naming the field, RATE_LIMITED.
    """
    facts = await _commented(viewer, draft, secret)
    body_html = render(draft.body, profile="comment")
    if not says_something(body_html):
        raise invalid("body", "The comment is empty.")
    if is_too_tall(draft.body):
        raise invalid("body", f"A comment has at most {MOST_LINES} lines.", "Shorten it.")
    parent = await _parent(viewer, facts, draft.parent_id)
    await spend(resources, "comments-minute", str(viewer.id), MINUTE_RATE)
    await spend(resources, "comments-hour", str(viewer.id), HOUR_RATE)
    trusted = await queries.is_trusted(viewer.id, facts.owner_id)
    held = is_held(body_html, staff=facts.staff, trusted=trusted)
    async with db.unit_of_work():
        await db.execute(_LOCK, facts.track_id)
        made = await Comment.create(
            track_id=facts.track_id,
            version_id=parent.version_id if parent else facts.version_id,
            user_id=viewer.id,
            parent_id=parent.id if parent else None,
            at_ms=parent.at_ms if parent else min(draft.at_ms, facts.duration_ms or 0),
            body_md=draft.body,
            body_html=body_html,
            status=CommentStatus.HELD if held else CommentStatus.VISIBLE,
        )
        await db.execute(_COUNT, facts.track_id)
    return await queries.comment(made.id, viewer)


async def delete(viewer: Viewer, comment_id: UUID, *, secret: str | None = None) -> None:
    """Erases the text of one's own comment and keeps its place; fine if that was done before.

    One may always take back what one wrote, whatever has become of the track. AppError NOT_FOUND,
    FORBIDDEN for those of others.
    """
    found = await _find(viewer, comment_id, secret)
    if found.user_id != viewer.id:
        raise AppError(
            Code.FORBIDDEN,
            "Only its author may delete a comment.",
            remedy="The artist can hide it.",
        )
    async with db.unit_of_work():
        await db.execute(_LOCK, found.track_id)
        await (
            Comment.filter(id=comment_id)
            .exclude(status=CommentStatus.DELETED)
            .update(
                status=CommentStatus.DELETED, body_md="", body_html="", deleted_at=datetime.now(UTC)
            )
        )
        await db.execute(_COUNT, found.track_id)


async def approve(viewer: Viewer, comment_id: UUID) -> CommentView:
    """Lets a held or hidden comment be seen. AppError NOT_FOUND, FORBIDDEN, GONE."""
    return await _moderate(viewer, comment_id, CommentStatus.VISIBLE)


async def hide(viewer: Viewer, comment_id: UUID) -> CommentView:
    """Takes a comment and its replies out of sight. AppError NOT_FOUND, FORBIDDEN, GONE."""
    return await _moderate(viewer, comment_id, CommentStatus.HIDDEN)


async def _moderate(viewer: Viewer, comment_id: UUID, status: CommentStatus) -> CommentView:
    found = await _find(viewer, comment_id, None)
    facts = await access_facts(viewer, track_id=found.track_id)
    if facts is None or not facts.editor:
        raise AppError(Code.FORBIDDEN, "Only the artist and their editors may do this.")
    async with db.unit_of_work():
        await db.execute(_LOCK, found.track_id)
        changed = (
            await Comment.filter(id=comment_id)
            .exclude(status=CommentStatus.DELETED)
            .update(status=status)
        )
        await db.execute(_COUNT, found.track_id)
    if not changed:
        raise AppError(Code.GONE, "Its author has deleted this comment.")
    return await queries.comment(comment_id, viewer)


async def _commented(viewer: Viewer, draft: CommentDraft, secret: str | None) -> Facts:
    facts = await require(
        viewer,
        Surface.COMMENT_POST,
        track_id=draft.track_id,
        version_id=draft.version_id,
        secret=secret,
    )
    if facts.track_id != draft.track_id:
        raise invalid("version_id", "This is not a version of that track.")
    if not facts.comments_open:
        raise AppError(Code.FORBIDDEN, "Comments are closed on this track.")
    if facts.duration_ms is None:
        raise not_ready(facts)
    return facts


async def _parent(viewer: Viewer, facts: Facts, parent_id: UUID | None) -> Comment | None:
    """What a reply stands under: always the head of a thread, and one that the viewer sees."""
    if parent_id is None:
        return None
    found = await Comment.get_or_none(id=parent_id, track_id=facts.track_id)
    head = found
    if found is not None and found.parent_id is not None:
        head = await Comment.get_or_none(id=found.parent_id)
    if found is None or head is None or not (_sees(viewer, facts, found)):
        raise invalid("parent_id", "The comment to reply to does not exist.")
    return head


async def _find(viewer: Viewer, comment_id: UUID, secret: str | None) -> Comment:
    """A comment that the viewer wrote or may see. AppError NOT_FOUND."""
    found = await Comment.get_or_none(id=comment_id)
    if found is None:
        raise not_found("This comment")
    if found.user_id != viewer.user_id:
        facts = await access_facts(viewer, track_id=found.track_id, secret=secret)
        readable = facts is not None and facts.allows(Surface.COMMENTS_READ)
        if facts is None or not readable or not _sees(viewer, facts, found):
            raise not_found("This comment")
    return found


def _sees(viewer: Viewer, facts: Facts, comment: Comment) -> bool:
    if comment.status is CommentStatus.VISIBLE or facts.staff:
        return comment.status is not CommentStatus.DELETED
    return comment.status is CommentStatus.HELD and comment.user_id == viewer.user_id
