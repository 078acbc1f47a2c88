"""The waveform picture: its size, its shape, its colours."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from server.media.encode.png import encode_png
from server.media.encode.waveform import HEIGHT, WIDTH, draw, write_waveform_png
from sync.sound import Peaks


def peaks(*levels: int) -> Peaks:
    return Peaks(
        48_000, 256, np.array([[-level, level] for level in levels], np.int8).reshape(-1, 2)
    )


def luminance(color: np.ndarray) -> float:
    """Relative luminance (WCAG 2.2)."""
    part = color[:3] / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


class TestDraw:
    @pytest.mark.parametrize("count", [0, 1, 2, 299, 300, 301, 45_000])
    def test_has_one_size_whatever_the_length(self, count: int) -> None:
        assert draw(peaks(*[64] * count)).shape == (HEIGHT, WIDTH, 4)

    def test_bars_are_as_high_as_the_peaks(self) -> None:
        pixels = draw(peaks(*[127] * 150, *[32] * 150))
        heights = (pixels[..., 3] > 127).sum(axis=0)
        assert heights[1] == pytest.approx(HEIGHT - 8, abs=3)
        assert heights[WIDTH - 5] == pytest.approx((HEIGHT - 8) / 4, abs=3)

    def test_a_single_loud_point_among_thousands_is_seen(self) -> None:
        heights = (draw(peaks(*[1] * 20_000, 127, *[1] * 20_000))[..., 3] > 127).sum(axis=0)
        assert heights.max() > HEIGHT - 20

    def test_silence_is_a_thin_line(self) -> None:
        heights = (draw(peaks(*[0] * 500))[..., 3] > 0).sum(axis=0)
        assert 0 < heights.max() <= 4

    @pytest.mark.parametrize("ground", [(255, 255, 255), (18, 18, 20)])
    def test_reads_on_light_and_on_dark(self, ground: tuple[int, int, int]) -> None:
        pixels = draw(peaks(*[127, 20] * 400))
        solid = pixels[pixels[..., 3] == 255][:, :3].astype(float)
        behind = luminance(np.array(ground, float))
        for color in (solid[solid.sum(axis=1).argmin()], solid[solid.sum(axis=1).argmax()]):
            light, dark = sorted((luminance(color), behind), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3.0


class TestWriteWaveformPng:
    def test_is_a_small_png(self, tmp_path: Path) -> None:
        random = np.random.default_rng(1)
        write_waveform_png(peaks(*random.integers(0, 127, 45_000).tolist()), tmp_path / "w.png")
        with Image.open(tmp_path / "w.png") as image:
            assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (1800, 280))
        assert (tmp_path / "w.png").stat().st_size < 30_000


class TestEncodePng:
    @pytest.mark.parametrize("depth", [3, 4])
    def test_another_reader_sees_the_same_pixels(self, depth: int) -> None:
        random = np.random.default_rng(2)
        pixels = random.integers(0, 256, (17, 31, depth), np.uint8)
        with Image.open(io.BytesIO(encode_png(pixels))) as image:
            assert np.array_equal(np.asarray(image), pixels)
