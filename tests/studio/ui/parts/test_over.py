"""What lies over a window: dialogs, palette, sheet, toasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from studio.ui.parts.fuzzy import Command
from studio.ui.parts.notices import TOASTS, Toasts
from studio.ui.parts.overlays import Dialog, SideSheet, confirm
from studio.ui.parts.palette import CommandPalette


@pytest.fixture
async def window(app: QApplication) -> AsyncIterator[QWidget]:
    made = QWidget()
    QVBoxLayout(made).addWidget(QPushButton("Below"))
    made.resize(QSize(900, 700))
    made.show()
    made.activateWindow()
    await asyncio.sleep(0)
    made.findChild(QPushButton).setFocus()
    yield made
    made.close()
    made.deleteLater()
    await asyncio.sleep(0)


class TestDialog:
    async def test_answers_while_the_loop_runs_on(self, window: QWidget) -> None:
        dialog = Dialog(window, "Publish?", verb="Publish")
        asked = asyncio.create_task(dialog.ask())
        for _ in range(3):
            await asyncio.sleep(0.005)
        assert dialog.isVisible()
        assert dialog.veil.isVisible()
        QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
        assert await asked is True
        assert not dialog.isVisible()

    async def test_escape_means_no(self, window: QWidget) -> None:
        dialog = Dialog(window, "Publish?")
        asked = asyncio.create_task(dialog.ask())
        await asyncio.sleep(0.01)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert await asked is False

    async def test_cancelling_closes_it(self, window: QWidget) -> None:
        dialog = Dialog(window, "Publish?")
        asked = asyncio.create_task(dialog.ask())
        await asyncio.sleep(0.01)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert not dialog.isVisible()
        assert not dialog.veil.isVisible()

    async def test_stays_in_the_middle_of_a_window_that_grows(self, window: QWidget) -> None:
        dialog = Dialog(window, "Publish?")
        asked = asyncio.create_task(dialog.ask())
        await asyncio.sleep(0.01)
        window.resize(QSize(1300, 900))
        await asyncio.sleep(0.01)
        middle = window.mapToGlobal(window.rect().center())
        assert (dialog.geometry().center() - middle).manhattanLength() <= 4
        dialog.reject()
        assert await asked is False

    async def test_enter_does_not_do_what_is_dangerous(self, window: QWidget) -> None:
        asked = asyncio.create_task(
            confirm(window, "Delete?", "3 tracks.", verb="Delete", danger=True)
        )
        await asyncio.sleep(0.01)
        dialog = window.findChild(Dialog)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert await asked is False
        assert dialog is not None

    @pytest.mark.parametrize(("button", "danger"), [("no", False), ("no", True), ("yes", True)])
    async def test_enter_presses_the_button_that_has_the_focus(
        self, window: QWidget, button: str, danger: bool
    ) -> None:
        dialog = Dialog(window, "Delete “Salt”?", verb="Delete", danger=danger)
        asked = asyncio.create_task(dialog.ask())
        await asyncio.sleep(0)
        pressed: QPushButton = getattr(dialog, button)
        pressed.setFocus()
        QTest.keyClick(pressed, Qt.Key.Key_Return)
        assert await asyncio.wait_for(asked, 5) == (button == "yes")


class TestCommandPalette:
    async def test_is_driven_by_keys_alone(self, window: QWidget) -> None:
        done: list[str] = []
        names = ("Publish", "Preview public page", "Pause")
        commands = [Command(name, lambda name=name: done.append(name)) for name in names]
        palette = CommandPalette(window, commands)
        palette.open()
        await asyncio.sleep(0)
        QTest.keyClicks(palette.query, "pub")
        assert palette.matches.rowCount() == 2
        QTest.keyClick(palette.query, Qt.Key.Key_Down)
        QTest.keyClick(palette.query, Qt.Key.Key_Return)
        assert done == ["Preview public page"]
        assert not palette.isVisible()
        assert QApplication.focusWidget() is window.findChild(QPushButton)

    async def test_escape_leaves_and_nothing_found_is_said(self, window: QWidget) -> None:
        palette = CommandPalette(window, [Command("Publish", lambda: None)])
        palette.open()
        QTest.keyClicks(palette.query, "xyz")
        assert palette.none.isVisible()
        QTest.keyClick(palette.query, Qt.Key.Key_Return)
        QTest.keyClick(palette.query, Qt.Key.Key_Escape)
        assert not palette.isVisible()
        assert not palette.veil.isVisible()


class TestSideSheet:
    async def test_takes_the_focus_and_gives_it_back(self, window: QWidget) -> None:
        sheet = SideSheet(window, "History")
        sheet.open()
        assert QApplication.focusWidget() is sheet.away
        assert sheet.geometry().right() == window.width() - 1
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible()
        assert QApplication.focusWidget() is window.findChild(QPushButton)


class TestToasts:
    async def test_stack_without_overlap_and_make_room(self, window: QWidget) -> None:
        toasts = Toasts(window)
        for number in range(TOASTS + 2):
            toasts.tell(f"Track {number} is live", "good", detail="On the page")
        areas = [toast.geometry() for toast in toasts.shown]
        assert len(areas) == TOASTS
        assert all(window.rect().contains(area) for area in areas)
        assert not any(one.intersects(other) for one, other in pairwise(areas))

    async def test_an_error_stays_until_it_is_dismissed(self, window: QWidget) -> None:
        toasts = Toasts(window)
        done: list[str] = []
        wrong = toasts.tell("Upload failed", "bad", action=("Retry", lambda: done.append("again")))
        passing = toasts.tell("Saved")
        assert not wrong.timer.isActive()
        assert passing.timer.isActive()
        retry = next(one for one in wrong.findChildren(QPushButton) if one.text() == "Retry")
        QTest.mouseClick(retry, Qt.MouseButton.LeftButton)
        assert done == ["again"]
        assert toasts.shown == [passing]

    async def test_gives_way_to_a_button_in_its_corner(self, window: QWidget) -> None:
        corner = QPushButton("Publish", window)
        corner.setGeometry(window.width() - 120, window.height() - 60, 100, 40)
        corner.show()
        pressed: list[str] = []
        corner.clicked.connect(lambda: pressed.append("Publish"))
        toast = Toasts(window).tell("Track 1 is live", "good")
        assert not toast.geometry().intersects(corner.geometry())
        assert window.rect().contains(toast.geometry())
        middle = corner.geometry().center()
        assert window.childAt(middle) is corner
        QTest.mouseClick(window.childAt(middle), Qt.MouseButton.LeftButton)
        assert pressed == ["Publish"]

    async def test_gives_way_when_the_focus_comes_under_it(self, window: QWidget) -> None:
        toast = Toasts(window).tell("Track 1 is live", "good")
        late = QPushButton("Undo", window)
        late.setGeometry(toast.geometry().adjusted(10, 10, -10, -10))
        late.show()
        late.setFocus()
        assert not toast.geometry().intersects(late.geometry())

    async def test_goes_by_a_click_and_the_newest_first_by_escape(self, window: QWidget) -> None:
        toasts = Toasts(window)
        first, second, third = (toasts.tell(f"Track {n}", "bad") for n in range(3))
        QTest.mouseClick(second, Qt.MouseButton.LeftButton)
        assert toasts.shown == [first, third]
        button = window.findChild(QPushButton)
        assert button is QApplication.focusWidget()
        for left in ([first], []):
            QTest.keyClick(button, Qt.Key.Key_Escape)
            assert toasts.shown == left
