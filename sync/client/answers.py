"""Answers read with an end in sight: no body is larger, and none takes longer, than it may."""

from __future__ import annotations

import asyncio
import ssl
from functools import cache
from importlib import import_module

import httpx

from sync.client.retry import RemoteFailure

MIB = 2**20
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@cache
def tls() -> ssl.SSLContext:
    """What every connection of this process trusts; to read it takes longer than to start."""
    return httpx.create_ssl_context()


def get_ready() -> None:
    """Loads what a first request would load while its loop waits, a fifth of a second: call it from
    a thread where a loop must not stand still.
    """
    import_module("anyio._backends._asyncio")  # httpx asks for it then
    tls()


async def fetch(
    http: httpx.AsyncClient, request: httpx.Request, *, most: int, within_s: float | None
) -> httpx.Response:
    """The answer, whatever its status, with its body of at most `most` bytes, all of it there
    `within_s` seconds after it was asked for (None: whenever).

    Raises RemoteFailure: status 0 where no (whole) answer came, 502 where it had no end.
    """
    try:
        async with asyncio.timeout(within_s):
            return await _read(http, request, most)
    except TimeoutError:
        raise RemoteFailure(f"no whole answer within {within_s or 0:.0f} s") from None
    except (httpx.TransportError, httpx.DecodingError, httpx.InvalidURL) as error:
        raise RemoteFailure(f"no answer ({type(error).__name__}: {error})") from error


async def _read(http: httpx.AsyncClient, request: httpx.Request, most: int) -> httpx.Response:
    found = await http.send(request, stream=True)
    try:
        return await collect(found, most)
    finally:
        await found.aclose()


async def collect(found: httpx.Response, most: int) -> httpx.Response:
    """An answer that was only begun, with its body. Raises RemoteFailure if that has no end."""
    chunks, size = [], 0
    async for chunk in found.aiter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            raise RemoteFailure(f"the answer is longer than {most // MIB} MiB", status=502)
    headers = [(k, v) for k, v in found.headers.multi_items() if k not in _OF_THE_WIRE]
    return httpx.Response(
        found.status_code, headers=headers, content=b"".join(chunks), request=found.request
    )
