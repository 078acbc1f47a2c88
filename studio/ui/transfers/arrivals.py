"""Sounds that come from the server, each as a row of its card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.actions.pace import Arrivals, Pace
from studio.actions.transfers import Coming
from studio.ui.frame import emptied
from studio.ui.parts import figures
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.cards import Card
from studio.ui.parts.chips import Chip
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, holder, row, rule
from studio.ui.parts.progress import Bar
from studio.ui.sync_bar import counted
from studio.ui.tokens import Space
from studio.ui.transfers.rows import (
    BAR_WIDTH,
    STATE_WIDTH,
    TOOLS_WIDTH,
    complaint,
    how_far,
    say_deeds,
    sized,
)

SPACE = Space()
STATES = {  # words, tone, icon
    "queued": ("Waiting", "plain", "clock"),
    "coming": ("Fetching", "info", "download"),
    "paused": ("Paused", "warn", "pause"),
    "failed": ("Failed", "bad", "circle-alert"),
}


class ArrivingRow(QWidget):
    """`wanted` tells a deed: pause, resume, first, cancel, again; with the sound's digest."""

    wanted = Signal(str, str)

    def __init__(self, one: Coming) -> None:
        super().__init__()
        self.one = one
        title = one.title or "Sound"
        self.name, self.of = ElidedLabel(title, "strong"), ElidedLabel(one.part, "meta")
        self.bar = Bar(f"Fetched of {title}, {one.part}")
        self.figure = ElidedLabel("", "meta")
        self.chip = Chip("")
        self.hold = IconButton("pause", "Pause", small=True)
        self.first = IconButton("arrow-up", "Fetch this first", small=True)
        self.cancel = IconButton("x", "Do not fetch it", small=True)
        self.again = Button("Try again", small=True, icon="refresh-cw")
        self.trouble = complaint()
        names = column(self.name, self.of, gap=SPACE.hair)
        far = holder(column(self.bar, self.figure, gap=SPACE.xs))
        far.setFixedWidth(BAR_WIDTH)
        tools = holder(row(None, self.hold, self.first, self.cancel, gap=SPACE.hair))
        tools.setFixedWidth(TOOLS_WIDTH)
        state = sized(self.chip, STATE_WIDTH)
        line = row(IconLabel("file-audio", "dim"), names, far, state, tools, gap=SPACE.m)
        line.setStretch(1, 1)
        helps = row(self.trouble, self.again, gap=SPACE.s)
        helps.setStretch(0, 1)
        self.setLayout(column(line, helps, gap=SPACE.s, margins=(0, SPACE.xs, 0, SPACE.xs)))
        controls: dict[str, QAbstractButton] = {
            "first": self.first,
            "cancel": self.cancel,
            "again": self.again,
        }
        say_deeds(self.wanted, controls, self.hold, lambda: self.one)

    def show_sound(self, one: Coming, *, first: bool, all_paused: bool) -> None:
        """As it stands now."""
        self.one = one
        failed = one.state == "failed"
        paused = not failed and (one.paused or all_paused)
        words, tone, icon = STATES["paused" if paused else one.state]
        self.chip.show_state(words, tone, icon=icon)
        self.trouble.setVisible(failed)
        self.again.setVisible(failed)
        if failed and one.why != self.trouble.words.text():
            self.trouble.say(one.why, "bad")
        self.hold.setVisible(not failed)
        self.hold.setEnabled(not all_paused)
        self.hold.show_icon("play" if one.paused else "pause", "Resume" if one.paused else "Pause")
        self.first.setVisible(not failed)
        self.first.setEnabled(not first)
        if paused or one.state != "coming":
            self.bar.set_share(0.0)
            self.figure.setText(figures.size(one.size) if one.size else "")
        self.setAccessibleName(f"{self.name.text()}, {one.part}, {words}")

    def show_pace(self, pace: Pace) -> None:
        """How far it is."""
        self.bar.set_share(pace.share)
        self.figure.setText(how_far(pace))


class ArrivalsCard(Card):
    """What comes, in order. `wanted` as that of its rows."""

    wanted = Signal(str, str)

    def __init__(self, most: int) -> None:
        super().__init__("On the way here")
        self.most = most
        self.rows: dict[str, ArrivingRow] = {}

    def show_sounds(self, found: Sequence[Coming], *, all_paused: bool) -> None:
        """One row each, kept while the sound is there: whoever is on a button stays on it."""
        shown = {one.sha256: one for one in found[: self.most]}
        if list(shown) != list(self.rows):
            self.arrange(list(shown.values()), len(found) - len(shown))
        for number, (sha256, one) in enumerate(shown.items()):
            self.rows[sha256].show_sound(one, first=number == 0, all_paused=all_paused)
        self.setVisible(bool(found))

    def arrange(self, found: Sequence[Coming], more: int) -> None:
        """Other sounds, or another order."""
        kept = self.rows
        self.rows = {one.sha256: kept.get(one.sha256) or self.make(one) for one in found}
        for sha256, old in kept.items():
            if sha256 in self.rows:
                self.body.removeWidget(old)
        emptied(self.body)
        for number, made in enumerate(self.rows.values()):
            if number:
                self.add(rule())
            self.add(made)
        if more > 0:
            words = counted(more, "more sound waits", "more sounds wait")
            self.add(label(f"{words} behind these.", "dim"))

    def make(self, one: Coming) -> ArrivingRow:
        """A row for a sound."""
        made = ArrivingRow(one)
        made.wanted.connect(self.wanted)
        return made

    def show_pace(self, arrivals: Arrivals) -> None:
        """The sound that comes has come further."""
        made = self.rows.get(arrivals.sha256)
        if made is not None and made.one.state == "coming" and not made.one.paused:
            made.show_pace(arrivals.pace)
