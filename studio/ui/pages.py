"""The pages of the window beside the list of tracks; each is made when it is first gone to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from studio.actions.library import Library

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from studio.ui.main_window import MainWindow


class Page(NamedTuple):
    """A place of its own. What is made may have `refresh()`, called when the library changed
    while it is in sight or it comes into sight, and `leave()`, called when it goes out of sight.
    `icon` is empty for a page that the sidebar does not list.
    """

    key: str
    text: str
    icon: str
    make: Callable[[MainWindow], QWidget]
    shortcut: str = ""
    wants: Callable[[Library], int] | None = None
    """What wants attention there; the sidebar shows it."""


def _track(window: MainWindow) -> QWidget:
    from studio.ui.track.opening import make

    return make(window)


def _releases(window: MainWindow) -> QWidget:
    from studio.ui.releases.page import make

    return make(window)


def _transfers(window: MainWindow) -> QWidget:
    from studio.ui.transfers.page import TransfersPage

    return TransfersPage(window)


def _waiting(library: Library) -> int:
    from studio.actions import transfers

    return transfers.waiting(library)


def _undecided(library: Library) -> int:
    from studio.actions import decisions

    return decisions.count(library)


def _decisions(window: MainWindow) -> QWidget:
    from studio.ui.decisions.page import DecisionsPage

    return DecisionsPage(window)


def _settings(window: MainWindow) -> QWidget:
    from studio.ui.settings_page import SettingsPage

    return SettingsPage(window)


def _welcome(window: MainWindow) -> QWidget:
    from studio.ui.welcome import Welcome

    return Welcome(window)


PAGES: tuple[Page, ...] = (
    Page("releases", "Releases", "disc-3", _releases, "Ctrl+2"),
    Page("track", "Track", "", _track),
    Page("transfers", "Transfers", "upload", _transfers, "Ctrl+T", _waiting),
    Page("decisions", "To decide", "git-compare", _decisions, "Ctrl+D", _undecided),
    Page("settings", "Settings", "settings", _settings, "Ctrl+,"),
    Page("welcome", "Welcome", "", _welcome),
)
"""In the order of the sidebar."""


def tell(page: QWidget | None, what: str) -> None:
    """Calls `refresh` or `leave` of a page that has it."""
    work = getattr(page, what, None)
    if work is not None:
        work()
