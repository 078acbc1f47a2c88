"""How fast and how many at once: a token bucket for bytes, and lanes that adapt to the server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

GROW_AFTER = 10
"""Parts that must have gone well before one more lane is tried."""


class TokenBucket:
    """At most `rate` bytes per second over all lanes; None: as fast as it goes.

    It holds a tenth of a second's worth, so that a burst does not break the cap.
    """

    def __init__(self, rate: int | None) -> None:
        self._free_at = 0.0
        self.limit(rate)

    def limit(self, rate: int | None) -> None:
        """Another cap from now on; what was let go before counts no longer."""
        if rate is not None and rate < 1:
            raise ValueError("a rate is at least one byte per second")
        self._rate = rate
        self._free_at = 0.0

    async def take(self, count: int) -> None:
        """Waits until `count` bytes may go."""
        if self._rate is None:
            return
        now = time.monotonic()
        begin = max(self._free_at, now - 0.1)
        self._free_at = begin + count / self._rate
        if self._free_at > now:
            await asyncio.sleep(self._free_at - now)


class Lanes:
    """Parts out at once: half as many after a sign of overload, one more after ten good ones."""

    def __init__(self, most: int) -> None:
        if most < 1:
            raise ValueError("at least one lane")
        self._most = most
        self._allowed = most
        self._busy = 0
        self._good = 0
        self._changed = asyncio.Condition()
        self._not_before = 0.0

    @property
    def allowed(self) -> int:
        """Parts that may be on their way just now."""
        return self._allowed

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Holds a lane."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._busy < self._allowed)
            self._busy += 1
        try:
            await asyncio.sleep(max(0.0, self._not_before - time.monotonic()))
            yield
        finally:
            async with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def went_well(self) -> None:
        """A part arrived."""
        self._good += 1
        if self._good >= GROW_AFTER:
            self._good = 0
            self._allowed = min(self._most, self._allowed + 1)

    def slow_down(self, pause_s: float = 0.0) -> None:
        """The server or the network is overloaded; nothing new begins for `pause_s` seconds."""
        self._good = 0
        self._allowed = max(1, self._allowed // 2)
        self._not_before = max(self._not_before, time.monotonic() + pause_s)
