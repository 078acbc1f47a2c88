"""A field that holds several words: tags, genres, moods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy

from studio.ui.parts.chips import TagChip
from studio.ui.parts.completing import Known, Offering, offer
from studio.ui.parts.layouts import Flow
from studio.ui.parts.paint import repolish
from studio.ui.tokens import Size, Space

SPACE = Space()
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma)
BACK = (Qt.Key.Key_Backspace, Qt.Key.Key_Left)


class Typed(QLineEdit):
    """Where the next tag is typed."""

    ended = Signal()
    backed = Signal()
    lit = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENDS and self.text().strip():
            self.ended.emit()
        elif event.key() in BACK and not self.text():
            self.backed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.lit.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.ended.emit()
        self.lit.emit(False)


class TagInput(QFrame):
    """Enter or a comma adds what is typed; Backspace on nothing goes to the last tag."""

    changed = Signal(tuple)

    def __init__(self, tags: Iterable[str] = (), *, hint: str = "Add a tag") -> None:
        super().__init__()
        self.setProperty("part", "tags")
        self.flow = Flow(SPACE.xs)
        margin = (Size().control - Size().chip) // 2
        self.flow.setContentsMargins(margin, margin, margin, margin)
        self.setLayout(self.flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.typed = self.make_input(hint)
        self.flow.addWidget(self.typed)
        self.chips: list[TagChip] = []
        for tag in tags:
            self.put(tag)

    def make_input(self, hint: str) -> Typed:
        made = Typed()
        made.setProperty("part", "bare")
        made.setPlaceholderText(hint)
        made.setFixedHeight(Size().chip)
        made.setMinimumWidth(80)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.ended.connect(self.commit)
        made.backed.connect(self.go_back)
        made.lit.connect(self.show_live)
        self.setFocusProxy(made)
        return made

    def offer(self, words: Sequence[str]) -> None:
        """What to complete from; a word that is chosen is a tag at once."""
        offer(self.typed, words, self.commit)

    def ask(self, known: Known) -> None:
        """The same, asked for whenever somebody comes to it."""
        Offering(self.typed, known, self.commit)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.typed.setAccessibleName(name)

    def tags(self) -> tuple[str, ...]:
        """What it holds, in order."""
        return tuple(chip.text() for chip in self.chips)

    def put(self, tag: str) -> bool:
        """Add a tag; False for nothing, or one that is there in whatever letters."""
        clean = " ".join(tag.split())
        if not clean or clean.casefold() in {one.casefold() for one in self.tags()}:
            return False
        chip = TagChip(clean)
        chip.removed.connect(self.take)
        chip.stepped.connect(self.step)
        chip.left.connect(self.type_on)
        self.flow.insert(len(self.chips), chip)
        self.chips.append(chip)
        return True

    def take(self, tag: str) -> None:
        """Remove a tag; the focus goes on to what is typed."""
        # A bound method, found by name: Qt would keep what a lambda captures until the chip is
        # being destroyed, and destroy this field, the chip's parent, in the midst of it.
        chip = next(one for one in self.chips if one.text() == tag)
        self.chips.remove(chip)
        self.flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(self.tags())

    def commit(self) -> None:
        """Make a tag of what is typed."""
        if self.put(self.typed.text()):
            self.changed.emit(self.tags())
        self.typed.clear()

    def go_back(self) -> None:
        """To the last tag."""
        if self.chips:
            self.chips[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """From one tag to the next, or back to what is typed."""
        there = [one.hasFocus() for one in self.chips]
        to = there.index(True) + by if True in there else len(self.chips)
        target = self.chips[max(0, to)] if to < len(self.chips) else self.typed
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def type_on(self) -> None:
        """Tab leaves the tags as a whole."""
        self.typed.setFocus(Qt.FocusReason.TabFocusReason)

    def show_live(self, live: bool) -> None:
        self.setProperty("live", live)
        repolish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.typed.setFocus(Qt.FocusReason.MouseFocusReason)
