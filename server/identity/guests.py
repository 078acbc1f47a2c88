"""What a browser was let into by private links: a signed cookie that names them, and no more.

Whether a link still holds is asked of the database each time; the cookie only says that this
browser has opened it before, so that looking again is not counted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from server.kit import signing
from server.kit.asking import resources
from server.kit.config import Settings

if TYPE_CHECKING:
    from sanic import HTTPResponse, Request  # jobs load this, and need no web server

COOKIE = "acetate_preview"
MOST = 8
"""Links that one browser keeps open; the oldest go."""
KEPT_S = 60 * 24 * 3600
LONGEST = MOST * 33 + 43


def opened(request: Request) -> tuple[UUID, ...]:
    """The links that this browser has opened; none if the cookie is not of our making."""
    text = request.cookies.get(COOKIE) or ""
    listed, _, signature = text.rpartition(".")
    if not listed or len(text) > LONGEST or not text.isascii():
        return ()
    if not signing.verify(_key(resources(request).settings), listed, signature):
        return ()
    return tuple(UUID(hex=part) for part in listed.split("."))


def remember(response: HTTPResponse, settings: Settings, links: Sequence[UUID]) -> None:
    """Has the browser keep these links, the newest first."""
    listed = ".".join(link.hex for link in dict.fromkeys(links[:MOST]))
    response.add_cookie(
        COOKIE,
        f"{listed}.{signing.sign(_key(settings), listed)}",
        path="/",
        max_age=KEPT_S,
        httponly=True,
        samesite="Lax",
        secure=settings.secure,
    )


def _key(settings: Settings) -> bytes:
    return signing.derive(settings.session_secret, "preview")
