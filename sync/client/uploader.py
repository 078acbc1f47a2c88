"""One file to the server in parts; continues from what is already there, whatever happened.

    new -> hashed -> uploading -> completing -> done
     ^       ^          |            |
     |       +----------+------------+   the server has forgotten the upload: init again
     +------------------+------------+   the file changed: abort, hash, begin anew

The server's store is the truth about parts, the file's size, time and inode about the file, and
the journal remembers which upload belongs to which file.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sync.client import events
from sync.client.attempt import Attempt, Tools
from sync.client.calls import Disputed, Forgotten
from sync.client.errors import (
    FileChanged,
    FileUnsettled,
    UploadCancelled,
    UploadError,
    UploadRefused,
)
from sync.client.journal import Journal, Target
from sync.client.pace import Lanes, TokenBucket
from sync.client.remote import Remote
from sync.wire.uploads import UploadKind

MOST_LANES = 4
MOST_ATTEMPTS = 6
"""How often a file may change, or the server forget it, before the upload is given up."""
SETTLE_S = 0.5
"""Wait after a change, doubled each time: whoever writes may be at it still."""
LONGEST_SETTLE_S = 8.0


@dataclass(slots=True, eq=False)
class _Run:
    """One call of upload(). `going` is set while nobody has paused it."""

    attempt: Attempt
    going: asyncio.Event = field(default_factory=asyncio.Event)
    work: asyncio.Task[UUID] | None = None
    cancelled: bool = False


class Uploader:
    """Uploads files to one server. Lanes and bandwidth (bytes per second) are shared by all."""

    def __init__(
        self,
        journal: Journal,
        remote: Remote,
        *,
        lanes: int = MOST_LANES,
        rate: int | None = None,
        backoff_s: float = 1.0,
    ) -> None:
        self._tools = Tools(
            journal=journal,
            remote=remote,
            lanes=Lanes(lanes),
            bucket=TokenBucket(rate),
            most=lanes,
            base_s=backoff_s,
        )
        self._runs: dict[Target, _Run] = {}

    async def upload(
        self,
        path: Path,
        *,
        kind: UploadKind = UploadKind.ORIGINAL,
        library: str = "",
        on_event: events.OnEvent = events.ignore,
    ) -> UUID:
        """Has the server take `path`; returns the asset's id. Cancelling the task keeps what was
        done, and the same call goes on from there.

        `library` is the handle of the artist it is for; empty for one's own. Raises UploadError.
        """
        target = self._target(path, kind, library)
        if target in self._runs:
            raise UploadError(f"{path.name} is being uploaded already")
        self._runs[target] = run = _Run(Attempt(self._tools, target, on_event))
        try:
            return await self._tend(run)
        finally:
            del self._runs[target]

    @property
    def bucket(self) -> TokenBucket:
        """What caps its bandwidth, for others that are to keep the same cap together with it."""
        return self._tools.bucket

    def limit(self, rate: int | None) -> None:
        """At most so many bytes per second from now on; None: as fast as it goes."""
        self._tools.bucket.limit(rate)

    async def pause(
        self, path: Path, *, kind: UploadKind = UploadKind.ORIGINAL, library: str = ""
    ) -> None:
        """Stops sending until resume(), even over a restart. Parts on their way are cut off."""
        await self._set_paused(self._target(path, kind, library), True)

    async def resume(
        self, path: Path, *, kind: UploadKind = UploadKind.ORIGINAL, library: str = ""
    ) -> None:
        """Goes on."""
        await self._set_paused(self._target(path, kind, library), False)

    async def cancel(
        self, path: Path, *, kind: UploadKind = UploadKind.ORIGINAL, library: str = ""
    ) -> None:
        """Gives it up: the server frees the parts, the journal forgets. A running upload() raises
        UploadCancelled.
        """
        target = self._target(path, kind, library)
        run = self._runs.get(target)
        if run is None:
            await self._discard(Attempt(self._tools, target, events.ignore))
            return
        run.cancelled = True
        run.going.set()
        if run.work is not None:
            run.work.cancel()

    def _target(self, path: Path, kind: UploadKind, library: str) -> Target:
        server = self._tools.remote.address
        return Target(server=server, path=path.absolute(), kind=kind, library=library)

    async def _set_paused(self, target: Target, paused: bool) -> None:
        await asyncio.to_thread(self._tools.journal.pause, target, paused)
        run = self._runs.get(target)
        if run is None:
            return
        if not paused:
            run.going.set()
            return
        run.going.clear()
        if run.work is not None:
            run.work.cancel()

    async def _tend(self, run: _Run) -> UUID:
        """Runs the work, again after each pause."""
        target = run.attempt.target
        if not (await asyncio.to_thread(self._tools.journal.entry, target)).paused:
            run.going.set()
        while True:
            if not run.going.is_set():
                run.attempt.on_event(events.Paused(target.path))
                await run.going.wait()
            if run.cancelled:
                await self._discard(run.attempt)
                raise UploadCancelled(f"the upload of {target.path.name} was cancelled")
            run.work = asyncio.create_task(self._work(run.attempt))
            try:
                return await run.work
            except asyncio.CancelledError:
                # Ours was cancelled by the caller, or only the work by pause() or cancel().
                current = asyncio.current_task()
                if current is not None and current.cancelling():
                    raise
            finally:
                run.work = None

    async def _work(self, attempt: Attempt) -> UUID:
        """Attempts until one of them gets through."""
        path = attempt.target.path
        last: UploadError = FileUnsettled(path)
        for number in range(MOST_ATTEMPTS):
            try:
                return await attempt.run()
            except FileChanged:
                attempt.on_event(events.Changed(path))
                await attempt.abandon()
                await asyncio.sleep(min(LONGEST_SETTLE_S, SETTLE_S * 2.0**number))
                last = FileUnsettled(path)
            except Forgotten as error:
                attempt.on_event(events.Restarted(path))
                await attempt.restart()
                last = UploadRefused(f"the server keeps losing the upload: {error}", status=410)
            except Disputed as error:
                last = UploadRefused(str(error), status=422)
            except UploadError as error:
                await attempt.fail(str(error))
                raise
        await attempt.fail(str(last))
        raise last

    async def _discard(self, attempt: Attempt) -> None:
        await attempt.abandon()
        await attempt.forget()
