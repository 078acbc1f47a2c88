"""Waveform peaks, byte for byte those of BBC audiowaveform 1.10 on integer sources.

The rule (read from audiowaveform's source and checked against it): a sample is int16, wider
integers shifted right by 16, floats times 32767 cut toward zero; the channels are summed and
divided by their number, cut toward zero; lowest and highest per 256 samples, a last partial
group kept; 8 bits are that divided by 256, cut toward zero. Always at the source's own rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sync.sound.samples import Block, Floats

SAMPLES_PER_PIXEL = 256
_JSON_STEP = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """`data`: (points, 2) int8, lowest and highest of each group, full scale 128."""

    sample_rate: int
    samples_per_pixel: int
    data: NDArray[np.int8]

    @property
    def length(self) -> int:
        """How many points."""
        return len(self.data)


class PeakMeter:
    """Gathers peaks block by block. Constant memory but for two bytes a point."""

    def __init__(self, *, rate: int, channels: int) -> None:
        self._rate = rate
        self._channels = channels
        self._held = np.empty(0, np.int32)
        self._found: list[NDArray[np.int8]] = []

    def add(self, block: Block) -> None:
        """Take the next block."""
        total = channel_sum(block)
        if len(self._held):
            total = np.concatenate((self._held, total))
        whole = len(total) // SAMPLES_PER_PIXEL * SAMPLES_PER_PIXEL
        if whole:
            self._keep(total[:whole].reshape(-1, SAMPLES_PER_PIXEL))
        self._held = total[whole:].copy()

    def finish(self) -> Peaks:
        """All points, the last group being as short as it is."""
        if len(self._held):
            self._keep(self._held.reshape(1, -1))
            self._held = self._held[:0]
        data = np.concatenate(self._found) if self._found else np.empty((0, 2), np.int8)
        return Peaks(self._rate, SAMPLES_PER_PIXEL, data)

    def _keep(self, groups: NDArray[np.int32]) -> None:
        # Dividing and cutting never changes the order of numbers, so it may come after min/max.
        ends = np.stack((groups.min(axis=1), groups.max(axis=1)), axis=1)
        self._found.append(cut_divide(ends, 256 * self._channels))


def channel_sum(block: Block) -> NDArray[np.int32]:
    """Sum over the channels of a block's int16 values, one int32 per sample."""
    total: NDArray[np.int32] = _int16(block, 0)
    for index in range(1, block.samples.shape[1]):
        total = total + _int16(block, index)
    return total


def _int16(block: Block, channel: int) -> NDArray[np.int32]:
    if block.ints is None:
        scaled = block.samples[:, channel] * np.float32(32767)
        bounded: Floats = np.clip(scaled, -32768, 32767)
        return bounded.astype(np.int32)
    column: NDArray[np.generic] = block.ints[:, channel]
    wide = column.astype(np.int32)
    if column.dtype != np.int16:
        wide >>= 16
    return wide


def cut_divide(values: NDArray[np.int32], divisor: int) -> NDArray[np.int8]:
    """C's integer division: toward zero. Two steps of it equal one by the product."""
    cut: NDArray[np.int32] = np.sign(values) * (np.abs(values) // divisor)
    return cut.astype(np.int8)


def resample(peaks: Peaks, points: int) -> NDArray[np.int8]:
    """(points, 2) int8: each new point is the lowest and highest of the old ones it covers.

    No peak is ever lost; asking for more points than there are gives all of them. Raises
    ValueError for less than one point.
    """
    if points < 1:
        raise ValueError("at least one point")
    if points >= peaks.length:
        return peaks.data
    edges = np.arange(points, dtype=np.int64) * peaks.length // points
    low = np.minimum.reduceat(peaks.data[:, 0], edges)
    high = np.maximum.reduceat(peaks.data[:, 1], edges)
    return np.stack((low, high), axis=1)


def write_json(peaks: Peaks) -> Iterator[bytes]:
    """audiowaveform JSON, version 2, in pieces: an hour is megabytes of digits."""
    yield (
        f'{{"version":2,"channels":1,"sample_rate":{peaks.sample_rate},'
        f'"samples_per_pixel":{peaks.samples_per_pixel},"bits":8,'
        f'"length":{peaks.length},"data":['
    ).encode()
    flat = peaks.data.reshape(-1)
    for start in range(0, len(flat), _JSON_STEP):
        lead = "," if start else ""
        yield (lead + ",".join(map(str, flat[start : start + _JSON_STEP].tolist()))).encode()
    yield b"]}\n"
