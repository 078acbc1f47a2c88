"""What was rendered when: from the frame now heard back to its place in the music, and to redo."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.mixer import Block, Loop, Mixer, Moment, travelled

Peaks = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """One block: frames `start` to `start + frames` of the output, and the mixer before it.

    `fixed`: a jump lies in or right after it, so nothing before its end may be rendered anew.
    """

    start: int
    frames: int
    before: Moment
    loop: Loop | None
    peaks: Peaks
    fixed: bool = False

    @property
    def end(self) -> int:
        """The output frame after its last."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline at one moment, for other threads. `position` is that of output frame `end`."""

    spans: tuple[Span, ...]
    end: int
    position: int

    def place(self, frame: int) -> int:
        """Position in the music of output frame `frame`, to the sample; may pass the file's end
        by less than a block."""
        if frame >= self.end or not self.spans:
            return self.position
        for span in reversed(self.spans):
            if span.start <= frame:
                return travelled(span.before.position, frame - span.start, span.loop)
        return self.spans[0].before.position


@dataclass(frozen=True, slots=True)
class Saved:
    """A timeline and its mixer, to return to."""

    spans: tuple[Span, ...]
    end: int
    moment: Moment


class Timeline:
    """Renders blocks of one size from a mixer and remembers each until it has been heard.

    Belongs to one thread; others get a `chart`.
    """

    def __init__(self, mixer: Mixer) -> None:
        self.mixer = mixer
        self.block_frames = mixer.ramp_frames
        self.end = 0
        self._spans: deque[Span] = deque()

    def render(self, *, fixed: bool = False) -> Block:
        """One more block."""
        before, loop = self.mixer.moment(), self.mixer.loop
        block = self.mixer.render(self.block_frames)
        peaks = self.mixer.peaks.copy()
        self._spans.append(Span(self.end, self.block_frames, before, loop, peaks, fixed))
        self.end += self.block_frames
        return block

    def rewind(self, frame: int) -> int:
        """Return to the first block boundary at or after `frame`; gives that boundary.

        What was rendered after it is forgotten; the mixer stands where it stood there, with the
        settings of now. Never goes behind a jump.
        """
        back: Span | None = None
        while self._spans and self._spans[-1].start >= frame and not self._spans[-1].fixed:
            back = self._spans.pop()
        if back is not None:
            self.end = back.start
            self.mixer.restore(back.before)
        return self.end

    @property
    def leapt(self) -> bool:
        """A jump stands at the end: what comes next starts from silence anyway."""
        return bool(self._spans) and self._spans[-1].fixed

    def heard(self, frame: int) -> list[Peaks]:
        """Forget what is over at output frame `frame`; the peaks of what is forgotten."""
        over: list[Peaks] = []
        while self._spans and self._spans[0].end <= frame:
            over.append(self._spans.popleft().peaks)
        return over

    def forget(self) -> None:
        """Nothing that was rendered counts any more: the mixer was moved in silence."""
        self._spans.clear()

    def chart(self) -> Chart:
        """Where everything is now."""
        return Chart(tuple(self._spans), self.end, self.mixer.position)

    def save(self) -> Saved:
        """To try something."""
        return Saved(tuple(self._spans), self.end, self.mixer.moment())

    def load(self, saved: Saved) -> None:
        """As if it had not been tried."""
        self._spans = deque(saved.spans)
        self.end = saved.end
        self.mixer.restore(saved.moment)
