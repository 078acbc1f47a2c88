"""Blind listening (ABX): is the difference heard, or only believed?"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from enum import StrEnum


class Button(StrEnum):
    """What a listener may play: the two known versions, and the unknown one."""

    A = "a"
    B = "b"
    X = "x"


@dataclass(frozen=True, slots=True)
class Score:
    """`p_value`: chance of at least so many right answers by guessing alone (one-sided)."""

    correct: int
    answered: int
    p_value: float

    @property
    def heard(self) -> bool:
        """Guessing would do as well less than once in twenty times: the usual bar."""
        return self.p_value < 0.05


class BlindTest:
    """A session of trials. In each, X is A or B by the toss of a coin that nobody sees.

    `seed` makes the coin repeatable for tests; without it the system's randomness tosses.
    Raises ValueError for two versions that are one, or no trials.
    """

    def __init__(self, a: str, b: str, *, trials: int = 16, seed: int | None = None) -> None:
        if a == b or trials < 1:
            raise ValueError("two versions and at least one trial")
        coin = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311
        self.trials = trials
        self._versions = {Button.A: a, Button.B: b}
        self._hidden = [coin.choice((Button.A, Button.B)) for _ in range(trials)]
        self._answers: list[bool] = []

    @property
    def trial(self) -> int:
        """Number of the current trial, from 1; `trials` + 1 when all are answered."""
        return len(self._answers) + 1

    @property
    def finished(self) -> bool:
        """All trials are answered."""
        return len(self._answers) == self.trials

    def hear(self, button: Button) -> str:
        """The version to select in the mixer. Raises RuntimeError after the last trial."""
        self._check_open()
        return self._versions[self._current if button is Button.X else button]

    def answer(self, button: Button) -> None:
        """The listener's word on X, A or B. Raises ValueError for X, RuntimeError at the end."""
        self._check_open()
        if button is Button.X:
            raise ValueError("X is the question")
        self._answers.append(button is self._current)

    @property
    def score(self) -> Score:
        """So far; show it only when `finished`, or it helps to guess."""
        correct = sum(self._answers)
        return Score(correct, len(self._answers), p_value(correct, len(self._answers)))

    @property
    def _current(self) -> Button:
        return self._hidden[len(self._answers)]

    def _check_open(self) -> None:
        if self.finished:
            raise RuntimeError("the test is over")


def p_value(correct: int, answered: int) -> float:
    """Upper tail of the binomial distribution with p = 1/2, exact in integers up to the end."""
    ways = sum(math.comb(answered, k) for k in range(correct, answered + 1))
    return ways / (1 << answered)
