"""Planes of the session's rate from files of any."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.audio.convert import converted_length, planes
from studio.audio.pcmfile import Planes
from sync.sound.decode import Sound
from tests.support.audio import Samples, music, noise, sine, stereo, write_encoded, write_wav


def whole(path: Path, rate: int = 48_000) -> Planes:
    with Sound(path) as sound:
        return np.concatenate(list(planes(sound, rate)), axis=1)


class TestPlanes:
    @pytest.mark.parametrize("channels", [1, 2])
    def test_16_bit_at_the_right_rate_stays_to_the_bit(self, channels: int, tmp_path: Path) -> None:
        samples = music(1.3)[:, :channels]
        found = whole(write_wav(tmp_path / "a.wav", samples, kind="s16"))
        assert found.dtype == np.int16
        assert np.array_equal(found, np.rint(samples.T * 32768).astype(np.int16))

    @pytest.mark.parametrize("kind", ["s24", "f32"])
    def test_finer_sound_is_float_to_the_bit(self, kind: str, tmp_path: Path) -> None:
        samples = music(0.6)
        found = whole(write_wav(tmp_path / "a.wav", samples, kind=kind))
        assert found.dtype == np.float32
        assert np.abs(found.T - samples).max() <= 2.0**-24

    @pytest.mark.parametrize(
        ("source", "rate"), [(44_100, 48_000), (96_000, 48_000), (48_000, 44_100)]
    )
    def test_resamples_in_place_and_to_the_exact_length(
        self, source: int, rate: int, tmp_path: Path
    ) -> None:
        seconds = 2 + 17 / source
        path = write_wav(tmp_path / "a.wav", stereo(sine(seconds, rate=source)), rate=source)
        found = whole(path, rate)
        length = converted_length(2 * source + 17, source_rate=source, rate=rate)
        assert found.shape == (2, length)
        wanted = sine(length / rate, rate=rate)
        assert np.abs(found[0] - wanted)[200:-200].max() < 1e-4

    def test_mixes_down_more_than_two_channels(self, tmp_path: Path) -> None:
        path = write_encoded(tmp_path / "a.flac", noise(1, channels=6))
        found = whole(path)
        assert found.shape == (2, 48_000)
        assert np.abs(found).max() > 0.01

    def test_mono_stays_mono_when_resampled(self, tmp_path: Path) -> None:
        samples: Samples = sine(0.5, rate=44_100)
        found = whole(write_wav(tmp_path / "a.wav", samples, rate=44_100))
        assert found.shape == (1, 24_000)


class TestConvertedLength:
    def test_rounds_and_never_is_nothing(self) -> None:
        assert converted_length(44_100, source_rate=44_100, rate=48_000) == 48_000
        assert converted_length(1, source_rate=192_000, rate=44_100) == 1
