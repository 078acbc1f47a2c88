"""What is dropped on the window: folders too, however they are made up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from studio.ui.drops import MOST, paths_of
from studio.ui.importing import AT_ONCE, ImportDialog
from studio.ui.main_window import MainWindow
from tests.studio.ui.desks import dialog, settle, studio, until
from tests.support.audio import music, write_wav


def dragged(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(window: MainWindow, mime: QMimeData) -> bool:
    """Drags it in and lets go of it; whether it was taken."""
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton)
    entering = QDragEnterEvent(QPoint(500, 400), *how, Qt.KeyboardModifier.NoModifier)
    window.dragEnterEvent(entering)
    if entering.isAccepted():
        window.dropEvent(QDropEvent(QPointF(500, 400), *how, Qt.KeyboardModifier.NoModifier))
    return entering.isAccepted()


class TestPathsOf:
    def test_a_folder_gives_what_lies_in_its_folders_too(self, tmp_path: Path) -> None:
        for name in ("b.wav", "disc 1/a.wav", "disc 2/c/d.wav", ".hidden/e.wav", ".f.wav"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(b"")
        found = [str(one.relative_to(tmp_path)) for one in paths_of(dragged(tmp_path))]
        assert found == ["b.wav", "disc 1/a.wav", "disc 2/c/d.wav"]

    def test_a_folder_dropped_by_mistake_is_not_listed_without_end(self, tmp_path: Path) -> None:
        for number in range(MOST + 5):
            (tmp_path / f"{number}.wav").touch()
        assert len(paths_of(dragged(tmp_path))) == MOST

    def test_text_is_no_file(self) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl("https://example.org/a.wav")])
        assert paths_of(mime) == []


class TestLand:
    async def test_files_of_an_album_in_discs_are_asked_about(
        self, app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
        disc = tmp_path / "album" / "disc 1"
        disc.mkdir(parents=True)
        write_wav(disc / "Salt.wav", music(0.6))
        async with studio(app) as window:
            assert drop(window, dragged(tmp_path / "album"))
            await until(lambda: window.findChildren(ImportDialog))
            assert [one.path.name for one in dialog(window).rows] == ["Salt.wav"]
            dialog(window).reject()
            await settle()

    async def test_an_empty_folder_is_said_to_be_empty(
        self, app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
        (tmp_path / "empty").mkdir()
        async with studio(app) as window:
            assert drop(window, dragged(tmp_path / "empty"))
            assert window.toasts.shown[-1].accessibleName().startswith("There is no file in it")

    async def test_of_more_than_can_be_asked_about_at_once_the_first_are(
        self, app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
        folder = tmp_path / "many"
        folder.mkdir()
        for number in range(MOST + 5):
            (folder / f"{number:03}.wav").touch()
        async with studio(app) as window:
            began = time.monotonic()
            assert drop(window, dragged(folder))
            await until(lambda: window.findChildren(ImportDialog))
            opened = dialog(window)
            assert len(opened.rows) == AT_ONCE, "hundreds of rows would take many seconds"
            assert time.monotonic() - began < 5
            assert len(opened.files) == MOST - 1
            said = [one.text() for one in opened.findChildren(QLabel)]
            assert any("These are the first 500" in one for one in said)
            await until(lambda: len(opened.rows) > AT_ONCE)
            assert opened.left.text().endswith("of 500")
            opened.reject()
            await settle()
