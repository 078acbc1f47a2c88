"""The upload lane: the files that operations wait for, one after the other, in their order.

Each can be paused, put first or tried again while the lane runs; what was sent of it stays sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sync.client import blobs, events
from sync.client.blobs import Blob, BlobState
from sync.client.errors import (
    FileChanged,
    FileVanished,
    JournalBroken,
    UploadError,
    UploadRefused,
)
from sync.client.halting import Halted, Turn
from sync.client.hashing import Fingerprint, fingerprint, hash_file
from sync.client.local import Local
from sync.client.retry import RemoteFailure, Verdict, judge
from sync.client.uploader import Uploader

NOT_OF_THE_FILE = frozenset({401, 426})


class FileLane:
    """Sends files to one server. `library` is the handle of the artist; empty for one's own."""

    def __init__(
        self,
        local: Local,
        uploader: Uploader,
        *,
        library: str = "",
        on_upload: events.OnEvent = events.ignore,
        on_stored: Callable[[], None] = lambda: None,
    ) -> None:
        self._local = local
        self._uploader = uploader
        self._library = library
        self._on_upload = on_upload
        self._on_stored = on_stored
        self._turn = Turn()
        self._looked: dict[str, Fingerprint] = {}

    async def send_all(self) -> int:
        """Sends what is waited for; returns how many the server has now. The order may change
        meanwhile; a file that failed is not tried twice.
        """
        stored = 0
        tried: set[str] = set()
        await self._look_again()
        while blob := await self._next(tried):
            tried.add(blob.sha256)
            stored += await self._send(blob, tried)
            self._on_stored()
        return stored

    async def pause(self, sha256: str | None = None) -> None:
        """Stops one file, or None: all, until resume(), even over a restart."""
        await asyncio.to_thread(blobs.pause, self._local, True, sha256)
        if sha256 in (None, self._turn.sha256):
            await self._turn.interrupt()

    async def resume(self, sha256: str | None = None) -> None:
        """Lets one file, or all, go on. Wake the engine then."""
        await asyncio.to_thread(blobs.pause, self._local, False, sha256)

    async def put_first(self, sha256: str) -> None:
        """Sends it now; what is being sent goes on after it."""
        await asyncio.to_thread(blobs.put_first, self._local, sha256)
        if self._turn.sha256 != sha256:
            await self._turn.interrupt()

    async def give_up(self, sha256: str) -> None:
        """Nobody wants it sent any more: stops it, and the server frees what it has of it."""
        blob = await asyncio.to_thread(blobs.get, self._local, sha256)
        if self._turn.sha256 == sha256:
            await self._turn.interrupt()
        if blob is not None:
            await self._uploader.cancel(blob.path, kind=blob.kind, library=self._library)

    def limit(self, rate: int | None) -> None:
        """At most so many bytes per second; None: as fast as it goes."""
        self._uploader.limit(rate)

    async def _next(self, tried: set[str]) -> Blob | None:
        found = await asyncio.to_thread(blobs.wanted, self._local)
        return next((blob for blob in found if blob.sha256 not in tried), None)

    async def _send(self, blob: Blob, tried: set[str]) -> bool:
        self._turn.begin(blob.sha256)
        try:
            return await self._try(blob)
        except Halted:
            tried.discard(blob.sha256)
            await self._mark(blob, BlobState.QUEUED)
            return False
        finally:
            self._turn.end()

    async def _try(self, blob: Blob) -> bool:
        if not await self._is_itself(blob):
            return False
        await self._mark(blob, BlobState.SENDING)
        try:
            await self._upload(blob)
        except UploadRefused as error:
            await self._refused(blob, error)
            return False
        except JournalBroken as error:
            await self._mark(blob, BlobState.QUEUED, str(error))
            return False
        except UploadError as error:
            await self._mark(blob, BlobState.FAILED, str(error))
            await asyncio.to_thread(blobs.check, self._local, blob)
            return False
        # The uploader sends what the file holds; it must be what the operation named.
        if not await self._is_itself(blob):
            return False
        await self._mark(blob, BlobState.DONE)
        return True

    async def _refused(self, blob: Blob, error: UploadRefused) -> None:
        """Says why, or raises RemoteFailure where it is not the file that the server refuses. What
        may pass by itself is tried again with the next round.
        """
        failure = RemoteFailure(str(error), status=error.status, problem=error.problem)
        if error.status in NOT_OF_THE_FILE:
            await self._mark(blob, BlobState.QUEUED, failure.told)
            raise failure from error
        passes = judge(failure) is Verdict.AGAIN
        state = BlobState.QUEUED if passes else BlobState.FAILED
        remedy = error.problem.remedy if error.problem else None
        said = failure.told if passes else f"{error} {remedy or ''}".strip()
        await self._mark(blob, state, said)

    async def _look_again(self) -> None:
        """Files that were gone or changed may have come back: a disk, a folder that was moved."""
        for blob in await asyncio.to_thread(blobs.astray, self._local):
            try:
                seen = await asyncio.to_thread(fingerprint, blob.path)
            except FileVanished:
                continue
            if seen == blob.seen:
                await self._mark(blob, BlobState.QUEUED)
            elif self._looked.get(blob.sha256) != seen:
                self._looked[blob.sha256] = seen
                await self._is_itself(blob)

    async def _upload(self, blob: Blob) -> None:
        await self._turn.run(
            self._uploader.upload(
                blob.path, kind=blob.kind, library=self._library, on_event=self._on_upload
            )
        )

    async def _is_itself(self, blob: Blob) -> bool:
        """Whether the file holds the bytes that were added; one that was only touched does."""
        state = await asyncio.to_thread(blobs.check, self._local, blob)
        if state is not BlobState.CHANGED:
            return state is not BlobState.MISSING
        try:
            digests = await hash_file(blob.path)
        except (FileChanged, FileVanished, UploadError):
            return False
        return await asyncio.to_thread(blobs.relink, self._local, blob.sha256, digests, blob.path)

    async def _mark(self, blob: Blob, state: BlobState, why: str | None = None) -> None:
        await asyncio.to_thread(blobs.mark, self._local, blob.sha256, state, why)
