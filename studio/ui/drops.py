"""What is dragged over the window: which files it is, and a veil that says that they may land."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.paint import begin, square, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Space, Type

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SPACE, TYPE = Space(), Type()
SIGN, LINE = 40, 28
MOST = 501
"""Of a folder that is dropped by mistake, a home say: one more than is asked about at once."""


def may_land(mime: QMimeData) -> bool:
    """Whether it is something of this machine; what is in a folder is looked up as it lands."""
    return any(url.isLocalFile() for url in mime.urls())


def paths_of(mime: QMimeData) -> list[Path]:
    """The files on this machine that are dragged; folders give the files in them and in theirs, at
    most MOST. What may not be looked into gives none.
    """
    local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return list(islice(chain.from_iterable(map(_inside, local)), MOST))


def _inside(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        yield from (Path(folder) / one for one in sorted(files) if not one.startswith("."))


def land(window: MainWindow, mime: QMimeData) -> None:
    """Asks about what was dropped."""
    found = paths_of(mime)
    window.bring([str(path) for path in found])
    if not found:
        window.toasts.tell("There is no file in it", "info", detail="Drop sound files.")


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
