"""The studio's window on its page of releases, and hands for its dialogs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from studio.actions import files, releases, releasing
from studio.ui.main_window import MainWindow
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.notices import Banner, Toast
from studio.ui.parts.overlays import Dialog
from studio.ui.releases.page import ReleasesPage
from studio.ui.releases.schedule import Schedule
from tests.studio.ui.desks import settle, studio, until
from tests.support.audio import music, write_wav

D = TypeVar("D", bound=Dialog)
ZONE = "Europe/Tallinn"
SOON = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=9)
LEFT = Qt.MouseButton.LeftButton


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


def pressed(part: QWidget, text: str) -> None:
    """Clicks a button by its words or its name."""
    kinds: list[QAbstractButton] = [
        *part.findChildren(Button),
        *part.findChildren(IconButton),
    ]
    found = [one for one in kinds if text in (one.text(), one.accessibleName())]
    assert found, f"no button “{text}”"
    found[0].click()


def toasts(window: MainWindow) -> list[str]:
    return [toast.accessibleName() for toast in window.findChildren(Toast) if toast.isVisible()]


def titles(page: ReleasesPage) -> list[str]:
    return [one.row.title for one in page.one.tracks.list.order.tracks]


def refusals(plan: Schedule) -> list[Banner]:
    """What is said of refused edits."""
    shown = [one for one in plan.findChildren(Banner) if one.isVisible()]
    return [one for one in shown if one not in (plan.editor.note, plan.from_.note)]


def drop(part: Any, *files: Path) -> None:
    """Lets files fall on a widget."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, nothing = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    part.dropEvent(QDropEvent(QPointF(20, 20), copy, mime, LEFT, nothing))
