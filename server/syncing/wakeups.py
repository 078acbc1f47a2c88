"""Who waits for news of a library: woken by PostgreSQL's NOTIFY, whichever process has written.

One connection listens for the whole process. While it is lost, and should a word be lost, whoever
waits looks again by themselves every few seconds.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import asyncpg

from server.kit.limits import too_many
from server.kit.logs import logger

log = logger(__name__)

CHANNEL = "acetate_sync"
LOOK_AGAIN_S = 5.0
RECONNECT_S = 1.0
MOST_WAITING = 8
"""Of one account in one process."""


class Wakeups:
    """The bells of one process."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._bells: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._waiting: Counter[UUID] = Counter()
        self._task: asyncio.Task[None] | None = None
        self.closing = False

    def start(self) -> None:
        """Begins to listen; connects by itself as often as it takes."""
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Lets everybody go who waits, and hangs up."""
        self.closing = True
        self._ring_all()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @contextmanager
    def bell(self, library_id: UUID, account: UUID) -> Iterator[asyncio.Event]:
        """Is set when something happened in the library. RATE_LIMITED when too many wait."""
        if self._waiting[account] >= MOST_WAITING:
            raise too_many(LOOK_AGAIN_S)
        bell = asyncio.Event()
        self._waiting[account] += 1
        self._bells[library_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[library_id].discard(bell)
            if not self._bells[library_id]:
                del self._bells[library_id]
            self._waiting[account] -= 1
            if not self._waiting[account]:
                del self._waiting[account]

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting.total()

    async def _listen(self) -> None:
        while True:
            try:
                await self._until_lost()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("wakeups_lost", error=f"{type(error).__name__}: {error}")
            self._ring_all()
            await asyncio.sleep(RECONNECT_S)

    async def _until_lost(self) -> None:
        lost = asyncio.Event()
        connection = await asyncpg.connect(self._dsn)
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._heard)
            # What was said before we listened.
            self._ring_all()
            await lost.wait()
        finally:
            connection.terminate()

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        library, _, _ = str(payload).partition(" ")
        with suppress(ValueError):
            for bell in self._bells.get(UUID(library), ()):
                bell.set()

    def _ring_all(self) -> None:
        for bells in self._bells.values():
            for bell in bells:
                bell.set()
