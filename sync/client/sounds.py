"""The lane of sounds that somebody wants here: one after the other, gone on with after a break."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sync.client import blobs, wanted
from sync.client.download import Downloader, DownloadFailed
from sync.client.errors import FileVanished
from sync.client.fetching import GONE
from sync.client.halting import Halted, Turn
from sync.client.hashing import fingerprint
from sync.client.local import Local
from sync.client.retry import RemoteFailure
from sync.client.wanted import Wanted

NOT_THERE = (
    "Your server has not got this file. If it was added on another computer, sync there, then try "
    "again."
)


@dataclass(frozen=True, slots=True)
class Arriving:
    """`done` of `size` bytes of a sound are here; as many as that: it has its place."""

    sha256: str
    done: int
    size: int


OnArriving = Callable[[Arriving], None]
"""Called in the event loop; must return at once."""


def ignore(_arriving: Arriving) -> None:
    """For who does not look."""


class SoundLane:
    """Fetches what wanted.want() was told. Raises RemoteFailure, LibraryError."""

    def __init__(
        self, local: Local, downloader: Downloader, on_arriving: OnArriving = ignore
    ) -> None:
        self._local = local
        self._downloader = downloader
        self._tell = on_arriving
        self._turn = Turn()

    async def fetch_all(self) -> int:
        """Whatever can be had; returns how many came. Raises RemoteFailure where the server
        cannot be reached: then ask again, what has arrived is not asked for twice.
        """
        came, tried = 0, set[str]()
        while one := await self._next(tried):
            tried.add(one.sha256)
            came += await self._fetch(one, tried)
        return came

    async def pause(self, sha256: str | None = None) -> None:
        """Stops one, or None: all, until it is resumed, even over a restart."""
        if sha256 is not None:
            await asyncio.to_thread(wanted.pause, self._local, True, sha256)
        if sha256 in (None, self._turn.sha256):
            await self._turn.interrupt()

    async def put_first(self, sha256: str) -> None:
        """Fetches it now; what is coming goes on after it."""
        await asyncio.to_thread(wanted.put_first, self._local, sha256)
        if self._turn.sha256 != sha256:
            await self._turn.interrupt()

    async def give_up(self, sha256: str) -> None:
        """Nobody wants it here any more. What has come stays for the next time."""
        await asyncio.to_thread(wanted.forget, self._local, sha256)
        if self._turn.sha256 == sha256:
            await self._turn.interrupt()

    async def _next(self, tried: set[str]) -> Wanted | None:
        found = await asyncio.to_thread(wanted.due, self._local)
        return next((one for one in found if one.sha256 not in tried), None)

    async def _fetch(self, one: Wanted, tried: set[str]) -> bool:
        self._turn.begin(one.sha256)
        try:
            if not await asyncio.to_thread(_is_here, self._local, one.sha256):
                await self._mark(one, wanted.COMING)
                await self._receive(one)
            await asyncio.to_thread(wanted.forget, self._local, one.sha256)
        except Halted:
            tried.discard(one.sha256)
            await self._mark(one, wanted.QUEUED)
            return False
        except DownloadFailed as error:
            await self._mark(one, wanted.FAILED, str(error))
            return False
        except RemoteFailure as failure:
            if failure.status not in GONE:
                await self._mark(one, wanted.QUEUED, failure.told)
                raise
            await self._mark(one, wanted.FAILED, NOT_THERE)
            return False
        finally:
            self._turn.end()
        return True

    async def _receive(self, one: Wanted) -> None:
        def progress(done: int, size: int) -> None:
            self._tell(Arriving(one.sha256, done, size))

        await self._turn.run(self._downloader.fetch(one.kind, one.sha256, progress))

    async def _mark(self, one: Wanted, state: str, why: str | None = None) -> None:
        await asyncio.to_thread(wanted.mark, self._local, one.sha256, state, why)


def _is_here(local: Local, sha256: str) -> bool:
    known = blobs.get(local, sha256)
    if known is None:
        return False
    try:
        return fingerprint(known.path) == known.seen
    except FileVanished:
        return False
