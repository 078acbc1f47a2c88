"""The way of Tab through a window: as things stand in its layouts, not in the order in which they
were made; and what it comes to is scrolled into sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

if TYPE_CHECKING:
    Base = QWidget
else:  # Qt allows a class one of its own as a base, so at run time the mixin has none
    Base = object

NEXT, BEFORE = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason


class InOrder(Base):
    """Mixed into a window or a dialog."""

    def focusNextPrevChild(self, next: bool) -> bool:
        return step(self, forward=next)


def step(window: QWidget, *, forward: bool) -> bool:
    """To the next that takes the focus, round the whole window; False if there is none."""
    stops = [one for one in places(window) if takes_focus(one)]
    if not stops:
        return False
    at = place_of(QApplication.focusWidget(), stops)
    by, before_first = (1, -1) if forward else (-1, 0)
    to = ((before_first if at is None else at) + by) % len(stops)
    stops[to].setFocus(NEXT if forward else BEFORE)
    show(stops[to])
    return True


def place_of(focused: QWidget | None, stops: list[QWidget]) -> int | None:
    """Where it is among them: it, or what it stands in."""
    while focused is not None:
        if focused in stops:
            return stops.index(focused)
        focused = focused.parentWidget()
    return None


def takes_focus(widget: QWidget) -> bool:
    """Whether Tab stops there now."""
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isEnabled() and widget.focusProxy() is None


def places(widget: QWidget) -> Iterator[QWidget]:
    """What is in sight, a widget before what stands in it."""
    seen: set[QWidget] = set()
    for child in below(widget):
        if child in seen or child.isHidden() or child.isWindow():
            continue
        seen.add(child)
        yield child
        yield from places(child)


def below(widget: QWidget) -> Iterator[QWidget]:
    """What stands directly in a widget: in the order of its layout, then what floats over it."""
    if isinstance(widget, QStackedWidget):
        yield from filter(None, [widget.currentWidget()])
        return
    if isinstance(widget, QScrollArea):
        yield from filter(None, [widget.widget()])
        return
    if isinstance(widget, QSplitter):
        for number in range(widget.count()):
            yield from filter(None, [widget.handle(number), widget.widget(number)])
        return
    if isinstance(widget, QMainWindow):
        yield from filter(None, [widget.centralWidget()])
    layout = widget.layout()
    if layout is not None:
        yield from laid_out(layout)
    for child in widget.children():
        if isinstance(child, QWidget):
            yield child


def laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of those in it."""
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner, widget = (item.layout(), item.widget()) if item is not None else (None, None)
        if inner is not None:
            yield from laid_out(inner)
        elif widget is not None:
            yield widget


def show(widget: QWidget) -> None:
    """Scrolls to it, in whatever it stands."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
