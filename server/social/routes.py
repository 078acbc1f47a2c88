"""/api/v1/comments."""

from __future__ import annotations

from uuid import UUID

from sanic import HTTPResponse, Request

from server.catalog.queries import require
from server.catalog.schemas import WithSecret
from server.catalog.visibility import Surface
from server.identity.access import require_user, viewer
from server.kit.asking import resources
from server.kit.http import Api, body, empty, query, reply
from server.social import queries, service
from server.social.schemas import CommentDraft, CommentPage, CommentsWanted, CommentView
from sync.wire.problems import Code

api = Api("social")

_CHANGES = (Code.UNAUTHENTICATED, Code.CSRF, Code.FORBIDDEN, Code.NOT_FOUND)


@api.route(
    "GET",
    "/comments",
    surface=Surface.COMMENTS_READ,
    query=CommentsWanted,
    reply=CommentPage,
    errors=(Code.NOT_FOUND, Code.UNAUTHENTICATED),
)
async def list_comments(request: Request) -> HTTPResponse:
    """Comments of a track by their moment, each followed by its replies."""
    wanted, asking = query(request, CommentsWanted), await viewer(request)
    facts = await require(asking, Surface.COMMENTS_READ, track_id=wanted.track_id, secret=wanted.s)
    return reply(
        await queries.thread(asking, facts, version_id=wanted.version_id, cursor=wanted.cursor)
    )


@api.route(
    "POST",
    "/comments",
    surface=Surface.COMMENT_POST,
    body=CommentDraft,
    reply=CommentView,
    status=201,
    query=WithSecret,
    errors=(*_CHANGES, Code.PROCESSING, Code.RATE_LIMITED),
)
async def post_comment(request: Request) -> HTTPResponse:
    """Say something about a moment of a track, or reply. The secret of the track goes in `?s=`."""
    asking, secret = await require_user(request), query(request, WithSecret).s
    draft = body(request, CommentDraft)
    made = await service.post(resources(request), asking, draft, secret=secret)
    return reply(made, 201)


@api.route(
    "DELETE",
    "/comments/<comment_id:uuid>",
    surface="account",
    query=WithSecret,
    status=204,
    errors=(Code.FORBIDDEN,),
)
async def delete_comment(request: Request, comment_id: UUID) -> HTTPResponse:
    """Take back one's own comment."""
    asking = await require_user(request)
    await service.delete(asking, comment_id, secret=query(request, WithSecret).s)
    return empty()


@api.route(
    "POST",
    "/comments/<comment_id:uuid>/approve",
    surface="artist",
    reply=CommentView,
    errors=(Code.GONE,),
)
async def approve_comment(request: Request, comment_id: UUID) -> HTTPResponse:
    """Let a held or hidden comment be seen. For the artist, their editors and administrators."""
    asking = await require_user(request)
    return reply(await service.approve(asking, comment_id))


@api.route(
    "POST",
    "/comments/<comment_id:uuid>/hide",
    surface="artist",
    reply=CommentView,
    errors=(Code.GONE,),
)
async def hide_comment(request: Request, comment_id: UUID) -> HTTPResponse:
    """Take a comment out of sight. For the artist, their editors and administrators."""
    asking = await require_user(request)
    return reply(await service.hide(asking, comment_id))
