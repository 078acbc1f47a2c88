"""Hands: they find what can be seen by its name, click it, and type; nothing else is touched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

W = TypeVar("W", bound=QWidget)
PATIENCE_S = 60.0
BREATH_S = 0.12


class NotThere(Exception):
    """Nothing of that name can be seen."""


async def until(true: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    """Waits for something that comes of itself; NotThere when it does not."""
    try:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise NotThere(f"{what}: not within {seconds:g} s") from None


async def breathe(seconds: float = BREATH_S) -> None:
    """Lets the window paint and work."""
    await asyncio.sleep(seconds)


def seen(name: str, kind: type[W], within: QWidget | None = None) -> W | None:
    """The first widget that is in sight, can be used, and is called so."""
    roots = [within] if within is not None else _tops()
    for root in roots:
        for found in [root, *root.findChildren(QWidget)]:
            if isinstance(found, kind) and found.isVisible() and found.isEnabled():
                words = {found.accessibleName(), getattr(found, "text", lambda: "")()}
                if any(isinstance(word, str) and _fits(word, name) for word in words):
                    return found
    return None


def _tops() -> list[QWidget]:
    """What a mouse can reach, the topmost first: a dialog keeps it from what lies below."""
    modal = QApplication.activeModalWidget()
    if modal is not None:
        return [modal]
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    return sorted(tops, key=lambda top: not top.isActiveWindow())


def _fits(word: str, name: str) -> bool:
    return word == name or (name.endswith("*") and word.startswith(name[:-1]))


async def find(name: str, kind: type[W], within: QWidget | None = None) -> W:
    """The same, waited for."""
    await until(lambda: seen(name, kind, within), f"{kind.__name__} “{name}”")
    found = seen(name, kind, within)
    assert found is not None
    return found


async def click(name: str, within: QWidget | None = None) -> QWidget:
    """A button, tab or place."""
    found: QWidget = await find(name, QAbstractButton, within)
    await touch(found)
    return found


async def touch(widget: QWidget, at: QPoint | None = None) -> None:
    """The left button of the mouse, in the middle of it; what is out of sight is scrolled to."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
    widget.window().activateWindow()  # there may be no window manager to do it
    await breathe(0.03)
    place = at or widget.rect().center()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    await breathe()


async def write(name: str, text: str, within: QWidget | None = None) -> None:
    """Into a field, instead of what stands there."""
    field = await find(name, QLineEdit, within)
    await touch(field)
    field.selectAll()
    QTest.keyClicks(field, text)
    await breathe()


async def keys(text: str, into: QWidget | None = None) -> None:
    """A key or several at once, where the focus is."""
    target = into or QApplication.focusWidget()
    if target is None:
        (_tops()[0]).activateWindow()
        await breathe()
        target = QApplication.focusWidget() or _tops()[0]
    QTest.keySequence(target, QKeySequence(text))
    await breathe()


async def line(table: QAbstractItemView, number: int) -> None:
    """A line of a list."""
    spot = table.visualRect(table.model().index(number, 0)).center()
    await touch(table.viewport(), spot)


async def choose_files(*paths: str) -> None:
    """Types names into the dialog that asks for files."""
    await until(lambda: _dialog() is not None, "a dialog that asks for files")
    dialog = _dialog()
    assert dialog is not None
    box = next(box for box in dialog.findChildren(QLineEdit) if box.isVisible())
    box.setFocus()
    QTest.keyClicks(box, " ".join(f'"{path}"' for path in paths))
    await breathe()
    yes = next(b for b in dialog.findChildren(QPushButton) if "pen" in b.text() and b.isEnabled())
    await touch(yes)
    await until(lambda: _dialog() is None, "the end of the dialog for files")


def _dialog() -> QFileDialog | None:
    found = [t for t in QApplication.topLevelWidgets() if isinstance(t, QFileDialog)]
    return next((dialog for dialog in found if dialog.isVisible()), None)
