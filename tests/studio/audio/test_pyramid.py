"""The pyramid against brute force, and its file."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.audio.pcmfile import Pcm, PcmWriter, Planes, open_pcm
from studio.audio.pyramid import BASE, Extremes, Pyramid, as_int16, build, open_pyramid

RANDOM = np.random.default_rng(3)
NOISE = (RANDOM.standard_normal((2, 700_001)) * 0.3).astype(np.float32)
WHOLE = (RANDOM.standard_normal((1, 300_000)) * 9000).astype(np.int16)


def pcm_of(planes: Planes) -> Pcm:
    frames = planes.shape[1]
    return Pcm(
        path=Path("a.pcm"),
        planes=planes,
        rate=48_000,
        source_rate=48_000,
        source_frames=frames,
        bad_packets=0,
        fingerprint=1,
    )


PYRAMIDS = {
    "float": (NOISE, Pyramid(pcm_of(NOISE), build(NOISE))),
    "int16": (WHOLE, Pyramid(pcm_of(WHOLE), build(WHOLE))),
    "short": (NOISE[:, :300], Pyramid(pcm_of(NOISE[:, :300]), build(NOISE[:, :300]))),
}


def brute(planes: Planes, start: float, end: float, width: int, size: int) -> Extremes:
    """Every column by itself, its edges moved outwards to multiples of `size`."""
    out = np.zeros((2, width), np.int16)
    edges = np.linspace(start / size, end / size, width + 1)
    for column in range(width):
        first = math.floor(edges[column])
        last = max(math.ceil(edges[column + 1]), first + 1)
        part = planes[:, max(0, first * size) : max(0, last * size)]
        if part.size:
            ends = np.array([[part.min()], [part.max()]], part.dtype)
            out[:, column] = as_int16(ends)[:, 0]
    return out


def written(folder: Path, planes: Planes, fingerprinted: str = "a") -> Pcm:
    target = folder / f"{fingerprinted}.pcm"
    writer = PcmWriter(target, channels=len(planes), dtype=planes.dtype)
    writer.add(planes)
    writer.finish(rate=48_000, source_rate=48_000, source_frames=planes.shape[1], bad_packets=0)
    return open_pcm(target)


class TestView:
    @given(
        st.sampled_from(sorted(PYRAMIDS)),
        st.floats(-20_000, 800_000),
        st.floats(0.01, 900_000),
        st.integers(1, 900),
    )
    def test_equals_brute_force_to_the_bin(
        self, name: str, start: float, length: float, width: int
    ) -> None:
        planes, pyramid = PYRAMIDS[name]
        per_column = (start + length - start) / width
        size = 1
        if per_column >= BASE:
            size = BASE
            bins = -(-planes.shape[1] // BASE)
            while bins > 512 and size * 8 <= per_column:
                size, bins = size * 2, -(-bins // 2)
        found = pyramid.view(start, start + length, width)
        assert np.array_equal(found, brute(planes, start, start + length, width, size))

    @given(st.integers(0, 600_000), st.integers(1, 100_001), st.integers(1, 700))
    def test_never_hides_a_sample_and_invents_none_far_off(
        self, start: int, length: int, width: int
    ) -> None:
        low, high = PYRAMIDS["float"][1].view(start, start + length, width)
        part = NOISE[:, start : start + length]
        assert low.min() <= np.clip(part.min() * 32768, -32768, 32767)
        assert high.max() >= np.clip(np.floor(part.max() * 32768), -32768, 32767)
        reach = math.ceil(max(1.0, length / width)) + BASE
        wide = NOISE[:, max(0, start - reach) : start + length + reach]
        assert low.min() >= np.clip(np.floor(wide.min() * 32768), -32768, 32767)
        assert high.max() <= np.clip(np.ceil(wide.max() * 32768), -32768, 32767)

    def test_closest_zoom_shows_single_samples(self) -> None:
        low, high = PYRAMIDS["int16"][1].view(100, 110, 10)
        assert np.array_equal(low, WHOLE[0, 100:110])
        assert np.array_equal(high, WHOLE[0, 100:110])

    @pytest.mark.parametrize(("end", "width"), [(10.0, 4), (9.0, 4), (20.0, 0)])
    def test_nothing_to_draw_is_refused(self, end: float, width: int) -> None:
        with pytest.raises(ValueError):
            PYRAMIDS["int16"][1].view(10.0, end, width)


class TestSamples:
    def test_are_those_of_the_file_at_full_scale_one(self) -> None:
        line = PYRAMIDS["int16"][1].samples(-5, 100)
        assert np.array_equal(line, WHOLE[:, :100] / np.float32(32768))
        assert np.array_equal(PYRAMIDS["float"][1].samples(5, 9), NOISE[:, 5:9])


class TestOpenPyramid:
    def test_is_kept_beside_the_sound(self, tmp_path: Path) -> None:
        pcm = written(tmp_path, NOISE)
        first = open_pyramid(pcm).view(0, pcm.frames, 333)
        kept = tmp_path / "a.pyr"
        before = kept.stat().st_mtime_ns
        assert np.array_equal(open_pyramid(pcm).view(0, pcm.frames, 333), first)
        assert kept.stat().st_mtime_ns == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pcm", "a.pyr"]

    @pytest.mark.parametrize("harm", ["cut", "flip", "empty", "other"])
    def test_is_built_anew_when_harmed(self, harm: str, tmp_path: Path) -> None:
        pcm = written(tmp_path, NOISE)
        wanted = open_pyramid(pcm).view(0, pcm.frames, 333)
        kept = tmp_path / "a.pyr"
        whole = kept.read_bytes()
        other = written(tmp_path, NOISE[::-1], "b")
        open_pyramid(other)
        half = len(whole) // 2
        flipped = whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]
        replaced = (tmp_path / "b.pyr").read_bytes()
        kept.write_bytes(
            {"cut": whole[:-7], "flip": flipped, "empty": b"", "other": replaced}[harm]
        )
        assert np.array_equal(open_pyramid(pcm).view(0, pcm.frames, 333), wanted)
        assert kept.read_bytes() == whole
