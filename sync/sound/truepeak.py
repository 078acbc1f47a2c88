"""True peak (ITU-R BS.1770-5 Annex 2) by matrix products over the few places that matter.

Between samples a wave rises at most by the filter's absolute sum, so groups of samples that
could not pass the highest value so far are never interpolated: a fraction of the cost of
oversampling everything, with the same result.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from sync.sound.samples import Floats

TAPS = 24  # per phase; BS.1770 asks for 12
GROUP = 16
_SPAN = GROUP + TAPS - 1
_FIRST = 64
_BATCH = 4096
_KAISER = 7.0  # about 0.02 dB up to 0.42 of the sample rate


class TruePeakMeter:
    """Highest absolute value of the reconstructed wave, linear, over all channels."""

    def __init__(self, *, rate: int, channels: int) -> None:
        self.value = 0.0
        self.sample_peak = 0.0
        self._factor = oversampling(rate)
        self._tails: list[Floats] = [np.zeros(TAPS - 1, np.float32) for _ in range(channels)]

    def add(self, samples: Floats) -> None:
        """Take (n, channels) float32."""
        for channel, tail in enumerate(self._tails):
            joined = np.concatenate((tail, samples[:, channel]))
            self._tails[channel] = joined[-(TAPS - 1) :].copy()
            self._scan(joined)

    def finish(self) -> float:
        """The true peak, linear; what comes after the last sample counts as silence."""
        self.add(np.zeros((TAPS, len(self._tails)), np.float32))
        return self.value

    def _scan(self, joined: Floats) -> None:
        groups = -(-(len(joined) - TAPS + 1) // GROUP)
        padded = np.zeros((groups + 2) * GROUP, np.float32)
        padded[: len(joined)] = joined
        tops = np.abs(padded).reshape(-1, GROUP).max(axis=1)
        highest = float(tops.max(initial=0.0))
        self.sample_peak = max(self.sample_peak, highest)
        self.value = max(self.value, highest)
        if self._factor == 1 or highest == 0.0:
            return
        reach = np.maximum(np.maximum(tops[:-2], tops[1:-1]), tops[2:])
        windows = sliding_window_view(padded, _SPAN)[::GROUP]
        self._search(windows[:groups], reach[:groups])

    def _search(self, windows: Floats, reach: Floats) -> None:
        matrix, gain = _filter(self._factor)
        hot = np.flatnonzero(reach * gain > self.value)
        if len(hot) > 2 * _FIRST:  # the loudest first: they rule out most of the others
            order = np.argpartition(reach[hot], -_FIRST)
            self._measure(windows[hot[order[-_FIRST:]]], matrix)
            hot = hot[reach[hot] * gain > self.value]
        for start in range(0, len(hot), _BATCH):
            self._measure(windows[hot[start : start + _BATCH]], matrix)

    def _measure(self, rows: Floats, matrix: Floats) -> None:
        if len(rows):
            between = rows @ matrix
            self.value = max(self.value, float(between.max()), -float(between.min()))


def oversampling(rate: int) -> int:
    """How many times the rate must be raised to reach about 192 kHz (BS.1770-5)."""
    return 4 if rate < 96_000 else 2 if rate < 192_000 else 1


@cache
def _filter(factor: int) -> tuple[Floats, float]:
    """(SPAN, GROUP * (factor - 1)) matrix of the phases between samples, and its highest gain."""
    phases = np.arange(1, factor) / factor
    offsets = np.arange(TAPS)[None, :] - (TAPS // 2 - 1) - phases[:, None]
    window = np.i0(_KAISER * np.sqrt(np.clip(1 - (offsets / (TAPS / 2)) ** 2, 0, 1)))
    taps: NDArray[np.float64] = np.sinc(offsets) * window / np.i0(_KAISER)
    taps /= taps.sum(axis=1, keepdims=True)
    matrix = np.zeros((_SPAN, GROUP * (factor - 1)), np.float32)
    for place in range(GROUP):
        for phase in range(factor - 1):
            matrix[place : place + TAPS, place * (factor - 1) + phase] = taps[phase]
    return matrix, float(np.abs(taps).sum(axis=1).max())
