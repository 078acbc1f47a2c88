"""Pictures of what is in sight: every theme, two sizes, and as it was afterwards."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from studio.ui.main_window import MainWindow
from tests.tour.hands import breathe

THEMES = ("dark", "light", "contrast")
SIZES = ((1280, 800), (1680, 1050))


class Camera:
    """Writes `<number>-<name>-<theme>-<width>.png` into a folder."""

    def __init__(self, window: MainWindow, folder: Path, *, quick: bool = False) -> None:
        self.window, self.folder = window, folder
        self.themes = THEMES[:1] if quick else THEMES
        self.sizes = SIZES[:1] if quick else SIZES
        self.taken = 0
        folder.mkdir(parents=True, exist_ok=True)

    async def take(self, name: str) -> None:
        """The window with what lies over it."""
        self.taken += 1
        before = self.window.session.settings.theme
        for size in self.sizes:
            self.window.resize(*size)
            for theme in self.themes:
                self.window.dress.choose(theme)
                await breathe(0.25)
                file = self.folder / f"{self.taken:02}-{name}-{theme}-{size[0]}.png"
                if not shot(self.window).save(str(file)):
                    raise OSError(f"{file} could not be written")
        self.window.resize(*self.sizes[0])
        self.window.dress.choose("auto" if before == "system" else before)
        await breathe()


def shot(window: MainWindow) -> QPixmap:
    """The window, and over it every other window of the studio that is open, in its place."""
    whole = window.grab()
    painter = QPainter(whole)
    for other in over(window):
        place: QPoint = other.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        painter.drawPixmap(place, other.grab())
    painter.end()
    return whole


def over(window: QWidget) -> list[QWidget]:
    """Dialogs, menus and lists that are open."""
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    return [top for top in tops if top is not window and top.width() > 1]
