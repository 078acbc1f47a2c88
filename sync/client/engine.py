"""Keeps a library and its server in step: five lanes, none of which waits for another.

    upload lane    files that operations wait for, one after the other
    push lane      operations, in batches
    pull lane      what the server has that we have not; a long poll while there is nothing
    picture lane   covers and pictures of notes that came from another machine
    sound lane     sounds of another machine that somebody wants on this one

Each lane sleeps until it is woken or its time has come. Whatever is broken off anywhere is taken up
from what is on the disk.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from sync.client import events, outbox, shadow
from sync.client.download import Downloader
from sync.client.errors import LibraryError
from sync.client.feed import Feed
from sync.client.fetching import AGAIN_S, PictureLane
from sync.client.files import FileLane
from sync.client.local import Local
from sync.client.retry import Backoff, RemoteFailure
from sync.client.session import Session
from sync.client.sounds import OnArriving, SoundLane
from sync.client.sounds import ignore as _unseen
from sync.client.status import OnStatus, Phase, Status, count
from sync.client.uploader import Uploader
from sync.wire.changes import LONGEST_WAIT_S

T = TypeVar("T")
log = logging.getLogger(__name__)

LONGEST_REST_S = 60.0
"""Between two tries while the server cannot be reached."""
COMPARE_EVERY_S = 86_400.0
SHORT_S = 10.0
"""What once() waits for an operation that is to be sent again; and how soon an answer to a long
poll makes one think that nobody waited.
"""
ROUNDS = 50
"""How often once() goes around before it says that it gets nowhere."""


def _silent(status: Status) -> None:
    """For who does not listen."""


class Engine:
    """One library, one server. Use run() in an application, once() on a command line.

    `library` is the handle of the artist whose library it is; empty for one's own. Without
    `downloads` no files come down.
    """

    def __init__(
        self,
        local: Local,
        feed: Feed,
        uploader: Uploader,
        *,
        app_version: str,
        library: str = "",
        downloads: Downloader | None = None,
        on_status: OnStatus = _silent,
        on_upload: events.OnEvent = events.ignore,
        on_arriving: OnArriving = _unseen,
    ) -> None:
        self.session = Session(local, feed, app_version)
        self._local = local
        self._on_status = on_status
        self._edited = asyncio.Event()
        self._stored = asyncio.Event()
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        self._again = asyncio.Event()
        self._lost_touch = False
        self._spoke = False
        self._listens = False
        self._hasty = 0
        self.pictures = PictureLane(local, downloads) if downloads is not None else None
        self.sounds = SoundLane(local, downloads, on_arriving) if downloads is not None else None
        self.files = FileLane(
            local, uploader, library=library, on_upload=on_upload, on_stored=self._stored.set
        )

    def wake(self) -> None:
        """Something was edited, or the network is back: nobody waits any longer."""
        for bell in (self._edited, self._stored, self._news, self._wanted, self._again):
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
            if not sent and not await self._worth_waiting():
                break
        if self.pictures is not None:
            await self.pictures.fetch_all()
        if self.sounds is not None:
            await self.sounds.fetch_all()
        await asyncio.to_thread(outbox.forget_old, self._local)
        return await self._tell(Phase.UP_TO_DATE)

    async def _worth_waiting(self) -> bool:
        """Waits for operations that the server asked to have again in a moment."""
        due = await asyncio.to_thread(outbox.next_due, self._local)
        if due is None or due > time.time() + SHORT_S:
            return False
        await asyncio.sleep(max(0.05, due - time.time()))
        return True

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        await self._patiently(self.session.hello)
        lanes = [asyncio.create_task(lane) for lane in self._lanes()]
        try:
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
            with suppress(LibraryError):
                await self._tell(Phase.STOPPED)

    def _lanes(self) -> Iterator[Coroutine[Any, Any, None]]:
        yield self._upload_lane()
        yield self._push_lane()
        yield self._pull_lane()
        if self.pictures is not None:
            yield self._picture_lane(self.pictures)
        if self.sounds is not None:
            yield self._sound_lane(self.sounds)

    async def _picture_lane(self, pictures: PictureLane) -> None:
        while True:
            self._news.clear()
            await self._patiently(lambda: self._fetch(pictures.fetch_all))
            await _either(self._news, AGAIN_S)

    async def _sound_lane(self, sounds: SoundLane) -> None:
        while True:
            self._wanted.clear()
            await self._patiently(lambda: self._fetch(sounds.fetch_all))
            await _either(self._wanted, LONGEST_REST_S)

    async def _fetch(self, fetch: Callable[[], Awaitable[int]]) -> None:
        if await fetch():
            await self._tell(Phase.UP_TO_DATE)

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
            if await self._patiently(self._push):
                continue
            due = await self._patiently(self._next_due)
            rest = max(0.05, due - time.time()) if due else LONGEST_REST_S
            await _either(self._stored, min(rest, LONGEST_REST_S))

    async def _push(self) -> int:
        answered = await self.session.push()
        if answered:
            await self._tell(Phase.SYNCING)
        elif self._spoke and self._listens:  # of what was refused the feed brings no news
            await self._tell(Phase.UP_TO_DATE)
        self._spoke = bool(answered)
        return answered

    async def _next_due(self) -> float | None:
        return await asyncio.to_thread(outbox.next_due, self._local)

    async def _pull_lane(self) -> None:
        compared = time.monotonic()
        while True:
            if await self._patiently(self._pull):
                self._stored.set()
                continue
            self._news.set()
            if time.monotonic() - compared > COMPARE_EVERY_S:
                compared = time.monotonic()
                await self._patiently(self.session.compare)
            until = compared + COMPARE_EVERY_S
            while not (await self._patiently(self._wait) or self._lost_touch):
                if time.monotonic() > until:
                    break
            self._stored.set()

    async def _pull(self) -> bool:
        if self._lost_touch:  # it may have been updated or restored meanwhile
            await self.session.hello()
            self._lost_touch = False
        if await self.session.pull():
            return True
        await self._tell(Phase.UP_TO_DATE)
        return False

    async def _wait(self) -> bool:
        """The long poll; whether it brought news.

        What answers at once, and with nothing, is not asked in a hurry. Whoever is found again is
        not listened to for a minute before anybody says so.
        """
        if self._lost_touch:
            return False
        began, before = time.monotonic(), await asyncio.to_thread(shadow.cursor, self._local)
        self._listens = True
        try:
            await self.session.pull(LONGEST_WAIT_S)
        finally:
            self._listens = False
        news = before != await asyncio.to_thread(shadow.cursor, self._local)
        self._hasty = 0 if news or time.monotonic() - began > SHORT_S else self._hasty + 1
        if self._hasty > 1:
            await self._rest(min(LONGEST_REST_S, 2.0**self._hasty))
        return news

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        """A step of a lane, tried until it succeeds, whatever network, server and disk do."""
        backoff = Backoff()
        while True:
            try:
                return await step()
            except RemoteFailure as failure:
                self._lost_touch = True
                phase = _phase(failure)
                wait = backoff.next_wait_s(failure) or LONGEST_REST_S
                await self._explain(phase, failure.told)
                await self._rest(wait if phase is Phase.OFFLINE else LONGEST_REST_S)
            except LibraryError as error:
                await self._explain(Phase.STOPPED, str(error))
                await self._rest(LONGEST_REST_S)
            except Exception as error:
                log.exception("a lane of the engine failed")
                said = f"Something went wrong here ({type(error).__name__}: {error})."
                await self._explain(Phase.STOPPED, f"{said} Nothing is lost; it is tried again.")
                await self._rest(LONGEST_REST_S)

    async def _rest(self, seconds: float) -> None:
        self._again.clear()
        await _either(self._again, seconds)

    async def _explain(self, phase: Phase, problem: str) -> None:
        """Even where the figures cannot be read."""
        try:
            await self._tell(phase, problem)
        except LibraryError:
            self._on_status(Status(phase=phase, problem=problem))

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
