"""Covers on this machine as small pictures: read beside the loop once, then kept."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

from studio.ui.spawn import spawn

KEPT = 200
WAITING = 64
"""Pictures that wait to be read; who scrolls past more of them will ask for those again."""
MOST_MEMORY_MB = 512
"""What decoding one picture may take; a cover of 50 million pixels takes 200."""


class Pictures:
    """`arrived` is called when a picture that was asked for can be had."""

    def __init__(self, side: int, arrived: Callable[[], object]) -> None:
        self.side, self.arrived = side, arrived
        self.kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self.waiting: OrderedDict[str, Path] = OrderedDict()
        self.reading = False

    def get(self, sha256: str, file: Callable[[], Path | None]) -> QPixmap | None:
        """The picture of a digest; None while it is read, and if there is none. One that lies
        elsewhere is looked for each time: it comes by itself.
        """
        if not sha256:
            return None
        if sha256 in self.kept:
            self.kept.move_to_end(sha256)
            return self.kept[sha256]
        path = file()
        if path is None:
            return None
        self.kept[sha256], self.waiting[sha256] = None, path
        while len(self.waiting) > WAITING:
            self.kept.pop(self.waiting.popitem(last=False)[0], None)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        if not self.reading:
            self.reading = True
            spawn(self.read())
        return None

    async def read(self) -> None:
        """In a thread, one after the other: a picture of 3000 pixels takes a tenth of a second.
        What was asked for last is still in sight, and comes first.
        """
        try:
            while self.waiting:
                sha256, path = self.waiting.popitem()
                image = await asyncio.to_thread(load, path, self.side)
                if not image.isNull():
                    self.kept[sha256] = QPixmap.fromImage(image)
                    self.arrived()
        finally:
            self.reading = False


def load(path: Path, side: int) -> QImage:
    """A picture, at least `side` pixels in both directions; null if it cannot be read."""
    QImageReader.setAllocationLimit(MOST_MEMORY_MB)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and min(size.width(), size.height()) > side:
        mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        reader.setScaledSize(size.scaled(QSize(side, side), mode))
    return reader.read()


def measure(path: Path) -> tuple[int, int, str]:
    """Width, height and format of a picture, without decoding it; zeros if it is none."""
    reader = QImageReader(str(path))
    size, kind = reader.size(), bytes(reader.format().data()).decode()
    return (size.width(), size.height(), kind) if size.isValid() else (0, 0, kind)
