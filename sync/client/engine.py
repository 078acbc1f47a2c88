"""Keeps a library and its server in step: three lanes, none of which waits for another.

    upload lane    files that operations wait for, one after the other
    push lane      operations, in batches
    pull lane      what the server has that we have not; a long poll while there is nothing

Each lane sleeps until it is woken or its time has come. Whatever is broken off anywhere is taken up
from what is on the disk.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sync.client import events, outbox
from sync.client.errors import LibraryError
from sync.client.feed import Feed
from sync.client.files import FileLane
from sync.client.local import Local
from sync.client.retry import Backoff, RemoteFailure
from sync.client.session import Session
from sync.client.status import OnStatus, Phase, Status, count
from sync.client.uploader import Uploader
from sync.wire.changes import LONGEST_WAIT_S

LONGEST_REST_S = 60.0
"""Between two tries while the server cannot be reached."""
COMPARE_EVERY_S = 86_400.0
ROUNDS = 50
"""How often once() goes around before it says that it gets nowhere."""


def _silent(status: Status) -> None:
    """For who does not listen."""


class Engine:
    """One library, one server. Use run() in an application, once() on a command line.

    `library` is the handle of the artist whose library it is; empty for one's own.
    """

    def __init__(
        self,
        local: Local,
        feed: Feed,
        uploader: Uploader,
        *,
        app_version: str,
        library: str = "",
        on_status: OnStatus = _silent,
        on_upload: events.OnEvent = events.ignore,
    ) -> None:
        self.session = Session(local, feed, app_version)
        self._local = local
        self._on_status = on_status
        self._edited = asyncio.Event()
        self._stored = asyncio.Event()
        self._signed_in = asyncio.Event()
        self._again = asyncio.Event()
        self.files = FileLane(
            local, uploader, library=library, on_upload=on_upload, on_stored=self._stored.set
        )

    def wake(self) -> None:
        """Something was edited, or the network is back: nobody waits any longer."""
        for bell in (self._edited, self._stored, self._signed_in, self._again):
            bell.set()

    async def once(self) -> Status:
        """Everything that can be done now. Raises RemoteFailure, LibraryError."""
        await self._tell(Phase.SYNCING)
        await self.session.hello()
        for _ in range(ROUNDS):
            sent = await self.files.send_all()
            while answered := await self.session.push():
                sent += answered
            while await self.session.pull():
                pass
            if not sent:
                break
        await asyncio.to_thread(outbox.forget_old, self._local)
        return await self._tell(Phase.UP_TO_DATE)

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        await self._patiently(self.session.hello)
        lanes = [
            asyncio.create_task(lane)
            for lane in (self._upload_lane(), self._push_lane(), self._pull_lane())
        ]
        try:
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
            with suppress(LibraryError):
                await self._tell(Phase.STOPPED)

    async def _upload_lane(self) -> None:
        while True:
            self._edited.clear()
            if await self._patiently(self.files.send_all):
                self._stored.set()
                continue
            await _either(self._edited, LONGEST_REST_S)

    async def _push_lane(self) -> None:
        while True:
            self._stored.clear()
            if await self._patiently(self.session.push):
                await self._tell(Phase.SYNCING)
                continue
            due = await asyncio.to_thread(outbox.next_due, self._local)
            rest = max(0.05, due - time.time()) if due else LONGEST_REST_S
            await _either(self._stored, rest)

    async def _pull_lane(self) -> None:
        compared = time.monotonic()
        while True:
            if await self._patiently(self.session.pull):
                self._stored.set()
                continue
            await self._tell(Phase.UP_TO_DATE)
            if time.monotonic() - compared > COMPARE_EVERY_S:
                compared = time.monotonic()
                await self._patiently(self.session.compare)
            await self._patiently(lambda: self.session.pull(LONGEST_WAIT_S))
            self._stored.set()

    async def _patiently(self, step: Callable[[], Awaitable[object]]) -> object:
        """A step of a lane, tried until it succeeds, whatever the network does."""
        backoff = Backoff()
        while True:
            try:
                return await step()
            except RemoteFailure as failure:
                phase = _phase(failure)
                await self._tell(phase, str(failure))
                wait = backoff.next_wait_s(failure) or LONGEST_REST_S
                self._again.clear()
                await _either(self._again, LONGEST_REST_S if phase is not Phase.OFFLINE else wait)
            except LibraryError as error:
                self._on_status(Status(phase=Phase.STOPPED, problem=str(error)))
                self._again.clear()
                await _either(self._again, LONGEST_REST_S)

    async def _tell(self, phase: Phase, problem: str = "") -> Status:
        status = await asyncio.to_thread(count, self._local, phase, problem, self.session.skew_s)
        self._on_status(status)
        return status


def _phase(failure: RemoteFailure) -> Phase:
    if failure.status in {401, 403}:
        return Phase.SIGN_IN
    if failure.status == 426:
        return Phase.UPDATE
    return Phase.OFFLINE


async def _either(bell: asyncio.Event, rest_s: float) -> None:
    """Until the bell rings or the time is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(rest_s):
            await bell.wait()
