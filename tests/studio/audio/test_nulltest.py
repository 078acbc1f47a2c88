"""Null tests of sums whose residual is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.audio.nulltest import FLOOR_DBFS, Misfit, null_test
from studio.audio.pcmfile import Pcm
from tests.support.audio import music, noise

RATE = 48_000
DRUMS, KEYS = (
    (noise(3, seed=seed, dbfs=-24).T * np.linspace(0.2, 1, 3 * RATE)).astype(np.float32)
    for seed in (1, 2)
)
MIX = DRUMS + KEYS


def pcm(planes: NDArray[np.float32] | NDArray[np.int16], *, source_rate: int = RATE) -> Pcm:
    frames = planes.shape[1]
    return Pcm(
        path=Path("a.pcm"),
        planes=planes,
        rate=RATE,
        source_rate=source_rate,
        source_frames=frames * source_rate // RATE,
        bad_packets=0,
        fingerprint=1,
    )


def stems(shift: int = 0) -> dict[str, Pcm]:
    """Both stems, later by `shift` frames."""
    moved = [np.zeros_like(DRUMS), np.zeros_like(KEYS)]
    for target, source in zip(moved, (DRUMS, KEYS), strict=True):
        if shift >= 0:
            target[:, shift:] = source[:, : source.shape[1] - shift]
        else:
            target[:, :shift] = source[:, -shift:]
    return {"drums": pcm(moved[0]), "keys": pcm(moved[1])}


class TestResidual:
    def test_of_what_adds_up_is_nothing(self) -> None:
        found = null_test(pcm(MIX), stems())
        assert found.residual_dbfs == found.peak_dbfs == FLOOR_DBFS
        assert (found.offset_frames, found.inverted, found.misfits) == (0, False, ())
        assert found.compared_frames == 3 * RATE

    @pytest.mark.parametrize("dbfs", [-90, -40, -20])
    def test_of_a_known_difference_is_that(self, dbfs: int) -> None:
        square = np.float32(10 ** (dbfs / 20)) * np.sign(noise(3, seed=9).T).astype(np.float32)
        found = null_test(pcm(MIX + square), stems())
        assert found.residual_dbfs == pytest.approx(dbfs, abs=0.02)
        assert found.peak_dbfs == pytest.approx(dbfs, abs=0.05)
        rms = 20 * np.log10(np.sqrt(np.mean((MIX + square) ** 2)))
        assert found.below_mix_db == pytest.approx(rms - dbfs, abs=0.05)

    def test_of_a_missing_stem_is_that_stem(self) -> None:
        found = null_test(pcm(MIX), {"drums": pcm(DRUMS)})
        assert found.residual_dbfs == pytest.approx(
            20 * np.log10(np.sqrt(np.mean(KEYS**2))), abs=0.02
        )

    def test_of_16_bit_files_is_their_rounding(self) -> None:
        whole = {
            name: pcm(np.rint(p.planes * 32768).astype(np.int16)) for name, p in stems().items()
        }
        found = null_test(pcm(MIX), whole)
        assert -102 < found.residual_dbfs < -97  # two roundings of 1/sqrt(12) of a step

    def test_mono_stems_count_on_both_sides(self) -> None:
        mono = music(1).T[:1].astype(np.float32)
        found = null_test(pcm(np.repeat(mono, 2, axis=0)), {"voice": pcm(mono)})
        assert found.residual_dbfs == FLOOR_DBFS


class TestOffset:
    @pytest.mark.parametrize("shift", [1, -1, 441, -13_000, 47_999])
    def test_is_found_to_the_sample(self, shift: int) -> None:
        found = null_test(pcm(MIX), stems(shift))
        assert found.offset_frames == shift
        assert found.residual_dbfs > -40
        assert found.aligned_residual_dbfs < (-30 if shift < 0 else FLOOR_DBFS + 0.01)

    def test_upside_down_is_said(self) -> None:
        found = null_test(pcm(-MIX), stems(100))
        assert (found.offset_frames, found.inverted) == (100, True)
        assert found.aligned_residual_dbfs == FLOOR_DBFS

    def test_of_a_tone_is_the_nearest(self) -> None:
        tone = np.sin(2 * np.pi * 480 * np.arange(2 * RATE) / RATE).astype(np.float32)[None]
        assert null_test(pcm(tone), {"a": pcm(tone.copy())}).offset_frames == 0

    def test_of_other_music_is_none(self) -> None:
        other = noise(3, seed=77).T.astype(np.float32)
        assert null_test(pcm(MIX), {"a": pcm(other)}).offset_frames is None

    def test_of_silence_is_none(self) -> None:
        silence = np.zeros_like(MIX)
        found = null_test(pcm(silence), {"a": pcm(silence)})
        assert found.offset_frames is None
        assert found.residual_dbfs == FLOOR_DBFS


class TestMisfits:
    def test_lengths_are_told_to_the_sample(self) -> None:
        parts = stems()
        parts["keys"] = pcm(parts["keys"].planes[:, :-7])
        found = null_test(pcm(MIX), parts)
        wanted = Misfit(name="keys", rate=RATE, mix_rate=RATE, length_difference=-7)
        assert found.misfits == (wanted,)

    def test_another_rate_is_told(self) -> None:
        parts = {**stems(), "keys": pcm(KEYS, source_rate=44_100)}
        (found,) = null_test(pcm(MIX), parts).misfits
        assert (found.name, found.rate, found.length_difference) == ("keys", 44_100, None)


class TestRefusals:
    def test_no_stems_or_two_session_rates(self) -> None:
        with pytest.raises(ValueError):
            null_test(pcm(MIX), {})

    def test_progress_can_end_it(self) -> None:
        def stop(fraction: float) -> None:
            seen.append(fraction)
            raise KeyboardInterrupt

        seen: list[float] = []
        with pytest.raises(KeyboardInterrupt):
            null_test(pcm(MIX), stems(), stop)
        assert seen == [pytest.approx(1 / 3)]
