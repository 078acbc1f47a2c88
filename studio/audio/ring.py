"""What is rendered but not yet played: written by the feeder, emptied by the sound card."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import numpy as np

from studio.audio.mixer import Block


@dataclass(frozen=True, slots=True)
class RingState:
    """`read` and `written` count frames since the beginning; `dry` the frames of silence handed
    out since the last frame of sound; `taken_at` is `time.monotonic` of the last request."""

    read: int
    written: int
    dry: int
    underruns: int
    taken_at: float


class Ring:
    """Interleaved stereo float32 between two threads. Its lock covers copying and nothing else.

    Frames have absolute numbers: what was written but not taken may be written again.
    """

    def __init__(self, frames: int) -> None:
        self.capacity = frames
        self.expecting = False
        """Set while sound should be there: only then is silence an underrun."""
        self._data = np.zeros((frames, 2), np.float32)
        self._lock = threading.Lock()
        self._read = self._written = self._dry = self._underruns = 0
        self._taken_at = time.monotonic()

    def state(self) -> RingState:
        """All numbers at one moment."""
        with self._lock:
            return RingState(self._read, self._written, self._dry, self._underruns, self._taken_at)

    def put(self, block: Block) -> None:
        """Append (2, n); more than has room raises ValueError."""
        with self._lock:
            if self._written - self._read + block.shape[1] > self.capacity:
                raise ValueError("the ring is full")
            self._copy_in(block)

    def rewrite(self, start: int, block: Block) -> bool:
        """Replace everything from frame `start` on; False when that is being played already.

        More than has room raises ValueError.
        """
        with self._lock:
            if start < self._read:
                return False
            if start - self._read + block.shape[1] > self.capacity:
                raise ValueError("the ring is full")
            self._written = start
            self._copy_in(block)
            return True

    def take(self, frames: int) -> bytes:
        """The next frames as the sound card wants them; silence where there are none."""
        with self._lock:
            have = min(frames, self._written - self._read)
            at = self._read % self.capacity
            first = min(have, self.capacity - at)
            sound = self._data[at : at + first].tobytes() + self._data[: have - first].tobytes()
            self._read += have
            missing = frames - have
            if have:
                self._dry = 0
            self._dry += missing
            if missing and self.expecting:
                self._underruns += 1
            self._taken_at = time.monotonic()
        return sound + bytes(8 * missing)

    def _copy_in(self, block: Block) -> None:
        count = block.shape[1]
        at = self._written % self.capacity
        first = min(count, self.capacity - at)
        # Beyond full scale a sound card wraps or clips as it likes: clip here.
        frames = np.clip(block, -1.0, 1.0).T
        self._data[at : at + first] = frames[:first]
        self._data[: count - first] = frames[first:]
        self._written += count
