"""What an artist is told: each warning appears when it should and only then."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sync.sound import Severity, Verdict, examine
from sync.sound.levels import LevelMeter, Levels
from sync.sound.samples import Block
from tests.support.audio import music, noise, sine, stereo, write_encoded, write_wav


def codes(path: Path) -> set[str]:
    return {warning.code for warning in examine(path).warnings}


def level(samples: np.ndarray, step: int = 1_000, bits: int = 16) -> Levels:
    meter = LevelMeter(channels=samples.shape[1], bit_depth=bits)
    for start in range(0, len(samples), step):
        meter.add(Block(start, samples[start : start + step].astype(np.float32), None))
    return meter.finish()


class TestPreflight:
    def test_a_good_master_has_no_warning(self, tmp_path: Path) -> None:
        tags = {"title": "A", "artist": "B", "ISRC": "DE-A12-34-56789"}
        samples = music(12) * 0.8
        samples -= samples.mean(axis=0)
        found = examine(write_encoded(tmp_path / "a.flac", samples, tags=tags))
        assert found.warnings == ()
        assert found.verdict is Verdict.READY

    def test_clipping_says_where(self, tmp_path: Path) -> None:
        samples = music(3) * 0.5
        samples[48_000:48_010] = 1.0
        found = examine(write_wav(tmp_path / "a.wav", samples))
        (warning,) = [item for item in found.warnings if item.code == "clipping"]
        assert "0:01.0" in warning.message
        assert found.clipping == 2  # once in each channel
        assert found.verdict is Verdict.CHECK

    def test_silence_at_both_ends(self, tmp_path: Path) -> None:
        quiet = np.zeros((6 * 48_000, 2))
        samples = np.concatenate((quiet, noise(1), quiet))
        assert {"leading_silence", "trailing_silence"} <= codes(
            write_wav(tmp_path / "a.wav", samples)
        )

    @pytest.mark.parametrize(("gain", "code"), [(0.02, "very_quiet"), (8.0, "very_loud")])
    def test_loudness(self, gain: float, code: str, tmp_path: Path) -> None:
        samples = np.clip(music(2) * gain, -0.99, 0.99)
        assert code in codes(write_wav(tmp_path / "a.wav", samples))

    def test_true_peak_above_full_scale_is_a_warning(self, tmp_path: Path) -> None:
        tone = stereo(sine(1, hertz=12_000, dbfs=1.0, phase=45), noise(1, channels=1)[:, 0])
        found = examine(write_wav(tmp_path / "a.wav", tone, kind="f32"))
        (warning,) = [item for item in found.warnings if item.code == "true_peak"]
        assert warning.severity is Severity.WARNING
        assert warning.message.endswith("lossy streams may clip above −1 dBTP.")

    def test_levels_have_a_true_minus_and_nothing_is_below_zero_that_is_none(
        self, tmp_path: Path
    ) -> None:
        tone = stereo(sine(1, hertz=1_000, dbfs=-0.02), sine(1, hertz=1_000, dbfs=-0.02))
        found = examine(write_wav(tmp_path / "a.wav", tone, kind="f32"))
        (told,) = [item.message for item in found.warnings if item.code == "true_peak"]
        assert told.startswith("True peak 0.0 dBTP:")
        (told,) = [item.message for item in found.warnings if item.code == "very_loud"]
        assert told.startswith("0.0 LUFS ")
        soft = examine(write_wav(tmp_path / "b.wav", music(2) * 0.02))
        (told,) = [item.message for item in soft.warnings if item.code == "very_quiet"]
        assert told.startswith("−")

    def test_damage_comes_first(self, tmp_path: Path) -> None:
        samples = music(1)
        samples[5] = np.nan
        found = examine(write_wav(tmp_path / "a.wav", samples, kind="f32"))
        assert found.warnings[0].code == "non_finite"
        assert found.verdict is Verdict.DAMAGED


class TestLevelMeter:
    @pytest.mark.parametrize("step", [1, 2, 3, 7, 100])
    def test_counts_runs_across_blocks_once(self, step: int) -> None:
        samples = np.zeros((100, 1))
        samples[10:13] = 1.0
        samples[20:22] = 1.0  # two in a row are a peak
        samples[30:60] = -1.0
        samples[97:] = 1.0
        found = level(samples, step)
        assert found.clipped_runs == 3
        assert found.first_clip == 10

    def test_a_pure_tone_at_full_scale_in_eight_bits_is_not_clipped(self) -> None:
        tone = np.rint(sine(1, hertz=440, dbfs=0)[:, None] * 127) / 128
        assert level(tone, bits=8).clipped_runs == 0

    def test_first_and_last_sound(self) -> None:
        samples = np.zeros((5_000, 2))
        samples[1_234, 1] = 0.01
        samples[4_321, 0] = -0.01
        found = level(samples)
        assert (found.first_sound, found.last_sound) == (1_234, 4_321)

    def test_offsets_and_energies(self) -> None:
        samples = np.full((40_000, 2), 0.25)
        samples[:, 1] = -0.5
        found = level(samples)
        assert found.offsets == pytest.approx((0.25, -0.5), abs=1e-6)
        assert found.energies == pytest.approx((0.0625, 0.25), rel=1e-5)
        assert found.side == pytest.approx(0.75**2 / 0.3125, rel=1e-5)
