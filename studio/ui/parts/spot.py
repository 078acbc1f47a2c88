"""Where in a window there is room for what is told in passing: beside its controls, not on them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QMenuBar, QWidget

from studio.ui.order import takes_focus
from studio.ui.tokens import Space

SPACE = Space()
STEP = 24
NEARLY_NONE = 0.25
"""So much of controls may be covered: a corner of a list, which can be scrolled, not a button."""


def spot(window: QWidget, size: QSize, *, above: int, own: list[QWidget]) -> QPoint:
    """The upper left corner for something of this size: the lower right of the window, unless
    controls lie there; then the nearest place without. `above`: pixels to leave free at the
    bottom; `own`: widgets that do not count, being what is placed.
    """
    areas = controls(window, own)
    best, least = QPoint(), float("inf")
    for corner in corners(window, size, above):
        covered = cover(QRect(corner, size), areas)
        if covered <= NEARLY_NONE:
            return corner
        if covered < least:
            best, least = corner, covered
    return best


def corners(window: QWidget, size: QSize, above: int) -> Iterator[QPoint]:
    """Along the bottom from right to left, then the same higher up."""
    right = window.width() - size.width() - SPACE.l
    lowest = max(0, window.height() - above - SPACE.l - size.height())
    for up in range(0, lowest + 1, STEP):
        for left in (right, (window.width() - size.width()) // 2, SPACE.l):
            yield QPoint(max(0, left), lowest - up)


def controls(window: QWidget, own: list[QWidget]) -> list[QRect]:
    """The areas of what can be pressed or written in, as far as it can be seen."""
    found = []
    for one in window.findChildren(QWidget):
        if not one.isVisible() or not is_control(one):
            continue
        if any(mine is one or mine.isAncestorOf(one) for mine in own):
            continue
        seen = one.visibleRegion().boundingRect()
        if not seen.isEmpty():
            found.append(QRect(one.mapTo(window, seen.topLeft()), seen.size()))
    return found


def is_control(one: QWidget) -> bool:
    """Whether somebody may want to reach it just now."""
    return takes_focus(one) or (isinstance(one, QAbstractButton | QMenuBar) and one.isEnabled())


def cover(area: QRect, controls: list[QRect]) -> float:
    """How many controls lie under the area, those in part as their part."""
    total = 0.0
    for other in controls:
        shared = area.intersected(other)
        if not shared.isEmpty():
            total += shared.width() * shared.height() / (other.width() * other.height())
    return total
