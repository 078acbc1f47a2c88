"""The menu bar, the palette, the sheet of keys, About, and what the window tells by itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.actions.watching import News
from studio.settings import Account
from studio.ui import menus
from studio.ui.about import About
from studio.ui.shortcuts import Keys, Shortcuts
from tests.studio.ui.desks import settle, studio


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


class TestMenuBar:
    async def test_has_its_menus_and_no_key_twice(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            names = [action.text() for action in window.menuBar().actions()]
            assert names == [f"&{name}" for name in window.acts]
            assert list(window.acts) == ["File", "Edit", "Track", "Go", "View", "Account", "Help"]
            keys = Counter(
                key.toString()
                for actions in window.acts.values()
                for action in actions
                for key in action.shortcuts()
            )
            assert [key for key, times in keys.items() if times > 1] == []

    async def test_goes_to_every_page(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            for text, key in (("Transfers", "transfers"), ("To decide", "decisions")):
                next(one for one in window.acts["Go"] if one.text() == text).trigger()
                assert window.stack.currentWidget() is window.pages[key]
            next(one for one in window.acts["Go"] if one.text() == "All tracks").trigger()
            assert window.stack.currentWidget() is window.tracks
            await settle()

    async def test_signs_in_or_out(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            shown = [one.text() for one in window.acts["Account"] if one.isVisible()]
            assert shown == [menus.SIGN_IN]
            window.session.prefer(account=Account(server="https://x.example", handle="mara"))
            window.session.account.emit()
            shown = [one.text() for one in window.acts["Account"] if one.isVisible()]
            assert shown == [menus.SIGN_OUT]

    async def test_undo_in_a_field_is_the_fields_own(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            window.visit("tracks")
            field = window.visit("settings").device  # type: ignore[attr-defined]
            window.activateWindow()
            field.setFocus()
            QTest.keyClicks(field, "Tower")
            next(one for one in window.acts["Edit"] if one.text() == "Undo").trigger()
            assert field.text() == ""
            await settle()

    async def test_the_palette_knows_all_of_it(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            offered = {command.title for command in menus.commands(window)}
            for actions in (window.acts["File"], window.acts["Go"], window.acts["Help"]):
                wanted = {one.text() for one in actions} - {"", "Commands"}
                assert wanted <= offered
            assert menus.SIGN_OUT not in offered


class TestSheets:
    async def test_shortcuts_show_every_key_of_the_menus(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            sheet = Shortcuts(window)
            shown = {one.accessibleName() for one in sheet.findChildren(Keys)}
            assert {"Ctrl+O", "Ctrl+K", "Ctrl+F", "F1", "Space"} <= shown
            assert sheet.sizeHint().height() < 720
            QTest.keyClick(sheet, Qt.Key.Key_Escape)
            sheet.veil.deleteLater()
            sheet.deleteLater()

    async def test_question_mark_opens_them(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            action = window.acts["Help"][0]
            assert {key.toString() for key in action.shortcuts()} == {"F1", "Ctrl+/", "?"}
            action.trigger()
            (sheet,) = window.findChildren(Shortcuts)
            sheet.reject()

    async def test_about_has_the_licences(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            about = About(window)
            assert set(about.texts) == {"Inter", "JetBrains Mono", "Lucide icons"}
            about.show_text("Lucide icons")
            assert "ISC" in about.reading.toPlainText()
            about.veil.deleteLater()
            about.deleteLater()


class TestNotices:
    async def test_without_a_tray_a_toast_tells(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            assert window.notices is not None
            window.notices.tell(News("live", "“Night” is live", "People can hear it now."))
            assert [one.accessibleName() for one in window.toasts.shown] == [
                "“Night” is live People can hear it now."
            ]

    async def test_none_where_none_are_wanted(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            assert window.notices is not None
            window.session.prefer(notify=False)
            window.notices.watch._coming = {}
            window.notices.watch._stuck = {}
            window.notices.look()
            assert window.toasts.shown == []
