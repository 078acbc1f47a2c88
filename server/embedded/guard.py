"""Outlives a killed supervisor for one moment: ends every process it was told of, then itself.

Run by file path (`python -I -S guard.py`). It reads lines from its standard input, a pipe whose
other end only the supervisor holds: `+PID SIGNAL` starts the watch over a process, `-PID` ends it.
The end of the pipe means that the supervisor is gone, however it died.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable

PATIENCE_S = 5.0


def read(lines: Iterable[str]) -> dict[int, int]:
    """Follow the lines to their end; what remains is who is still alive and how to end it."""
    watched: dict[int, int] = {}
    for line in lines:
        if not line.endswith("\n"):
            break  # the supervisor died within a line
        pid, _, how = line[1:].strip().partition(" ")
        if line.startswith("+"):
            watched[int(pid)] = int(how)
        else:
            watched.pop(int(pid), None)
    return watched


def end(watched: dict[int, int]) -> None:
    """Give each process its signal, and its whole group SIGKILL once it is gone or too slow."""
    for pid, how in watched.items():
        _send(pid, how)
    deadline = time.monotonic() + PATIENCE_S
    while any(_send(pid, 0) for pid in watched) and time.monotonic() < deadline:
        time.sleep(0.02)
    for pid in watched:
        _send(pid, signal.SIGKILL)
        _send(-pid, signal.SIGKILL)


def _send(pid: int, how: int) -> bool:
    """Whether the process (or, if negative, the group) was there to receive it."""
    try:
        os.kill(pid, how)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(read(sys.stdin))
