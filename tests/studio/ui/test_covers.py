"""Covers that another studio chose: in the list, the panel and the page, once they come."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from studio.actions.desk import Desk
from studio.ui.main_window import MainWindow
from studio.ui.parts.tables import COVER
from studio.ui.track.opening import open_track, page_of
from sync.client import blobs, editing
from sync.client.hashing import hash_file
from sync.wire.uploads import UploadKind
from tests.studio.ui.desks import studio, until


@pytest.fixture
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    path = tmp_path / "sleeve.png"
    image = QImage(QSize(300, 300), QImage.Format.Format_RGB32)
    image.fill(0x993333)
    assert image.save(str(path))
    return path


def in_list(window: MainWindow) -> object:
    tracks = window.pane.table.tracks
    return tracks.data(tracks.index(0, 0), COVER)[1]


async def test_come_by_themselves(app: QApplication, photo: Path) -> None:
    digests = await hash_file(photo)

    async def name(desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night Drive"})
        editing.write(desk.local, "track", track, {"artwork_sha256": digests.sha256})

    async def comes(desk: Desk) -> None:
        blobs.came(desk.local, UploadKind.IMAGE, photo, digests)

    async with studio(app) as window:
        await window.session.do(name)
        await until(lambda: window.pane.table.tracks.rowCount() == 1)
        window.pane.table.selectRow(0)
        assert window.track.cover.title == "Night Drive"
        assert (in_list(window), window.track.cover.picture) == (None, None)
        await window.session.do(comes)
        await until(lambda: in_list(window) is not None)
        await until(lambda: window.track.cover.picture is not None)
        row = window.pane.table.tracks.row(0)
        assert row is not None
        open_track(window, row.id)
        await until(lambda: page_of(window).header.cover.picture is not None)
