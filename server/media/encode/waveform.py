"""The waveform as JSON and as a picture that reads on light and on dark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from server.media.encode.png import encode_png
from sync.sound.peaks import Peaks, write_json

WIDTH, HEIGHT = 1800, 280
_BAR, _GAP = 4, 2  # pixels: 300 bars
_FINE = 4  # vertical supersampling
# Middle tones: at least 3:1 against white and against near-black (WCAG 2.2, 1.4.11).
_OUTER = np.array((203, 106, 46), np.float32)
_INNER = np.array((168, 78, 30), np.float32)


def write_waveform_json(peaks: Peaks, path: Path) -> None:
    """audiowaveform JSON, version 2."""
    with path.open("wb") as file:
        file.writelines(write_json(peaks))


def write_waveform_png(peaks: Peaks, path: Path) -> None:
    """1800x280 RGBA on a transparent ground."""
    path.write_bytes(encode_png(draw(peaks)))


def draw(peaks: Peaks) -> NDArray[np.uint8]:
    """(280, 1800, 4): per bar the highest peak outside, the usual level inside."""
    bars = WIDTH // (_BAR + _GAP)
    tops, means = _bars(peaks, bars)
    scale = (HEIGHT / 2 - 4) / 128
    outer = _cover(np.maximum(tops * scale, 1.5))
    inner = _cover(np.maximum(means * scale, 0.0))
    color = _OUTER + (_INNER - _OUTER) * inner[..., None]
    column = np.zeros((HEIGHT, bars, 4), np.float32)
    column[..., :3] = color
    column[..., 3] = outer * 255
    pixels = np.zeros((HEIGHT, bars, _BAR + _GAP, 4), np.uint8)
    pixels[:, :, :_BAR] = np.rint(column).astype(np.uint8)[:, :, None]
    return pixels.reshape(HEIGHT, WIDTH, 4)


def _bars(peaks: Peaks, bars: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Per bar: the highest absolute peak, and the mean of all absolute peaks."""
    levels = np.abs(peaks.data.astype(np.float32)).max(axis=1, initial=0.0)
    if not len(levels):
        levels = np.zeros(1, np.float32)
    edges = np.linspace(0, len(levels), bars + 1)
    first = np.minimum(edges[:-1].astype(np.int64), len(levels) - 1)
    tops = np.maximum.reduceat(levels, first)
    counts = np.maximum(np.diff(np.append(first, len(levels))), 1)
    sums = np.where(
        np.diff(np.append(first, len(levels))) > 0, np.add.reduceat(levels, first), tops
    )
    return tops.astype(np.float32), (sums / counts).astype(np.float32)


def _cover(reach: NDArray[np.float32]) -> NDArray[np.float32]:
    """(HEIGHT, bars) coverage 0..1 of symmetrical bars reaching `reach` pixels from the middle."""
    lines = (np.arange(HEIGHT * _FINE, dtype=np.float32) + 0.5) / _FINE - HEIGHT / 2
    inside = np.abs(lines)[:, None] <= reach[None, :]
    covered: NDArray[np.float32] = inside.reshape(HEIGHT, _FINE, -1).mean(axis=1, dtype=np.float32)
    return covered
