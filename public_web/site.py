"""Mounts the pages on the server: addresses, static files, and errors that people can read."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request, Sanic

from public_web.pages import (
    account,
    comment_forms,
    crawlers,
    embed,
    home,
    oembed,
    preview,
    profile,
    release,
    track,
)
from public_web.render import Frame, Pages, pages
from server.identity.access import ANONYMOUS, viewer
from server.kit.errors import AppError
from server.kit.http import Api
from sync.wire.problems import Code

TITLES = {
    Code.NOT_FOUND: "There is nothing here",
    Code.UNAUTHENTICATED: "Sign in first",
    Code.FORBIDDEN: "This is not yours to do",
    Code.PAYMENT_REQUIRED: "For members and buyers",
    Code.PROCESSING: "Not ready yet",
    Code.EXPIRED: "This has expired",
    Code.RATE_LIMITED: "Too often",
    Code.METHOD_NOT_ALLOWED: "That does not work here",
}

api = Api("static", prefix="")


def mount(app: Sanic[Any, Any]) -> None:
    """Adds the pages to the web application."""
    app.ctx.pages = Pages(app.ctx.settings)
    app.ctx.error_page = error_page
    app.router.register_pattern("at", _after_at, r"@[^/]+")
    app.blueprint(api.blueprint)
    for part in (
        home,
        track,
        release,
        comment_forms,
        embed,
        oembed,
        preview,
        profile,
        account,
        crawlers,
    ):
        app.blueprint(part.api.blueprint)
        app.ctx.endpoints += part.api.endpoints


@api.route("GET", "/static/<name:str>", surface="open", name="static_file", documented=False)
async def static(request: Request, name: str) -> HTTPResponse:
    """A built file."""
    return pages(request).assets.send(request, name)


async def error_page(request: Request, error: AppError) -> HTTPResponse:
    """A failure as a page. What is hidden and what never was look the same."""
    internal = error.code is Code.INTERNAL
    in_frame = request.path.startswith("/embed/")
    context = {
        "status": error.status,
        "title": TITLES.get(error.code, "This did not work"),
        "message": error.message,
        "remedy": error.remedy,
        "request_id": getattr(request.ctx, "request_id", None) if internal else None,
        "meta": [("name", "robots", "noindex")],
    }
    return pages(request).page(
        request,
        "error.html",
        await _viewer_if_any(request, internal=internal),
        context,
        status=error.status,
        frame=Frame.ANY if in_frame else Frame.NONE,
        headers={"cache-control": "no-store"},
    )


async def _viewer_if_any(request: Request, *, internal: bool) -> Any:
    if internal:
        # What failed may be the very database that would be asked.
        return getattr(request.ctx, "viewer", ANONYMOUS)
    try:
        return await viewer(request)
    except AppError:
        return ANONYMOUS


def _after_at(segment: str) -> str:
    if not segment.startswith("@"):
        raise ValueError(segment)
    return segment[1:]
