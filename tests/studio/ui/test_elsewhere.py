"""The library in another folder and a server of one's own, from the window."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from studio import app as program
from studio import settings
from studio.actions import own_server
from studio.ui.elsewhere import go_to
from studio.ui.main_window import MainWindow
from studio.ui.own_server import OwnServer
from studio.ui.parts.overlays import Dialog
from studio.ui.welcome import Welcome
from tests.studio.ui.desks import settle, studio, until


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


async def asked(window: MainWindow) -> Dialog:
    await until(lambda: window.findChildren(Dialog))
    return window.findChildren(Dialog)[-1]


class TestGoTo:
    async def test_asks_then_closes_and_begins_again_there(
        self, app: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stick = home / "stick"
        stick.mkdir()
        async with studio(app) as window:
            places = window.session.places
            going = asyncio.create_task(go_to(window, stick))
            dialog = await asked(window)
            assert any(str(stick) in one.text() for one in dialog.findChildren(QLabel))
            dialog.yes.click()
            assert await going
            assert window.session.next_folder == stick
        begun: list[list[str]] = []
        monkeypatch.setattr(subprocess, "Popen", begun.append)
        program.begin_again(places, stick)
        assert settings.places().data == stick
        assert begun == [[sys.executable, "-m", "studio"]]

    async def test_says_why_not(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            assert not await go_to(window, home / "nowhere")
            assert window.session.next_folder is None
            assert "Choose another" in window.toasts.shown[-1].accessibleName()

    async def test_can_be_thought_better_of(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            going = asyncio.create_task(go_to(window, home))
            (await asked(window)).reject()
            assert not await going
            assert window.isVisible()


class TestOwnServer:
    async def dialog(self, window: MainWindow) -> OwnServer:
        page = window.stack.currentWidget()
        assert isinstance(page, Welcome)
        page.start_server()
        await until(lambda: window.findChildren(OwnServer))
        return window.findChildren(OwnServer)[0]

    async def test_says_in_each_field_what_is_missing(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            shown = await self.dialog(window)
            shown.yes.click()
            assert all(field.error() for field in shown.fields)
            QTest.keyClicks(shown.name, "Mara")
            assert not shown.fields[0].error()
            shown.reject()
            await settle()

    async def test_tells_why_it_did_not_start(
        self, app: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = ("/bin/sh", "-c", "echo the disk is full; exit 1")
        monkeypatch.setattr(own_server, "program", lambda: broken)
        async with studio(app) as window:
            shown = await self.dialog(window)
            said = ("Mara", "mara", "mara@example.org", "by the sea, alone")
            for control, text in zip(shown.controls(), said, strict=True):
                control.setText(text)
            shown.yes.click()
            await until(lambda: shown.trouble.isVisible())
            assert "the disk is full" in shown.trouble.words.text()
            assert not window.session.settings.own_port or window.session.who is None
            shown.reject()
            await settle()
