"""A conflict and a refused edit, each as a card with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions import decisions
from studio.actions.decisions import Conflict, Wrong
from studio.actions.words import LONG, field_name
from studio.ui.decisions.sides import Pane, differences
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.chips import Chip
from studio.ui.parts.controls import TextArea, TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.tokens import Space

SPACE = Space()
LINES = 8


def editor(text: str, *, long: bool) -> tuple[QWidget, Callable[[], str]]:
    """A control to type into, and what stands in it."""
    if long:
        area = TextArea(text, lines=LINES)
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return area, area.toPlainText
    line = TextInput(text)
    return line, line.text


class ConflictCard(Card):
    """`decided` tells the choice and, for "value", what it shall be; `visited` the track."""

    decided = Signal(object, str, object)
    visited = Signal(object)

    def __init__(self, conflict: Conflict) -> None:
        show = Button("Show track", kind="quiet", small=True, icon="arrow-right")
        show.setVisible(conflict.track_id is not None)
        show.clicked.connect(lambda: self.visited.emit(conflict.track_id))
        super().__init__(conflict.name, conflict.kind, actions=(show,))
        self.conflict = conflict
        what = conflict.field_name or f"The whole {conflict.kind}"
        line = row(Chip(what, "warn", icon="git-compare"), label(conflict.why, "dim", wrap=True))
        line.setStretch(1, 1)
        self.add(line)
        left = right = None
        if conflict.long:
            left, right = differences(conflict.mine.value or "", conflict.theirs.value or "")
        self.mine = Pane(conflict.mine, conflict.told, spans=left, tone="good")
        now = "As it stands now" if conflict.mine.whose == decisions.MINE else "Now"
        self.theirs = Pane(conflict.theirs, now, spans=right, tone="accent")
        panes = row(self.mine, self.theirs, gap=SPACE.m)
        panes.setStretch(0, 1)
        panes.setStretch(1, 1)
        self.add(panes)
        self.edit = Button("Edit…", small=True, icon="pencil")
        self.edit.setVisible(conflict.editable)
        self.edit.setToolTip("Write what it shall be, beginning with what both of you wrote")
        self.mine.layout().itemAt(2).layout().insertWidget(1, self.edit)  # type: ignore[union-attr]
        self.own: QWidget | None = None
        self.mine.take.clicked.connect(lambda: self.choose("mine"))
        self.theirs.take.clicked.connect(lambda: self.choose("theirs"))
        self.edit.clicked.connect(self.begin)

    def choose(self, choice: str, value: Any = None) -> None:
        """Tells what was decided."""
        self.decided.emit(self.conflict.id, choice, value)

    def begin(self) -> None:
        """Opens the editor below, once."""
        if self.own is None:
            begun = decisions.preview(self.conflict) if self.conflict.long else None
            text = begun if begun is not None else str(self.conflict.mine.value or "")
            control, read = editor(text, long=self.conflict.long)
            save = Button("Save this", kind="primary", small=True)
            away = Button("Back", small=True)
            save.clicked.connect(lambda: self.choose("value", read()))
            away.clicked.connect(self.leave)
            self.control = control
            name = f"{self.conflict.field_name}, in your words"
            self.own = holder(column(Field(name, control), row(save, away, None), gap=SPACE.s))
            self.add(self.own)
        self.own.show()
        self.edit.setEnabled(False)
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Closes the editor; what was typed stays in it."""
        if self.own is not None:
            self.own.hide()
        self.edit.setEnabled(True)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)


class RefusedCard(Card):
    """`again` tells the values to send, `dropped` that nobody wants it any more."""

    again = Signal(object, object)
    dropped = Signal(object, bool)
    visited = Signal(object)

    def __init__(self, wrong: Wrong) -> None:
        show = Button("Show track", kind="quiet", small=True, icon="arrow-right")
        show.setVisible(wrong.track_id is not None)
        show.clicked.connect(lambda: self.visited.emit(wrong.track_id))
        super().__init__(wrong.name, f"{wrong.kind} · done {wrong.at}", actions=(show,))
        self.wrong = wrong
        said = Banner(f"{wrong.message} {wrong.remedy}".strip(), "bad")
        said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.add(said)
        self.fields: dict[str, tuple[Field, Callable[[], str]]] = {}
        shown = {wrong.field} & wrong.values.keys() or set(wrong.values)
        for name in sorted(shown):
            control, read = editor(wrong.values[name], long=name in LONG)
            self.fields[name] = (Field(field_name(name), control), read)
            self.add(self.fields[name][0])
        if not shown:
            for name, value in wrong.wanted:
                self.add(label(f"{name}: {value}" if value else name, "dim", wrap=True))
        self.send = Button("Change and send again", kind="primary", small=True)
        self.send.setVisible(bool(shown))
        self.retry = Button("Send again", small=True)
        self.retry.setHidden(bool(shown))
        self.drop = Button("Let it go", small=True)
        self.add(row(self.send, self.retry, self.drop, None))
        self.send.clicked.connect(self.tell)
        self.retry.clicked.connect(lambda: self.again.emit(wrong.op_id, {}))
        self.drop.clicked.connect(lambda: self.dropped.emit(wrong.op_id, wrong.creates))

    def tell(self) -> None:
        """Only what was changed is another value."""
        typed = {name: read() for name, (_, read) in self.fields.items()}
        changed = {name: text for name, text in typed.items() if text != self.wrong.values[name]}
        self.again.emit(self.wrong.op_id, changed)

    def complain(self, text: str) -> None:
        """The values are not better."""
        for field, _ in self.fields.values():
            field.set_error(text)
