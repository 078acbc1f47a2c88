"""Lucide icons in the colours of the theme; those put on a control are re-tinted with it."""

from __future__ import annotations

from functools import cache, lru_cache
from math import ceil
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from studio.ui import assets
from studio.ui.theme import current, on_change

Target = QAbstractButton | QAction
placed: WeakKeyDictionary[Target, tuple[str, str, int, int]] = WeakKeyDictionary()


@cache
def source(name: str) -> str:
    """The drawing of an icon. Raises AssetsMissing, or KeyError for one that is not packed."""
    file = assets.folder("icons") / f"{name}.svg"
    if not file.is_file():
        raise KeyError(f"No icon '{name}': add it to studio/ui/glyphs.py and run studio.build.")
    return file.read_text()


@lru_cache(maxsize=1024)
def tinted(name: str, colour: str, size: int, scale: float, *, solid: bool = False) -> QPixmap:
    """The icon as a picture, `size` logical pixels wide."""
    pixels = max(1, round(size * scale))
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    drawing = source(name).replace("currentColor", colour)
    if solid:
        drawing = drawing.replace('fill="none"', f'fill="{colour}"')
    painter = QPainter(picture)
    QSvgRenderer(drawing.encode()).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


def pixmap(
    name: str, tone: str = "dim", size: int = 18, *, scale: float = 2.0, solid: bool = False
) -> QPixmap:
    """For painting: the icon in the current theme's colour of that name."""
    return tinted(name, getattr(current(), tone), size, scale, solid=solid)


def scales() -> list[int]:
    """Plain and dense, as the screens are; Qt picks."""
    return sorted({ceil(screen.devicePixelRatio()) for screen in QGuiApplication.screens()}) or [1]


def icon(name: str, tone: str = "dim", *, size: int = 18, gap: int = 0) -> QIcon:
    """An icon in the current theme; it does not follow a change (see `put`)."""
    made = QIcon()
    for scale in scales():
        for mode, colour in ((QIcon.Mode.Normal, tone), (QIcon.Mode.Disabled, "off")):
            picture = pixmap(name, colour, size, scale=scale)
            made.addPixmap(widened(picture, gap) if gap else picture, mode)
    return made


def widened(picture: QPixmap, gap: int) -> QPixmap:
    """The picture with air to its right: Qt sets words too close to an icon."""
    scale = picture.devicePixelRatio()
    canvas = QPixmap(picture.width() + round(gap * scale), picture.height())
    canvas.setDevicePixelRatio(scale)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return canvas


def put(target: Target, name: str, tone: str = "dim", *, size: int = 18, gap: int = 0) -> None:
    """Give a button or an action an icon that follows the theme."""
    placed[target] = (name, tone, size, gap)
    target.setIcon(icon(name, tone, size=size, gap=gap))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(size + gap, size))


def retint() -> None:
    """Draw every placed icon again in the colours of the theme."""
    for target, (name, tone, size, gap) in list(placed.items()):
        if shiboken6.isValid(target):
            target.setIcon(icon(name, tone, size=size, gap=gap))


def paint(painter: QPainter, name: str, place: QRectF, tone: str, *, solid: bool = False) -> None:
    """Draw an icon into a square."""
    device = painter.device()
    scale = device.devicePixelRatioF() if device is not None else 2.0
    picture = pixmap(name, tone, round(place.width()), scale=scale, solid=solid)
    painter.drawPixmap(place.topLeft(), picture)


on_change(retint)
