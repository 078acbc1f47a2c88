"""The rendered release: judged by an independent meter, by arithmetic and by its own manifest."""

from __future__ import annotations

import re
import subprocess
import wave
from functools import lru_cache
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from server.demo.harmony import FORM
from server.demo.mix import mix_down, render_stems
from server.demo.render import DemoFiles, render_demo
from server.demo.score import compose


@lru_cache(maxsize=8)
def read_wav(path: Path) -> npt.NDArray[np.float32]:
    """A 24-bit WAV as `(channels, samples)`, read with the standard library."""
    with wave.open(str(path)) as opened:
        assert (opened.getframerate(), opened.getsampwidth()) == (48_000, 3)
        raw = np.frombuffer(opened.readframes(opened.getnframes()), dtype=np.uint8)
        channels = opened.getnchannels()
    padded = np.zeros((raw.size // 3, 4), dtype=np.uint8)
    padded[:, 1:] = raw.reshape(-1, 3)
    return (padded.view("<i4").reshape(-1, channels).T / np.float32(2**31)).astype(np.float32)


def measure(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak as ffmpeg's ebur128 sees them."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-i", str(path)]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness is not None
    assert peak is not None
    return float(loudness[1]), float(peak[1])


class TestMasters:
    def test_album_mix_is_at_its_loudness(self, demo: DemoFiles) -> None:
        loudness, peak = measure(demo.album_mix)
        assert loudness == pytest.approx(-12.0, abs=0.4)
        assert peak < -0.8

    def test_loud_master_is_louder_and_still_clean(self, demo: DemoFiles) -> None:
        loudness, peak = measure(demo.loud_master)
        assert loudness == pytest.approx(-8.5, abs=0.4)
        assert peak < -0.5

    def test_tags_are_read_by_others(self, demo: DemoFiles) -> None:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(demo.album_mix), "-f", "ffmetadata"]
        said = subprocess.run([*command, "-"], capture_output=True, text=True, check=True).stdout
        assert "title=Night Ferry" in said
        assert "artist=Ines Corvane" in said


class TestSound:
    def test_all_files_are_one_minute_and_equally_long(self, demo: DemoFiles) -> None:
        lengths = {read_wav(path).shape for path in demo if path.suffix == ".wav"}
        assert len(lengths) == 1
        channels, samples = lengths.pop()
        assert channels == 2
        assert 55 <= samples / 48_000 <= 65

    def test_stems_add_up_to_the_album_mix_but_for_the_glue(self, demo: DemoFiles) -> None:
        total = sum(read_wav(stem.path) for stem in demo.stems)[:, ::5]
        album = read_wav(demo.album_mix)[:, ::5]
        assert np.corrcoef(np.ravel(total), np.ravel(album))[0, 1] > 0.97

    def test_nothing_is_clipped_and_the_ends_are_silent(self, demo: DemoFiles) -> None:
        for path in demo:
            if path.suffix == ".wav":
                sound = read_wav(path)
                assert 0.05 < np.abs(sound).max() < 0.95
                assert np.abs(sound[:, [0, -1]]).max() < 1e-4

    def test_balance_is_that_of_music(self, demo: DemoFiles) -> None:
        sound = read_wav(demo.album_mix)[:, : 60 * 48_000]
        power = np.abs(np.fft.rfft(sound.mean(axis=0))) ** 2
        hz = np.fft.rfftfreq(sound.shape[1], 1 / 48_000)
        total = power.sum()
        assert power[hz < 30].sum() < 0.001 * total
        assert power[(hz > 3000) & (hz < 5000)].sum() < 0.05 * total
        assert 0.001 * total < power[hz > 5000].sum() < 0.05 * total
        assert 0.2 < np.corrcoef(sound)[0, 1] < 0.95

    def test_chorus_is_louder_than_verse_and_verse_than_intro(self, demo: DemoFiles) -> None:
        sound = read_wav(demo.album_mix)
        starts = {name: round(at * 48_000) for name, at in compose().sections}
        level = {
            name: 20 * np.log10(np.std(sound[:, at + 24_000 : at + 180_000]))
            for name, at in starts.items()
        }
        assert level["intro"] + 2 < level["verse"]
        assert level["verse"] + 1 < level["chorus"]
        assert level["outro"] + 2 < level["chorus"]


class TestCover:
    def test_is_a_square_of_3000_pixels(self, demo: DemoFiles) -> None:
        with Image.open(demo.cover) as image:
            assert image.size == (3000, 3000)
            assert image.mode == "RGB"


class TestRenderDemo:
    def test_second_call_touches_nothing(self, demo: DemoFiles) -> None:
        before = [path.stat().st_mtime_ns for path in demo]
        assert list(render_demo(demo.cover.parent)) == list(demo)
        assert [path.stat().st_mtime_ns for path in demo] == before


class TestRenderStems:
    def test_two_renders_of_an_excerpt_are_equal(self) -> None:
        excerpt = (FORM[2],)
        first, second = render_stems(compose(excerpt)), render_stems(compose(excerpt))
        assert all(
            one.sound.tobytes() == two.sound.tobytes()
            for one, two in zip(first, second, strict=True)
        )
        mix = mix_down(first)
        assert np.isfinite(mix).all()
        residual = mix - np.sum([stem.sound.astype(np.float64) for stem in first], axis=0)
        assert np.abs(residual).max() < 1e-6
