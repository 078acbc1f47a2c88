"""The way to the page of a track, and back to where one came from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from studio.ui import memory
from studio.ui.track.page import TrackPage

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

NO_DEVICE = "Connect one, or choose another in the settings; then press play again."
GONE = "It was deleted on another device, or by somebody you work with."


def make(window: MainWindow) -> TrackPage:
    """For the registry of pages."""
    kept = memory.recall(window.session.places.config)
    page = TrackPage(window.session, str(kept.get("track_tab", "")))
    page.left.connect(lambda: go_back(window, page))
    page.gone.connect(lambda title: tell_gone(window, page, title))
    window.session.unheard.connect(lambda: tell_unheard(window))
    page.header.add.clicked.connect(window.choose_files)
    page.header.publish.clicked.connect(lambda: publish(window))
    page.header.open.clicked.connect(lambda: visit(page))
    page.header.more.clicked.connect(lambda: show_menu(window, page))
    return page


def page_of(window: MainWindow) -> TrackPage:
    """The page, made now if nobody was there before."""
    page = window.page("track")
    assert isinstance(page, TrackPage)
    return page


def open_track(window: MainWindow, track_id: UUID) -> None:
    """Shows a track; the way back leads to the page from which it was opened."""
    page = page_of(window)
    before = window.stack.currentWidget()
    if not page.open(track_id):
        window.toasts.tell("This track is not there any more", "info")
        return
    if before is not page:
        page.origin = next((key for key, one in window.pages.items() if one is before), "tracks")
    window.visit("track")
    page.focus_tab()


def go_back(window: MainWindow, page: TrackPage) -> None:
    """To the page from which it was opened, with the track chosen there."""
    track = page.track
    window.visit(page.origin)
    if page.origin == "tracks":
        if track is not None:
            window.pane.table.show_track(track.row.id)
        window.pane.table.setFocus()


def publish(window: MainWindow) -> None:
    """Asks who may hear it, and puts it online."""
    from studio.ui.publish_now import publish_chosen

    publish_chosen(window)


def visit(page: TrackPage) -> None:
    """Its page on the server, in the browser."""
    QDesktopServices.openUrl(QUrl(page.address()))


def tell_gone(window: MainWindow, page: TrackPage, title: str) -> None:
    """Somebody else deleted it."""
    go_back(window, page)
    window.toasts.tell(f"“{title}” is not there any more", "info", detail=GONE)


def tell_unheard(window: MainWindow) -> None:
    """It plays, and nothing comes out."""
    window.toasts.tell(
        "You cannot hear this: no sound device was found",
        "warn",
        detail=NO_DEVICE,
        action=("Settings", lambda: window.visit("settings")),
    )


def show_menu(window: MainWindow, page: TrackPage) -> None:
    """What can be done with it."""
    button, menu = page.header.more, QMenu(window)
    address = page.address()
    if address:
        menu.addAction("Open its page", lambda: visit(page))
        menu.addAction("Copy the page’s address", lambda: copy(window, address))
        menu.addSeparator()
    menu.addAction("Add version…", window.choose_files)
    menu.addAction("Show in the list", page.left.emit)
    menu.addSeparator()
    menu.addAction("Delete…", window.remove)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def copy(window: MainWindow, address: str) -> None:
    """Into the clipboard."""
    QGuiApplication.clipboard().setText(address)
    window.toasts.tell("Address copied", "good")
