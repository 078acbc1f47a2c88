"""The supervisor's end of the guard: tells it whom to end should we die without a word."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

GUARD = Path(__file__).with_name("guard.py")
AGAIN_AFTER_S = 0.5


class Watch:
    """Keeps a guard process alive and informed."""

    def __init__(self) -> None:
        self._watched: dict[int, signal.Signals] = {}
        self._guard: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the guard, while it lives."""
        guard = self._guard
        return guard.pid if guard and guard.returncode is None else None

    async def start(self) -> None:
        """Start the guard; it is started again if somebody kills it."""
        await self._spawn()
        self._keeping = asyncio.create_task(self._keep())

    def over(self, pid: int, how: signal.Signals) -> None:
        """From now on `pid` (and its group) does not outlive us."""
        self._watched[pid] = how
        self._tell(f"+{pid} {int(how)}")

    def release(self, pid: int) -> None:
        """The process has ended."""
        self._watched.pop(pid, None)
        self._tell(f"-{pid}")

    async def close(self) -> None:
        """Let the guard go; call it when nothing is watched any more."""
        if self._keeping:
            self._keeping.cancel()
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()
            await self._guard.wait()

    async def _spawn(self) -> None:
        self._guard = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            str(GUARD),
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
            cwd="/",
        )
        for pid, how in self._watched.items():
            self._tell(f"+{pid} {int(how)}")

    async def _keep(self) -> None:
        while self._guard is not None:
            await self._guard.wait()
            await asyncio.sleep(AGAIN_AFTER_S)
            await self._spawn()

    def _tell(self, line: str) -> None:
        guard = self._guard
        if guard and guard.returncode is None and guard.stdin and not guard.stdin.is_closing():
            guard.stdin.write(line.encode() + b"\n")
