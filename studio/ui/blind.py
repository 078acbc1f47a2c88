"""The blind test: three buttons to listen, two to answer, and what it proves at the end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.audio.blind import BlindTest
from studio.audio.blind import Button as Choice
from studio.ui.parts.access import announce
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.labels import ElidedLabel
from studio.ui.parts.layouts import row
from studio.ui.parts.segmented import Segmented


class BlindPanel(QWidget):
    """One session of trials; `heard` names the version to play, never on the screen."""

    heard = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.test: BlindTest | None = None
        self.listen = Segmented("Listen to")
        self.listen.set_choices([("a", "A"), ("b", "B"), ("x", "X, the unknown")])
        self.is_a, self.is_b = Button("X is A", small=True), Button("X is B", small=True)
        self.told = ElidedLabel("", "dim")
        self.close_button = IconButton("x", "End the blind test", small=True)
        line = row(self.listen, self.is_a, self.is_b, self.told, self.close_button)
        line.setStretch(3, 1)
        self.setLayout(line)
        self.listen.chosen.connect(self.play)
        self.is_a.clicked.connect(lambda: self.answer(Choice.A))
        self.is_b.clicked.connect(lambda: self.answer(Choice.B))
        self.close_button.clicked.connect(self.closed)

    def begin(self, test: BlindTest) -> None:
        """Start a session with the unknown one."""
        self.test = test
        self.show_trial()
        self.listen.choose("x")
        self.play("x")

    def play(self, key: str) -> None:
        """Hear A, B or X."""
        if self.test is not None and not self.test.finished:
            self.heard.emit(self.test.hear(Choice(key)))

    def answer(self, choice: Choice) -> None:
        """Take the artist's word and go on to the next trial, or to the result."""
        if self.test is None or self.test.finished:
            return
        self.test.answer(choice)
        self.show_trial()
        if not self.test.finished:
            self.listen.choose("x")
            self.play("x")

    def show_trial(self) -> None:
        """Which trial it is, or how it ended."""
        if self.test is None:
            return
        finished = self.test.finished
        for control in (self.listen, self.is_a, self.is_b):
            control.setEnabled(not finished)
        trial = f"Trial {self.test.trial} of {self.test.trials}: is X A or B?"
        self.told.setText(self.result() if finished else trial)
        announce(self, self.told.text())

    def result(self) -> str:
        """What the answers prove."""
        assert self.test is not None
        score = self.test.score
        said = "You hear the difference" if score.heard else "No difference proven"
        chance = f"guessing does as well {score.p_value:.0%} of the time"
        return f"{said}: {score.correct} of {score.answered} right, {chance}."
