"""Blind tests: repeatable with a seed, fair without one, right numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.audio.blind import BlindTest, Button, p_value


def run(seed: int, trials: int = 16) -> str:
    test = BlindTest("one", "two", trials=trials, seed=seed)
    heard = ""
    while not test.finished:
        heard += "a" if test.hear(Button.X) == "one" else "b"
        test.answer(Button.A)
    return heard


class TestBlindTest:
    def test_a_seed_repeats_it(self) -> None:
        assert run(7) == run(7)
        assert len({run(seed) for seed in range(20)}) > 10

    def test_without_a_seed_both_come_about_equally_often(self) -> None:
        test = BlindTest("one", "two", trials=2000)
        heard = 0
        while not test.finished:
            heard += test.hear(Button.X) == "one"
            test.answer(Button.B)
        assert 800 < heard < 1200  # nine standard deviations

    def test_somebody_who_hears_it_is_believed(self) -> None:
        test = BlindTest("one", "two", trials=10, seed=3)
        while not test.finished:
            same = test.hear(Button.X) == test.hear(Button.A)
            test.answer(Button.A if same else Button.B)
        assert (test.score.correct, test.score.answered) == (10, 10)
        assert test.score.p_value == 1 / 1024
        assert test.score.heard

    def test_x_stays_the_same_within_a_trial_and_a_and_b_are_known(self) -> None:
        test = BlindTest("one", "two", trials=3, seed=1)
        assert len({test.hear(Button.X) for _ in range(20)}) == 1
        assert (test.hear(Button.A), test.hear(Button.B)) == ("one", "two")
        assert test.trial == 1
        test.answer(Button.A)
        assert test.trial == 2

    def test_ends_and_takes_no_more(self) -> None:
        test = BlindTest("one", "two", trials=1, seed=1)
        with pytest.raises(ValueError):
            test.answer(Button.X)
        test.answer(Button.B)
        assert test.finished
        with pytest.raises(RuntimeError):
            test.answer(Button.A)
        with pytest.raises(RuntimeError):
            test.hear(Button.X)

    @pytest.mark.parametrize(("b", "trials"), [("one", 4), ("two", 0)])
    def test_needs_two_versions_and_a_trial(self, b: str, trials: int) -> None:
        with pytest.raises(ValueError):
            BlindTest("one", b, trials=trials)


class TestPValue:
    def test_known_values(self) -> None:
        assert p_value(0, 0) == 1.0
        assert p_value(12, 16) == pytest.approx(0.0384064)
        assert p_value(0, 16) == 1.0

    @given(st.integers(1, 60))
    def test_falls_with_every_right_answer(self, answered: int) -> None:
        values = [p_value(correct, answered) for correct in range(answered + 1)]
        assert values == sorted(values, reverse=True)
        assert values[-1] == 2.0**-answered
