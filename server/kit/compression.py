"""Compression of pages and JSON where no proxy in front does it."""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse

SMALLEST = 1_400
"""Bytes; less fits into one packet anyhow."""
KINDS = ("text/html", "application/json", "application/vnd.apple.mpegurl", "application/ld+json")
_REFUSED = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)
IN_THREAD = 200_000
"""Bytes from which compressing would hold up other requests."""


def set_up_compression(app: Sanic[Any, Any]) -> None:
    """Answers with gzip whoever takes it."""
    app.register_middleware(_compress, "response", priority=-10)


async def _compress(request: Request, response: BaseHTTPResponse) -> None:
    # HEAD comes by here with the body that GET would send, and so tells the same of it.
    if not isinstance(response, HTTPResponse) or not _compressible(response):
        return
    known = response.headers.get("vary")
    response.headers["vary"] = f"{known}, Accept-Encoding" if known else "Accept-Encoding"
    if not _wanted(request):
        return
    body = response.body or b""
    if len(body) > IN_THREAD:
        body = await asyncio.to_thread(gzip.compress, body, 5, mtime=0)
    else:
        body = gzip.compress(body, 5, mtime=0)
    response.body = body
    response.headers["content-encoding"] = "gzip"


def _compressible(response: HTTPResponse) -> bool:
    # Objects that offer ranges stay as they are: their entity tag and their ranges are those of
    # the stored bytes (RFC 9110 section 8.8.3.3), and HEAD does not read them.
    return (
        len(response.body or b"") >= SMALLEST
        and (response.content_type or "").startswith(KINDS)
        and "content-encoding" not in response.headers
        and "accept-ranges" not in response.headers
    )


def _wanted(request: Request) -> bool:
    # Somebody signed in gets their pages plain: a secret (the CSRF token) beside text that others
    # chose must not be compressed together (the BREACH attack).
    return (
        _REFUSED.search(request.headers.get("accept-encoding", "")) is None
        and "gzip" in request.headers.get("accept-encoding", "")
        and "acetate_session" not in request.cookies
        and "range" not in request.headers
    )
