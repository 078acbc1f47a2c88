"""Sample levels of a whole file: clipping, silence, offset, channels that say the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sync.sound.samples import Block, Floats

_SILENT = np.float32(10 ** (-70 / 20))
_CARRY = 3  # rows looked back for runs that cross two blocks
_STEADY = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """`clipped_runs`: places with three or more samples in a row at full scale, `first_clip` the
    sample index of the first. `first_sound`, `last_sound`: first and last sample above -70 dBFS,
    None for silence. `offsets`: mean per channel, full scale 1.0. `energies`: mean square per
    channel. `side`: energy of left minus right over that of both, None unless stereo."""

    samples: int
    clipped_runs: int
    first_clip: int | None
    first_sound: int | None
    last_sound: int | None
    offsets: tuple[float, ...]
    energies: tuple[float, ...]
    side: float | None
    non_finite: int


class LevelMeter:
    """Gathers levels block by block."""

    def __init__(self, *, channels: int, bit_depth: int | None) -> None:
        # Full scale of the largest positive integer; float and lossy sources count as 16 bit.
        bits = 8 if bit_depth == 8 else 16
        self._full = np.float32(1 - 2.0 ** (1 - bits) - 1e-6)
        # A pure tone in 8 bits rests on its top for long: only longer runs are clipping there.
        self._run = 16 if bits == 8 else _CARRY
        self._carry: NDArray[np.bool_] = np.zeros((self._run, channels), np.bool_)
        self._sums = np.zeros(channels)
        self._products = np.zeros((channels, channels))
        self._samples = self._runs = self._bad = 0
        self._first_clip: int | None = None
        self._first: int | None = None
        self._last: int | None = None

    def add(self, block: Block) -> None:
        """Take the next block."""
        size = np.abs(block.samples)
        top = float(size.max(initial=0.0))
        self._clipping(size, top, block.start)
        if top > _SILENT:
            self._sound(size, block.start)
        self._sum(block.samples)
        self._samples += len(size)
        self._bad += block.non_finite

    def finish(self) -> Levels:
        """The values of the whole file."""
        count = max(1, self._samples)
        return Levels(
            samples=self._samples,
            clipped_runs=self._runs,
            first_clip=self._first_clip,
            first_sound=self._first,
            last_sound=self._last,
            offsets=tuple((self._sums / count).tolist()),
            energies=tuple((np.diag(self._products) / count).tolist()),
            side=_side(self._products),
            non_finite=self._bad,
        )

    def _sum(self, samples: Floats) -> None:
        # Products of a few thousand samples keep float32 sums exact enough for -60 dB.
        ones = np.ones(min(len(samples), _STEADY), np.float32)
        for start in range(0, len(samples), _STEADY):
            part = samples[start : start + _STEADY]
            self._sums += ones[: len(part)] @ part
            self._products += part.T @ part

    def _sound(self, size: Floats, start: int) -> None:
        loud = (size > _SILENT).reshape(-1)
        channels = size.shape[1]
        if self._first is None:
            self._first = start + int(loud.argmax()) // channels
        self._last = start + (len(loud) - 1 - int(loud[::-1].argmax())) // channels

    def _clipping(self, size: Floats, top: float, start: int) -> None:
        if top < self._full and not self._carry.any():
            return
        mask = np.concatenate((self._carry, size >= self._full))
        self._carry = mask[-self._run :]
        # A run starts at row i when rows i .. i+run-1 are full and row i-1 is not.
        count = len(mask) - self._run
        begins = ~mask[:count]
        for step in range(1, self._run + 1):
            begins &= mask[step : step + count]
        found = int(np.count_nonzero(begins))
        if found and self._first_clip is None:
            row = int(begins.any(axis=1).argmax())
            self._first_clip = max(0, start + row + 1 - self._run)
        self._runs += found


def _side(products: NDArray[np.float64]) -> float | None:
    if products.shape != (2, 2):
        return None
    both = products[0, 0] + products[1, 1]
    return float((both - 2 * products[0, 1]) / both) if both > 0 else None
