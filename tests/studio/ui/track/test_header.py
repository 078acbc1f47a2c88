"""The head of the page of a track: what can be done with it, as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from studio.ui.main_window import MainWindow
from studio.ui.publish_now import PublishNow
from studio.ui.track.opening import page_of
from sync.wire.ids import new_id
from tests.studio.ui.desks import add, settle, studio, until
from tests.studio.ui.furnished import local, sign_in
from tests.support import feeds
from tests.support.audio import music, write_wav


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


def show_live(window: MainWindow) -> None:
    """A track that people can hear, as the server tells it."""
    track, version = new_id(), new_id()
    out = {"title": "Salt", "slug": "salt", "state": "live", "visibility": "public"}
    told = {"release_state": "live", "primary_version_id": str(version)}
    feeds.page(local(window), 1, kind="track", id=track, data=out | told)
    sound = {"track_id": str(track), "label": "Mix", "status": "ready", "position": 0.0}
    feeds.page(local(window), 2, kind="version", id=version, data=sound)
    window.session.look()
    window.open_track(track)


class TestDeeds:
    async def test_a_draft_is_published_from_here(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            await add(window, write_wav(home / "salt.wav", music(0.4)))
            window.open_track(window.pane.table.tracks.row(0).id)  # type: ignore[union-attr]
            head = page_of(window).header
            assert head.open.isHidden()
            head.publish.click()
            await until(lambda: window.findChildren(PublishNow))
            (asked,) = window.findChildren(PublishNow)
            assert asked.heading.text() == "Publish “salt”"
            asked.reject()
            await settle()

    async def test_what_is_out_is_looked_at_from_here(
        self, app: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[QUrl] = []
        monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
        async with studio(app) as window:
            show_live(window)
            head = page_of(window).header
            assert (head.publish.isVisible(), head.open.isVisible()) == (False, False)
            sign_in(window)
            page_of(window).refresh()
            assert head.open.isVisible()
            head.open.click()
            assert [one.toString() for one in opened] == ["https://music.example/@mara/salt"]

    async def test_a_small_window_has_room_for_the_buttons(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, write_wav(home / "salt.wav", music(0.4)))
            window.open_track(window.pane.table.tracks.row(0).id)  # type: ignore[union-attr]
            head = page_of(window).header
            for width, shown in ((1280, True), (960, False)):
                window.resize(width, 700)
                await until(lambda shown=shown: head.peak.isVisible() == shown)  # type: ignore[misc]
                told = [chip for chip in head.chips() if chip.isVisible() and chip is not head.tags]
                assert head.state in told
                await until(lambda told=told: all(c.width() >= c.sizeHint().width() for c in told))  # type: ignore[misc]
                assert head.more.geometry().right() <= head.width()
                assert head.publish.width() >= head.publish.sizeHint().width()
