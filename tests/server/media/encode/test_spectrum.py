"""The spectral thumbnail shows what is there, where it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from server.media.encode.spectrum import HEIGHT, WIDTH, SpectrumSink
from sync.sound.decode import Sound
from tests.support.audio import sine, stereo, write_wav


def drawn(samples: np.ndarray, folder: Path, rate: int = 48_000) -> np.ndarray:
    path = write_wav(folder / "a.wav", samples, rate=rate)
    with Sound(path) as sound:
        sink = SpectrumSink(folder / "s.png", rate=rate, total=sound.claimed_samples)
        for block in sound.blocks():
            sink.add(block)
    with Image.open(sink.finish()) as image:
        return np.asarray(image).astype(int)


def row_of(hertz: float) -> int:
    return round(HEIGHT - 1 - HEIGHT * np.log(hertz / 30) / np.log(20_000 / 30))


class TestSpectrumSink:
    @pytest.mark.parametrize("hertz", [100, 1_000, 10_000])
    def test_a_tone_is_a_line_at_its_height(self, hertz: int, tmp_path: Path) -> None:
        pixels = drawn(stereo(sine(3, hertz=hertz, dbfs=-12)), tmp_path)
        assert pixels.shape == (HEIGHT, WIDTH, 3)
        assert abs(pixels[:, WIDTH // 2].sum(axis=1).argmax() - row_of(hertz)) <= 12

    def test_time_runs_from_left_to_right(self, tmp_path: Path) -> None:
        tone, quiet = sine(3, dbfs=-12), np.zeros(3 * 48_000)
        pixels = drawn(stereo(np.concatenate((tone, quiet))), tmp_path)
        assert pixels[:, : WIDTH // 3].max() > 200
        assert pixels[:, 2 * WIDTH // 3 :].max() < 60

    @pytest.mark.parametrize("length", [1, 4_095, 4_096, 10_000])
    def test_short_sounds(self, length: int, tmp_path: Path) -> None:
        assert drawn(stereo(sine(1)[:length]), tmp_path).shape == (HEIGHT, WIDTH, 3)

    @pytest.mark.parametrize("rate", [8_000, 192_000])
    def test_other_rates(self, rate: int, tmp_path: Path) -> None:
        assert drawn(stereo(sine(1, rate=rate)), tmp_path, rate).shape == (HEIGHT, WIDTH, 3)
