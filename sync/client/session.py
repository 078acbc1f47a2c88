"""The library's dealings with one server: hello, push, pull, each a step that may be broken off."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import time
from collections import deque
from datetime import UTC, datetime
from uuid import UUID

from sync.client import outbox, shadow
from sync.client.errors import LibraryError
from sync.client.feed import Feed, Position
from sync.client.local import Local
from sync.client.remote import nonsense
from sync.client.retry import RemoteFailure
from sync.wire.changes import (
    MOST_OPS,
    MOST_PAGE,
    SCHEMA,
    Changes,
    Hello,
    Op,
    OpResult,
    Refusal,
    Welcome,
)
from sync.wire.kinds import KINDS

_OF_VALUES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
"""What SQLite says of values that do not fit, not of the disk."""
NOT_OF_THE_OPS = frozenset({401, 402, 403, 404, 408, 409, 410, 425, 426, 429})
"""Refusals of a push that say nothing of the operations in it."""


RESTORES_S = 60.0
"""A server that was restored three times within this is none that anybody restores."""


class WrongLibrary(LibraryError):
    """The account on the server is not the one whose library this is."""


class Session:
    """What the lanes of an engine share. Raises RemoteFailure, LibraryError."""

    def __init__(self, local: Local, feed: Feed, app_version: str) -> None:
        self.local = local
        self.feed = feed
        self._app_version = app_version
        self._skews: deque[float] = deque(maxlen=5)
        self._restores: deque[float] = deque(maxlen=3)

    @property
    def skew_s(self) -> float:
        """How far this machine's clock is ahead of the server's: the median of five looks."""
        return statistics.median(self._skews) if self._skews else 0.0

    async def hello(self) -> Welcome:
        """Who is there. A server with another past is read from the beginning. WrongLibrary."""
        before = datetime.now(UTC)
        told = Hello(app_version=self._app_version, schema=SCHEMA, kinds=list(KINDS))
        found = await self.feed.hello(told)
        self._look(before, found.server_time)
        known = await asyncio.to_thread(self.local.get, "library_id")
        if known is not None and UUID(known) != found.library_id:
            raise WrongLibrary(
                f"this library belongs to another account than @{found.library_handle}; "
                "sign in to that one, or choose another folder"
            )
        await asyncio.to_thread(
            self.local.put, library_id=found.library_id, library_handle=found.library_handle
        )
        await asyncio.to_thread(_take_in, self.local, found)
        return found

    async def push(self, limit: int = MOST_OPS) -> int:
        """Sends one batch; returns how many operations were answered."""
        ops = await asyncio.to_thread(outbox.take, self.local, limit)
        if not ops:
            return 0
        try:
            results = await self._push(ops)
        except RemoteFailure as failure:
            if await self._restored(failure):
                return 0
            if failure.status in NOT_OF_THE_OPS or not 400 <= failure.status < 500:
                raise
            results = await self._one_by_one(ops)
        _check_ids(ops, results)
        await asyncio.to_thread(outbox.answered, self.local, results)
        return len(results)

    async def pull(self, wait_s: int = 0, limit: int = MOST_PAGE) -> bool:
        """Takes in one page; returns whether there is more."""
        since = await asyncio.to_thread(shadow.cursor, self.local)
        before = datetime.now(UTC)
        try:
            page = await self.feed.changes(
                since, await self._position(), limit=limit, wait_s=wait_s
            )
        except RemoteFailure as failure:
            if await self._restored(failure):
                return True
            raise
        if page is None:
            return False
        if wait_s == 0:
            self._look(before, page.server_time)
        if page.more and not _goes_on(since, page.next):
            raise nonsense(f"more is to come after {since}, but from {page.next} on")
        await asyncio.to_thread(_apply, self.local, page)
        return page.more

    async def compare(self) -> bool:
        """Whether both sides hold the same. If not, everything is read anew, once nothing is
        under way.
        """
        theirs = await self.feed.digest()
        ours = await asyncio.to_thread(shadow.digest, self.local)
        cursor = await asyncio.to_thread(shadow.cursor, self.local)
        if theirs.head != cursor or {k: v for k, v in theirs.kinds.items() if v.n} == ours:
            return True
        await asyncio.to_thread(shadow.start_over, self.local, theirs.epoch)
        return False

    async def _push(self, ops: list[Op]) -> list[OpResult]:
        reply = await self.feed.push(ops, await self._position())
        for result in reply.results:
            await asyncio.to_thread(shadow.saw, self.local, result.seq, result.mark)
        return reply.results

    async def _one_by_one(self, ops: list[Op]) -> list[OpResult]:
        """The server refuses the batch as such: finds the operation at fault, so that it does not
        keep the others from going.
        """
        results = []
        for op in ops:
            try:
                results += await self._push([op])
            except RemoteFailure as failure:
                if failure.status in NOT_OF_THE_OPS or not 400 <= failure.status < 500:
                    raise
                results.append(_refused(op, failure))
        return results

    async def _position(self) -> Position:
        epoch = await asyncio.to_thread(self.local.get, "epoch")
        mark = await asyncio.to_thread(shadow.high_mark, self.local)
        return Position(UUID(epoch) if epoch else None, mark)

    async def _restored(self, failure: RemoteFailure) -> bool:
        """Whether the server says that its past is not the one we know; then we begin anew."""
        told = failure.problem.details.get("epoch") if failure.problem else None
        if failure.status not in {409, 410} or not told:
            return False
        try:
            epoch = UUID(str(told))
        except ValueError:
            return False
        now = time.monotonic()
        if len(self._restores) == self._restores.maxlen and now - self._restores[0] < RESTORES_S:
            raise RemoteFailure("the server says each time that it was restored", status=502)
        self._restores.append(now)
        await asyncio.to_thread(shadow.start_over, self.local, epoch)
        return True

    def _look(self, before: datetime, server_time: datetime) -> None:
        middle = before + (datetime.now(UTC) - before) / 2
        self._skews.append((middle - server_time).total_seconds())


def _refused(op: Op, failure: RemoteFailure) -> OpResult:
    problem = failure.problem
    return OpResult(
        op_id=op.op_id,
        result="rejected",
        seq=0,
        mark=0,
        epoch=op.op_id,
        refusal=Refusal(
            code=str(problem.code) if problem else "refused",
            message=str(failure),
            field=problem.field if problem else None,
            remedy=problem.remedy if problem else None,
        ),
    )


def _take_in(local: Local, found: Welcome) -> None:
    """What a server said of itself: whether all is to be read anew, and what it can be told."""
    kinds = " ".join(sorted(found.kinds))
    with local.edit():
        if local.get("epoch") != str(found.epoch):
            shadow.start_over(local, found.epoch)
        elif local.get("role") != found.role or local.get("served") not in {None, kinds}:
            # Other records are to be seen; what the server has of us it has in any role.
            shadow.read_anew(local)
        local.put(role=found.role, served=kinds)


def _apply(local: Local, page: Changes) -> None:
    """LibraryError where the disk fails, RemoteFailure where the page cannot be what it says."""
    try:
        shadow.apply(local, page)
    except LibraryError as error:
        if not isinstance(error.__cause__, _OF_VALUES):
            raise
        raise nonsense(str(error.__cause__)) from error
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise nonsense(f"{type(error).__name__}: {error}") from error


def _check_ids(ops: list[Op], results: list[OpResult]) -> None:
    """An answer that speaks of none of what was asked would be asked for, for ever."""
    asked = {op.op_id for op in ops}
    if not any(result.op_id in asked for result in results):
        raise nonsense("it speaks of other operations than those that were sent")


def _goes_on(since: int, following: int) -> bool:
    """Below zero lies the first reading, which counts downwards; see server/syncing/pages.py."""
    return following > max(since, 0) if since > 0 else following > 0 or following < since
