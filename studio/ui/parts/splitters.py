"""Two panes and a handle between them that the keyboard can move, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from studio.ui.parts.paint import Ringed, begin, box
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

SPACE = Space()
STEP = SPACE.l
KEYS = {
    Qt.Key.Key_Left: -STEP,
    Qt.Key.Key_Up: -STEP,
    Qt.Key.Key_Right: STEP,
    Qt.Key.Key_Down: STEP,
}


class Handle(Ringed, QSplitterHandle):
    """A gap with a grip; arrows move it."""

    ring_radius = Radius().mark

    def __init__(self, way: Qt.Orientation, splitter: QSplitter) -> None:
        super().__init__(way, splitter)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("Divider, arrows move it")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        flat = self.orientation() == Qt.Orientation.Horizontal
        self.moveSplitter((self.x() if flat else self.y()) + step)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = QRectF(self.rect())
        flat = self.orientation() == Qt.Orientation.Horizontal
        long, thin = SPACE.xxl, SPACE.xs
        width, height = (thin, long) if flat else (long, thin)
        centre = area.center()
        grip = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
        painter = begin(self)
        box(painter, grip, thin / 2, fill=colour("mute" if self.underMouse() else "line"))
        painter.end()
        self.paint_ring()


class Splitter(QSplitter):
    """The panes; neither can be folded away by accident."""

    def __init__(self, *panes: QWidget, upright: bool = False) -> None:
        super().__init__(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self.setHandleWidth(SPACE.l)
        self.setChildrenCollapsible(False)
        for pane in panes:
            self.addWidget(pane)

    def createHandle(self) -> QSplitterHandle:
        return Handle(self.orientation(), self)
