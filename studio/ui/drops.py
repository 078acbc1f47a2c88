"""What is dragged over the window: which files it is, and a veil that says that they may land."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.paint import begin, square, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Space, Type

SPACE, TYPE = Space(), Type()
SIGN, LINE = 40, 28


def paths_of(mime: QMimeData) -> list[Path]:
    """The files on this machine that are dragged; folders give the files in them."""
    found: list[Path] = []
    for url in mime.urls():
        path = Path(url.toLocalFile()) if url.isLocalFile() else None
        if path is None:
            continue
        inside = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        found += [one for one in inside if not one.name.startswith(".")]
    return found


class DropVeil(QWidget):
    """Over the whole window while files hover."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.host = window
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it."""
        self.setGeometry(self.host.rect())
        self.show()
        self.raise_()

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and target is self.host:
            self.setGeometry(self.host.rect())
        return super().eventFilter(target, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        painter.fillRect(self.rect(), colour("veil"))
        area = QRectF(self.rect()).adjusted(SPACE.xl, SPACE.xl, -SPACE.xl, -SPACE.xl)
        painter.setPen(QPen(colour("accent"), 2.0, Qt.PenStyle.DashLine))
        painter.setBrush(colour("card", 0.92))
        painter.drawRoundedRect(area, Radius().card, Radius().card)
        middle = area.center().y()
        sign = QRectF(area.left(), middle - 2 * LINE, area.width(), LINE)
        icons.paint(painter, "upload", square(sign, SIGN), "accent")
        centre = Qt.AlignmentFlag.AlignHCenter
        first = QRectF(area.left(), middle - LINE / 2 + SPACE.m, area.width(), LINE)
        second = first.translated(0, LINE)
        title = font(TYPE.title, TYPE.strong)
        words(painter, first, "Drop to add", font=title, tone="text", align=centre)
        said = "As a new track, a version or a stem: you are asked before anything is added."
        words(painter, second, said, font=font(TYPE.body), tone="dim", align=centre)
