"""Lines of credits: a person, what they did, and a link; each typed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions import credits
from studio.ui.parts.buttons import IconButton, hint
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.paint import begin
from studio.ui.theme import colour
from studio.ui.tokens import Size, Space
from studio.ui.track.cells import Cell
from studio.ui.track.ordered import OrderedRow

SIZE, SPACE = Size(), Space()
NAMES = ("person", "role", "url")
WORDS = {"person": "Name", "role": "Role", "url": "Link"}
HINTS = {"person": "Name", "role": "Role", "url": "Add a link"}
SHARES = (4, 4, 3)
LEAST = 88
Values = dict[str, str]


class CreditLine(OrderedRow):
    """One credit. `edited` tells that a cell was left and says something new; `given_up`, that
    the line is to go."""

    edited = Signal(str)
    given_up = Signal(str)
    gone = Signal(int, str)  # to another line: -1 or 1, and in which cell

    bin_keys = ""

    def __init__(self, key: str, values: Mapping[str, str]) -> None:
        super().__init__(key, values.get("person") or "New credit")
        self.seen: Values = {name: "" for name in NAMES}
        self.cells = {name: Cell(WORDS[name], hint=HINTS[name]) for name in NAMES}
        self.bin = IconButton("trash-2", "Delete", small=True)
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        line = row(self.grip, *self.cells.values(), self.bin, gap=SPACE.xs)
        for place, share in enumerate(SHARES, 1):
            line.setStretch(place, share)
        for cell in self.cells.values():
            cell.setMinimumWidth(LEAST)
            for told in (cell.left, cell.returnPressed):
                told.connect(lambda: self.edited.emit(self.key))
        edges = (SPACE.s, SPACE.xs, SPACE.s, SPACE.xs)
        below = row(self.wrong, margins=(SPACE.xl + SPACE.xs, 0, 0, 0))
        self.setLayout(column(line, below, gap=SPACE.hair, margins=edges))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.bin.clicked.connect(lambda: self.given_up.emit(self.key))
        self.show_values(values)

    def values(self) -> Values:
        """What is typed, as it would be saved."""
        found = {name: cell.text().strip() for name, cell in self.cells.items()}
        return {**found, "url": credits.address(found["url"])}

    def show_values(self, values: Mapping[str, str]) -> None:
        """As the library has it; what is being typed stays, and counts as an edit of what was
        seen."""
        typed = self.values()
        for name, cell in self.cells.items():
            wanted = values.get(name, "")
            if typed[name] == self.seen[name]:
                if not (cell.hasFocus() and typed[name] == wanted):
                    cell.put(wanted)
                self.seen[name] = wanted
        self.call(self.seen["person"])

    def type_in(self, values: Mapping[str, str]) -> None:
        """What was typed before and could not be saved."""
        for name, cell in self.cells.items():
            cell.put(values.get(name, ""))

    def call(self, person: str) -> None:
        """Under which name a screen reader knows it."""
        self.says = person or "New credit"
        self.grip.setAccessibleName(f"Move {self.says}")
        self.bin.rename(f"Delete {self.says}")
        self.bin.setToolTip(hint(self.bin.accessibleName(), self.bin_keys))
        for name, cell in self.cells.items():
            cell.setAccessibleName(f"{WORDS[name]}, {self.says}")

    def changed(self) -> dict[str, tuple[str, str]]:
        """From what was seen to what is wanted, where the two differ."""
        wanted = self.values()
        return {n: (self.seen[n], wanted[n]) for n in NAMES if wanted[n] != self.seen[n]}

    def empty(self) -> bool:
        """Nothing was typed at all."""
        return not any(self.values().values())

    def check(self, *, quiet: bool = False) -> bool:
        """Whether it can be saved; says below what is missing. `quiet` only takes back what was
        said: somebody who goes on to the next cell has not forgotten it."""
        faults = {name: credits.fault(name, value) for name, value in self.values().items()}
        wrong = {name: told for name, told in faults.items() if told}
        if not quiet or not wrong:
            for name, cell in self.cells.items():
                cell.set_wrong(name in wrong, wrong.get(name, ""))
            self.say(" ".join(wrong.values()))
        return not wrong

    def say(self, told: str) -> None:
        """What is wrong with it."""
        self.wrong.setText(told)
        self.wrong.setVisible(bool(told))

    def offer(self, people: Sequence[str], roles: Sequence[str]) -> None:
        """What to complete names and roles from."""
        self.cells["person"].offer(people)
        self.cells["role"].offer(roles)

    def inside(self, widget: QWidget | None) -> bool:
        """Whether the focus is in it."""
        return widget is not None and (widget is self or self.isAncestorOf(widget))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go to the same cell of another line."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        here = next((name for name, cell in self.cells.items() if cell.hasFocus()), None)
        if by is None or here is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.gone.emit(by, here)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = QRectF(0, self.height() - 1, self.width(), 1)
        begin(self).fillRect(area, colour("line"))


def heading() -> QWidget:
    """The names of the columns, over the lines."""
    names = [label(WORDS[name].upper(), "overline") for name in NAMES]
    for one in names:
        one.setMinimumWidth(LEAST)
        one.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        one.setIndent(SPACE.s)
        one.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    edges = (SPACE.s + SIZE.icon_small + SPACE.xs, 0, SPACE.s + SIZE.small + SPACE.xs, 0)
    line = row(*names, gap=SPACE.xs, margins=edges)
    for place, share in enumerate(SHARES):
        line.setStretch(place, share)
    return holder(line)
