"""Windows on a library of their own, for tests: opened, closed and opened again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from studio import settings
from studio.app import build
from studio.ui import spawn
from studio.ui.importing import ImportDialog
from studio.ui.main_window import MainWindow


@asynccontextmanager
async def studio(app: QApplication) -> AsyncIterator[MainWindow]:
    """The window as `studio.app` builds it, its library open."""
    window = build(app, settings.places())
    window.resize(1280, 800)
    window.show()
    await window.session.open()
    window.activateWindow()  # what has the focus in a window that is not active never loses it
    await until(window.isActiveWindow)
    try:
        yield window
    finally:
        window.close()
        await window.session.close()
        await spawn.cancel_all()
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits for something that comes of itself."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


def dialog(window: MainWindow) -> ImportDialog:
    return window.findChildren(ImportDialog)[-1]


async def bring(window: MainWindow, *files: Path) -> ImportDialog:
    """Hands files to the window; the dialog, with everything looked at."""
    before = set(window.findChildren(ImportDialog))
    window.bring([str(file) for file in files])
    await until(lambda: set(window.findChildren(ImportDialog)) - before)
    (opened,) = set(window.findChildren(ImportDialog)) - before
    await until(lambda: opened.looking is not None and opened.looking.done())
    return opened


async def add(window: MainWindow, *files: Path) -> None:
    """Brings files in as the studio guesses."""
    opened = await bring(window, *files)
    opened.yes.click()
    added = opened.added
    await until(lambda: len(added) == len(files))
    await settle()


async def settle() -> None:
    """Until nothing that was spawned is under way any more."""
    await until(lambda: not spawn.running)
