"""A field that holds several words: tags, genres, moods."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QListView, QSizePolicy, QWidget

from studio.ui.parts.chips import TagChip
from studio.ui.parts.layouts import Flow
from studio.ui.parts.paint import repolish
from studio.ui.tokens import Size, Space

SPACE = Space()
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma)


class TagInput(QFrame):
    """Enter or a comma adds what is typed; Backspace on nothing goes to the last tag."""

    changed = Signal(tuple)

    def __init__(
        self, tags: Iterable[str] = (), *, known: Iterable[str] = (), hint: str = "Add a tag"
    ) -> None:
        super().__init__()
        self.setProperty("part", "tags")
        self.flow = Flow(SPACE.xs)
        margin = (Size().control - Size().chip) // 2
        self.flow.setContentsMargins(margin, margin, margin, margin)
        self.setLayout(self.flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.typed = self.make_input(hint, known)
        self.flow.addWidget(self.typed)
        self.chips: list[TagChip] = []
        for tag in tags:
            self.put(tag)

    def make_input(self, hint: str, known: Iterable[str]) -> QLineEdit:
        made = QLineEdit()
        made.setProperty("part", "bare")
        made.setPlaceholderText(hint)
        made.setFixedHeight(Size().chip)
        made.setMinimumWidth(80)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        completer = QCompleter(sorted(known), made)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = QListView()
        popup.setProperty("part", "list")
        completer.setPopup(popup)
        made.setCompleter(completer)
        made.installEventFilter(self)
        self.setFocusProxy(made)
        return made

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
        chip.removed.connect(lambda _text: self.take(chip))
        chip.installEventFilter(self)
        self.flow.insert(len(self.chips), chip)
        self.chips.append(chip)
        QWidget.setTabOrder(chip, self.typed)
        return True

    def take(self, chip: TagChip) -> None:
        """Remove a tag; the focus goes on to what is typed."""
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

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if target is self.typed and isinstance(event, QFocusEvent):
            self.setProperty("live", event.gotFocus())
            repolish(self)
            if event.lostFocus() and event.reason() != Qt.FocusReason.PopupFocusReason:
                self.commit()
        if target is self.typed and isinstance(event, QKeyEvent) and self.typed_key(event):
            return True
        return super().eventFilter(target, event)

    def typed_key(self, event: QKeyEvent) -> bool:
        """Whether the key meant the tags rather than the text."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in ENDS and self.typed.text().strip():
            self.commit()
            return True
        backwards = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left)
        if backwards and not self.typed.text() and self.chips:
            self.chips[-1].setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.typed.setFocus(Qt.FocusReason.MouseFocusReason)
