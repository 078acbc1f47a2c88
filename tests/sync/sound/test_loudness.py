"""EBU Tech 3341 and 3342: the signals that can be synthesised, measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sync.sound import examine
from sync.sound.loudness import Loudness, LoudnessMeter
from sync.sound.truepeak import TruePeakMeter, oversampling
from tests.support import judge
from tests.support.audio import music, sine, stereo, write_wav

RATE = 48_000


def steps(*parts: tuple[float, float], repeat: int = 1) -> np.ndarray:
    """Stereo 1 kHz in pieces of (dBFS, seconds)."""
    pieces = [sine(seconds, dbfs=level) for level, seconds in parts] * repeat
    return stereo(np.concatenate(pieces))


def measure(samples: np.ndarray, layout: str = "stereo", rate: int = RATE) -> Loudness:
    meter = LoudnessMeter(rate=rate, layout=layout)
    for start in range(0, len(samples), rate):
        meter.add(np.ascontiguousarray(samples[start : start + rate], dtype=np.float32))
    return meter.finish()


class TestIntegrated:
    """Tech 3341 (2023), table 1; tolerance 0.1 LU."""

    @pytest.mark.parametrize(
        ("case", "samples", "wanted"),
        [
            (1, steps((-23, 20)), -23.0),
            (2, steps((-33, 20)), -33.0),
            (3, steps((-36, 10), (-23, 60), (-36, 10)), -23.0),
            (4, steps((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23.0),
            (5, steps((-26, 20), (-20, 20.1), (-26, 20)), -23.0),
            (9, steps((-20, 1.34), (-30, 1.66), repeat=5), -23.0),
            (12, steps((-20, 0.18), (-30, 0.22), repeat=25), -23.0),
        ],
        ids=lambda value: f"case{value}" if isinstance(value, int) else "",
    )
    def test_case(self, case: int, samples: np.ndarray, wanted: float) -> None:
        assert measure(samples).integrated_lufs == pytest.approx(wanted, abs=0.1)

    @pytest.mark.parametrize("layout", ["5.0(side)", "5.0"])
    def test_case_6_surround(self, layout: str) -> None:
        levels = (-28, -28, -24, -30, -30)
        samples = np.stack([sine(20, dbfs=level) for level in levels], axis=1)
        assert measure(samples, layout).integrated_lufs == pytest.approx(-23.0, abs=0.1)

    def test_through_a_file(self, tmp_path: Path) -> None:
        path = write_wav(tmp_path / "case5.wav", steps((-26, 20), (-20, 20.1), (-26, 20)))
        assert examine(path).integrated_lufs == pytest.approx(-23.0, abs=0.1)

    def test_silence_is_the_absolute_gate(self) -> None:
        found = measure(np.zeros((RATE, 2)))
        assert found.integrated_lufs == -70.0
        assert found.true_peak_dbtp == -120.0

    def test_less_than_one_gating_block_is_not_measured(self) -> None:
        assert measure(stereo(sine(0.3))).integrated_lufs is None

    def test_an_odd_length_is_measured(self) -> None:
        samples = steps((-23, 3))[: 3 * RATE - 17]
        assert measure(samples).integrated_lufs == pytest.approx(-23.0, abs=0.1)

    @pytest.mark.parametrize("rate", [44_100, 96_000, 44_101])
    def test_other_rates(self, rate: int) -> None:
        samples = stereo(sine(5, dbfs=-23, rate=rate))
        assert measure(samples, rate=rate).integrated_lufs == pytest.approx(-23.0, abs=0.1)


class TestRange:
    """Tech 3342 (2023), table 1; tolerance 1 LU, held to 0.1 here."""

    @pytest.mark.parametrize(
        ("parts", "wanted"),
        [
            (((-20, 20), (-30, 20)), 10.0),
            (((-20, 20), (-15, 20)), 5.0),
            (((-40, 20), (-20, 20)), 20.0),
            (((-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)), 15.0),
        ],
    )
    def test_case(self, parts: tuple[tuple[float, float], ...], wanted: float) -> None:
        assert measure(steps(*parts)).lra == pytest.approx(wanted, abs=0.1)

    def test_short_programmes_have_none(self) -> None:
        assert measure(steps((-20, 3), (-30, 3))).lra is None


class TestTruePeak:
    """Tech 3341 cases 15 to 19: tolerance +0.2 and -0.4 dB."""

    @pytest.mark.parametrize(
        ("case", "divisor", "phase", "amplitude", "wanted"),
        [
            (15, 4, 0.0, 0.5, -6.0),
            (16, 4, 45.0, 0.5, -6.0),
            (17, 6, 60.0, 0.5, -6.0),
            (18, 8, 67.5, 0.5, -6.0),
            (19, 4, 45.0, 1.41, 3.0),
        ],
    )
    def test_case(
        self, case: int, divisor: int, phase: float, amplitude: float, wanted: float
    ) -> None:
        level = 20 * np.log10(amplitude)
        tone = sine(1, hertz=RATE / divisor, dbfs=level, phase=phase)
        found = measure(stereo(tone * fade(len(tone)))).true_peak_dbtp
        assert wanted - 0.4 <= found <= wanted + 0.2

    def test_skipping_quiet_places_changes_nothing(self) -> None:
        samples = music(3).astype(np.float32)
        meter = TruePeakMeter(rate=RATE, channels=2)
        for start in range(0, len(samples), 4_777):
            meter.add(samples[start : start + 4_777])
        assert meter.finish() == pytest.approx(oversampled_peak(samples), rel=2e-3)

    def test_agrees_with_ffmpeg(self, tmp_path: Path) -> None:
        path = write_wav(tmp_path / "a.wav", music(5))
        theirs, ours = judge.loudness(path), examine(path)
        assert ours.true_peak_dbtp == pytest.approx(theirs["Peak"], abs=0.1)
        assert ours.integrated_lufs == pytest.approx(theirs["I"], abs=0.1)

    @pytest.mark.parametrize(("rate", "factor"), [(44_100, 4), (96_000, 2), (192_000, 1)])
    def test_oversampling_reaches_192_khz(self, rate: int, factor: int) -> None:
        assert oversampling(rate) == factor


def fade(length: int) -> np.ndarray:
    """A slow start and end, as the EBU files have: a hard edge rings higher than its tone."""
    shape = np.ones(length)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(4_800) / 4_800)
    shape[:4_800], shape[-4_800:] = ramp, ramp[::-1]
    return shape


def oversampled_peak(samples: np.ndarray) -> float:
    """Four times the rate by zero-padding the whole spectrum: slow, exact."""
    size = len(samples)
    spectrum = np.fft.rfft(samples.astype(np.float64), axis=0)
    wide = np.zeros((size * 2 + 1, 2), complex)
    wide[: len(spectrum)] = spectrum
    return float(np.abs(np.fft.irfft(wide, size * 4, axis=0)).max() * 4)
