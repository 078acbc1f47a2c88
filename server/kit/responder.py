"""Sends objects of the store: ranges, conditions, and always a Content-Length."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sanic import HTTPResponse, Request

from server.kit.asking import resources
from server.kit.errors import AppError, not_found
from server.kit.objects import ObjectStore
from server.kit.ranges import Known, Selection, select
from sync.wire.problems import Code

AT_ONCE = 512 * 1024
"""Up to here (a 6 s segment has some 120 KB) the bytes are read in one go and sent as one."""
CHUNK = 1024 * 1024


async def send_object(
    request: Request,
    bucket: str,
    key: str,
    *,
    content_type: str,
    headers: dict[str, str],
) -> HTTPResponse | None:
    """Answers with an object of the store; None once it has been streamed. NOT_FOUND if missing."""
    store = resources(request).store
    path = store.local_path(bucket, key)
    if path is not None:
        return await _send_file(request, path, content_type, headers)
    stored = await store.stat(bucket, key)
    if stored is None:
        raise not_found("This file")
    etag = stored.etag if stored.etag.startswith('"') else f'"{stored.etag}"'
    known = Known(stored.size, etag, int(stored.modified.timestamp()))
    chosen = _choose(request, known)
    if not _has_body(request, chosen):
        return _answer(known, chosen, content_type, headers)
    chunks = store.read(bucket, key, start=chosen.start, length=chosen.length)
    await _stream(request, known, chosen, content_type, headers, chunks)
    return None


async def _send_file(
    request: Request, path: Path, content_type: str, headers: dict[str, str]
) -> HTTPResponse | None:
    def choose(known: Known) -> Selection:
        return _choose(request, known)

    opened = await asyncio.to_thread(_open, path, choose, head=request.method == "HEAD")
    if opened is None:
        raise not_found("This file")
    if opened.descriptor is None:
        return _answer(opened.known, opened.chosen, content_type, headers, opened.body)
    try:
        chunks = _read_chunks(opened.descriptor, opened.chosen)
        await _stream(request, opened.known, opened.chosen, content_type, headers, chunks)
        return None
    finally:
        os.close(opened.descriptor)


@dataclass(frozen=True, slots=True)
class _Opened:
    """`descriptor` is open where there is more to send than was read at once."""

    known: Known
    chosen: Selection
    body: bytes | None
    descriptor: int | None


def _open(path: Path, choose: Callable[[Known], Selection], *, head: bool) -> _Opened | None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    keep = False
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return None
        known = _known(found)
        chosen = choose(known)
        if head or chosen.status not in {200, 206}:
            return _Opened(known, chosen, None, None)
        if chosen.length <= AT_ONCE:
            return _Opened(known, chosen, _read(descriptor, chosen.start, chosen.length), None)
        keep = True
        return _Opened(known, chosen, None, descriptor)
    finally:
        if not keep:
            os.close(descriptor)


def _known(found: os.stat_result) -> Known:
    # The entity tag that nginx gives the same file, so that either may continue the other's work.
    return Known(found.st_size, f'"{int(found.st_mtime):x}-{found.st_size:x}"', int(found.st_mtime))


def _choose(request: Request, known: Known) -> Selection:
    headers = cast(Any, request.headers)
    return select(headers, known, head=request.method == "HEAD")


def _has_body(request: Request, chosen: Selection) -> bool:
    return request.method != "HEAD" and chosen.status in {200, 206}


def _answer(
    known: Known,
    chosen: Selection,
    content_type: str,
    headers: dict[str, str],
    body: bytes | None = None,
) -> HTTPResponse:
    if chosen.status == 416:
        raise AppError(
            Code.RANGE,
            "The range begins after the end.",
            headers={"content-range": f"bytes */{known.size}", "accept-ranges": "bytes"},
        )
    found = _headers(known, chosen, headers)
    if chosen.status == 304:
        del found["content-length"]
        return HTTPResponse(status=304, headers=found)
    return HTTPResponse(body, status=chosen.status, headers=found, content_type=content_type)


def _headers(known: Known, chosen: Selection, headers: dict[str, str]) -> dict[str, str]:
    found = {
        **headers,
        "accept-ranges": "bytes",
        "content-length": str(chosen.length),
        "etag": known.etag,
        "last-modified": known.last_modified,
    }
    if chosen.status == 206:
        end = chosen.start + chosen.length - 1
        found["content-range"] = f"bytes {chosen.start}-{end}/{known.size}"
    return found


async def _stream(
    request: Request,
    known: Known,
    chosen: Selection,
    content_type: str,
    headers: dict[str, str],
    chunks: AsyncIterator[bytes],
) -> None:
    response = await request.respond(
        status=chosen.status,
        headers=_headers(known, chosen, headers),
        content_type=content_type,
    )
    async with aclosing(cast(Any, chunks)):
        async for chunk in chunks:
            await response.send(chunk)
    await response.eof()


async def _read_chunks(descriptor: int, chosen: Selection) -> AsyncIterator[bytes]:
    at, end = chosen.start, chosen.start + chosen.length
    while at < end:
        chunk = await asyncio.to_thread(_read, descriptor, at, min(CHUNK, end - at))
        if not chunk:
            raise AppError(Code.INTERNAL, "The file became shorter while it was sent.")
        at += len(chunk)
        yield chunk


def _read(descriptor: int, start: int, length: int) -> bytes:
    return os.pread(descriptor, length, start)


async def read_whole(store: ObjectStore, bucket: str, key: str) -> bytes:
    """All bytes of a small object. NOT_FOUND if it is missing."""
    return b"".join([chunk async for chunk in store.read(bucket, key)])
