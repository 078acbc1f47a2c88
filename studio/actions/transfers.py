"""Files on their way to the server: what there is to see of them, and what can be done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
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

__all__ = ["Coming", "FileRow", "Transfers", "WorkRow", "read"]


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

    account, token = desk.settings.account, await asyncio.to_thread(desk.token)
    if account is None or token is None:
        raise NotSignedIn
    remote = HttpRemote(account.server, token)
    try:
        await remote.process_again(version_id)
    finally:
        await remote.close()
