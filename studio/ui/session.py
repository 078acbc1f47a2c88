"""What the windows share: the library to read, the desk to write to, the engine in the background.

The list is there at once; the desk opens after the first paint, because it loads much more.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from studio import settings
from studio.actions.library import Library
from studio.settings import Account, Places
from studio.ui.spawn import spawn

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from studio.actions.desk import Desk
    from studio.actions.own_server import Newcomer
    from studio.actions.pace import Arrivals, Meter
    from studio.audio.pcm import PcmCache

T = TypeVar("T")
HEAR_S = 0.1
KB = 1000
"""Between two looks at how far a sound has come."""
LOOK_MS = 250
"""How often it is looked whether another hand has written to the library."""


def _load() -> None:
    """What working with a library needs beyond looking at it; it takes longer than a window may
    stand still.
    """
    from studio.actions import desk, syncing  # noqa: F401


class Session(QObject):
    """One library in one window."""

    opened = Signal()
    broken = Signal(str)  # the library cannot be opened; why
    changed = Signal()  # of the library, by whomever
    status = Signal(object)  # sync.client.status.Status
    upload = Signal(object)  # sync.client.events.Event
    arriving = Signal(object)  # sync.client.sounds.Arriving
    account = Signal()
    unheard = Signal()  # sound plays, and there is no device to hear it with

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.places = places
        self.settings = settings.load(places)
        self.library = Library(places)
        self.library.changed()
        self.desk: Desk | None = None
        self.engine: Any = None  # sync.client.engine.Engine
        self.syncing: asyncio.Task[None] | None = None
        self.endings: list[Callable[[], Awaitable[object]]] = []  # before the library is let go of
        self.decoded: PcmCache | None = None
        self.heard_at = 0.0
        self.told_unheard = False
        self.next_folder: Path | None = None  # where the library is to be from the next start on
        self.watch = QTimer(self, interval=LOOK_MS)
        self.watch.timeout.connect(self.look)

    @cached_property
    def ready(self) -> asyncio.Event:
        """Set as soon as the library is open."""
        import asyncio

        return asyncio.Event()

    @cached_property
    def turn(self) -> asyncio.Lock:
        """Whoever writes to the library holds it."""
        import asyncio

        return asyncio.Lock()

    @cached_property
    def meter(self) -> Meter:
        """How far the file is that is being sent."""
        from studio.actions.pace import Meter

        return Meter()

    @cached_property
    def arrivals(self) -> Arrivals:
        """How far the sound is that comes from the server."""
        from studio.actions.pace import Arrivals

        return Arrivals()

    @property
    def who(self) -> Account | None:
        """Who is signed in."""
        return self.settings.account

    async def open(self) -> None:
        """Opens the library for writing, and begins to sync if somebody is signed in."""
        import asyncio

        await asyncio.to_thread(_load)
        from studio.actions import desk
        from studio.problems import explain

        try:
            self.desk = await asyncio.to_thread(desk.open_desk, self.places)
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            self.broken.emit(told)
            return
        self.ready.set()
        self.watch.start()
        self.look()
        self.opened.emit()
        await self.count()
        await self.wake_server()
        self.start()

    async def close(self) -> None:
        """Ends the sync, lets edits under way come to their end, then lets go of the library."""
        import asyncio

        self.watch.stop()
        await self.stop()
        for end in self.endings:
            await end()
        if self.decoded is not None:
            await asyncio.to_thread(self.decoded.close)
        await asyncio.sleep(0)  # what was spawned just now takes its place in the queue
        async with self.turn:
            self.library.close()
            if self.desk is not None:
                await asyncio.to_thread(self.desk.local.close)
                self.desk = None

    def sounds(self) -> PcmCache | None:
        """Decoded sound for the whole window; None until the library is open."""
        if self.decoded is None and self.desk is not None:
            from studio.actions.listening import open_cache

            self.decoded = open_cache(self.desk)
        return self.decoded

    def tell_unheard(self) -> None:
        """Once in a window: whoever works without sound knows it by then."""
        if not self.told_unheard:
            self.told_unheard = True
            self.unheard.emit()

    async def do(self, work: Callable[[Desk], Awaitable[T]]) -> T:
        """Runs an action as soon as the library is open, and shows what it changed.

        One after the other: two edits of a field must not overtake each other.
        """
        await self.ready.wait()
        assert self.desk is not None
        try:
            async with self.turn:
                return await work(self.desk)
        finally:
            self.look()
            if self.engine is not None:
                self.engine.wake()
            await self.count()

    def look(self) -> None:
        """Tells of what was written, by us, by the engine, by the command line."""
        if self.library.changed():
            self.changed.emit()

    async def count(self) -> None:
        """Tells how many edits wait. The engine tells it too, once it runs."""
        import asyncio

        if self.desk is not None and self.engine is None:
            from studio.actions import syncing

            self.status.emit(await asyncio.to_thread(syncing.status, self.desk))

    def start(self) -> None:
        """Begins to sync, if somebody is signed in."""
        ended = self.syncing is None or self.syncing.done()
        if self.who is not None and ended and self.desk is not None:
            self.syncing = spawn(self.sync(self.desk))

    async def stop(self) -> None:
        """Ends the sync; what is under way is taken up again the next time."""
        import asyncio

        if self.syncing is not None:
            self.syncing.cancel()
            await asyncio.wait([self.syncing])
        self.syncing = None

    async def sync(self, desk: Desk) -> None:
        """The engine, until it is cancelled."""
        from studio.actions import syncing

        with suppress(syncing.NotSignedIn):
            async with syncing.engine(
                desk, on_status=self.told, on_upload=self.heard, on_arriving=self.arrived
            ) as engine:
                self.engine = engine
                try:
                    await engine.run()
                finally:
                    self.engine = None

    def told(self, status: Any) -> None:
        """Passes on what the engine says of itself."""
        self.look()
        self.status.emit(status)

    def heard(self, event: Any) -> None:
        """Passes on what the uploader says."""
        self.meter.hear(event)
        self.upload.emit(event)

    def arrived(self, event: Any) -> None:
        """Passes on what the lane of sounds says."""
        self.arrivals.hear(event)
        whole, now = event.done == event.size, time.monotonic()
        if whole or now - self.heard_at >= HEAR_S:  # many come in a second, none is missed
            self.heard_at = now
            self.arriving.emit(event)

    def sync_now(self) -> None:
        """Nobody waits any longer."""
        if self.engine is not None:
            self.engine.wake()
        else:
            self.start()

    async def sign_in(self, server: str, login: str, password: str, library: str = "") -> Account:
        """Lets this machine in, and begins to sync. Raises RemoteFailure, NoLibrary."""
        from studio.actions import account

        await self.ready.wait()
        assert self.desk is not None
        await self.stop()
        try:
            found = await account.sign_in(self.desk, server, login, password, library=library)
        finally:  # a wrong password must not end what went on before
            self.settings = self.desk.settings
            self.start()
        self.account.emit()
        return found

    async def make_server(self, newcomer: Newcomer, told: Callable[[str], None]) -> Account:
        """A server of one's own, signed in to. Raises ServerDidNotStart, RemoteFailure."""
        from studio.actions import own_server

        await self.ready.wait()
        assert self.desk is not None
        await self.stop()
        try:
            return await own_server.begin(self.desk, newcomer, told)
        finally:
            self.settings = self.desk.settings
            self.account.emit()
            self.start()

    async def wake_server(self) -> None:
        """One's own server goes when the machine does: it is started again with the studio."""
        from studio.actions import own_server

        if own_server.is_own(self.settings):
            spawn(own_server.start(self.settings, lambda _line: None))

    async def sign_out(self) -> None:
        """Stops syncing and gives the token back. Everything stays on this machine."""
        from studio.actions import account

        await self.ready.wait()
        assert self.desk is not None
        await self.stop()
        try:
            await account.sign_out(self.desk)
        finally:
            self.settings = self.desk.settings
            self.account.emit()
            await self.count()

    def choose_theme(self, choice: str) -> None:
        """Remembers which theme is wanted."""
        self.prefer(theme=choice)

    def prefer(self, **chosen: Any) -> None:
        """Remembers what was chosen, at once."""
        self.settings = replace(self.settings, **chosen)
        if self.desk is not None:
            self.desk.settings = self.settings
        settings.save(self.places, self.settings)

    def limit(self, kilobytes: int) -> None:
        """So many a second for all files, at once and from now on; 0: as fast as it goes."""
        rate = kilobytes * KB or None
        self.prefer(upload_rate=rate)
        if self.engine is not None:
            self.engine.files.limit(rate)
