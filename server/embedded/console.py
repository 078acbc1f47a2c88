"""Where the supervisor and its programs speak: one stream of lines, each with a name before it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

WIDTH = 9
LONGEST_LINE = 64 * 1024
ROTATE_BYTES = 20 * 10**6


class Console:
    """Writes prefixed lines to standard output; a full `file` is put aside."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._closed = False

    def say(self, name: str, text: str) -> None:
        """One line; silently nothing once the reader of our output is gone."""
        if self._closed:
            return
        try:
            sys.stdout.write(f"{name:<{WIDTH}} | {text}\n")
            sys.stdout.flush()
        except BrokenPipeError:
            self._closed = True
            return
        self._rotate()

    async def relay(self, name: str, stream: asyncio.StreamReader) -> str:
        """Say every line of a program until its output ends; returns the last one."""
        pending, last = b"", ""
        while chunk := await stream.read(LONGEST_LINE):
            *lines, pending = (pending + chunk).split(b"\n")
            if len(pending) >= LONGEST_LINE:
                lines.append(pending)
                pending = b""
            for line in lines:
                last = line.decode(errors="replace").rstrip() or last
                self.say(name, line.decode(errors="replace").rstrip())
        if pending:
            last = pending.decode(errors="replace").rstrip()
            self.say(name, last)
        return last

    def _rotate(self) -> None:
        if self._file is None or os.fstat(1).st_size < ROTATE_BYTES:
            return
        self._file.replace(self._file.with_suffix(".log.1"))
        fresh = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(fresh, 1)
        os.dup2(fresh, 2)
        os.close(fresh)
