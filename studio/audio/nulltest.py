"""Do the stems add up to the mix? What is left when one is taken from the other, in dBFS."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.pcmfile import Pcm

FLOOR_DBFS = -200.0
MAX_OFFSET_S = 1.0
_EXCERPT_S = 8.0
_BLOCK_S = 1.0
_LIKENESS = 0.5  # correlation from which on an offset is a finding and not a coincidence
_EQUAL = 1e-4
_INT16 = np.float32(2.0**-15)

Mono = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A stem whose file differs from the mix's. `length_difference`: frames longer (or, negative,
    shorter) than the mix, in the files' own frames; None where their rates differ."""

    name: str
    rate: int
    mix_rate: int
    length_difference: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NullTest:
    """`residual_dbfs` is the rms of sum minus mix over `compared_frames` and both sides, a full
    scale square being 0; `peak_dbfs` its highest sample; both -200 for nothing at all.
    `below_mix_db` is how far it lies under the mix. `offset_frames`: the stems come so much later
    than the mix (negative: earlier), None when they are not alike; `inverted`: upside down.
    `aligned_residual_dbfs`: the residual with offset and polarity put right."""

    residual_dbfs: float
    peak_dbfs: float
    below_mix_db: float
    compared_frames: int
    offset_frames: int | None
    inverted: bool
    aligned_residual_dbfs: float
    misfits: tuple[Misfit, ...]


def null_test(
    mix: Pcm, stems: Mapping[str, Pcm], progress: Callable[[float], None] | None = None
) -> NullTest:
    """Take the sum of the stems from the mix, at the session's rate and without any gains.

    Runs through the files twice at most, a second of sound at a time; raising in `progress` ends
    it. Raises ValueError without stems or with other than one session rate.
    """
    if not stems or {pcm.rate for pcm in stems.values()} != {mix.rate}:
        raise ValueError("stems at the rate of the mix")
    found = _offset(mix, list(stems.values()))
    shift, inverted = found if found is not None else (0, False)
    plain = _compare(mix, stems, progress)
    aligned = plain
    if shift or inverted:
        aligned = _compare(mix, stems, progress, shift=shift, sign=-1 if inverted else 1)
    return NullTest(
        residual_dbfs=plain.rms_dbfs,
        peak_dbfs=plain.peak_dbfs,
        below_mix_db=round(plain.mix_dbfs - plain.rms_dbfs, 2),
        compared_frames=plain.frames,
        offset_frames=None if found is None else shift,
        inverted=inverted,
        aligned_residual_dbfs=aligned.rms_dbfs,
        misfits=tuple(misfits(mix, stems)),
    )


def misfits(mix: Pcm, stems: Mapping[str, Pcm]) -> Iterator[Misfit]:
    """Every stem of another sample rate or length than the mix."""
    for name, stem in stems.items():
        same_rate = stem.source_rate == mix.source_rate
        difference = stem.source_frames - mix.source_frames if same_rate else None
        if difference != 0:
            yield Misfit(
                name=name,
                rate=stem.source_rate,
                mix_rate=mix.source_rate,
                length_difference=difference,
            )


@dataclass(frozen=True, slots=True)
class _Comparison:
    rms_dbfs: float
    peak_dbfs: float
    mix_dbfs: float
    frames: int


def _compare(
    mix: Pcm,
    stems: Mapping[str, Pcm],
    progress: Callable[[float], None] | None,
    *,
    shift: int = 0,
    sign: int = 1,
) -> _Comparison:
    """Mix frame i against frame i + shift of the stems, where both have one."""
    longest = max(stem.frames for stem in stems.values())
    first, last = max(0, -shift), min(mix.frames, longest - shift)
    step = round(_BLOCK_S * mix.rate)
    squares = mix_squares = peak = 0.0
    for start in range(first, last, step):
        count = min(step, last - start)
        ours = stereo(mix, start, count)
        rest = _sum(list(stems.values()), start + shift, count) * np.float32(sign) - ours
        squares += float(np.square(rest, dtype=np.float64).sum())
        mix_squares += float(np.square(ours, dtype=np.float64).sum())
        peak = max(peak, float(np.abs(rest).max()))
        if progress is not None:
            progress((start + count - first) / (last - first))
    frames = max(0, last - first)
    values = max(1, 2 * frames)
    return _Comparison(
        _decibels(math.sqrt(squares / values)),
        _decibels(peak),
        _decibels(math.sqrt(mix_squares / values)),
        frames,
    )


def _offset(mix: Pcm, stems: list[Pcm]) -> tuple[int, bool] | None:
    """How much later the stems come, by cross-correlation of their loudest seconds.

    A piece of the sum is slid along the mix, at most a second to each side; the likeness is
    normalised by the energy of what lies under it, so that a loud place does not win by loudness.
    """
    reach = round(MAX_OFFSET_S * mix.rate)
    shortest = min(mix.frames, max(stem.frames for stem in stems))
    size = min(round(_EXCERPT_S * mix.rate), shortest)
    start = _loudest(mix, size, shortest)
    piece = _sum(stems, start, size).mean(axis=0)
    low = start - reach
    field = np.zeros(size + 2 * reach, np.float32)
    inside = max(0, low)
    part = stereo(mix, inside, min(mix.frames, start + size + reach) - inside).mean(axis=0)
    field[inside - low : inside - low + len(part)] = part
    likeness = _likeness(piece, field)
    size_of = np.abs(likeness)
    # Something periodic is as alike one period away: of equals the one nearest to no offset.
    equals = np.flatnonzero(size_of >= size_of.max() - _EQUAL)
    best = int(equals[np.abs(equals - reach).argmin()])
    if size_of[best] < _LIKENESS:
        return None
    # The piece found at field[best] lies at mix frame low + best, and at `start` in the stems.
    return start - (low + best), bool(likeness[best] < 0)


def _likeness(piece: Mono, field: Mono) -> NDArray[np.float64]:
    """Normalised correlation, -1 to 1, for every place of the piece in the field."""
    length = 1 << (len(field) + len(piece)).bit_length()
    spectrum = np.fft.rfft(field, length) * np.conj(np.fft.rfft(piece, length))
    products = np.fft.irfft(spectrum, length)[: len(field) - len(piece) + 1]
    sums = np.concatenate(([0.0], np.cumsum(np.square(field, dtype=np.float64))))
    under = sums[len(piece) :] - sums[: -len(piece)]
    own = float(np.square(piece, dtype=np.float64).sum())
    # A place with next to no sound under it would look alike by rounding alone.
    energy = np.sqrt(own * np.maximum(under, own * 1e-6)) + 1e-12
    found: NDArray[np.float64] = products / energy
    return found


def _loudest(mix: Pcm, size: int, frames: int) -> int:
    """Start of the loudest of the excerpts that tile the file."""
    starts = range(0, max(1, frames - size + 1), size)
    probe = min(size, mix.rate)  # a second of each is enough to choose by
    return max(starts, key=lambda at: float(np.square(stereo(mix, at, probe)).sum()))


def _sum(stems: list[Pcm], start: int, count: int) -> NDArray[np.float32]:
    total = np.zeros((2, count), np.float32)
    for stem in stems:
        total += stereo(stem, start, count)
    return total


def stereo(pcm: Pcm, start: int, count: int) -> NDArray[np.float32]:
    """(2, count) float32 from frame `start` on, zeros after the end."""
    out = np.zeros((2, count), np.float32)
    part = pcm.planes[:, start : start + count]
    scale = _INT16 if part.dtype == np.int16 else np.float32(1.0)
    out[:, : part.shape[1]] = np.multiply(part, scale, dtype=np.float32)
    return out


def _decibels(linear: float) -> float:
    return round(max(FLOOR_DBFS, 20 * math.log10(max(linear, 1e-12))), 2)
