"""The page of files on their way, clicked and looked at; nothing is sent here."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio.ui.main_window import MainWindow
from studio.ui.parts.overlays import Dialog
from studio.ui.transfers.page import TransfersPage
from sync.client import blobs, editing, events
from sync.client.blobs import BlobState
from sync.client.hashing import hash_file
from sync.wire.uploads import UploadKind
from tests.studio.ui.desks import settle, studio, until


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


async def song(window: MainWindow, home: Path, name: str) -> str:
    """A track with a version of a new file; the file's digest."""
    assert window.session.desk is not None
    local = window.session.desk.local
    path = home / name
    path.write_bytes(name.encode() * 1000)
    sha256 = blobs.keep(local, UploadKind.ORIGINAL, path, await hash_file(path))
    track = editing.create(local, "track", {"title": path.stem})
    editing.create(local, "version", {"label": "Mix", "sha256": sha256}, track)
    window.session.look()
    return sha256


def mark(window: MainWindow, sha256: str, state: BlobState, why: str = "") -> None:
    assert window.session.desk is not None
    blobs.mark(window.session.desk.local, sha256, state, why)
    window.session.look()


def page(window: MainWindow) -> TransfersPage:
    found = window.visit("transfers")
    assert isinstance(found, TransfersPage)
    return found


class TestPage:
    async def test_lists_files_in_order_and_counts_them(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            shown = page(window)
            assert shown.nothing.isVisible()
            for name in ("night.wav", "salt.wav"):
                await song(window, home, name)
            assert [row.name.text() for row in shown.rows.values()] == ["night.wav", "salt.wav"]
            assert [row.chip.text for row in shown.rows.values()] == ["Waiting", "Waiting"]
            assert shown.note.text().startswith("2 files to send")
            window.count()
            assert window.places.items["transfers"].count == 2

    async def test_without_a_server_too_it_says_which_file_is_gone(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            gone, here = await song(window, home, "night.wav"), await song(window, home, "salt.wav")
            (home / "night.wav").rename(home / "elsewhere.wav")
            shown = page(window)
            await until(lambda: shown.rows[gone].chip.text == "File missing")
            assert shown.rows[gone].seek.isVisible()
            assert shown.rows[here].chip.text == "Waiting"

    async def test_pause_and_resume_one_and_all(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            sha256 = await song(window, home, "night.wav")
            shown = page(window)
            shown.rows[sha256].hold.click()
            await settle()
            assert shown.rows[sha256].chip.text == "Paused"
            assert shown.rows[sha256].hold.accessibleName() == "Resume"
            shown.rows[sha256].hold.click()
            await settle()
            assert shown.rows[sha256].chip.text == "Waiting"
            shown.hold.click()
            await settle()
            assert shown.hold.text() == "Resume all"
            assert shown.rows[sha256].chip.text == "Paused"

    async def test_another_order(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await song(window, home, "night.wav")
            last = await song(window, home, "salt.wav")
            shown = page(window)
            shown.rows[last].first.click()
            await settle()
            assert [row.name.text() for row in shown.rows.values()] == ["salt.wav", "night.wav"]
            assert not shown.rows[last].first.isEnabled()

    async def test_shows_how_far_the_one_is_that_is_sent(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            sha256 = await song(window, home, "night.wav")
            mark(window, sha256, BlobState.SENDING)
            shown = page(window)
            path = home / "night.wav"
            window.session.heard(events.Uploading(path, 0, 9000, 0))
            window.session.heard(events.Moving(path, 4500))
            assert shown.rows[sha256].bar.value() == 500
            assert shown.rows[sha256].figure.text() == "4.5 of 9.0 kB"
            assert window.bar.bar.value() == 500

    async def test_says_what_is_wrong_and_tries_again(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            sha256 = await song(window, home, "night.wav")
            mark(window, sha256, BlobState.FAILED, "There is no room left on the server")
            row = page(window).rows[sha256]
            assert row.trouble.isVisible()
            assert "no room left" in row.trouble.words.text()
            assert not row.seek.isVisible()
            row.again.click()
            await settle()
            assert (row.chip.text, row.trouble.isVisible()) == ("Waiting", False)

    async def test_finds_a_file_that_was_moved(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            sha256 = await song(window, home, "night.wav")
            moved = (home / "night.wav").rename(home / "moved.wav")
            mark(window, sha256, BlobState.MISSING, "night.wav is gone")
            shown = page(window)
            row = shown.rows[sha256]
            assert row.seek.isVisible()
            (home / "other.wav").write_bytes(b"another")
            with pytest.raises(Exception, match="another sound"):
                await shown.relink(row.file, home / "other.wav")
            await shown.relink(row.file, moved)
            assert (row.name.text(), row.chip.text) == ("moved.wav", "Waiting")

    async def test_cancel_asks_and_takes_the_version_away(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            sha256 = await song(window, home, "night.wav")
            shown = page(window)
            shown.rows[sha256].cancel.click()
            await until(lambda: window.findChildren(Dialog))
            (asked,) = window.findChildren(Dialog)
            assert "file on your disk stays" in asked.accessibleDescription()
            asked.yes.click()
            await settle()
            assert shown.rows == {}
            assert (home / "night.wav").exists()

    async def test_the_limit_is_remembered(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            shown = page(window)
            assert shown.limit.text() == "No limit"
            shown.limit.setValue(500)
            assert window.session.settings.upload_rate == 500_000

    async def test_what_was_sent_is_listed(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            sha256 = await song(window, home, "night.wav")
            mark(window, sha256, BlobState.DONE)
            shown = page(window)
            rows = shown.history.rows
            assert shown.sent.isVisible()
            assert [rows.data(rows.index(0, column)) for column in (0, 1)] == [
                "night.wav",
                "night · Mix",
            ]
