"""The two cookies of a browser session, set and taken away."""

from __future__ import annotations

from sanic import HTTPResponse

from server.identity.access import SESSION_COOKIE
from server.identity.schemas import Tokens
from server.kit.config import Settings

REFRESH_COOKIE = "acetate_refresh"
REFRESH_PATH = "/api/v1/auth"


def set_session_cookies(response: HTTPResponse, settings: Settings, tokens: Tokens) -> None:
    """Signs the browser in. No script reads the cookies and no other site sends them.

    Both live as long as the session may: an access cookie whose token has expired tells a page
    that refreshing will help.
    """
    _set(response, settings, SESSION_COOKIE, tokens.access, "/")
    if tokens.refresh is not None:
        _set(response, settings, REFRESH_COOKIE, tokens.refresh, REFRESH_PATH)


def clear_session_cookies(response: HTTPResponse, settings: Settings) -> None:
    """Signs the browser out, as far as cookies go."""
    for name, path in ((SESSION_COOKIE, "/"), (REFRESH_COOKIE, REFRESH_PATH)):
        _set(response, settings, name, "", path, age=0)


def _set(
    response: HTTPResponse,
    settings: Settings,
    name: str,
    value: str,
    path: str,
    *,
    age: int | None = None,
) -> None:
    response.add_cookie(
        name,
        value,
        path=path,
        max_age=settings.refresh_ttl if age is None else age,
        httponly=True,
        samesite="Strict",
        secure=settings.secure,
    )
