"""What is typed or chosen into: text, lists of choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QTextEdit,
    QWidget,
)

from studio.ui import icons
from studio.ui.parts.paint import begin, square
from studio.ui.tokens import Size, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent

SIZE, SPACE = Size(), Space()


class TextInput(QLineEdit):
    """One line of text."""

    def __init__(self, text: str = "", *, hint: str = "", mono: bool = False) -> None:
        super().__init__(text)
        self.setPlaceholderText(hint)
        self.setProperty("mono", mono)


class SearchInput(QLineEdit):
    """One line to search with: Escape empties it."""

    def __init__(self, hint: str = "Search", *, name: str = "Search") -> None:
        super().__init__()
        self.setProperty("part", "search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setTextMargins(SIZE.icon_small + SPACE.xs, 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = QRectF(SPACE.m, 0, SIZE.icon_small, self.height())
        icons.paint(begin(self), "search", square(place, SIZE.icon_small), "mute")


class TextArea(QTextEdit):
    """Several lines of plain text; Tab leaves it."""

    def __init__(self, text: str = "", *, hint: str = "", lines: int = 4) -> None:
        super().__init__()
        self.setProperty("part", "area")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(hint)
        self.setPlainText(text)
        self.lines = lines

    def sizeHint(self) -> QSize:
        height = self.fontMetrics().lineSpacing() * self.lines + 2 * SPACE.m
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(SIZE.control * 2, self.fontMetrics().lineSpacing() * 2 + 2 * SPACE.m)


class Chevroned:
    """Mixed into a widget that unfolds: draws the arrow that the style sheet takes away."""

    def paint_chevron(self, widget: QWidget, name: str = "chevron-down") -> None:
        place = QRectF(widget.width() - SPACE.xxl, 0, SPACE.xxl, widget.height())
        tone = "dim" if widget.isEnabled() else "off"
        icons.paint(begin(widget), name, square(place, SIZE.icon_small), tone)


class Combo(Chevroned, QComboBox):
    """A list of choices that unfolds; `picked` tells the key of what the artist picked."""

    picked = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]] = ()) -> None:
        QComboBox.__init__(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(8)
        for key, text in choices:
            self.addItem(text, key)
        self.activated.connect(self.tell)

    def tell(self, index: int) -> None:
        self.picked.emit(str(self.itemData(index)))

    def key(self) -> str:
        """The key of what is shown."""
        return str(self.currentData() or "")

    def show_key(self, key: str) -> None:
        """Show a choice without telling of it."""
        self.setCurrentIndex(self.findData(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_chevron(self)
