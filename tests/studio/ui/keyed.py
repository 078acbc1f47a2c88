"""A walk by Tab through a window: where the focus goes, and whether it can be seen, for tests."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.studio.ui.spoken import where_widget

MOST = 400
AROUND = 4
SECTIONS = 6
"""A field of a date takes so many Tabs at most: each goes to its next part."""


def unreached(top: QWidget, seen: set[QWidget]) -> tuple[list[str], list[str]]:
    """What can be used by keys but is not come to by Tab, and what does not show that it has the
    focus. Each widget is looked at once, `seen` remembers it.
    """
    reached, hidden = tour(top, seen)
    missed = [one for one in wanted(top) if one not in reached and not stood_for(one, reached)]
    return sorted({where_widget(one) for one in missed}), sorted(set(hidden))


def tour(top: QWidget, seen: set[QWidget]) -> tuple[set[QWidget], list[str]]:
    """Presses Tab until it comes round."""
    reached: set[QWidget] = set()
    hidden: list[str] = []
    at = first(top)
    while at is not None and at not in reached and len(reached) < MOST:
        reached.add(at)
        before = picture(at) if at not in seen else None
        to = step(at, top)
        looked = before is not None and to is not at and at.isVisible()
        if looked and picture(at) == before:
            hidden.append(where_widget(at))
        seen.add(at)
        at = to
    return reached, hidden


def step(at: QWidget, top: QWidget) -> QWidget | None:
    """To where Tab leads, through the parts of a field."""
    for _ in range(SECTIONS):
        QTest.keyClick(at, Qt.Key.Key_Tab)
        if focused(top) is not at:
            break
    return focused(top)


def first(top: QWidget) -> QWidget | None:
    """The first that Tab comes to."""
    candidates, before = wanted(top), focused(top)
    if candidates:
        if before is not None:
            before.clearFocus()  # what has it by a click need not show it
        candidates[0].setFocus(Qt.FocusReason.TabFocusReason)
    return focused(top)


def focused(top: QWidget) -> QWidget | None:
    found = QApplication.focusWidget()
    return found if found is not None and found.window() is top.window() else None


def wanted(top: QWidget) -> list[QWidget]:
    """What says that it takes the focus by Tab."""
    return [
        one
        for one in top.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if one.isVisible() and one.isEnabled() and one.focusProxy() is None
        if one.window() is top.window() and not one.objectName().startswith("qt_")
    ]


def stood_for(one: QWidget, reached: set[QWidget]) -> bool:
    """One of a group of which only one can be chosen: arrows lead from one to the next."""
    if not isinstance(one, QAbstractButton) or one.group() is None:
        return False
    return any(other in reached for other in one.group().buttons())


def picture(widget: QWidget) -> QImage:
    """How it looks, with what is just around it."""
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.grab(place.adjusted(-AROUND, -AROUND, AROUND, AROUND)).toImage()
