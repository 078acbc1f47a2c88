"""What happened while nobody looked: told by the system, or by a toast in the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.actions.watching import News, Watch
from studio.ui.tray import Tray

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

TONES = {"live": "good", "ready": "good", "failed": "bad", "stuck": "bad"}
PAGES = {"live": "tracks", "ready": "tracks", "failed": "transfers", "stuck": "transfers"}
MOST = 3
"""Notices at a time: whoever published an album need not click twelve away."""


class Notices(QObject):
    """Looks when asked to; silent where the artist wants no notices."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window_ = window
        self.watch, self.tray = Watch(), Tray(window)

    def look(self) -> None:
        """Tells what is new."""
        found = self.watch.look(self.window_.session.library)
        if not self.window_.session.settings.notify:
            return
        for news in found[:MOST]:
            self.tell(news)
        if len(found) > MOST:
            self.tell(News(found[MOST].kind, f"And {len(found) - MOST} more"))

    def tell(self, news: News) -> None:
        """By the system while the window is not looked at, else in it."""
        page, tone = PAGES[news.kind], TONES[news.kind]
        away = not self.window_.isActiveWindow()
        if away and self.tray.tell(news.title, news.detail, page, bad=tone == "bad"):
            return
        shown = self.window_.stack.currentWidget() is self.window_.pages.get(page)
        if shown and not away and page == "transfers":
            return  # it stands there
        action = ("Show", partial(self.window_.visit, page)) if page == "transfers" else None
        self.window_.toasts.tell(news.title, tone, action=action, detail=news.detail)
