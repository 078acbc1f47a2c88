"""The process that touches hostile bytes: one JSON plan on stdin, JSON lines on stdout.

`python -m server.media.encode.child PARENT_PID`. Exit status 0 after the `done` line; anything
else means that the last line is missing and the parent must conclude from the status.
"""

from __future__ import annotations

import os
import platform
import re
import resource
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

from server.media.encode.confine import confine
from server.media.encode.failures import of_exception
from server.media.encode.optional import run_optional
from server.media.encode.plan import Done, Event, Failed, Plan, Progress
from server.media.encode.required import run_required
from sync.wire.codec import decode, encode

_PROGRESS_S = 0.5
_MAX_THREADS = 4


class Voice:
    """Writes one event a line; safe from every thread."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._last = 0.0

    def say(self, event: Event) -> None:
        """Send at once."""
        with self._lock:
            self._out.write(encode(event) + b"\n")
            self._out.flush()

    def progress(self, phase: Literal["required", "optional"]) -> Callable[[float], None]:
        """A callback that says how far `phase` is, twice a second at most."""

        def tell(fraction: float) -> None:
            now = time.monotonic()
            if now - self._last >= _PROGRESS_S:
                self._last = now
                self.say(Progress(phase=phase, fraction=round(fraction, 3)))

        return tell


def work(plan: Plan, voice: Voice) -> None:
    """Both phases; a failure of the first ends the render, those of the second do not."""
    if plan.required:
        try:
            required = run_required(plan, _threads(plan), voice.progress("required"))
        except Exception as error:
            voice.say(Failed(failure=of_exception(error)))
            return
        voice.say(required)
    run_optional(plan, voice.say, voice.progress("optional"))


def main() -> None:
    """Take the plan, put on the bounds, work."""
    # Native libraries may print: only events go to what the parent reads.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    plan = decode(sys.stdin.buffer.readline(), Plan)
    confine(plan.limits, int(sys.argv[1]))
    voice = Voice(out)
    work(plan, voice)
    used = resource.getrusage(resource.RUSAGE_SELF)
    voice.say(
        Done(cpu_seconds=round(used.ru_utime + used.ru_stime, 3), max_rss_mb=_max_rss() >> 20)
    )
    # Skip the interpreter's tear-down: everything is written, and nothing may fail now.
    sys.stderr.flush()
    os._exit(0)


def _max_rss() -> int:
    """Most bytes ever resident. Linux' own `ru_maxrss` starts with that of the parent."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        if found is not None:
            return int(found[1]) << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak << 10


def _threads(plan: Plan) -> int:
    if plan.threads is not None:
        return max(1, plan.threads)
    own = getattr(os, "sched_getaffinity", None)  # Linux: the cores that are ours
    return min(_MAX_THREADS, len(own(0)) if own is not None else os.cpu_count() or 1)


if __name__ == "__main__":
    main()
