"""The studio's window on its page of releases, and hands for its dialogs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtWidgets import QApplication

from studio.actions import files, releases, releasing
from studio.ui.main_window import MainWindow
from studio.ui.parts.overlays import Dialog
from studio.ui.releases.page import ReleasesPage
from tests.studio.ui.desks import settle, studio, until
from tests.support.audio import music, write_wav

D = TypeVar("D", bound=Dialog)
ZONE = "Europe/Tallinn"


@asynccontextmanager
async def room(app: QApplication) -> AsyncIterator[tuple[MainWindow, ReleasesPage]]:
    """The window, and the page in sight."""
    async with studio(app) as window:
        page: Any = window.visit("releases")
        await settle()
        yield window, page


async def opened(window: MainWindow, kind: type[D]) -> D:
    """The dialog that opens."""
    await until(lambda: [d for d in window.findChildren(kind) if d.isVisible()])
    return next(d for d in window.findChildren(kind) if d.isVisible())


async def song(window: MainWindow, folder: Path, title: str, seed: int = 1) -> UUID:
    """A track with sound."""
    path = folder / f"{title}.wav"
    write_wav(path, music(1.0, seed=seed))
    looked = await files.look(path)
    return await window.session.do(lambda desk: files.add_track(desk, looked, title=title))


async def release(window: MainWindow, title: str, *tracks: UUID, kind: str = "ep") -> UUID:
    """A release with these tracks."""
    made = await window.session.do(lambda desk: releasing.create(desk, title, kind, ZONE))
    if tracks:
        await window.session.do(lambda desk: releasing.add_tracks(desk, made, tracks))
    await settle()
    return made


def read(window: MainWindow, made: UUID) -> releases.Release:
    """As it is in the library."""
    found = releases.read(window.session.library, made)
    assert found is not None
    return found
