"""Ends what an earlier, killed start may have left running, and clears its pid file."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

PATIENCE_S = 10.0


def end_orphan(pid_file: Path, *, marker: Path, how: signal.Signals) -> None:
    """Remove `pid_file`; if its process still runs and names `marker`, end that process first.

    The caller holds the lock of the data folder, so whoever still works on `marker` is an orphan.
    A number that meanwhile belongs to some other program (common in containers) is left alone.
    """
    pid = _read_pid(pid_file)
    if pid is not None and str(marker) in command_line(pid):
        _end(pid, marker, how)
    pid_file.unlink(missing_ok=True)


def command_line(pid: int) -> str:
    """The command line of a live process, or nothing."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)],  # noqa: S607 (POSIX, found on PATH)
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip()


def _read_pid(pid_file: Path) -> int | None:
    try:
        first = pid_file.read_text(errors="replace").split("\n", 1)[0]
        pid = int(first)
    except (OSError, ValueError):
        return None
    return pid if pid > 1 else None


def _end(pid: int, marker: Path, how: signal.Signals) -> None:
    for sign in (how, signal.SIGKILL):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if str(marker) not in command_line(pid):
                return
            time.sleep(0.02)
