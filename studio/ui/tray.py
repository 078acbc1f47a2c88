"""The studio beside the clock of the system, where there is such a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from studio.ui import icons

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SHOWN_MS = 8000


class Tray(QObject):
    """Notices of the system while the window is not looked at; `there` says if it has any."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window_ = window
        self.page = "tracks"
        self.there = QSystemTrayIcon.isSystemTrayAvailable()
        if not self.there:
            return
        self.icon = QSystemTrayIcon(icons.icon("audio-lines", "accent", size=22), self)
        self.icon.setToolTip("Acetate Studio")
        self.menu = QMenu()
        self.menu.addAction("Open the studio", self.raise_window)
        self.menu.addAction("Sync now", window.session.sync_now)
        self.menu.addSeparator()
        self.menu.addAction("Close the studio", window.close)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self.pressed)
        self.icon.messageClicked.connect(self.show_page)
        self.icon.show()

    def tell(self, title: str, detail: str, page: str, *, bad: bool) -> bool:
        """A notice of the system; False if there is no place for one."""
        if not (self.there and QSystemTrayIcon.supportsMessages()):
            return False
        self.page = page
        kind = QSystemTrayIcon.MessageIcon
        self.icon.showMessage(title, detail, kind.Warning if bad else kind.Information, SHOWN_MS)
        return True

    def pressed(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click brings the window back."""
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.raise_window()

    def raise_window(self) -> None:
        """To the front, wherever it was."""
        self.window_.showNormal() if self.window_.isMinimized() else self.window_.show()
        self.window_.raise_()
        self.window_.activateWindow()

    def show_page(self) -> None:
        """To what the notice spoke of."""
        self.raise_window()
        self.window_.visit(self.page)
