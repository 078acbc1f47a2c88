"""Text that is written where it stands: it grows with what it holds, and is saved when left."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QTextEdit

from studio.ui.parts.paint import begin, box
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Space

SPACE = Space()
TALLEST = 180


class Writing(QTextEdit):
    """Enter or leaving it is done; Shift+Enter begins a line; Escape puts back what stood there.

    `done` tells that it was left, `entered` besides that it was by Enter, `given_up` that Escape
    was pressed.
    """

    done = Signal()
    entered = Signal()
    fitted = Signal()  # it has another height now
    given_up = Signal()

    def __init__(self, name: str, *, hint: str = "") -> None:
        super().__init__()
        self.setProperty("part", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.document().setDocumentMargin(SPACE.s)
        self.before = ""
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())
        self.fit()

    def fit(self) -> None:
        """As tall as its words, up to a point."""
        wanted = max(round(self.document().size().height()), self.fontMetrics().lineSpacing())
        if self.height() != min(wanted, TALLEST):
            self.setFixedHeight(min(wanted, TALLEST))
            self.fitted.emit()

    def put(self, text: str) -> None:
        """Shows a text, unless it is there."""
        if self.toPlainText() != text:
            self.setPlainText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.before = self.toPlainText()
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self.before)
            self.given_up.emit()
        elif entered and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.clearFocus()
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = begin(self.viewport())
            width = float(current().size.ring)
            inner = QRectF(self.viewport().rect()).adjusted(
                width / 2, width / 2, -width / 2, -width / 2
            )
            painter.setBrush(colour("bg"))
            painter.setPen(QPen(colour("focus"), width))
            painter.drawRoundedRect(inner, Radius().small, Radius().small)
            painter.end()
        elif self.underMouse():
            box(
                begin(self.viewport()),
                QRectF(self.viewport().rect()),
                Radius().small,
                line=colour("edge"),
            )
        super().paintEvent(event)
