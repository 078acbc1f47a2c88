"""Answers that any page may read, without credentials: what the sandboxed embed lives on."""

from __future__ import annotations

from functools import wraps
from typing import Any

from sanic import HTTPResponse, Request

from server.kit.errors import AppError
from server.kit.http import Api, Handler

EXPOSED = "accept-ranges, content-length, content-range, etag, retry-after"
OPEN_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": EXPOSED,
    "cross-origin-resource-policy": "cross-origin",
}
A_DAY_S = "86400"


def any_origin(handler: Handler) -> Handler:
    """Marks a handler's answers, and its refusals, as readable by pages of any origin.

    There is no Allow-Credentials, so that browsers never send or reveal anything of a session.
    """

    @wraps(handler)
    async def opened(request: Request, **path: Any) -> HTTPResponse | None:
        try:
            found = await handler(request, **path)
        except AppError as error:
            error.headers.update(OPEN_HEADERS)
            raise
        if found is not None:
            found.headers.update(OPEN_HEADERS)
        return found

    return opened


def allow_preflight(api: Api, path: str, *, method: str) -> None:
    """Answers the OPTIONS request that browsers send ahead of `method` (Fetch standard, 4.8)."""

    async def preflight(request: Request, **path: Any) -> HTTPResponse:
        return HTTPResponse(
            status=204,
            headers={
                **OPEN_HEADERS,
                "access-control-allow-methods": f"{method}, HEAD" if method == "GET" else method,
                "access-control-allow-headers": "content-type, range",
                "access-control-max-age": A_DAY_S,
            },
        )

    name = "preflight_" + "".join(c if c.isalnum() else "_" for c in path)
    api.route("OPTIONS", path, surface="open", name=name, documented=False)(preflight)
