"""From decoder frames to numpy arrays, and from arrays of any size to blocks of one size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int16] | NDArray[np.int32]

# Beyond this (24 dB over full scale) a float sample is noise in a header's clothes; encoders
# need a bound, and meters must still see every plausible overshoot.
CEILING = 16.0
# One second of stereo at 192 kHz: keeps a block of 8 channels at 384 kHz as small as others.
MAX_BLOCK_VALUES = 384_000

_DTYPES: dict[str, type[np.generic]] = {
    "u8": np.uint8,
    "s16": np.int16,
    "s32": np.int32,
    "s64": np.int64,
    "flt": np.float32,
    "dbl": np.float64,
}


@dataclass(frozen=True, slots=True)
class Block:
    """About one second of sound.

    `samples`: (n, channels) float32, C order, finite, full scale 1.0, at most CEILING.
    `ints`: the same as int16 or left-justified int32, or None for float and lossy sources.
    `start`: index of the first sample. `non_finite`: NaN and infinite values replaced here.
    """

    start: int
    samples: Floats
    ints: Ints | None
    non_finite: int = 0


def frame_array(frame: av.AudioFrame) -> NDArray[np.generic]:
    """The samples of one frame as (n, channels) in the decoder's own number type.

    A view into the frame where the layout allows it: copy before the frame goes away.
    """
    name, count, channels = frame.format.name, frame.samples, frame.layout.nb_channels
    dtype = np.dtype(_DTYPES[name.removesuffix("p")])
    # A plane speaks the buffer protocol; its type stub does not say so.
    raw = [cast(bytes, plane) for plane in frame.planes]
    if not frame.format.is_planar:
        flat: NDArray[np.generic] = np.frombuffer(raw[0], dtype, count * channels)
        return flat.reshape(count, channels)
    planes: list[NDArray[np.generic]] = [np.frombuffer(plane, dtype, count) for plane in raw]
    return np.stack(planes, axis=1) if channels > 1 else planes[0].reshape(count, 1)


def as_ints(values: NDArray[np.generic]) -> Ints | None:
    """Integer samples as int16 (8 and 16 bit) or int32 (more); None for floats."""
    if values.dtype == np.uint8:
        return (values.astype(np.int16) - np.int16(128)) << np.int16(8)
    if values.dtype == np.int64:
        return (values.astype(np.int64, copy=False) >> 32).astype(np.int32)
    if values.dtype == np.int16:
        return values.astype(np.int16, copy=False)
    return values.astype(np.int32, copy=False) if values.dtype == np.int32 else None


def as_floats(ints: Ints) -> Floats:
    """Integers of full scale as float32 of full scale 1.0."""
    scale = np.float32(2.0**-15 if ints.dtype == np.int16 else 2.0**-31)
    return np.multiply(ints, scale, dtype=np.float32)


def tame(values: Floats) -> tuple[Floats, int]:
    """Floats without NaN, infinity or absurd size, and how many were not finite."""
    bound = float(max(values.max(initial=0.0), -values.min(initial=0.0)))
    if bound <= CEILING:  # False for NaN too
        return values, 0
    bad = int(values.size - np.count_nonzero(np.isfinite(values)))
    clean = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(clean, -CEILING, CEILING), bad


class Assembler:
    """Cuts arrays of any length into blocks of one length; the last one may be shorter."""

    def __init__(self, *, rate: int, channels: int) -> None:
        self._size = max(1, min(rate, MAX_BLOCK_VALUES // channels))
        self._channels = channels
        self._parts: list[NDArray[np.generic]] = []
        self._held = 0
        self._start = 0

    def add(self, values: NDArray[np.generic]) -> Iterator[Block]:
        """Take (n, channels) samples; yields every block that became full."""
        while len(values):
            room = self._size - self._held
            self._parts.append(values[:room].copy())
            self._held += len(self._parts[-1])
            values = values[room:]
            if self._held == self._size:
                yield self._block()

    def rest(self) -> Iterator[Block]:
        """The samples that did not fill a block, if there are any."""
        if self._held:
            yield self._block()

    def _block(self) -> Block:
        whole = self._parts[0] if len(self._parts) == 1 else np.concatenate(self._parts)
        self._parts, self._held = [], 0
        ints, bad = as_ints(whole), 0
        if ints is not None:
            samples = as_floats(ints)
        else:
            with np.errstate(over="ignore", invalid="ignore"):
                samples, bad = tame(np.ascontiguousarray(whole, dtype=np.float32))
        block = Block(self._start, samples, ints, bad)
        self._start += len(samples)
        return block
