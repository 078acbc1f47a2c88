"""One change of a track as a row: what, by whom, when, and the way back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from studio.actions import words
from studio.actions.history import CREATED, DELETED, Change, Gone
from studio.ui.parts.buttons import Button
from studio.ui.parts.chips import Chip
from studio.ui.parts.labels import ElidedLabel, IconLabel
from studio.ui.parts.layouts import column, row
from studio.ui.tokens import Size, Space
from studio.ui.track.diff import DiffLabel
from studio.ui.track.telling import when

SPACE, SIZE = Space(), Size()
SIGNS = {CREATED: "plus", DELETED: "trash-2"}
EMPTY: tuple[object, ...] = (None, "", [], {})
STATES = {"waiting": ("Not sent", "plain"), "refused": ("Refused", "bad")}


def show_difference(label: DiffLabel, change: Change, names: Mapping[str, str]) -> None:
    """From the old value to the new one."""
    if change.added or change.removed:
        pieces = [("added", f"+ {word}  ") for word in change.added]
        pieces += [("removed", word) for word in change.removed]
        label.show_pieces(tuple(pieces))
    else:
        show_values(label, change, change.old, change.new, names)


def show_values(
    label: DiffLabel, change: Change, old: object, new: object, names: Mapping[str, str]
) -> None:
    """From one value of its field to another."""
    if change.long:
        label.show_texts(str(old or ""), str(new or ""))
        return
    label.show_values(
        *("" if one in EMPTY else words.value_words(change.field, one, names) for one in (old, new))
    )


class ChangeRow(QWidget):
    """`wanted` asks to take the change back."""

    wanted = Signal(object)  # Change

    def __init__(self, change: Change, names: Mapping[str, str]) -> None:
        super().__init__()
        self.change = change
        sign = IconLabel(SIGNS.get(change.field, "pencil"), "mute", size=SIZE.icon_small)
        what = ElidedLabel(change.told, "strong")
        told = column(what, gap=SPACE.hair)
        self.difference = DiffLabel()
        if change.field not in SIGNS:
            show_difference(self.difference, change, names)
            told.addWidget(self.difference)
        at = when(change.at.isoformat())
        who = change.who if change.state == "sent" else "You, on this machine"
        parts = (who, change.device if change.device != who else "", at)
        told.addWidget(ElidedLabel(" · ".join(part for part in parts if part), "meta"))
        line = row(gap=SPACE.m, margins=(0, SPACE.xs, 0, SPACE.xs))
        line.addLayout(column(sign, None, margins=(0, SPACE.hair, 0, 0)))
        line.addLayout(told, 1)
        top = Qt.AlignmentFlag.AlignTop
        if change.state in STATES:
            line.addWidget(Chip(*STATES[change.state]), 0, top)
        self.undo = Button("Undo", icon="undo-2", small=True)
        self.undo.setAccessibleName(f"Undo: {change.told}")
        self.undo.setVisible(change.undoable)
        self.undo.clicked.connect(lambda: self.wanted.emit(self.change))
        line.addWidget(self.undo, 0, top)
        self.setLayout(line)


class GoneRow(QWidget):
    """`wanted` asks to bring it back."""

    wanted = Signal(object)  # Gone

    def __init__(self, gone: Gone) -> None:
        super().__init__()
        self.gone = gone
        self.back = Button("Bring back", icon="undo-2", small=True)
        self.back.setAccessibleName(f"Bring back: {gone.told}")
        self.back.clicked.connect(lambda: self.wanted.emit(self.gone))
        sign = IconLabel("trash-2", "mute", size=SIZE.icon_small)
        line = row(sign, ElidedLabel(gone.told), self.back, gap=SPACE.m)
        line.setStretch(1, 1)
        line.setContentsMargins(0, SPACE.xs, 0, SPACE.xs)
        self.setLayout(line)
