"""Lowest and highest samples of a decoded file at every zoom, kept beside it.

Level 0 holds 256 frames a bin, every further level twice as many, down to 512 bins. Closer than
256 frames a column the decoded sound itself is read, so that no zoom ever reads more than a few
hundred thousand samples.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.pcmfile import (
    HEADER_BYTES,
    CorruptCache,
    Pcm,
    Planes,
    part_name,
    publish,
    sealed,
    unsealed,
)

Extremes = NDArray[np.int16]
"""(2, n): row 0 the lowest, row 1 the highest; full scale 32768."""

BASE = 256
_TOP_BINS = 512
_FINER = 4  # bins a column at least, where there are levels: edges are off by a quarter pixel
_MAGIC = b"AcePYR1\n"
_FIELDS = struct.Struct("<8sIQII")
_CHUNK_BINS = 4096


class Pyramid:
    """The waveform of one Pcm, all channels in one: the lowest and the highest of any."""

    def __init__(self, pcm: Pcm, levels: list[Extremes]) -> None:
        self.frames = pcm.frames
        self._planes = pcm.planes
        self._levels = levels

    def view(self, start: float, end: float, width: int) -> Extremes:
        """(2, width) int16 for the frames [start, end) drawn over `width` pixels.

        Each column covers at least the frames under it, and at most a quarter of a column more
        at each side (one frame more below 256 frames a column). Columns outside the file are 0.
        Raises ValueError when there is nothing to draw.
        """
        if not (width >= 1 and end > start):
            raise ValueError("a view has columns and a length")
        per_column = (end - start) / width
        level = self._level(per_column)
        size = 1 if level is None else BASE << level
        edges = np.linspace(start / size, end / size, width + 1)
        first = np.floor(edges[:-1]).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:]).astype(np.int64), first + 1)
        count = self.frames if level is None else self._levels[level].shape[1]
        out = np.zeros((2, width), np.int16)
        inside = np.flatnonzero((first < count) & (last > 0))
        if len(inside):
            ends = np.clip(first[inside], 0, count), np.clip(last[inside], 0, count)
            out[:, inside] = self._reduce(level, *ends)
        return out

    def samples(self, start: int, end: int) -> NDArray[np.float32]:
        """(channels, n) float32 of full scale 1.0, to draw as a line at the closest zooms."""
        part = self._planes[:, max(0, start) : max(0, end)]
        if part.dtype == np.int16:
            return np.multiply(part, np.float32(2.0**-15), dtype=np.float32)
        return np.asarray(part, np.float32).copy()

    def _level(self, per_column: float) -> int | None:
        """The coarsest level that still is fine enough; None for the samples themselves."""
        if per_column < BASE:
            return None
        level = 0
        while level + 1 < len(self._levels) and (BASE << (level + 1)) * _FINER <= per_column:
            level += 1
        return level

    def _reduce(
        self, level: int | None, first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> Extremes:
        low, high = int(first[0]), int(last[-1])
        if level is not None:
            part = self._levels[level][:, low:high]
            return as_int16(_spans(part[0], part[1], first - low, last - low))
        planes = self._planes[:, low:high]
        found = [_spans(plane, plane, first - low, last - low) for plane in planes]
        merged = found[0]
        for other in found[1:]:
            merged = np.stack(
                (np.minimum(merged[0], other[0]), np.maximum(merged[1], other[1])),
            )
        return as_int16(merged)


def open_pyramid(pcm: Pcm) -> Pyramid:
    """The pyramid of a decoded file: read, or built (0.3 CPU s an hour) and kept beside it.

    Raises OSError when it can be neither read nor written.
    """
    path = pcm.path.with_suffix(".pyr")
    try:
        return Pyramid(pcm, _read(path, pcm))
    except (FileNotFoundError, CorruptCache):
        levels = build(pcm.planes)
        _write(path, pcm, levels)
        return Pyramid(pcm, levels)


def build(planes: Planes) -> list[Extremes]:
    """Every level of (channels, frames) samples, the finest first; last bins may be partial."""
    frames = planes.shape[1]
    base = np.empty((2, -(-frames // BASE)), np.int16)
    step = BASE * _CHUNK_BINS
    for start in range(0, frames, step):
        part = planes[:, start : start + step]
        edges = np.arange(0, part.shape[1], BASE)
        ends = np.stack(
            (
                np.minimum.reduceat(part.min(axis=0), edges),
                np.maximum.reduceat(part.max(axis=0), edges),
            )
        )
        at = start // BASE
        base[:, at : at + len(edges)] = as_int16(ends)
    levels = [base]
    while levels[-1].shape[1] > _TOP_BINS:
        levels.append(_halved(levels[-1]))
    return levels


def as_int16(ends: Planes) -> Extremes:
    """Floats of full scale 1.0 as int16, rounded outwards: no peak is drawn too small."""
    if ends.dtype == np.int16:
        return np.asarray(ends, np.int16)
    scaled = np.stack((np.floor(ends[0] * 32768.0), np.ceil(ends[1] * 32768.0)))
    np.clip(scaled, -32768, 32767, out=scaled)
    return np.asarray(scaled, np.int16)


def _halved(level: Extremes) -> Extremes:
    pairs = level.shape[1] // 2
    out = np.empty((2, -(-level.shape[1] // 2)), np.int16)
    out[0, :pairs] = np.minimum(level[0, 0 : 2 * pairs : 2], level[0, 1 : 2 * pairs : 2])
    out[1, :pairs] = np.maximum(level[1, 0 : 2 * pairs : 2], level[1, 1 : 2 * pairs : 2])
    out[:, pairs:] = level[:, 2 * pairs :]
    return out


def _spans(
    lows: NDArray[np.generic],
    highs: NDArray[np.generic],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> Planes:
    """Lowest and highest over each [first, last); neighbours share one place at most."""
    # reduceat goes from each start to the next, and from the last one to the end: what may be
    # missing is the place that a span shares with its neighbour.
    final = last - 1
    low = np.minimum(np.minimum.reduceat(lows, first), lows[final])
    high = np.maximum(np.maximum.reduceat(highs, first), highs[final])
    return np.stack((low, high))


def _sizes(frames: int) -> Iterator[int]:
    bins = -(-frames // BASE)
    yield bins
    while bins > _TOP_BINS:
        bins = -(-bins // 2)
        yield bins


def _read(path: Path, pcm: Pcm) -> list[Extremes]:
    raw = path.read_bytes()
    head = _FIELDS.unpack(unsealed(raw[:HEADER_BYTES])[: _FIELDS.size])
    body = raw[HEADER_BYTES:]
    sizes = list(_sizes(pcm.frames))
    if head != (_MAGIC, BASE, pcm.frames, pcm.fingerprint, zlib.crc32(body)):
        raise CorruptCache(path.name)
    values = np.frombuffer(body, np.int16)
    edges = np.cumsum([0, *(2 * size for size in sizes)])
    return [
        values[start : start + 2 * size].reshape(2, size)
        for start, size in zip(edges, sizes, strict=False)
    ]


def _write(path: Path, pcm: Pcm, levels: list[Extremes]) -> None:
    body = b"".join(level.tobytes() for level in levels)
    head = _FIELDS.pack(_MAGIC, BASE, pcm.frames, pcm.fingerprint, zlib.crc32(body))
    part = part_name(path)
    try:
        with part.open("wb") as file:
            file.write(sealed(head))
            file.write(body)
            publish(file, part, path)
    finally:
        part.unlink(missing_ok=True)
