"""Which part of a sound is shown, and how large: pure arithmetic of zooming and scrolling."""

from __future__ import annotations

from dataclasses import dataclass, replace

DEEPEST = 1 / 32
"""Frames a pixel at the closest: a sample every 32 pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`width` pixels from frame `start` on, `per_pixel` frames each, of a sound of `frames`."""

    frames: int
    width: int
    start: float
    per_pixel: float

    @property
    def end(self) -> float:
        """The frame at the right edge; past the sound's end where that does not fill the width."""
        return self.start + self.width * self.per_pixel

    @property
    def is_whole(self) -> bool:
        """Everything is to be seen."""
        return self.per_pixel >= self.frames / self.width

    def frame_at(self, x: float) -> int:
        """The frame under a pixel, within the sound."""
        return min(self.frames, max(0, round(self.start + x * self.per_pixel)))

    def x_of(self, frame: float) -> float:
        """Where a frame is drawn; outside [0, width] it is not seen."""
        return (frame - self.start) / self.per_pixel

    def shows(self, frame: float) -> bool:
        """The frame is in sight."""
        return self.start <= frame <= self.end

    def zoomed(self, factor: float, x: float) -> View:
        """`factor` times larger; what is at `x` stays there unless an end forbids it."""
        held = self.start + x * self.per_pixel
        closer = self._allowed(self.per_pixel / factor)
        return self._placed(held - x * closer, closer)

    def scrolled(self, pixels: float) -> View:
        """Moved towards the end, as far as there is sound."""
        return self._placed(self.start + pixels * self.per_pixel, self.per_pixel)

    def resized(self, width: int) -> View:
        """In another width: a whole view stays whole, another keeps its start and its scale."""
        wider = replace(self, width=max(1, width))
        if self.is_whole:
            return whole(self.frames, width)
        return wider._placed(self.start, wider._allowed(self.per_pixel))

    def of(self, frames: int) -> View:
        """The same part of a sound of another length: a version that is switched to."""
        if self.is_whole:
            return whole(frames, self.width)
        other = replace(self, frames=max(1, frames))
        return other._placed(self.start, other._allowed(self.per_pixel))

    def revealing(self, frame: float, at: float = 0.1) -> View:
        """Moved, if need be, so that the frame is seen at that share of the width."""
        if self.shows(frame):
            return self
        return self._placed(frame - at * self.width * self.per_pixel, self.per_pixel)

    def _allowed(self, per_pixel: float) -> float:
        return max(DEEPEST, min(per_pixel, self.frames / self.width))

    def _placed(self, start: float, per_pixel: float) -> View:
        last = self.frames - self.width * per_pixel
        return replace(self, start=max(0.0, min(start, last)), per_pixel=per_pixel)


def whole(frames: int, width: int) -> View:
    """All of a sound."""
    width, frames = max(1, width), max(1, frames)
    return View(frames=frames, width=width, start=0.0, per_pixel=max(DEEPEST, frames / width))
