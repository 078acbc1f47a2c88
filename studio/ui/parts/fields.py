"""A control with its label above, and help or an error below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.paint import repolish
from studio.ui.tokens import Space

SPACE = Space()


class Field(QWidget):
    """Any control, named; `set_error` says what is wrong with it, and how to right it."""

    def __init__(
        self, name: str, control: QWidget, *, help: str = "", note: str = "", unit: str = ""
    ) -> None:
        super().__init__()
        self.control, self.help = control, help
        self.title = label(name, "meta")
        self.title.setProperty("voice", "dim")
        self.title.setBuddy(control)
        self.note = label(note, "meta")
        self.sign = IconLabel("circle-alert", "bad", size=14)
        self.below = label(help, "meta", wrap=True)
        line = row(control, gap=SPACE.s)
        if unit:
            line.addWidget(label(unit, "meta"))
        foot = row(gap=SPACE.xs)
        foot.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.below, 1)
        self.setLayout(column(row(self.title, None, self.note), line, foot, gap=SPACE.xs))
        control.setAccessibleName(name)
        self.set_error("")

    def set_error(self, text: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        shown = text or self.help
        self.below.setText(shown)
        self.below.setVisible(bool(shown))
        self.below.setProperty("voice", "error" if text else "meta")
        self.sign.setVisible(bool(text))
        self.control.setProperty("wrong", bool(text))
        self.control.setAccessibleDescription(shown)
        repolish(self.below)
        repolish(self.control)

    def error(self) -> str:
        """What is wrong, if anything."""
        return self.below.text() if self.control.property("wrong") else ""
