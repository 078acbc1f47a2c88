"""A spectral thumbnail from a few hundred sampled transforms, not from every sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from server.media.encode.png import encode_png
from sync.sound.samples import Block, Floats

WIDTH, HEIGHT = 900, 280
_SIZE = 4096
_LOW_HZ, _HIGH_HZ = 30.0, 20_000.0
_FLOOR_DB, _TOP_DB = -95.0, -12.0
# Night blue over violet and orange to pale yellow: rising lightness, readable without colour.
_STOPS = np.array(
    [(10, 12, 28), (45, 26, 94), (133, 36, 107), (213, 76, 64), (246, 152, 52), (252, 236, 170)],
    np.float32,
)


class SpectrumSink:
    """Keeps one transform per column and draws them at the end."""

    def __init__(self, path: Path, *, rate: int, total: int | None) -> None:
        self._path = path
        self._rate = rate
        self._step = max(_SIZE // 2, (total or rate * 240) // WIDTH)
        self._next = 0
        self._tail = np.zeros(0, np.float32)
        self._columns: list[Floats] = []
        self._window = np.hanning(_SIZE).astype(np.float32)
        self._rows = _row_bins(rate)

    def add(self, block: Block) -> None:
        """Take the next block."""
        mono = block.samples.mean(axis=1, dtype=np.float32)
        joined = np.concatenate((self._tail, mono))
        start = block.start - len(self._tail)
        while self._next + _SIZE <= start + len(joined):
            at = self._next - start
            self._columns.append(self._column(joined[at : at + _SIZE]))
            self._next += self._step
        keep = max(0, self._next - start)
        self._tail = joined[min(keep, len(joined)) :].copy()

    def finish(self) -> Path:
        """Write the picture; returns its path."""
        if not self._columns:
            short = np.zeros(_SIZE, np.float32)
            short[: min(_SIZE, len(self._tail))] = self._tail[:_SIZE]
            self._columns.append(self._column(short))
        table = np.stack(self._columns, axis=1)
        spread = np.minimum(np.arange(WIDTH) * table.shape[1] // WIDTH, table.shape[1] - 1)
        self._path.write_bytes(encode_png(_paint(table[:, spread])))
        return self._path

    def _column(self, samples: Floats) -> Floats:
        power = np.abs(np.fft.rfft(samples * self._window)) * (4.0 / _SIZE)
        level = 20 * np.log10(np.maximum(np.maximum.reduceat(power, self._rows), 1e-9))
        return ((level - _FLOOR_DB) / (_TOP_DB - _FLOOR_DB)).astype(np.float32)


def _row_bins(rate: int) -> NDArray[np.int64]:
    """First transform bin of each picture row, from low to high, on a logarithmic scale."""
    hertz = np.geomspace(_LOW_HZ, min(_HIGH_HZ, rate / 2), HEIGHT, endpoint=False)
    return np.minimum((hertz * _SIZE / rate).astype(np.int64), _SIZE // 2)


def _paint(table: Floats) -> NDArray[np.uint8]:
    place = np.clip(table[::-1], 0, 1) * (len(_STOPS) - 1)
    low = np.minimum(place.astype(np.int64), len(_STOPS) - 2)
    part = (place - low)[..., None]
    colors: Floats = _STOPS[low] * (1 - part) + _STOPS[low + 1] * part
    return np.rint(colors).astype(np.uint8)
