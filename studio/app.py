"""Composition root of the window: one application, one library, one engine, one loop.

The window paints before the loop, the network and the decoders are even imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio import settings
from studio.ui import fonts, theme
from studio.ui.assets import AssetsMissing
from studio.ui.main_window import MainWindow
from studio.ui.one_instance import Reception, hand_over
from studio.ui.session import Session

if TYPE_CHECKING:
    import asyncio

NO_DISPLAY = (
    "There is no display to open a window on. Start it from a desktop, or give it a display of "
    "its own: apt-get install xvfb libxcb-cursor0 libegl1 libxkbcommon-x11-0, then: "
    "xvfb-run acetate-studio"
)


class CannotStart(Exception):
    """Why there is no window, and what to do."""


def check_display() -> None:
    """Qt ends the whole process where it finds no display: look before it does."""
    wanted = os.environ.get("QT_QPA_PLATFORM")
    there = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not wanted and not there:
        raise CannotStart(NO_DISPLAY)


def run(files: Sequence[Path] = (), shown: Callable[[], None] = lambda: None) -> int:
    """Opens the window and stays until it is closed. `shown` is called after its first paint."""
    check_display()
    app = QApplication.instance() or theme.application("acetate-studio")
    assert isinstance(app, QApplication)
    app.setApplicationName("acetate-studio")
    app.setApplicationDisplayName("Acetate Studio")
    app.setQuitOnLastWindowClosed(False)
    try:
        places = settings.places()
    except settings.LibraryElsewhere as missing:
        from studio.ui.elsewhere import ask_for_drive

        return run(files, shown) if ask_for_drive(missing) else 0
    if hand_over(places.library, files):
        return 0
    try:
        window = build(app, places)
    except AssetsMissing as error:
        raise CannotStart(str(error)) from error
    window.show()
    app.processEvents()
    shown()
    fonts.load()  # the list is in one typeface; what is in the other comes later
    live(app, window, files)
    if window.session.next_folder is not None:
        begin_again(places, window.session.next_folder)
    return 0


def begin_again(places: settings.Places, folder: Path) -> None:
    """The library goes to another folder while nobody has it open; then a studio of its own."""
    import subprocess

    from PySide6.QtWidgets import QMessageBox

    from studio.actions import moving

    try:
        moving.move(places, folder)
    except moving.CannotMove as error:
        QMessageBox.warning(None, "Acetate Studio", str(error))
    again = [] if getattr(sys, "frozen", False) else ["-m", "studio"]
    subprocess.Popen([sys.executable, *again])


def build(app: QApplication, places: settings.Places) -> MainWindow:
    """The window on a library, dressed; nothing runs yet."""
    session = Session(places, app)
    wanted = theme.AUTO if session.settings.theme == "system" else session.settings.theme
    dress = theme.prepare(app, wanted)
    window = MainWindow(session, dress)
    # Last: a style sheet is gone through again for each widget that comes into the tree.
    dress.choose(wanted)
    return window


def live(app: QApplication, window: MainWindow, files: Sequence[Path]) -> None:
    """The loop, until the window is closed."""
    import asyncio

    import qasync

    with qasync.QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(stay(window, files))


async def stay(window: MainWindow, files: Sequence[Path]) -> None:
    """Everything that goes on while the window is there."""
    from studio.ui import spawn

    spawn.Reports.default = window.tell_error
    reception = Reception(window.session.places.library, bring_to(window), window)
    spawn.spawn(window.session.open())
    if files:
        window.bring([str(file) for file in files])
    try:
        await closed(window)
    finally:
        reception.close()
        await window.session.close()
        await spawn.cancel_all()


def closed(window: MainWindow) -> asyncio.Future[None]:
    """Done as soon as the window is closed."""
    import asyncio

    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    window.closed.connect(lambda: None if done.done() else done.set_result(None))
    return done


def bring_to(window: MainWindow) -> Callable[[list[str]], None]:
    """Another instance was started: come to the front, with its files."""

    def bring(files: list[str]) -> None:
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        window.bring(files)

    return bring
