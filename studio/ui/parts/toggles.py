"""Boxes to tick and switches to flip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.paint import Ringed, begin, box, ring, square, width_of, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE, RADIUS = Size(), Space(), Type(), Radius()
BOX = 18
CORNER = RADIUS.mark + 1
TRACK = QSize(36, 20)


class Check(Ringed, QCheckBox):
    """A box to tick; the third state is a dash: some are, some are not."""

    mark_width = BOX

    def __init__(self, text: str = "", *, checked: bool = False) -> None:
        super().__init__(text)
        self.setChecked(checked)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(SIZE.small)

    def sizeHint(self) -> QSize:
        gap = SPACE.s if self.text() else 0
        width = self.mark_width + gap + width_of(self.text(), font()) + SPACE.xs
        return QSize(width, SIZE.small)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.mark_width, SIZE.small)

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        mark = QRectF(0, 0, self.mark_width, self.height())
        self.paint_mark(painter, mark)
        left = self.mark_width + SPACE.s
        area = QRectF(left, 0, self.width() - left, self.height())
        words(painter, area, self.text(), font=font(), tone="text" if self.isEnabled() else "off")

    def paint_mark(self, painter: QPainter, area: QRectF) -> None:
        place = square(area, BOX)
        state, enabled = self.checkState(), self.isEnabled()
        if state == Qt.CheckState.Unchecked:
            fill = colour("hover" if self.underMouse() and enabled else "bg")
            edge = colour("edge" if enabled else "off")
            box(painter, place, CORNER, fill=fill, line=edge)
        else:
            box(painter, place, CORNER, fill=colour("accent" if enabled else "off"))
        if self.ringed and self.hasFocus():
            ring(painter, place, CORNER)
        if state != Qt.CheckState.Unchecked:
            name = "check" if state == Qt.CheckState.Checked else "minus"
            icons.paint(painter, name, square(place, 14), "on_accent" if enabled else "card")


class Toggle(Check):
    """A switch that takes effect at once."""

    mark_width = TRACK.width()

    def paint_mark(self, painter: QPainter, area: QRectF) -> None:
        top = round(area.center().y() - TRACK.height() / 2)
        track = QRectF(area.left(), top, TRACK.width(), TRACK.height())
        on, enabled = self.isChecked(), self.isEnabled()
        fill = colour("accent" if on and enabled else "off" if on else "bg")
        edge = None if on and enabled else colour("edge" if enabled else "off")
        box(painter, track, TRACK.height() / 2, fill=fill, line=edge)
        side = TRACK.height() - 2 * SPACE.xs
        x = track.right() - side - SPACE.xs if on else track.left() + SPACE.xs
        painter.setPen(Qt.PenStyle.NoPen)
        tone = "on_accent" if on and enabled else "card" if on else "dim" if enabled else "off"
        painter.setBrush(colour(tone))
        painter.drawEllipse(QRectF(x, track.top() + SPACE.xs, side, side))
        if self.ringed and self.hasFocus():
            ring(painter, track, TRACK.height() / 2)
