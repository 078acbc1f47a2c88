"""From blocks at the source's rate and channels to what an encoder takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np

from sync.sound.samples import CEILING, Floats

OPUS_RATE = 48_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Sample rate (Hz) and channels (1 or 2) of a lossy stream."""

    rate: int
    channels: int

    @property
    def layout(self) -> str:
        """Its name in FFmpeg."""
        return "mono" if self.channels == 1 else "stereo"


def opus_shape(channels: int) -> Shape:
    """Opus always runs at 48 kHz (RFC 6716)."""
    return Shape(OPUS_RATE, min(channels, 2))


def lossy_shape(rate: int, channels: int) -> Shape:
    """AAC and MP3 stay in the family of the source, so that 44.1 kHz is never resampled."""
    return Shape(44_100 if rate % 11_025 == 0 else 48_000, min(channels, 2))


class Converter:
    """Resamples and folds down (n, channels) float32; hands blocks through when it can.

    More than two channels fold down with BS.775 weights, scaled so that nothing can clip.
    """

    def __init__(self, *, rate: int, layout: str, target: Shape) -> None:
        self._rate = rate
        self._layout = av.AudioLayout(layout)
        self._target = target
        self._same = (rate, self._layout.nb_channels) == (target.rate, target.channels)
        self._time = 0
        self._given = 0
        self._resampler = av.AudioResampler(
            format="flt",
            layout=target.layout,
            rate=target.rate,
            options={"rematrix_maxval": "1.0"},
        )

    def add(self, samples: Floats) -> Iterator[Floats]:
        """Samples of the target shape for the next (n, channels) samples."""
        if self._same:
            yield samples
            return
        flat = np.ascontiguousarray(samples).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(flat, format="flt", layout=self._layout)
        frame.sample_rate = self._rate
        frame.time_base = Fraction(1, self._rate)
        frame.pts = self._time
        self._time += len(samples)
        yield from self._arrays(self._resampler.resample(frame))

    def rest(self) -> Iterator[Floats]:
        """What the filter still holds: without this up to some milliseconds are lost.

        Sound shorter than one sample of the target becomes one of silence: no stream is empty.
        """
        if self._same or not self._time:
            return
        yield from self._arrays(self._resampler.resample(None))
        if not self._given:
            yield np.zeros((1, self._target.channels), np.float32)

    def _arrays(self, frames: list[av.AudioFrame]) -> Iterator[Floats]:
        for frame in frames:
            self._given += frame.samples
            count = frame.samples * self._target.channels
            flat = np.frombuffer(cast(bytes, frame.planes[0]), np.float32, count)
            # A filter may overshoot what was bounded before it.
            yield np.clip(flat, -CEILING, CEILING).reshape(-1, self._target.channels)
