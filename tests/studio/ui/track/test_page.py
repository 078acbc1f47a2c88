"""The page of one track: opened in every way, left in every way, and what it says meanwhile."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio import settings
from studio.actions import notes, tracks
from studio.actions.desk import open_desk
from studio.ui import memory
from studio.ui.main_window import MainWindow
from studio.ui.parts.overlays import Dialog
from studio.ui.track.opening import page_of
from studio.ui.track.page import TrackPage
from studio.ui.track.sound import SoundTab
from tests.studio.ui.desks import add, bring, settle, studio, until
from tests.support.audio import music, write_wav


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


def song(folder: Path, name: str, seed: int = 1) -> Path:
    path = folder / name
    write_wav(path, music(1.0, seed=seed))
    return path


def chosen(window: MainWindow, line: int = 0) -> UUID:
    window.pane.table.selectRow(line)
    return window.pane.table.chosen()[0].id


def shown(window: MainWindow) -> TrackPage:
    page = window.stack.currentWidget()
    assert isinstance(page, TrackPage)
    return page


class TestOpening:
    @pytest.mark.parametrize("way", ["enter", "double", "menu", "button"])
    async def test_it_opens_and_goes_back_to_the_list(
        self, app: QApplication, home: Path, way: str
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "night drive.wav"))
            wanted, table = chosen(window), window.pane.table
            if way == "enter":
                QTest.keyClick(table, Qt.Key.Key_Return)
            elif way == "double":
                table.doubleClicked.emit(table.tracks.index(0, 0))
            elif way == "menu":
                window.open_chosen()
            else:
                window.track.whole.click()
            page = shown(window)
            assert page.track is not None
            assert page.track.row.id == wanted
            assert page.header.title.text() == "night drive"
            QTest.keyClick(page, Qt.Key.Key_Escape)
            assert window.stack.currentWidget() is window.tracks
            assert [row.id for row in table.chosen()] == [wanted]

    async def test_a_track_that_is_gone_says_so(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.open_track(UUID(int=7))
            assert window.stack.currentWidget() is window.tracks
            assert [one.accessibleName() for one in window.toasts.shown][-1] == (
                "This track is not there any more"
            )

    async def test_the_tab_is_remembered(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.open_track(chosen(window))
            last = shown(window).tabs.segments()[-1]
            last.click()
            assert shown(window).key == last.key
        assert memory.recall(home / "home" / "config").get("track_tab") == last.key
        async with studio(app) as window:
            window.open_track(chosen(window))
            assert shown(window).key == last.key

    async def test_the_keys_of_the_player_follow_a_click_on_its_tab(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.open_track(chosen(window))
            page = shown(window)
            sound, *_, last = page.tabs.segments()
            for tab in (last, sound):
                QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
            card = page.tab("sound").card
            await until(card.transport.play.isEnabled)
            assert window.focusWidget() is card.wave
            QTest.keyClick(card.wave, Qt.Key.Key_Space)
            await until(lambda: card.session.player.playing)
            await card.stop()


class TestDeletion:
    async def test_deleted_elsewhere_it_goes_back_with_a_toast(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            wanted = chosen(window)
            window.open_track(wanted)
            await window.session.do(lambda desk: tracks.remove(desk, [wanted]))
            assert window.stack.currentWidget() is window.tracks
            assert "“a” is not there any more" in window.toasts.shown[-1].accessibleName()
            assert page_of(window).track is None

    async def test_deleted_here_it_goes_back_without_one(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"), song(home, "b.wav", 2))
            window.open_track(chosen(window))
            title = shown(window).header.title.text()
            window.remove()
            await until(lambda: [d for d in window.findChildren(Dialog) if d.isVisible()])
            (asked,) = [d for d in window.findChildren(Dialog) if d.isVisible()]
            asked.yes.click()
            await settle()
            assert window.stack.currentWidget() is window.tracks
            assert [one.accessibleName() for one in window.toasts.shown][-1] == f"“{title}” deleted"


class TestDrop:
    async def test_a_file_dropped_on_the_page_is_a_version_of_it(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "night drive.wav"))
            window.open_track(chosen(window))
            dialog = await bring(window, song(home, "bounce 7.wav", 3))
            assert dialog.rows[0].purpose == "version"
            dialog.yes.click()
            await settle()
            track = shown(window).track
            assert track is not None
            assert [one.label for one in track.versions] == ["Master", "Bounce 7"]


class TestAccess:
    async def test_every_control_of_every_tab_of_the_page_has_a_name(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            track = chosen(window)
            await window.session.do(lambda desk: notes.add(desk, track, 100, "Kick"))
            window.open_track(track)
            page = shown(window)
            for tab in ("sound", "history"):
                page.show_tab(tab)
                await settle()
                nameless = [
                    one
                    for one in page.findChildren(QWidget)
                    if one.isVisible()
                    and one.focusPolicy() != Qt.FocusPolicy.NoFocus
                    and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
                ]
                assert nameless == []


class TestBrokenLibrary:
    async def test_it_can_be_looked_at(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            track = chosen(window)
        with open_desk(settings.places()):  # another studio has it
            async with studio(app) as window:
                assert window.session.desk is None
                window.open_track(track)
                page = shown(window)
                page.show_tab("sound")
                tab = page.made["sound"]
                assert isinstance(tab, SoundTab)
                assert tab.silence.isVisible()
                assert [line.name.text() for line in tab.versions.lines.values()] == ["Master"]
                tab.notes.add_note.click()
                assert tab.notes.rows == {}
                QTest.keyClick(tab, Qt.Key.Key_Space)
                page.left.emit()
                assert window.stack.currentWidget() is window.tracks


class TestTitles:
    @pytest.mark.parametrize("title", ["ש" * 300, "مدينة الليل 🌃", "a\u202eb<b>"])
    async def test_however_long_and_whichever_way_it_runs_it_fits(
        self, app: QApplication, home: Path, title: str
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            track = chosen(window)
            await window.session.do(lambda desk: tracks.edit(desk, track, {"title": ("a", title)}))
            window.open_track(track)
            header = shown(window).header
            assert header.title.text() == title
            assert header.width() <= window.width()
            assert header.add.geometry().right() <= header.width()
