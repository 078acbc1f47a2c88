"""The one file that a lane is at, so that somebody can stop it while the lane goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Halted(Exception):
    """The file is paused, given up, or others go first."""


class Turn:
    """Belongs to one lane and its event loop. `sha256` is empty between two files."""

    def __init__(self) -> None:
        self.sha256 = ""
        self._halted = False
        self._work: asyncio.Task[Any] | None = None

    def begin(self, sha256: str) -> None:
        """It is this file's turn."""
        self.sha256, self._halted = sha256, False

    def end(self) -> None:
        """The lane is done with it, for now or for good."""
        self.sha256 = ""

    async def interrupt(self) -> None:
        """Stops what is under way; returns when it has stopped. run() raises Halted."""
        self._halted = True
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait([self._work])

    async def run(self, work: Coroutine[Any, Any, object]) -> None:
        """Does what can be interrupted. Raises Halted, and CancelledError where it is the lane
        itself that ends.
        """
        if self._halted:
            work.close()
        self._go_on()
        self._work = asyncio.create_task(work)
        try:
            await self._work
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is None or not current.cancelling():
                self._go_on()
            raise
        finally:
            self._work = None

    def _go_on(self) -> None:
        if self._halted:
            raise Halted
