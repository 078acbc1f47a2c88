"""A line of text in a row of a list: plain words until it is pointed at, then a field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from studio.ui.parts.completing import offer
from studio.ui.parts.paint import begin, box, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Size, Space, Type

SPACE, SIZE, TYPE = Space(), Size(), Type()
INSET = 2  # what Qt leaves beside the text margin


class Cell(QLineEdit):
    """Escape puts back what stood there when it was entered. `left` tells that the focus went,
    whether anything was typed or not."""

    left = Signal()

    def __init__(self, name: str, *, hint: str = "", strong: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "bare")
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTextMargins(SPACE.s, 0, SPACE.s, 0)
        self.setFixedHeight(SIZE.small)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.before = ""
        if strong:
            self.setStyleSheet(f"font-weight: {TYPE.strong};")
        self.textChanged.connect(self.tell_whole)

    def fits(self) -> bool:
        """All of it is to be seen."""
        room = self.width() - 2 * (SPACE.s + INSET)
        return self.fontMetrics().horizontalAdvance(self.text()) <= room

    def tell_whole(self) -> None:
        """The tooltip says what is cut."""
        self.setToolTip("" if self.fits() else self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tell_whole()

    def put(self, text: str) -> None:
        """Show a text from its beginning, unless it is there."""
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def offer(self, words: Sequence[str]) -> None:
        """What to complete from."""
        offer(self, words)

    def set_wrong(self, wrong: bool, told: str = "") -> None:
        """Bound it in red, and tell a screen reader why."""
        self.setProperty("wrong", wrong)
        self.setAccessibleDescription(told)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.before = self.text()
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setCursorPosition(0)
            self.left.emit()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self.before:
            self.setText(self.before)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect())
        self.paint_ground(painter, area)
        if self.hasFocus() or self.fits():
            painter.end()
            super().paintEvent(event)
            return
        inner = area.adjusted(SPACE.s + INSET, 0, -SPACE.s, 0)
        words(painter, inner, self.text(), font=self.font(), tone="text")

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """A field where it matters that it is one."""
        live, wrong = self.hasFocus(), bool(self.property("wrong"))
        lit = self.underMouse() and self.isEnabled()
        if not (live or wrong or lit):
            return
        edge = "focus" if live else "bad" if wrong else "edge"
        if not live:
            box(painter, area, Radius().small, fill=colour("bg"), line=colour(edge))
            return
        width = float(current().size.ring)
        inner = area.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setBrush(colour("bg"))
        painter.setPen(QPen(colour(edge), width))
        painter.drawRoundedRect(inner, Radius().small, Radius().small)
