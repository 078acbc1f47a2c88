"""Loudness match: equal loudness, nothing raised, nothing clipped."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.audio.matching import Measured, matching_gains
from studio.audio.mixer import Mixer
from sync.sound import examine
from tests.support.audio import music, write_wav


class TestMatchingGains:
    @given(
        st.dictionaries(
            st.sampled_from("abcdef"),
            st.builds(Measured, st.floats(-60, -3), st.floats(-30, 6)),
            min_size=1,
        )
    )
    def test_all_sound_alike_and_none_passes_full_scale(self, found: dict[str, Measured]) -> None:
        gains = matching_gains(found)
        after = [
            (measured.integrated_lufs or 0) + 20 * math.log10(gains[name])
            for name, measured in found.items()
        ]
        assert max(after) - min(after) < 1e-6
        for name, measured in found.items():
            assert gains[name] <= 1.0
            assert measured.true_peak_dbtp + 20 * math.log10(gains[name]) <= 1e-6

    def test_the_quietest_keeps_its_level(self) -> None:
        gains = matching_gains({"a": Measured(-14.0, -1.0), "b": Measured(-20.0, -1.0)})
        assert gains == {"a": pytest.approx(10 ** (-6 / 20)), "b": 1.0}

    @pytest.mark.parametrize("lufs", [None, -70.0])
    def test_silence_moves_nobody(self, lufs: float | None) -> None:
        gains = matching_gains({"a": Measured(-14.0, -1.0), "b": Measured(lufs, -120.0)})
        assert gains == {"a": 1.0, "b": 1.0}

    def test_measured_and_mixed_they_are_equally_loud(self, tmp_path: Path) -> None:
        sound = music(3)
        files = {"a": sound, "b": sound * 0.4}
        found = {
            name: examine(write_wav(tmp_path / f"{name}.wav", samples, kind="f32"))
            for name, samples in files.items()
        }
        gains = matching_gains(
            {k: Measured(e.integrated_lufs, e.true_peak_dbtp) for k, e in found.items()}
        )
        mixer = Mixer({k: s.T.astype(np.float32) for k, s in files.items()}, 48_000)
        mixer.set_match(gains)
        loudness = []
        for name in files:
            mixer.select(name)
            mixer.settle()
            mixer.jump(0)
            out = mixer.render(144_000).T.astype(np.float64)
            path = write_wav(tmp_path / f"{name}-out.wav", out, kind="f32")
            loudness.append(examine(path).integrated_lufs)
        assert loudness[0] == pytest.approx(loudness[1], abs=0.11)
