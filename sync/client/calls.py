"""A call to the server that is repeated as long as that can help."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sync.client.errors import UploadRefused
from sync.client.retry import Backoff, RemoteFailure, Verdict, judge

T = TypeVar("T")
OnWait = Callable[[float, str], None]
"""Told of each wait: seconds, and why."""


class Forgotten(Exception):
    """The server does not know the upload (any more): begin it again."""


class Disputed(Exception):
    """The server holds other parts than we think: ask it again what it has."""


async def persistently(
    call: Callable[[], Awaitable[T]], *, base_s: float, on_wait: OnWait, known: bool = True
) -> T:
    """Repeats `call` over failures that pass. `known` says that it names an upload, which the
    server may have lost.

    Raises UploadRefused when the server means it, Forgotten, Disputed.
    """
    backoff = Backoff(base_s)
    while True:
        try:
            return await call()
        except RemoteFailure as failure:
            verdict = judge(failure)
            if verdict is Verdict.RESTART and known:
                raise Forgotten(str(failure)) from failure
            if verdict is Verdict.RECHECK and known:
                raise Disputed(str(failure)) from failure
            wait = backoff.next_wait_s(failure) if verdict is Verdict.AGAIN else None
            if wait is None:
                raise refused(failure) from failure
            on_wait(wait, str(failure))
            await asyncio.sleep(wait)


def refused(failure: RemoteFailure) -> UploadRefused:
    """The failure as the caller of an upload sees it."""
    return UploadRefused(str(failure), status=failure.status, problem=failure.problem)
