"""The calendar with its heading: which month, and the way to others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QSizePolicy

from studio.actions import zones
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import row
from studio.ui.releases.calendar import MonthGrid, month_of
from studio.ui.releases.marks import Mark
from studio.ui.releases.words import counted
from studio.ui.tokens import Space

SPACE = Space()


class Month(Card):
    """`hint` says what a click on a day will do."""

    def __init__(self, today: date) -> None:
        super().__init__(flush=True)
        self.setAccessibleName("Calendar")
        self.grid = MonthGrid(today)
        self.name = label("", "heading")
        self.drops = label("", "meta")
        self.hint = ElidedLabel("", "meta")
        self.back = IconButton("chevron-left", "Previous month", small=True)
        self.now = Button("Today", small=True)
        self.ahead = IconButton("chevron-right", "Next month", small=True)
        self.marks: tuple[Mark, ...] = ()
        head = row(self.name, self.drops, None, self.back, self.now, self.ahead, gap=SPACE.s)
        head.setContentsMargins(SPACE.l, SPACE.m, SPACE.m, SPACE.xs)
        foot = row(self.hint, margins=(SPACE.l, SPACE.s, SPACE.l, SPACE.m))
        self.body.setContentsMargins(1, 0, 1, 0)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.add(head)
        self.add(self.grid, 1)
        self.add(foot)
        self.body.setSpacing(0)
        self.back.clicked.connect(lambda: self.grid.turn(-1))
        self.ahead.clicked.connect(lambda: self.grid.turn(1))
        self.now.clicked.connect(lambda: self.grid.go(self.grid.today))
        self.grid.turned.connect(lambda _month: self.tell())
        self.tell()

    def show_marks(self, marks: Sequence[Mark], today: date) -> None:
        """What is on which day."""
        self.marks = tuple(marks)
        self.grid.show_marks(marks, today)
        self.tell()

    def tell(self) -> None:
        """Which month it is, and how much is in it."""
        first = self.grid.month
        self.name.setText(f"{zones.MONTHS[first.month - 1]} {first.year}")
        count = sum(month_of(mark.day) == first for mark in self.marks)
        self.drops.setText(counted(count, "drop") if count else "No drops")

    def show_hint(self, text: str) -> None:
        """What a click on a day will do."""
        self.hint.setText(text)
