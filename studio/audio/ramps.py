"""A gain that never jumps: linear from where it is to where it should be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RampState:
    """All of a ramp at one moment, to return to."""

    now: float
    target: float
    left: int
    step: float


class Ramp:
    """Linear gain over `length` frames, the same whatever the sizes of the blocks asked for."""

    __slots__ = ("left", "length", "now", "step", "target")

    def __init__(self, value: float, length: int) -> None:
        self.length = length
        self.settle(value)

    def settle(self, value: float) -> None:
        """Be there at once."""
        self.now = self.target = value
        self.left, self.step = 0, 0.0

    def aim(self, target: float) -> None:
        """Start from where it is at the next frame, unless it is on its way there already."""
        if target != self.target:
            self.step = (target - self.now) / self.length
            self.target, self.left = target, self.length

    @property
    def silent(self) -> bool:
        """Zero now and until told otherwise."""
        return not self.left and self.now == 0.0

    def take(self, frames: int) -> np.float32 | NDArray[np.float32]:
        """The gain of the next frames: one number where it does not change."""
        if not self.left:
            return np.float32(self.now)
        moving = min(frames, self.left)
        # Counted back from the target, so that it is met exactly and no error adds up.
        ahead = np.arange(self.left - 1, self.left - 1 - moving, -1)
        gains = np.full(frames, self.target, np.float32)
        gains[:moving] = self.target - self.step * ahead
        self.left -= moving
        self.now = self.target - self.step * self.left
        return gains

    def state(self) -> RampState:
        """Where it stands."""
        return RampState(self.now, self.target, self.left, self.step)

    def restore(self, state: RampState) -> None:
        """Stand there again."""
        self.now, self.target, self.left = state.now, state.target, state.left
        self.step = state.step
