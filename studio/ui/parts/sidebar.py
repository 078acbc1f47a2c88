"""What stands in the sidebar: the places to go, and releases with their covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtWidgets import QSizePolicy

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.buttons import Painted
from studio.ui.parts.covers import draw_cover
from studio.ui.parts.paint import begin, box, square, width_of, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Size, Space, Type

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

SIZE, SPACE, TYPE, RADIUS = Size(), Space(), Type(), Radius()
RIGHT = Qt.AlignmentFlag.AlignRight
COVER = 36
DOT = 8


class SidebarItem(Painted):
    """A place to go, with a count."""

    height_hint = SIZE.control

    def __init__(self, text: str, *, icon: str = "", count: int | None = None) -> None:
        super().__init__()
        self.icon_name, self.count = icon, count
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """How many are there, or want attention."""
        self.count = count
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIZE.sidebar - 2 * SPACE.m, self.height_hint)

    def minimumSizeHint(self) -> QSize:
        return QSize(SIZE.control, self.height_hint)

    def paint_ground(self, area: QRectF) -> None:
        """The mark of the place where one is."""
        painter = begin(self)
        if self.isChecked():
            box(painter, area, RADIUS.control, fill=colour("select"))
            mark = QRectF(0, area.height() / 2 - SPACE.s, 3, SPACE.l)
            box(painter, mark, 1.5, fill=colour("accent"))
        elif self.lit():
            box(painter, area, RADIUS.control, fill=colour("hover"))

    def paint(self, area: QRectF) -> None:
        self.paint_ground(area)
        painter = begin(self)
        strong = self.isChecked()
        tone = "text" if strong or self.lit() else "dim"
        inner = area.adjusted(SPACE.m, 0, -SPACE.m, 0)
        if self.icon_name:
            place = QRectF(inner.left(), 0, SIZE.icon, inner.height())
            marked = "accent" if strong and current().name != "contrast" else tone
            icons.paint(painter, self.icon_name, square(place, SIZE.icon), marked)
            inner.setLeft(place.right() + SPACE.m)
        if self.count:
            figure = font(TYPE.meta, TYPE.medium)
            text = f"{self.count:,}".replace(",", " ")
            words(painter, inner, text, font=figure, tone=tone, align=RIGHT)
            inner.setRight(inner.right() - width_of(text, figure) - SPACE.s)
        weight = TYPE.strong if strong else TYPE.medium
        words(painter, inner, self.text(), font=font(TYPE.body, weight), tone=tone)


class SidebarEntry(SidebarItem):
    """A release: cover, title, state, and a dot that tells the state by colour too."""

    height_hint = COVER + SPACE.m

    def __init__(
        self, text: str, state: str, *, tone: str = "mute", picture: QPixmap | None = None
    ) -> None:
        self.state, self.tone, self.picture = state, tone, picture
        super().__init__(text)
        self.setAccessibleName(f"{text}, {state}")

    def paint(self, area: QRectF) -> None:
        self.paint_ground(area)
        painter = begin(self)
        cover = square(QRectF(SPACE.m, 0, COVER, area.height()), COVER)
        draw_cover(painter, cover, self.text(), self.picture)
        inner = area.adjusted(SPACE.m + COVER + SPACE.m, 0, -SPACE.m, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self.tone))
        painter.drawEllipse(square(QRectF(inner.right() - DOT, 0, DOT, area.height()), DOT))
        inner.setRight(inner.right() - DOT - SPACE.s)
        middle = area.height() / 2
        top = QRectF(inner.left(), middle - 17, inner.width(), 17)
        low = QRectF(inner.left(), middle + 1, inner.width(), 16)
        words(painter, top, self.text(), font=font(TYPE.body, TYPE.medium), tone="text")
        lit = self.isChecked() or self.lit()
        words(painter, low, self.state, font=font(TYPE.meta), tone="dim" if lit else "mute")
