"""Rows, columns and lines that wrap, on the scale of distances."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QVBoxLayout,
    QWidget,
)

from studio.ui.tokens import Space

SPACE = Space()
Item = QWidget | QLayout | int | None


def fill(layout: QBoxLayout, items: tuple[Item, ...]) -> None:
    """Widgets and layouts as they come; a number is a distance, None takes up what is left."""
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def row(*items: Item, gap: int = SPACE.s, margins: tuple[int, ...] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Side by side."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(*margins)
    fill(made, items)
    return made


def column(
    *items: Item, gap: int = SPACE.s, margins: tuple[int, ...] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """One below the other."""
    made = QVBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(*margins)
    fill(made, items)
    return made


def holder(layout: QLayout) -> QWidget:
    """A widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    return made


def rule(*, upright: bool = False) -> QFrame:
    """A separating line."""
    made = QFrame()
    made.setProperty("part", "rule")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


class Flow(QLayout):
    """Lays its widgets side by side and starts a new line where one does not fit."""

    def __init__(self, gap: int = SPACE.s, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: list[QLayoutItem] = []
        self.setSpacing(gap)
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self.items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Add a widget before another."""
        self.addWidget(widget)
        self.items.insert(index, self.items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self.items)

    def itemAt(self, index: int) -> QLayoutItem:
        # Qt takes a null pointer as the end of the list
        return self.items[index] if 0 <= index < len(self.items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        return self.items.pop(index) if 0 <= index < len(self.items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self.arrange(area, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        smallest = QSize()
        for item in self.items:
            smallest = smallest.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return smallest + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def arrange(self, area: QRect, *, place: bool) -> int:
        """The height that the lines need; with `place` the widgets are put there."""
        inner = area.marginsRemoved(self.contentsMargins())
        y = inner.y()
        for line in self.lines(inner.width()):
            tallest = max(item.sizeHint().height() for item, _width in line)
            if place:
                self.put(line, QRect(inner.x(), y, inner.width(), tallest))
            y += tallest + self.spacing()
        used = max(0, y - self.spacing() - inner.y())
        return inner.y() + used - area.y() + self.contentsMargins().bottom()

    def lines(self, room: int) -> list[list[tuple[QLayoutItem, int]]]:
        """Which items stand on which line, with their widths."""
        made: list[list[tuple[QLayoutItem, int]]] = []
        used = room + 1
        for item in self.items:
            if item.isEmpty():  # hidden: no gap is left for it either
                continue
            width = max(0, min(item.sizeHint().width(), room))  # a layout may ask with less than 0
            if not made or used + width > room:
                made.append([])
                used = 0
            made[-1].append((item, width))
            used += width + self.spacing()
        return made

    def put(self, line: list[tuple[QLayoutItem, int]], area: QRect) -> None:
        """Place a line; each item in the middle of its height, one that grows to the end."""
        x = area.x()
        for item, width in line:
            height = item.sizeHint().height()
            if item.expandingDirections() & Qt.Orientation.Horizontal:
                width = area.right() + 1 - x
            top = area.y() + (area.height() - height) // 2
            item.setGeometry(QRect(QPoint(x, top), QSize(width, height)))
            x += width + self.spacing()
