"""The comment forms of a track page, for browsers without JavaScript."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from sanic import HTTPResponse, Request

from public_web.moments import parse_clock
from public_web.pages.track import track_page
from public_web.pages.visitor import see_other
from server.catalog.queries import require
from server.catalog.visibility import Surface
from server.delivery.queries import listen
from server.identity.access import Viewer, require_user
from server.kit.asking import resources
from server.kit.errors import AppError, invalid
from server.kit.http import Api
from server.social import service
from server.social.schemas import CommentDraft, CommentView
from sync.wire import codec
from sync.wire.problems import Code

api = Api("page_comment_forms", prefix="")
HELD = "Your comment waits for approval by the artist."


@api.route(
    "POST",
    "/tracks/<track_id:uuid>/comments",
    surface=Surface.COMMENT_POST,
    name="comment_form",
    documented=False,
)
async def post(request: Request, track_id: UUID) -> HTTPResponse:
    """Posts a comment or reply and leads back to it; a refusal is shown above the player."""
    asking = await require_user(request)
    form: Any = request.form or {}
    secret = form.get("s") or None
    facts = await require(asking, Surface.PAGE, track_id=track_id, secret=secret)
    try:
        draft = _draft(track_id, form)
        made = await service.post(resources(request), asking, draft, secret=secret)
    except AppError as error:
        said = " ".join(filter(None, [error.message, error.remedy]))
        return await _again(request, asking, track_id, secret, said, error.status)
    if made.status == "held":
        return await _again(request, asking, track_id, secret, HELD, 200)
    return see_other(_place(facts.path, secret, made))


@api.route(
    "POST",
    "/tracks/<track_id:uuid>/comments/<comment_id:uuid>/delete",
    surface="account",
    name="comment_delete_form",
    documented=False,
)
async def delete(request: Request, track_id: UUID, comment_id: UUID) -> HTTPResponse:
    """Takes back one's own comment and leads back to the page."""
    asking = await require_user(request)
    form: Any = request.form or {}
    secret = form.get("s") or None
    facts = await require(asking, Surface.PAGE, track_id=track_id, secret=secret)
    await service.delete(asking, comment_id, secret=secret)
    return see_other(_place(facts.path, secret, None))


def _draft(track_id: UUID, form: Any) -> CommentDraft:
    at_ms = parse_clock(form.get("at") or "0")
    if at_ms is None:
        raise invalid("at", "The time must look like 1:23.")
    text = form.get("body") or ""
    if "\0" in text:
        raise invalid("body", "Text must not contain the NUL character.")
    values = {
        "track_id": str(track_id),
        "body": text,
        "at_ms": at_ms,
        "version_id": form.get("version_id") or None,
        "parent_id": form.get("parent_id") or None,
    }
    try:
        return codec.convert(values, CommentDraft)
    except codec.DecodeError as error:
        raise AppError(Code.INVALID, error.message, field=error.field) from None


def _place(path: str, secret: str | None, made: CommentView | None) -> str:
    query = f"?s={quote(secret)}" if secret else ""
    return f"{path}{query}#{f'comment-{made.id}' if made else 'comments-title'}"


async def _again(
    request: Request,
    asking: Viewer,
    track_id: UUID,
    secret: str | None,
    notice: str,
    status: int,
) -> HTTPResponse:
    found = await listen(asking, Surface.PAGE, track_id=track_id, secret=secret)
    return await track_page(request, asking, found, notice=notice, status=status)
