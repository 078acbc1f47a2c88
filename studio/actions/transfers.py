"""Files on their way to the server: what there is to see of them, and what can be done."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions.library import Library
from studio.settings import Places
from studio.store import arrivals
from studio.store import transfers as store
from studio.store.arrivals import Coming
from studio.store.transfers import FileRow, WorkRow

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from sync.client.engine import Engine

__all__ = ["Arrivals", "Coming", "FileRow", "Meter", "Pace", "Transfers", "WorkRow", "read"]
WINDOW_S = 6.0
"""Speed is what went out in so many seconds."""
LEAST_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """`shares`: how much of each file begun the server has, by digest, from 0 to 1. `active` are
    the next of `files` with `octets` in all.
    """

    active: tuple[FileRow, ...] = ()
    files: int = 0
    octets: int = 0
    working: tuple[WorkRow, ...] = ()
    finished: tuple[FileRow, ...] = ()
    coming: tuple[Coming, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far a file is, in bytes. `speed` in bytes per second and `left_s` while they are known;
    `doing` is a word for people where no bytes go out.
    """

    done: int = 0
    size: int = 0
    speed: float | None = None
    left_s: float | None = None
    doing: str = ""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.size) if self.size else 0.0


@dataclass(slots=True)
class Meter:
    """Makes a Pace of what the uploader tells, for the one file that is being sent."""

    path: Path | None = None
    pace: Pace = field(default_factory=Pace)
    _seen: deque[tuple[float, int]] = field(default_factory=deque)
    _base: int = 0
    _sent: int = 0
    _held: int = 0

    def hear(self, event: Any, now: float | None = None) -> Pace:
        """One event of sync.client.events."""
        now = time.monotonic() if now is None else now
        if event.path != self.path:
            self.path, self.pace = event.path, Pace()
            self._base = self._sent = self._held = 0
            self._seen.clear()
        match type(event).__name__:
            case "Hashing":
                self.pace = Pace(done=event.done, size=event.size, doing="Reading")
            case "Uploading":
                self._hold(event.done, event.size, now)
            case "Moving":
                self._move(event.sent, now)
            case "Waiting":
                self._base = self._held - self._sent  # what was on its way is sent again
                self.pace = Pace(done=self._held, size=self.pace.size, doing=event.why)
                self._seen.clear()
            case "Completing":
                self.pace = Pace(done=self.pace.size, size=self.pace.size, doing="Finishing")
            case "Done":
                self.pace = Pace()
        return self.pace

    def _hold(self, done: int, size: int, now: float) -> None:
        """The server has so much: at least that is true."""
        self._held = done
        if self.pace.size != size or self.pace.doing:
            self._base = done - self._sent
            self._seen.clear()
        self._show(max(done, min(size, self._base + self._sent)), size, now)

    def _move(self, sent: int, now: float) -> None:
        if sent < self._sent:  # begun anew
            self._base, self._seen = self._held, deque()
        self._sent = sent
        self._show(min(self.pace.size, self._base + sent), self.pace.size, now)

    def _show(self, done: int, size: int, now: float) -> None:
        self._seen.append((now, self._sent))
        while self._seen[0][0] < now - WINDOW_S:
            self._seen.popleft()
        began, before = self._seen[0]
        speed = (self._sent - before) / (now - began) if now - began >= LEAST_S else None
        left = (size - done) / speed if speed else None
        self.pace = Pace(done=done, size=size, speed=speed or None, left_s=left)


@dataclass(slots=True)
class Arrivals:
    """The same for the one sound that comes from the server."""

    sha256: str = ""
    pace: Pace = field(default_factory=Pace)
    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def hear(self, event: Any, now: float | None = None) -> Pace:
        """One sync.client.sounds.Arriving."""
        now = time.monotonic() if now is None else now
        if event.sha256 != self.sha256 or event.done < self.pace.done:
            self.sha256 = event.sha256
            self._seen.clear()
        self._seen.append((now, event.done))
        while self._seen[0][0] < now - WINDOW_S:
            self._seen.popleft()
        began, before = self._seen[0]
        long = now - began >= LEAST_S
        speed = (event.done - before) / (now - began) if long else None
        left = (event.size - event.done) / speed if speed else None
        self.pace = Pace(done=event.done, size=event.size, speed=speed or None, left_s=left)
        return self.pace


def read(library: Library, places: Places) -> Transfers:
    """How everything stands."""
    files, octets = library.ask(store.left, (0, 0))
    return Transfers(
        files=files,
        octets=octets,
        active=tuple(library.ask(store.active, [])),
        working=tuple(library.ask(store.working, [])),
        finished=tuple(library.ask(store.finished, [])),
        coming=tuple(library.ask(arrivals.coming, [])),
        shares=store.shares(places.uploads),
        paused=library.ask(store.all_paused, False),
    )


def all_paused(library: Library) -> bool:
    """Whether nothing is to go or to come."""
    return library.ask(store.all_paused, False)


def waiting(library: Library) -> int:
    """How many files are still to be sent or fetched."""
    return library.ask(store.waiting, 0)


async def pause(desk: Desk, engine: Engine | None, sha256: str | None = None) -> None:
    """Stops a file, or all."""
    from sync.client import blobs

    if engine is not None:
        await engine.files.pause(sha256)
        if sha256 is None and engine.sounds is not None:
            await engine.sounds.pause()
    else:
        await asyncio.to_thread(blobs.pause, desk.local, True, sha256)


async def resume(desk: Desk, sha256: str | None = None) -> None:
    """Lets a file, or all, go on."""
    from sync.client import blobs, wanted

    await asyncio.to_thread(blobs.pause, desk.local, False, sha256)
    if sha256 is None:
        await asyncio.to_thread(wanted.pause, desk.local, False)


async def put_first(desk: Desk, engine: Engine | None, sha256: str) -> None:
    """Sends a file before all others; what is being sent goes on after it."""
    from sync.client import blobs

    if engine is not None:
        await engine.files.put_first(sha256)
    else:
        await asyncio.to_thread(blobs.put_first, desk.local, sha256)


async def give_up(desk: Desk, engine: Engine | None, sha256: str) -> None:
    """Nobody wants it sent: what was made of it goes, the file on the disk stays. NotEditable once
    the server may know of it.
    """
    from sync.client import withdrawing

    await asyncio.to_thread(withdrawing.give_up, desk.local, sha256)
    if engine is not None:
        await engine.files.give_up(sha256)


async def miss(desk: Desk) -> None:
    """Looks for the files that wait; while somebody is signed in, who sends them does."""
    from sync.client import blobs

    await asyncio.to_thread(blobs.miss, desk.local)


async def try_again(desk: Desk, sha256: str) -> None:
    """What failed, was missing or changed is looked at anew and sent."""
    from sync.client import blobs

    await asyncio.to_thread(blobs.mark, desk.local, sha256, blobs.BlobState.QUEUED)


async def all_again(desk: Desk) -> None:
    """What failed is tried once more."""
    from sync.client import blobs

    await asyncio.to_thread(blobs.again, desk.local)


async def find_file(desk: Desk, sha256: str, path: Path) -> None:
    """The file lies elsewhere now. Raises LibraryError for another sound, UploadError for one
    that cannot be read.
    """
    from sync.client import blobs
    from sync.client.errors import LibraryError
    from sync.client.hashing import hash_file

    digests = await hash_file(path)
    if not await asyncio.to_thread(blobs.relink, desk.local, sha256, digests, path):
        raise LibraryError(
            f"{path.name} is another sound than the one that was added. Choose the same file, or "
            "add this one as a new version"
        )


async def process_again(desk: Desk, version_id: UUID) -> None:
    """Has the server try a sound again that it failed with. Raises RemoteFailure, NotSignedIn."""
    from studio.actions.syncing import NotSignedIn
    from sync.client.remote import HttpRemote

    account, token = desk.settings.account, desk.token()
    if account is None or token is None:
        raise NotSignedIn
    remote = HttpRemote(account.server, token)
    try:
        await remote.process_again(version_id)
    finally:
        await remote.close()
