"""What the public will see change, field by field, before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from studio.actions.publicity import Change, Publicity
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import column, row, rule
from studio.ui.releases.words import counted
from studio.ui.tokens import Size, Space

SIZE, SPACE = Size(), Space()
AROUND = 90
"""How many letters of a long text are shown around what differs in it."""
NOTHING = "nothing"


def near(text: str, other: str) -> str:
    """A long text around the first place where it differs from another."""
    same = next(
        (n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b),
        min(len(text), len(other)),
    )
    start, end = max(0, same - AROUND), same + 2 * AROUND
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    return f"{head}{text[start:end].strip()}{tail}"


class ChangeRow(QWidget):
    """One field: what it is now for everybody, and what it will be."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        before, after = change.before or NOTHING, change.after or NOTHING
        if change.long:
            before, after = near(before, after), near(after, before)
        what = f"{change.of} · {change.what}" if change.of else change.what
        top = row(label(what, "meta", wrap=True))
        pair = row(gap=SPACE.m)
        pair.addWidget(side(before, "dim"), 1)
        arrow = IconLabel("arrow-right", "mute", size=SIZE.icon_small, says="becomes")
        pair.addWidget(arrow, 0, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(side(after, "strong"), 1)
        self.setLayout(column(top, pair, gap=SPACE.xs))
        self.setAccessibleName(f"{what}: {before} becomes {after}")


def side(text: str, voice: str) -> QLabel:
    """One side of it."""
    made = label(text, voice, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Public(Card):
    """Hidden while nothing of the release is public."""

    def __init__(self) -> None:
        super().__init__("What the public will see change")
        self.shown: Publicity | None = None
        self.lines = column(gap=SPACE.m)
        self.add(self.lines)

    def show_publicity(self, found: Publicity) -> None:
        """What waits to become public."""
        self.setVisible(found.public)
        if found == self.shown:
            return
        self.shown = found
        self.fill(found.changes)

    def fill(self, changes: Sequence[Change]) -> None:
        """One line for each."""
        while item := self.lines.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.note.setText(counted(len(changes), "change") if changes else "")
        if not changes:
            text = "Nothing: people see it as it is here."
            self.lines.addWidget(label(text, "dim", wrap=True))
            return
        text = "These go out with the next sync. Until then people see what stands at the left."
        self.lines.addWidget(label(text, "meta", wrap=True))
        for number, change in enumerate(changes):
            if number:
                self.lines.addWidget(rule())
            self.lines.addWidget(ChangeRow(change))
