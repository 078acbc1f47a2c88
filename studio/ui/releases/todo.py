"""What still blocks the drop, and what would make it better; each with the way there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from studio.actions.todo import Point, deed
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import column, row, rule
from studio.ui.tokens import Space

SPACE = Space()


class PointRow(QWidget):
    """One thing to do."""

    def __init__(self, point: Point, button: Button | None) -> None:
        super().__init__()
        icon, tone = ("circle-x", "bad") if point.blocks else ("info", "dim")
        sign = IconLabel(icon, tone, says="Blocks the drop" if point.blocks else "Advice")
        told = column(label(point.message, "strong", wrap=True), gap=SPACE.hair)
        if point.remedy:
            told.addWidget(label(point.remedy, "meta", wrap=True))
        if button is not None:
            told.addSpacing(SPACE.xs)
            told.addLayout(row(button, None))
        line = row(gap=SPACE.m)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(told, 1)
        self.setLayout(line)
        self.setAccessibleName(f"{point.message} {point.remedy}".strip())


class Todo(Card):
    """`wanted` tells which point is to be dealt with."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__("Checklist")
        self.points: tuple[Point, ...] | None = None
        self.live = False
        self.lines = column(gap=SPACE.m)
        self.add(self.lines)

    def show_points(self, points: Sequence[Point], *, live: bool) -> None:
        """What there is to do; what blocks first."""
        wanted = tuple(sorted(points, key=lambda point: not point.blocks))
        if wanted == self.points and live == self.live:
            return
        self.points, self.live = wanted, live
        while item := self.lines.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        blocking = sum(point.blocks for point in wanted)
        advice = len(wanted) - blocking
        told = [f"{blocking} must" if blocking else "", f"{advice} could" if advice else ""]
        self.note.setText(" · ".join(part for part in told if part))
        for number, point in enumerate(wanted):
            if number:
                self.lines.addWidget(rule())
            self.lines.addWidget(PointRow(point, self.button(point)))
        if not wanted:
            self.lines.addWidget(Ready())

    def button(self, point: Point) -> Button | None:
        """The way to deal with it."""
        text = deed(point)
        if not text:
            return None
        made = Button(text, small=True)
        made.clicked.connect(lambda: self.wanted.emit(point))
        return made


class Ready(QWidget):
    """Nothing is left to do."""

    def __init__(self) -> None:
        super().__init__()
        words = column(
            label("Nothing is missing", "strong"),
            label("Everything a drop needs is here.", "meta", wrap=True),
            gap=SPACE.hair,
        )
        line = row(IconLabel("circle-check", "good"), gap=SPACE.m)
        line.addLayout(words, 1)
        self.setLayout(line)
