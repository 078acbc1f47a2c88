"""Comments on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from server.social.models import CommentStatus
from sync.wire.fields import CommentText, Milliseconds, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentDraft:
    """POST /comments. Without `version_id` it is about the version that plays first.

    `body` is Markdown without HTML. A reply takes moment and version from what it replies to.
    """

    track_id: UUID
    body: CommentText
    at_ms: Milliseconds = 0
    version_id: UUID | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentAuthor:
    """Who wrote it; both empty once it is deleted."""

    handle: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment as one viewer sees it. Of a deleted one only its place in the thread is left."""

    id: UUID
    track_id: UUID
    version_id: UUID | None
    parent_id: UUID | None
    at_ms: int
    body: str
    body_html: str
    author: CommentAuthor
    created_at: datetime
    deleted: bool
    mine: bool
    status: CommentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsWanted:
    """GET /comments. `s` is the secret of an unlisted track, `cursor` the `next` of a page."""

    track_id: UUID
    version_id: UUID | None = None
    cursor: Token = ""
    s: Token = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPage:
    """Comments by their moment, each followed by its replies; `next` is None on the last page."""

    comments: list[CommentView] = field(default_factory=list)
    next: str | None = None
