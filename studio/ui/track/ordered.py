"""Rows in an order that is changed by dragging a grip, or by Alt+Up and Alt+Down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from studio.ui import icons
from studio.ui.parts.access import Role, announce, speaks
from studio.ui.parts.layouts import column
from studio.ui.parts.paint import begin, square
from studio.ui.tokens import Size, Space

SIZE, SPACE = Size(), Space()
HINT = "Drag to move, or press Alt+Up and Alt+Down"


@speaks(Role.Grip)
class Grip(QWidget):
    """What a row is dragged by; the keys do the same, so it takes no focus."""

    dragged = Signal(QPoint)
    dropped = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFixedSize(SIZE.icon_small, SIZE.small)
        self.setAccessibleName(f"Move {name}")
        self.setToolTip(HINT)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.dropped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = "text" if self.underMouse() else "mute"
        place = square(QRectF(self.rect()), SIZE.icon_small)
        icons.paint(begin(self), "grip-vertical", place, tone)


class OrderedRow(QFrame):
    """A row; `key` says whose it is, `says` what a screen reader calls it."""

    def __init__(self, key: str, says: str) -> None:
        super().__init__()
        self.key, self.says = key, says
        self.grip = Grip(says)


R = TypeVar("R", bound=OrderedRow)


class Ordered(QWidget):
    """`moved` tells that a row is to stand at another place, counted from 0."""

    moved = Signal(str, int)

    def __init__(self, name: str, *, gap: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.body = column(gap=gap)
        self.setLayout(self.body)
        self.rows: list[OrderedRow] = []
        self.dragging: OrderedRow | None = None
        self.taken = 0  # from which place
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(lambda step=step: self.step(step))

    def show_rows(self, rows: Sequence[OrderedRow]) -> None:
        """Exactly these, in this order; what is new is listened to, what is gone is dropped."""
        for old in [one for one in self.rows if one not in rows]:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        for place, one in enumerate(rows):
            if one not in self.rows:
                one.grip.dragged.connect(lambda at, one=one: self.drag(one, at))
                one.grip.dropped.connect(self.drop)
            if self.body.indexOf(one) != place:
                self.body.removeWidget(one)
                self.body.insertWidget(place, one)
        self.rows = list(rows)
        self.order_tabs()

    def order_tabs(self) -> None:
        """Tab goes through the rows as they stand."""
        for one, next_ in zip(self.rows, self.rows[1:], strict=False):
            last: QWidget = one
            child = one.nextInFocusChain()
            while child is not None and child is not one and one.isAncestorOf(child):
                last, child = child, child.nextInFocusChain()
            QWidget.setTabOrder(last, next_)

    def focused(self) -> OrderedRow | None:
        """The row that the focus is in."""
        found = QApplication.focusWidget()
        for one in self.rows:
            if found is one or (found is not None and one.isAncestorOf(found)):
                return one
        return None

    def step(self, by: int) -> None:
        """Move the row with the focus."""
        one = self.focused()
        if one is None:
            return
        place = self.rows.index(one) + by
        if 0 <= place < len(self.rows):
            self.put(one, place)
            self.moved.emit(one.key, place)
            announce(self, f"{one.says}, {place + 1} of {len(self.rows)}")

    def put(self, one: OrderedRow, place: int) -> None:
        """Show a row at another place."""
        self.rows.remove(one)
        self.rows.insert(place, one)
        self.body.removeWidget(one)
        self.body.insertWidget(place, one)

    def drag(self, one: OrderedRow, at: QPoint) -> None:
        """The others make room as it goes."""
        if self.dragging is None:
            self.dragging, self.taken = one, self.rows.index(one)
        y = self.mapFromGlobal(at).y()
        here = self.rows.index(one)
        for place, other in enumerate(self.rows):
            middle = other.geometry().center().y()
            above = place < here and y < middle
            below = place > here and y > middle
            if above or below:
                self.put(one, place)
                return

    def drop(self) -> None:
        """It stays where it is now."""
        one, self.dragging = self.dragging, None
        if one is not None and self.rows.index(one) != self.taken:
            self.moved.emit(one.key, self.rows.index(one))
