"""How far a file is on its way, how fast it goes and how long it will still take."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WINDOW_S = 6.0
"""Speed is what went by in so many seconds."""
LEAST_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far a file is, in bytes. `speed` in bytes per second and `left_s` while they are known;
    `doing` is a word for people where no bytes go by.
    """

    done: int = 0
    size: int = 0
    speed: float | None = None
    left_s: float | None = None
    doing: str = ""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.size) if self.size else 0.0


@dataclass(slots=True)
class Window:
    """The bytes that went by lately."""

    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def clear(self) -> None:
        """What went by before says nothing of what is to come."""
        self._seen.clear()

    def pace(self, gone: int, *, done: int, size: int, now: float) -> Pace:
        """`gone`: how many went by since it was cleared, or any count that rises with them."""
        self._seen.append((now, gone))
        while self._seen[0][0] < now - WINDOW_S:
            self._seen.popleft()
        began, before = self._seen[0]
        speed = (gone - before) / (now - began) if now - began >= LEAST_S else None
        left = (size - done) / speed if speed and size else None
        return Pace(done=done, size=size, speed=speed or None, left_s=left)


@dataclass(slots=True)
class Meter:
    """Makes a Pace of what the uploader tells, for the one file that is being sent."""

    path: Path | None = None
    pace: Pace = field(default_factory=Pace)
    _window: Window = field(default_factory=Window)
    _base: int = 0
    _sent: int = 0
    _held: int = 0

    def hear(self, event: Any, now: float | None = None) -> Pace:
        """One event of sync.client.events."""
        now = time.monotonic() if now is None else now
        if event.path != self.path:
            self.path, self.pace = event.path, Pace()
            self._base = self._sent = self._held = 0
            self._window.clear()
        match type(event).__name__:
            case "Hashing":
                self.pace = Pace(done=event.done, size=event.size, doing="Reading")
            case "Uploading":
                self._hold(event.done, event.size, now)
            case "Moving":
                self._move(event.sent, now)
            case "Waiting":
                self._base = self._held - self._sent  # what was on its way is sent again
                self.pace = Pace(done=self._held, size=self.pace.size, doing=event.why)
                self._window.clear()
            case "Completing":
                self.pace = Pace(done=self.pace.size, size=self.pace.size, doing="Finishing")
            case "Done":
                self.pace = Pace()
        return self.pace

    def _hold(self, done: int, size: int, now: float) -> None:
        """The server has so much: at least that is true."""
        self._held = done
        if self.pace.size != size or self.pace.doing:
            self._base = done - self._sent
            self._window.clear()
        self._show(max(done, min(size, self._base + self._sent)), size, now)

    def _move(self, sent: int, now: float) -> None:
        if sent < self._sent:  # begun anew
            self._base = self._held
            self._window.clear()
        self._sent = sent
        self._show(min(self.pace.size, self._base + sent), self.pace.size, now)

    def _show(self, done: int, size: int, now: float) -> None:
        self.pace = self._window.pace(self._sent, done=done, size=size, now=now)


@dataclass(slots=True)
class Arrivals:
    """The same for the one sound that comes from the server."""

    sha256: str = ""
    pace: Pace = field(default_factory=Pace)
    _window: Window = field(default_factory=Window)

    def hear(self, event: Any, now: float | None = None) -> Pace:
        """One sync.client.sounds.Arriving."""
        now = time.monotonic() if now is None else now
        if event.sha256 != self.sha256 or event.done < self.pace.done:
            self.sha256 = event.sha256
            self._window.clear()
        self.pace = self._window.pace(event.done, done=event.done, size=event.size, now=now)
        return self.pace
