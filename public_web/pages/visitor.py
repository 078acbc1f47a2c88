"""Who looks at a page: renewing a browser's session when its access token has run out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from sanic import HTTPResponse, Request

from public_web.render import HTML
from server.identity.access import may_refresh, viewer

RESUME = "/api/v1/auth/resume"
"""Below the path of the refresh cookie, which is sent nowhere else."""

Page = Callable[..., Awaitable[HTTPResponse]]


def signed_in_again(page: Page) -> Page:
    """Leads a browser whose session can be renewed through RESUME and back; others straight on."""

    @wraps(page)
    async def shown(request: Request, **path: Any) -> HTTPResponse:
        if may_refresh(request) and not (await viewer(request)).signed_in:
            here = request.path + (f"?{request.query_string}" if request.query_string else "")
            return see_other(f"{RESUME}?next={quote(here, safe='')}")
        return await page(request, **path)

    return shown


def see_other(url: str) -> HTTPResponse:
    """303: what was sent is done, look there."""
    headers = {"location": url, "cache-control": "no-store"}
    return HTTPResponse(status=303, headers=headers, content_type=HTML)


def local_path(text: str | None) -> str:
    """A path on this site to go on to; `/` for anything that could lead elsewhere."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")):
        return "/"
    # Browsers drop tabs and line ends (WHATWG URL, 4.4), and headers must not hold them.
    if any(c <= " " or c == "\x7f" or c == "\\" or not c.isascii() for c in text):
        return "/"
    return text
