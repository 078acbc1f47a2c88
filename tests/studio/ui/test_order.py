"""The way of Tab through a window: as it stands, whatever was made first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.ui.order import InOrder
from studio.ui.parts.buttons import Button
from studio.ui.parts.segmented import Segmented


class Window(InOrder, QWidget):
    """As the window of the studio is."""


@pytest.fixture
async def window(app: QApplication) -> AsyncIterator[Window]:
    made = Window()
    QVBoxLayout(made)
    made.resize(300, 200)
    made.show()
    made.activateWindow()
    await asyncio.sleep(0.02)
    yield made
    made.close()
    made.deleteLater()


def went(window: QWidget, times: int, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    """What Tab comes to."""
    found = []
    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget() or window, key)
        focused = QApplication.focusWidget()
        found.append(focused.text() if focused is not None else "")  # type: ignore[attr-defined]
    return found


class TestStep:
    async def test_what_came_later_has_its_place_and_it_goes_round(self, window: Window) -> None:
        body = window.layout()
        assert isinstance(body, QVBoxLayout)
        for text in ("First", "Last"):
            body.addWidget(Button(text))
        inner = QHBoxLayout()
        inner.addWidget(Button("Left"))
        inner.addWidget(Button("Right"))
        body.insertLayout(1, inner)
        off = Button("Off")
        off.setEnabled(False)
        body.insertWidget(1, off)
        await asyncio.sleep(0.02)
        assert went(window, 5) == ["First", "Left", "Right", "Last", "First"]
        assert went(window, 2, Qt.Key.Key_Backtab) == ["Last", "Right"]

    async def test_a_group_is_entered_at_what_is_chosen(self, window: Window) -> None:
        group = Segmented("State")
        group.set_choices([("a", "All"), ("d", "Drafts"), ("l", "Live")])
        group.choose("d")
        for one in (Button("Before"), group, Button("After")):
            window.layout().addWidget(one)  # type: ignore[union-attr]
        await asyncio.sleep(0.02)
        assert went(window, 3) == ["Before", "Drafts", "After"]
        group.choose("l")
        assert went(window, 1, Qt.Key.Key_Backtab) == ["Live"]

    async def test_what_is_out_of_sight_is_scrolled_to(self, window: Window) -> None:
        page, area = QWidget(), QScrollArea()
        below = Button("Below")
        column = QVBoxLayout(page)
        column.addSpacing(2000)
        column.addWidget(below)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for one in (Button("Above"), area):
            window.layout().addWidget(one)  # type: ignore[union-attr]
        await asyncio.sleep(0.02)
        assert below.visibleRegion().isEmpty()
        assert went(window, 2) == ["Above", "Below"]
        assert not below.visibleRegion().isEmpty()

    async def test_where_nothing_takes_it_nothing_happens(self, window: Window) -> None:
        QTest.keyClick(window, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is not window
