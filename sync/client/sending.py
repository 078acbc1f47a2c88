"""The parts of one upload on their way: lanes, fresh URLs, another try for each part on its own."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from uuid import UUID

from sync.client.calls import Disputed, Forgotten, OnWait, persistently, refused
from sync.client.errors import FileChanged, FileVanished, UploadRefused
from sync.client.hashing import FileDigests, fingerprint, hash_part
from sync.client.journal import Journal, PartState
from sync.client.pace import Lanes, TokenBucket
from sync.client.remote import Remote
from sync.client.retry import Backoff, RemoteFailure, Verdict, judge_part
from sync.wire.uploads import PartsWanted, SignedPart

CHUNK = 256 * 1024
"""Bytes read and sent at a time; what a lane holds in memory."""
LONGEST_FRESH_S = 600.0
SIGN_TRIES = 5
"""URLs that are refused though they are new: then the fault is not their age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the lanes share. `entry` is the journal's number of the upload."""

    remote: Remote
    journal: Journal
    lanes: Lanes
    bucket: TokenBucket
    path: Path
    digests: FileDigests
    entry: int
    upload_id: UUID
    base_s: float
    on_wait: Callable[[float, str, int], None]
    on_part: Callable[[int, int], None]
    """Told of each part that arrived: its number and bytes."""
    on_bytes: Callable[[int], None]
    """Told of bytes that went out, whether they arrive or not."""


@dataclass(slots=True)
class Urls:
    """Signed URLs, fetched in batches just before they are needed."""

    work: Sending
    waiting: deque[int]
    ahead: int
    _held: dict[int, tuple[SignedPart, float]] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def keep(self, signed: list[SignedPart]) -> None:
        """Takes URLs in. How long they last is guessed low, as the clocks may differ."""
        for part in signed:
            life = 0.8 * (part.expires_at - time.time())
            fresh_until = time.monotonic() + min(LONGEST_FRESH_S, max(5.0, life))
            self._held[part.n] = (part, fresh_until)

    def drop(self, n: int) -> None:
        """The URL of this part was refused."""
        self._held.pop(n, None)

    async def get(self, n: int, on_wait: OnWait) -> SignedPart:
        """A fresh URL for part `n`, each used once. Raises Forgotten, UploadRefused."""
        async with self._lock:
            if not self._fresh(n):
                await self._sign(n, on_wait)
        found = self._held.pop(n, None)
        if found is None:
            raise UploadRefused(f"the server signed no URL for part {n}", status=502)
        return found[0]

    def _fresh(self, n: int) -> bool:
        held = self._held.get(n)
        return held is not None and held[1] > time.monotonic()

    async def _sign(self, n: int, on_wait: OnWait) -> None:
        more = [m for m in self.waiting if m != n and not self._fresh(m)]
        numbers = [n, *more[: self.ahead - 1]]
        wanted = PartsWanted(parts=[self.work.digests.parts[m - 1] for m in numbers])
        self.keep(
            await persistently(
                lambda: self.work.remote.sign(self.work.upload_id, wanted),
                base_s=self.work.base_s,
                on_wait=on_wait,
            )
        )


async def send_parts(
    work: Sending, pending: list[int], signed: list[SignedPart], *, most: int
) -> None:
    """Sends these parts, at most `most` at once.

    Raises FileChanged, FileVanished, Forgotten, UploadRefused; then the other lanes have ended.
    """
    waiting = deque(pending)
    urls = Urls(work, waiting, ahead=2 * most)
    urls.keep(signed)

    async def lane() -> None:
        while waiting:
            async with work.lanes.one():
                if waiting:
                    await _send(work, urls, waiting.popleft())

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(most, len(pending))):
                group.create_task(lane())
    except BaseExceptionGroup as failed:
        raise _gravest(failed.exceptions) from None


async def _send(work: Sending, urls: Urls, n: int) -> None:
    """Part `n`, until the store has it."""
    length = work.digests.plan.span(n)[1]
    backoff = Backoff(work.base_s)
    signings = 0
    while True:
        try:
            etag = await _try(work, urls, n, length)
        except RemoteFailure as failure:
            verdict = judge_part(failure)
            if verdict is Verdict.RESIGN:
                signings += 1
            await _settle(work, n, failure, verdict if signings < SIGN_TRIES else Verdict.AGAIN)
            if verdict is not Verdict.RESIGN or signings >= SIGN_TRIES:
                await _wait(work, n, failure, backoff)
            urls.drop(n)
            continue
        work.lanes.went_well()
        await asyncio.to_thread(work.journal.part, work.entry, n, PartState.DONE, etag)
        work.on_part(n, length)
        return


async def _try(work: Sending, urls: Urls, n: int, length: int) -> str:
    if await asyncio.to_thread(fingerprint, work.path) != work.digests.fingerprint:
        raise FileChanged
    signed = await urls.get(n, lambda seconds, why: work.on_wait(seconds, why, n))
    await asyncio.to_thread(work.journal.part, work.entry, n, PartState.INFLIGHT)
    async with aclosing(_body(work, n)) as body:  # httpx leaves it open when a connection is cut
        return await work.remote.send(signed, body, length)


async def _settle(work: Sending, n: int, failure: RemoteFailure, verdict: Verdict) -> None:
    """Raises where another try of the same bytes cannot help."""
    await asyncio.to_thread(work.journal.part, work.entry, n, PartState.PENDING)
    if failure.slow_down:
        work.lanes.slow_down(failure.retry_after_s or 0.0)
    match verdict:
        case Verdict.RESTART:
            raise Forgotten(str(failure)) from failure
        case Verdict.GIVE_UP:
            raise refused(failure) from failure
        case Verdict.RECHECK:
            # The wire damaged the part, or the file is another one behind the same time stamp.
            size = work.digests.fingerprint.size
            if await asyncio.to_thread(hash_part, work.path, n, size) != work.digests.parts[n - 1]:
                raise FileChanged from failure


async def _wait(work: Sending, n: int, failure: RemoteFailure, backoff: Backoff) -> None:
    wait = backoff.next_wait_s(failure)
    if wait is None:
        raise refused(failure) from failure
    work.on_wait(wait, str(failure), n)
    await asyncio.sleep(wait)


async def _body(work: Sending, n: int) -> AsyncGenerator[bytes, None]:
    """The bytes of part `n` from disk, no faster than the bucket allows."""
    offset, left = work.digests.plan.span(n)
    try:
        file = await asyncio.to_thread(FileIO, work.path)
    except OSError as error:
        raise FileVanished(work.path, error.strerror or str(error)) from None
    try:
        file.seek(offset)
        while left:
            chunk = await asyncio.to_thread(file.read, min(CHUNK, left))
            if not chunk:
                raise FileChanged
            left -= len(chunk)
            await work.bucket.take(len(chunk))
            work.on_bytes(len(chunk))
            yield chunk
    finally:
        file.close()


def _gravest(failures: tuple[BaseException, ...]) -> BaseException:
    """What all lanes together failed of: what is final before what can be begun again."""
    order = (UploadRefused, FileVanished, FileChanged, Forgotten, Disputed)
    for kind in order:
        for failure in failures:
            if isinstance(failure, kind):
                return failure
    return failures[0]
