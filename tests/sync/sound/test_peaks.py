"""The waveform rule, against a slow recomputation in plain integers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.sound import Peaks, measure
from sync.sound.peaks import resample, write_json
from tests.support.audio import music, noise, write_wav


def c_divide(value: int, divisor: int) -> int:
    """C's `/`."""
    return int(abs(value) // divisor) * (1 if value >= 0 else -1)


def slow(rows: list[list[int]]) -> list[int]:
    """The rule of MEDIA, one sample at a time; `rows` hold int16 per channel."""
    mono = [c_divide(sum(row), len(row)) for row in rows]
    data = []
    for start in range(0, len(mono), 256):
        group = mono[start : start + 256]
        data += [c_divide(min(group), 256), c_divide(max(group), 256)]
    return data


class TestPeakMeter:
    @pytest.mark.parametrize("channels", [1, 2, 3, 8])
    @pytest.mark.parametrize("kind", ["u8", "s16", "s24", "s32"])
    def test_follows_the_rule_on_integers(self, kind: str, channels: int, tmp_path: Path) -> None:
        samples = noise(0.31, channels=channels, dbfs=-8)[:14_777]
        path = write_wav(tmp_path / "a.wav", samples, kind=kind)
        bits = 8 if kind == "u8" else int(kind[1:])
        top = 2 ** (bits - 1)
        whole = np.clip(np.rint(samples * top), -top, top - 1).astype(np.int64)
        sixteen = whole << (16 - bits) if bits <= 16 else whole >> (bits - 16)
        found = measure(path)[1]
        assert found.data.reshape(-1).tolist() == slow(sixteen.tolist())

    def test_follows_the_rule_on_floats(self, tmp_path: Path) -> None:
        samples = music(0.5)
        path = write_wav(tmp_path / "a.wav", samples, kind="f32")
        scaled = samples.astype(np.float32) * np.float32(32767)
        rows = [[int(value) for value in row] for row in scaled]
        assert measure(path)[1].data.reshape(-1).tolist() == slow(rows)

    def test_runs_at_the_source_rate(self, tmp_path: Path) -> None:
        path = write_wav(tmp_path / "a.wav", music(1, rate=96_000), rate=96_000)
        found = measure(path)[1]
        assert (found.sample_rate, found.length) == (96_000, 375)

    def test_blocks_leave_no_seam(self, tmp_path: Path) -> None:
        samples = np.rint(noise(3.3, dbfs=-10) * 32_768).clip(-32_768, 32_767)
        path = write_wav(tmp_path / "a.wav", samples / 32_768, kind="s16")
        found = measure(path)[1]
        assert found.data.reshape(-1).tolist() == slow(samples.astype(int).tolist())


class TestWriteJson:
    def test_is_audiowaveform_version_2(self) -> None:
        peaks = Peaks(48_000, 256, np.array([[-3, 4], [0, 127], [-128, 0]], np.int8))
        assert b"".join(write_json(peaks)) == (
            b'{"version":2,"channels":1,"sample_rate":48000,"samples_per_pixel":256,'
            b'"bits":8,"length":3,"data":[-3,4,0,127,-128,0]}\n'
        )

    def test_long_ones_come_in_pieces_that_join(self) -> None:
        data = np.arange(60_000, dtype=np.int64).astype(np.int8).reshape(-1, 2)
        pieces = list(write_json(Peaks(44_100, 256, data)))
        assert len(pieces) > 3
        assert json.loads(b"".join(pieces))["data"] == data.reshape(-1).tolist()


class TestResample:
    @given(st.lists(st.integers(-128, 127), min_size=2, max_size=400), st.integers(1, 500))
    def test_keeps_every_extreme(self, values: list[int], points: int) -> None:
        values = values[: len(values) // 2 * 2]
        data = np.array(values, np.int8).reshape(-1, 2)
        found = resample(Peaks(48_000, 256, data), points)
        assert len(found) == min(points, len(data))
        assert found[:, 0].min() == data[:, 0].min()
        assert found[:, 1].max() == data[:, 1].max()

    def test_each_point_covers_its_own_share(self) -> None:
        data = np.array([[-1, 1], [-5, 2], [-2, 9], [-3, 3]], np.int8)
        assert resample(Peaks(48_000, 256, data), 2).tolist() == [[-5, 2], [-3, 9]]

    def test_refuses_no_points(self) -> None:
        with pytest.raises(ValueError, match="one point"):
            resample(Peaks(48_000, 256, np.zeros((3, 2), np.int8)), 0)
