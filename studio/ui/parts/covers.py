"""Cover art: the artist's picture, or one drawn from the title until there is one."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QCryptographicHash, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from studio.ui.parts.access import Role, speaks
from studio.ui.parts.paint import begin
from studio.ui.theme import colour, current
from studio.ui.tokens import COVERS, Radius

RINGS = 9


@speaks(Role.Graphic)
class CoverArt(QWidget):
    """A square picture with rounded corners."""

    def __init__(self, title: str, side: int = 40, *, picture: QPixmap | None = None) -> None:
        super().__init__()
        self.title, self.picture = title, picture
        self.setFixedSize(side, side)
        self.setAccessibleName(f"Cover of {title}" if title else "Cover")

    def show_cover(self, title: str, picture: QPixmap | None = None) -> None:
        """Another picture."""
        self.title, self.picture = title, picture
        self.setAccessibleName(f"Cover of {title}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_cover(begin(self), QRectF(self.rect()), self.title, self.picture)


def draw_cover(painter: QPainter, area: QRectF, title: str, picture: QPixmap | None = None) -> None:
    """A cover for painters: delegates of lists use it too."""
    device = painter.device()
    scale = device.devicePixelRatioF() if device is not None else 1.0
    pixels = round(area.width() * scale)
    drawn = picture is None or picture.isNull()
    ground = stand_in(title, pixels) if drawn or picture is None else fitted(picture, pixels)
    brush = QBrush(ground)
    brush.setTransform(QTransform.fromScale(1 / scale, 1 / scale))
    radius = Radius().small if area.width() < 64 else Radius().control
    painter.save()
    painter.translate(area.topLeft())
    painter.setBrush(brush)
    edged = current().name == "contrast"
    painter.setPen(QPen(colour("line"), 1.0) if edged else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(0, 0, area.width(), area.height()), radius, radius)
    painter.restore()


def fitted(picture: QPixmap, pixels: int) -> QPixmap:
    """The middle of a picture, as a square."""
    aspect, mode = Qt.AspectRatioMode, Qt.TransformationMode
    size = QSize(pixels, pixels)
    grown = picture.scaled(size, aspect.KeepAspectRatioByExpanding, mode.SmoothTransformation)
    left, top = (grown.width() - pixels) // 2, (grown.height() - pixels) // 2
    return grown.copy(QRect(left, top, pixels, pixels))


@lru_cache(maxsize=512)
def stand_in(title: str, side: int) -> QPixmap:
    """Until there is a picture: rings in colours, around a point, that the title decides."""
    seed = QCryptographicHash.hash(title.encode(), QCryptographicHash.Algorithm.Sha256).data()
    foot, head, ink = (QColor(name) for name in COVERS[seed[0] % len(COVERS)])
    picture = QPixmap(side, side)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QLinearGradient(0, 0, side, side)
    ground.setColorAt(0, head)
    ground.setColorAt(1, foot)
    painter.fillRect(picture.rect(), ground)
    centre = QPointF(side * (0.3 + seed[1] / 640), side * (0.3 + seed[2] / 640))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number in range(RINGS):
        ink.setAlphaF(0.10 + 0.05 * number)
        painter.setPen(QPen(ink, max(1.0, side / 96)))
        radius = side * (0.06 + 0.09 * number)
        painter.drawEllipse(centre, radius, radius)
    painter.end()
    return picture
