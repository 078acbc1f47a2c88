"""The pages of the window beside the list of tracks; each is made when it is first gone to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Page:
    """A place of its own. What is made may have `refresh()`, called when the library changed
    while it is in sight or it comes into sight, and `leave()`, called when it goes out of sight.
    `icon` is empty for a page that the sidebar does not list.
    """

    key: str
    text: str
    icon: str
    make: Callable[[MainWindow], QWidget]
    shortcut: str = ""


def _track(window: MainWindow) -> QWidget:
    from studio.ui.track.opening import make

    return make(window)


PAGES: tuple[Page, ...] = (Page("track", "Track", "", _track),)
"""In the order of the sidebar."""


def tell(page: QWidget | None, what: str) -> None:
    """Calls `refresh` or `leave` of a page that has it."""
    work = getattr(page, what, None)
    if work is not None:
        work()
