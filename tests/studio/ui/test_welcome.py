"""From nothing to a track that can be published: the first steps, each of which can be skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio import settings
from studio.settings import Account, Settings
from studio.ui.main_window import MainWindow
from studio.ui.memory import SMALLEST
from studio.ui.publish_now import PublishNow
from studio.ui.welcome import Welcome
from tests.studio.ui.desks import add, settle, studio, until
from tests.support.audio import music, write_wav


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


def song(folder: Path, name: str = "Night Drive.wav", seed: int = 1) -> Path:
    path = folder / name
    write_wav(path, music(1.0, seed=seed))
    return path


def welcome(window: MainWindow) -> Welcome:
    found = window.stack.currentWidget()
    assert isinstance(found, Welcome)
    return found


class TestWelcome:
    async def test_leads_from_step_to_step(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            shown = welcome(window)
            assert shown.where.lead.property("kind") == "primary"
            shown.where.lead.click()
            assert shown.where.mark.done
            assert shown.server.lead.property("kind") == "primary"
            shown.work_alone()
            assert shown.file.lead.property("kind") == "primary"

    async def test_in_the_smallest_window_nothing_is_cut(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            window.resize(*SMALLEST)
            shown = welcome(window)
            app.processEvents()
            for step in (shown.where, shown.server, shown.file):
                assert step.height() >= step.heightForWidth(step.width())
                assert step.lead.height() >= step.lead.sizeHint().height()

    async def test_goes_away_with_the_first_track_and_offers_to_publish_it(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            welcome(window)
            await add(window, song(home))
            assert window.stack.currentWidget() is window.tracks
            offered = [one for one in window.toasts.shown if "first track" in one.accessibleName()]
            assert len(offered) == 1
            await add(window, song(home, "Salt.wav", seed=2))
            again = [one for one in window.toasts.shown if "first track" in one.accessibleName()]
            assert again == offered
        async with studio(app) as window:
            assert window.stack.currentWidget() is window.tracks

    async def test_skipped_it_does_not_come_again(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            welcome(window).skip()
            assert window.stack.currentWidget() is window.tracks
        async with studio(app) as window:
            assert window.stack.currentWidget() is window.tracks

    async def test_whoever_is_signed_in_needs_no_welcome(
        self, app: QApplication, home: Path
    ) -> None:
        who = Account(server="http://127.0.0.1:9", handle="mara")
        settings.save(settings.places(), Settings(account=who))
        async with studio(app) as window:
            assert window.stack.currentWidget() is window.tracks


class TestPublishNow:
    async def asked(self, window: MainWindow) -> PublishNow:
        window.pane.table.selectRow(0)
        next(one for one in window.acts["Track"] if one.text() == "Publish now…").trigger()
        await until(lambda: window.findChildren(PublishNow))
        return window.findChildren(PublishNow)[0]

    async def test_without_a_server_the_way_is_to_sign_in(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home))
            dialog = await self.asked(window)
            assert dialog.yes.text() == "Sign in…"
            dialog.reject()
            await settle()

    async def test_follows_the_track_until_its_page_is_up(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home))
            who = Account(server="https://music.example.org", handle="mara")
            window.session.prefer(account=who)
            window.session.account.emit()
            dialog = await self.asked(window)
            assert dialog.yes.text() == "Publish now"
            dialog.yes.click()
            await until(lambda: dialog.begun and dialog.doing.text())
            assert "Sending it" in dialog.doing.text()
            assert window.session.desk is not None
            with window.session.desk.local.edit() as db:  # as the server would tell it
                db.execute(
                    """UPDATE track SET unsent = 0, local = 0, status = 'ready',
                        data = json_set(data, '$.slug', 'night-drive')"""
                )
                db.execute("UPDATE item SET unsent = 0, data = json_set(data, '$.status', 'ready')")
            window.session.look()
            await until(dialog.page.isVisible)
            assert dialog.address.text() == "https://music.example.org/@mara/night-drive"
            dialog.copy()
            assert app.clipboard().text() == dialog.address.text()
            dialog.yes.click()
            await settle()
            assert not window.findChildren(PublishNow)
