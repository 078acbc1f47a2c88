"""What the painted parts share: the focus ring, rounded boxes, words that end in an ellipsis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from studio.ui.theme import colour, current

REASONS = Qt.FocusReason
KEYBOARD = (
    REASONS.TabFocusReason,
    REASONS.BacktabFocusReason,
    REASONS.ShortcutFocusReason,
    REASONS.OtherFocusReason,
)
KEPT = (REASONS.ActiveWindowFocusReason, REASONS.PopupFocusReason)


if TYPE_CHECKING:
    Base = QWidget
else:  # Qt allows a class one of its own as a base, so at run time the mixin has none
    Base = object


class Ringed(Base):
    """Mixed into a widget: a ring while the keyboard's focus is on it, none after a click."""

    ring_radius: int | None = None
    ringed = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in KEPT:
            self.ringed = event.reason() in KEYBOARD
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_ring()

    def paint_ring(self) -> None:
        """The ring, where it is due; painted parts call it last."""
        if self.ringed and self.hasFocus():
            radius = current().radius.control if self.ring_radius is None else self.ring_radius
            painter = begin(self)
            ring(painter, QRectF(self.rect()), radius)
            painter.end()


def begin(widget: QWidget) -> QPainter:
    """A smooth painter on a widget, with its font."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def ring(painter: QPainter, area: QRectF, radius: float) -> None:
    """A focus ring just inside an area, with a gap that sets it off from what it surrounds."""
    width = current().size.ring
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for name, inset in (("focus", 0.0), ("card", float(width))):
        pen = QPen(colour(name), width if name == "focus" else 1.0)
        painter.setPen(pen)
        margin = inset + pen.widthF() / 2
        inner = area.adjusted(margin, margin, -margin, -margin)
        rounding = max(0.0, min(radius, inner.height() / 2) - margin / 2)
        painter.drawRoundedRect(inner, rounding, rounding)


def box(
    painter: QPainter,
    area: QRectF,
    radius: float,
    *,
    fill: QColor | None = None,
    line: QColor | None = None,
) -> None:
    """A rounded box whose one pixel line lies inside the area."""
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, 1.0) if line is not None else Qt.PenStyle.NoPen)
    inner = area.adjusted(0.5, 0.5, -0.5, -0.5) if line is not None else area
    painter.drawRoundedRect(inner, radius, radius)


def words(
    painter: QPainter,
    area: QRectF,
    text: str,
    *,
    font: QFont,
    tone: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """One line of words, elided where it does not fit; the width that it took."""
    metrics, room = QFontMetricsF(font), area.width() + 0.5
    shown, width = text, metrics.horizontalAdvance(text)
    if width > room:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(shown)
    painter.setFont(font)
    painter.setPen(colour(tone))
    painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), shown)
    return width


def width_of(text: str, font: QFont) -> int:
    """Whole pixels that a line of words needs."""
    return int(QFontMetricsF(font).horizontalAdvance(text)) + 1


def square(area: QRectF, side: float) -> QRectF:
    """The square of that size in the middle of an area."""
    centre = area.center()
    return QRectF(round(centre.x() - side / 2), round(centre.y() - side / 2), side, side)


def repolish(widget: QWidget) -> None:
    """Make the style sheet look at a changed property again, if it has looked at all."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
