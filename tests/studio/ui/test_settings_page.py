"""Settings are saved as they are chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from studio import settings
from studio.audio.output import Preferred
from studio.settings import Settings
from studio.ui.main_window import MainWindow
from studio.ui.settings_page import SettingsPage
from tests.studio.ui.desks import settle, studio


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Preferred, "device", "")
    return tmp_path


def page(window: MainWindow) -> SettingsPage:
    found = window.visit("settings")
    assert isinstance(found, SettingsPage)
    return found


def saved() -> Settings:
    return settings.load(settings.places())


class TestSettingsPage:
    async def test_every_choice_is_saved_at_once(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            shown = page(window)
            shown.match.click()
            shown.notify.click()
            shown.limit.setValue(250)
            shown.keep.setValue(3)
            shown.device.setText("Tower")
            shown.device.editingFinished.emit()
            shown.theme.chosen.emit("light")
            found = saved()
            assert (found.match_loudness, found.notify) == (True, False)
            assert (found.upload_rate, found.cache_bytes) == (250_000, 3 * 2**30)
            assert (found.device_name, found.theme) == ("Tower", "light")
            window.choose_theme("dark")

    async def test_a_sound_card_that_is_unplugged_stays_chosen(
        self, app: QApplication, home: Path
    ) -> None:
        settings.save(settings.places(), Settings(output_device="Monitors"))
        async with studio(app) as window:
            shown = page(window)
            await settle()
            assert shown.output.key() == "Monitors"
            assert shown.output.currentText() == "Monitors (not connected)"
            shown.choose_output("")
            assert (saved().output_device, Preferred.device) == ("", "")

    async def test_says_how_much_room_is_taken_and_frees_it(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            sound = window.session.places.cache / "sound"
            sound.mkdir()
            (sound / "a.pcm").write_bytes(b"0" * 2_000_000)
            shown = page(window)
            await settle()
            assert shown.clear.text() == "Clear 2.0 MB"
            shown.clear.click()
            await settle()
            assert (shown.clear.text(), shown.clear.isEnabled()) == ("Clear 0 B", False)
            assert "on this disk" in shown.taken.text()

    async def test_says_who_is_signed_in(self, app: QApplication, home: Path) -> None:
        who = settings.Account(server="https://music.example.org", handle="mara")
        async with studio(app) as window:
            shown = page(window)
            assert shown.sign.text() == "Sign in…"
            window.session.prefer(account=who)
            window.session.account.emit()
            assert shown.sign.text() == "Sign out"
            assert "@mara at https://music.example.org" in shown.where.text()

    async def test_every_control_has_a_name(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            shown = page(window)
            controls = [
                one for one in shown.findChildren(QWidget) if one.focusPolicy() and one.isVisible()
            ]
            assert len(controls) > 8
            for one in controls:
                if one.objectName().startswith("qt_"):
                    continue
                said = QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
                assert said, type(one).__name__

    async def test_ctrl_comma_goes_there(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            window.activateWindow()
            action = next(one for one in window.acts["File"] if one.text() == "Settings")
            assert action.shortcut().toString() == "Ctrl+,"
            action.trigger()
            assert window.stack.currentWidget() is window.pages["settings"]
