"""The window as a whole, with the network off: bring in, edit, close, open again, find all."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio import settings
from studio.app import CannotStart, check_display
from studio.ui import memory
from studio.ui.importing import ImportDialog
from studio.ui.one_instance import Reception, hand_over
from studio.ui.parts.labels import ElidedLabel
from studio.ui.parts.overlays import Dialog
from tests.studio.ui.desks import add, settle, studio, until
from tests.support.audio import music, write_wav


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and no network."""
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    real = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if self.family == getattr(socket, "AF_UNIX", None):
            real(self, address)  # type: ignore[arg-type]
            return
        raise AssertionError("the network is off")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tmp_path


def song(folder: Path, name: str, seed: int = 1) -> Path:
    path = folder / name
    write_wav(path, music(1.0, seed=seed))
    return path


class TestOffline:
    async def test_three_files_and_their_edits_are_there_after_a_restart(
        self, app: QApplication, home: Path
    ) -> None:
        names = ("night_drive.wav", "salt.wav", "glass.wav")
        async with studio(app) as window:
            assert window.pane.stack.currentWidget() is window.pane.nothing
            await add(window, *(song(home, name, n) for n, name in enumerate(names)))
            assert window.pane.table.tracks.rowCount() == 3
            window.search()
            window.pane.search.setText("drive")
            window.pane.enter()
            panel = window.track
            assert panel.title.text() == "night drive"
            panel.title.setFocus()
            panel.title.setText("Night Drive")
            panel.genre.setFocus()  # leaving a field saves it
            panel.genre.setText("Synthwave")
            panel.description.setFocus()
            panel.description.setPlainText("Two nights at Room 9.")
            panel.tags.put("dub")
            window.pane.table.setFocus()
            panel.tags.changed.emit(panel.tags.tags())
            await settle()
        async with studio(app) as window:
            await until(lambda: window.places.items["all"].count == 3)
            window.pane.search.setText("synthwave")
            window.pane.enter()
            panel = window.track
            assert panel.title.text() == "Night Drive"
            assert panel.tags.tags() == ("dub",)
            assert panel.description.toPlainText() == "Two nights at Room 9."
            (version,) = panel.track.versions if panel.track else ()
            assert version.state == "waiting"
            assert version.lufs is not None
            # a track and a version a file, and one edit that grew with every field
            assert window.bar.waits.text() == "7 changes wait · 3 files to send"
            assert window.bar.phase.text() == "Not signed in"

    async def test_what_is_typed_last_is_saved_by_closing(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.track.title.setText("Typed last")
        async with studio(app) as window:
            row = window.pane.table.tracks.row(0)
            assert row is not None
            assert row.title == "Typed last"

    async def test_several_tracks_get_a_genre_at_once(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav", 1), song(home, "b.wav", 2))
            window.pane.table.selectAll()
            assert window.panel.currentWidget() is window.many
            window.many.genre.setText("House")
            window.many.tags.put("vinyl")
            window.many.apply.click()
            await settle()
            rows = [window.pane.table.tracks.row(n) for n in range(2)]
            assert [(row.genre, row.tags) for row in rows if row] == [("House", ("vinyl",))] * 2

    async def test_deleting_asks_first(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.pane.table.selectRow(0)
            for answer, left in (("no", 1), ("yes", 0)):
                QTest.keyClick(window.pane.table, Qt.Key.Key_Delete)
                await until(lambda: [d for d in window.findChildren(Dialog) if d.isVisible()])
                (asked,) = [d for d in window.findChildren(Dialog) if d.isVisible()]
                button = getattr(asked, answer)
                button.click()
                await settle()
                assert window.pane.table.tracks.rowCount() == left

    async def test_a_title_that_is_empty_is_not_saved_and_says_so(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.pane.table.selectRow(0)
            window.track.title.setText("  ")
            window.track.save("title")
            assert window.track.fields["title"].error() == "A track needs a title."
            await settle()
            row = window.pane.table.tracks.row(0)
            assert row is not None
            assert row.title == "a"
            window.track.title.setText("a")


class TestDrop:
    async def test_anywhere_opens_the_question(self, app: QApplication, home: Path) -> None:
        path = song(home, "Night Drive.wav")
        async with studio(app) as window:
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(path))])
            copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
            nothing = Qt.KeyboardModifier.NoModifier
            event = QDropEvent(QPointF(40, 40), copy, mime, left, nothing)
            window.dropEvent(event)
            assert event.isAccepted()
            await until(lambda: window.findChildren(ImportDialog))
            (opened,) = window.findChildren(ImportDialog)
            assert [one.path for one in opened.rows] == [path]
            opened.reject()
            await settle()
            assert window.pane.table.tracks.rowCount() == 0


class TestWindow:
    async def test_stands_where_it_stood(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            window.resize(1100, 700)
            window.split.setSizes([450, 380])
            sizes = window.split.sizes()
        async with studio(app) as window:
            window.resize(1100, 700)
            assert window.split.sizes() == sizes

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"window": "x", "split": "%"}'])
    def test_nonsense_that_was_kept_does_not_matter(self, home: Path, text: str) -> None:
        (home / memory.FILE).write_text(text)
        assert isinstance(memory.recall(home), dict)

    async def test_the_theme_is_remembered(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            window.choose_theme("light")
        assert settings.load(settings.places()).theme == "light"
        async with studio(app) as window:
            assert window.dress.choice == "light"
            window.choose_theme("dark")

    async def test_a_library_that_is_open_elsewhere_is_said_and_can_be_looked_at(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as first:
            await add(first, song(home, "a.wav"))
            async with studio(app) as second:
                assert second.trouble.isVisible()
                assert "open in another window" in second.trouble.words.text()
                assert second.pane.table.tracks.rowCount() == 1

    async def test_commands_are_found_by_letters(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.show_commands()
            assert window.palette_ is not None
            window.palette_.query.setText("search tr")
            QTest.keyClick(window.palette_.query, Qt.Key.Key_Return)
            assert not window.palette_.isVisible()
            assert window.focusWidget() is window.pane.search

    async def test_every_control_has_a_name(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.pane.table.selectRow(0)
            nameless = [
                type(one).__name__
                for one in window.findChildren(QWidget)
                if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
                if not one.objectName().startswith("qt_")
                if not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
            ]
            assert nameless == []

    @pytest.mark.parametrize("size", [(1280, 800), (1680, 1050)])
    async def test_cuts_no_words(
        self, app: QApplication, home: Path, size: tuple[int, int]
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "a.wav"))
            window.pane.table.selectRow(0)
            window.resize(*size)
            app.processEvents()
            cut = [
                one.text()
                for one in window.findChildren(QLabel)
                if one.isVisible() and not one.wordWrap() and not isinstance(one, ElidedLabel)
                if one.width() < one.sizeHint().width()
            ]
            assert cut == []


class TestSize:
    async def test_no_window_is_larger_than_its_screen(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            room = window.screen().availableGeometry()
            assert room.width() < memory.SMALLEST[0]  # what Qt plays without a display
            assert window.minimumWidth() <= room.width()
            assert window.minimumHeight() < room.height()
            assert memory.fit(window) == (room.width(), room.height() - memory.FRAME)


class TestOneInstance:
    async def test_the_second_hands_its_files_to_the_first(self, home: Path) -> None:
        got: list[list[str]] = []
        library = home / "library.db"
        assert not hand_over(library, [])
        reception = Reception(library, got.append)
        try:
            code = f"""if True:
                from pathlib import Path
                from studio.ui.one_instance import hand_over
                assert hand_over(Path({str(library)!r}), [Path({str(home / "a.wav")!r})])"""
            second = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
            assert await second.wait() == 0
            assert got == [[str(home / "a.wav")]]
        finally:
            reception.close()

    def test_without_a_display_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(CannotStart, match="apt-get install"):
            check_display()
