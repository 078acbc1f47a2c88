"""The mixer to the bit: unity, switches, loops, ramps, meters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.audio.mixer import Block, Loop, Mixer, travelled

RATE, RAMP = 48_000, 480
RANDOM = np.random.default_rng(1)
A = (RANDOM.standard_normal((2, RATE)) * 0.1).astype(np.float32)
B = (RANDOM.standard_normal((2, RATE)) * 0.1).astype(np.float32)
WHOLE = (RANDOM.standard_normal((2, RATE)) * 6000).astype(np.int16)
ONES = np.ones((2, RATE), np.float32)


def two() -> Mixer:
    mixer = Mixer({"a": A, "b": B}, RATE)
    mixer.select("a")
    mixer.settle()
    return mixer


def play(mixer: Mixer, sizes: list[int]) -> Block:
    return np.concatenate([mixer.render(size) for size in sizes], axis=1)


class TestRender:
    def test_unity_is_bit_exact(self) -> None:
        assert np.array_equal(play(two(), [960] * 20), A[:, :19_200])

    def test_unity_of_16_bit_is_bit_exact(self) -> None:
        out = Mixer({"a": WHOLE}, RATE).render(RATE)
        assert np.array_equal(out, WHOLE / np.float32(32768))
        assert out.dtype == np.float32

    def test_mono_sounds_on_both_sides(self) -> None:
        out = Mixer({"a": A[:1]}, RATE).render(100)
        assert np.array_equal(out, np.stack((A[0, :100], A[0, :100])))

    def test_sums_sources_of_any_length_and_ends_in_silence(self) -> None:
        mixer = Mixer({"a": A[:, :1000], "b": B[:, :1500]}, RATE)
        out = mixer.render(2000)
        assert np.array_equal(out[:, :1000], A[:, :1000] + B[:, :1000])
        assert np.array_equal(out[:, 1000:1500], B[:, 1000:1500])
        assert not out[:, 1500:].any()
        assert mixer.position == 1500
        assert mixer.ended

    @given(st.lists(st.integers(1, 3000), min_size=1, max_size=12), st.integers(0, 2000))
    def test_block_sizes_do_not_matter(self, sizes: list[int], end: int) -> None:
        def script(blocks: list[int]) -> Block:
            mixer = two()
            mixer.set_loop(Loop(700, 700 + RAMP + end))
            first = mixer.render(300)
            mixer.select("b")
            between = mixer.render(100)
            mixer.set_gain("b", 0.5)
            mixer.fade(0.25)
            return np.concatenate((first, between, play(mixer, blocks)), axis=1)

        assert np.array_equal(script(sizes), script([sum(sizes)]))

    def test_a_mixer_needs_a_source(self) -> None:
        with pytest.raises(ValueError):
            Mixer({}, RATE)


class TestSelect:
    def test_is_exact_before_and_after_the_ramp(self) -> None:
        mixer = two()
        before = mixer.render(9601)
        mixer.select("b")
        after = mixer.render(9600)
        assert np.array_equal(before, A[:, :9601])
        assert np.array_equal(after[:, RAMP:], B[:, 9601 + RAMP : 19_201])
        up = np.arange(1, RAMP + 1, dtype=np.float64) / RAMP
        mixed = A[:, 9601 : 9601 + RAMP] * (1 - up) + B[:, 9601 : 9601 + RAMP] * up
        assert np.abs(after[:, :RAMP] - mixed).max() < 1e-7

    def test_back_half_way_stays_within_the_slope(self) -> None:
        mixer = Mixer({"a": ONES, "b": -ONES}, RATE)
        mixer.select("a")
        mixer.settle()
        parts = [mixer.render(100)]
        for name in ("b", "a", "b"):
            mixer.select(name)
            parts.append(mixer.render(133))
        steps = np.abs(np.diff(np.concatenate(parts, axis=1)[0]))
        assert steps.max() <= 2 / RAMP + 1e-6

    def test_of_an_unknown_name_is_refused(self) -> None:
        with pytest.raises(KeyError):
            two().select("a", "c")

    def test_a_against_itself_upside_down_is_nothing(self) -> None:
        mixer = Mixer({"a": A, "b": A}, RATE)
        mixer.set_gain("b", -1.0)
        mixer.settle()
        assert not mixer.render(RATE).any()


class TestMuteAndSolo:
    def test_no_step_is_greater_than_the_slope_of_the_ramp(self) -> None:
        mixer = Mixer({"a": ONES}, RATE)
        first = mixer.render(960)
        mixer.set_mute("a", True)
        heard = np.concatenate((first, mixer.render(960)), axis=1)[0]
        assert np.abs(np.diff(heard)).max() <= 1 / RAMP + 1e-6
        assert heard[960 + RAMP - 1] == 0.0

    @pytest.mark.parametrize(
        ("mutes", "solos", "heard"),
        [("", "", "abc"), ("a", "", "bc"), ("", "b", "b"), ("", "bc", "bc"), ("b", "b", "")],
    )
    def test_decide_together(self, mutes: str, solos: str, heard: str) -> None:
        levels = {"a": 0.1, "b": 0.2, "c": 0.4}
        mixer = Mixer({name: ONES * np.float32(level) for name, level in levels.items()}, RATE)
        for name in mutes:
            mixer.set_mute(name, True)
        for name in solos:
            mixer.set_solo(name, True)
        mixer.settle()
        wanted = sum(levels[name] for name in heard)
        assert mixer.render(10)[0, -1] == pytest.approx(wanted)

    def test_solo_of_what_is_not_selected_silences_nothing(self) -> None:
        mixer = two()
        mixer.set_solo("b", True)
        assert np.array_equal(mixer.render(960), A[:, :960])

    def test_a_gain_must_be_a_number(self) -> None:
        with pytest.raises(ValueError):
            two().set_gain("a", float("nan"))


class TestLoop:
    def test_is_sample_exact(self) -> None:
        mixer = two()
        mixer.set_loop(Loop(1000, 1500))
        mixer.jump(1000)
        out = mixer.render(1234)
        wanted = np.concatenate((A[:, 1000:1500], A[:, 1000:1500], A[:, 1000:1234]), axis=1)
        assert np.array_equal(out, wanted)
        assert mixer.position == 1234

    def test_a_position_behind_it_plays_on(self) -> None:
        mixer = two()
        mixer.set_loop(Loop(1000, 1500))
        mixer.jump(1500)
        assert np.array_equal(mixer.render(100), A[:, 1500:1600])

    @pytest.mark.parametrize("loop", [Loop(-1, 600), Loop(0, RATE + 1), Loop(100, 100 + RAMP - 1)])
    def test_outside_or_too_short_is_refused(self, loop: Loop) -> None:
        with pytest.raises(ValueError):
            two().set_loop(loop)

    @given(st.integers(0, 3000), st.integers(0, 20_000))
    def test_travelled_says_where_rendering_leads(self, start: int, frames: int) -> None:
        mixer = two()
        mixer.set_loop(Loop(800, 1900))
        mixer.jump(start)
        mixer.render(frames)
        assert mixer.position == travelled(start, frames, mixer.loop)


class TestMoment:
    def test_going_back_renders_the_same_again(self) -> None:
        mixer = two()
        mixer.render(5000)
        mixer.select("b")
        mixer.render(200)
        moment = mixer.moment()
        first = mixer.render(3000)
        mixer.restore(moment)
        assert np.array_equal(mixer.render(3000), first)

    def test_what_was_set_since_starts_there(self) -> None:
        mixer = two()
        moment = mixer.moment()
        mixer.render(4800)
        mixer.select("b")
        mixer.restore(moment)
        assert np.array_equal(mixer.render(4800)[:, RAMP:], B[:, RAMP:4800])


class TestPeaks:
    def test_are_those_of_each_side_after_all_gains(self) -> None:
        mixer = Mixer({"a": A, "b": WHOLE[:1]}, RATE)
        mixer.set_gain("a", -0.5)
        mixer.settle()
        out = mixer.render(4800)
        mono = np.abs(WHOLE[0, :4800] / 32768).max()
        assert np.allclose(mixer.peaks[0], np.abs(A[:, :4800]).max(axis=1) / 2)
        assert np.allclose(mixer.peaks[1], (mono, mono))
        assert np.array_equal(mixer.peaks[2], np.abs(out).max(axis=1))

    def test_a_loop_inside_a_block_loses_none(self) -> None:
        spike = np.zeros((2, 2000), np.float32)
        spike[:, 995] = 0.9
        mixer = Mixer({"a": spike}, RATE)
        mixer.set_loop(Loop(500, 1000))
        mixer.jump(990)
        mixer.render(100)
        assert mixer.peaks[0].tolist() == pytest.approx([0.9, 0.9])

    def test_of_silence_are_zero(self) -> None:
        mixer = two()
        mixer.set_mute("a", True)
        mixer.render(RAMP)
        assert mixer.peaks[0].all()
        mixer.render(RAMP)
        assert not mixer.peaks.any()
