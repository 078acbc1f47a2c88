"""Loudness after EBU R 128: integrated (BS.1770-5), range (Tech 3342) and true peak."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import av.filter
import numpy as np

from sync.sound.samples import Floats
from sync.sound.truepeak import TruePeakMeter

SILENCE_LUFS = -70.0  # the absolute gate of BS.1770: nothing quieter is measured
FLOOR_DBTP = -120.0
_MIN_INTEGRATED_S = 0.4  # one gating block
_MIN_RANGE_S = 10.0  # Tech 3342 windows are 3 s; under about 10 s the range says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """`integrated_lufs` None under 0.4 s, -70 for silence; `lra` (LU) None under 10 s;
    `true_peak_dbtp` and `sample_peak_dbfs` are never below -120."""

    integrated_lufs: float | None
    lra: float | None
    true_peak_dbtp: float
    sample_peak_dbfs: float


class LoudnessMeter:
    """Measures (n, channels) float32 blocks of one layout; keeps no sound."""

    def __init__(self, *, rate: int, layout: str) -> None:
        self._rate = rate
        self._layout = av.AudioLayout(layout)
        self._samples = 0
        # The last frame may be too short to carry values: then the one before it has them.
        self._last: deque[av.AudioFrame] = deque(maxlen=2)
        self._peak = TruePeakMeter(rate=rate, channels=self._layout.nb_channels)
        graph = av.filter.Graph()
        graph.threads = 1
        self._source = graph.add(
            "abuffer",
            sample_rate=str(rate),
            sample_fmt="dbl",
            channel_layout=layout,
            time_base=f"1/{rate}",
        )
        meter = graph.add("ebur128", "framelog=quiet:metadata=1")
        self._sink = graph.add("abuffersink")
        graph.link_nodes(self._source, meter, self._sink).configure()
        self._graph = graph  # owns the filters

    def add(self, samples: Floats) -> None:
        """Take (n, channels) float32 of full scale 1.0, finite."""
        self._peak.add(samples)
        flat = samples.reshape(1, -1).astype(np.float64)
        frame = av.AudioFrame.from_ndarray(flat, format="dbl", layout=self._layout)
        frame.sample_rate = self._rate
        frame.time_base = Fraction(1, self._rate)
        frame.pts = self._samples
        self._samples += len(samples)
        self._source.push(frame)
        self._drain()

    def finish(self) -> Loudness:
        """The programme's values."""
        self._source.push(None)
        self._drain()
        tables = [frame.metadata for frame in self._last]
        found = next((table for table in reversed(tables) if table), {})
        seconds = self._samples / self._rate
        return Loudness(
            integrated_lufs=_value(found, "I") if seconds >= _MIN_INTEGRATED_S else None,
            lra=_value(found, "LRA") if seconds >= _MIN_RANGE_S else None,
            true_peak_dbtp=decibels(self._peak.finish()),
            sample_peak_dbfs=decibels(self._peak.sample_peak),
        )

    def _drain(self) -> None:
        while True:
            try:
                self._last.append(cast(av.AudioFrame, self._sink.pull()))
            except (av.error.BlockingIOError, av.error.EOFError):
                return


def decibels(linear: float) -> float:
    """dB of a linear value, two decimals, not below FLOOR_DBTP."""
    return round(max(FLOOR_DBTP, 20 * math.log10(max(linear, 1e-12))), 2)


def _value(metadata: dict[str, str], name: str) -> float | None:
    raw = metadata.get(f"lavfi.r128.{name}")
    if raw is None:
        return None
    value = float(raw)
    if not math.isfinite(value):
        return SILENCE_LUFS if name == "I" else None
    return round(max(value, SILENCE_LUFS) if name == "I" else value, 2)
