"""The list of releases: cover, title, state, moment, and what is still to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from studio.actions import zones
from studio.actions.releases import ReleaseRow, cover, now
from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.chips import chip_width, draw_chip
from studio.ui.parts.covers import draw_cover
from studio.ui.parts.paint import Ringed, ring, square, words
from studio.ui.releases.pictures import Pictures
from studio.ui.releases.words import briefly, facts, moment, shortly, spoken, state
from studio.ui.session import Session
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE = Size(), Space(), Type()
ROLE = Qt.ItemDataRole
ROW = int(ROLE.UserRole) + 1
HEIGHT, COVER = 64, 44
STATE, BLOCKS, DATE, ARROW = 116, 84, 190, 28
"""Widths of what stands at the right, in pixels; the date goes first where there is no room."""
ROOMY = 640
NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class ReleaseModel(QAbstractListModel):
    """The releases that fit."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[ReleaseRow] = []

    def show_rows(self, rows: Sequence[ReleaseRow]) -> None:
        """Others, or changed ones; the selection stays where only their content changed."""
        if [row.id for row in rows] == [row.id for row in self.rows]:
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(ROLE.DisplayRole)) -> Any:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == ROLE.DisplayRole:
            return row.title
        told = role in (ROLE.ToolTipRole, ROLE.AccessibleTextRole)
        return spoken(row, now()) if told else None


class ReleaseDelegate(QStyledItemDelegate):
    """Draws a release over two lines."""

    def __init__(self, view: ReleaseList) -> None:
        super().__init__(view)
        self.view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SIZE.sidebar, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ReleaseRow = index.data(ROW)
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if chosen or hovered:
            painter.fillRect(area, colour("select" if chosen else "hover"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), colour("line"))
        place = square(QRectF(area.left() + SPACE.l, area.top(), COVER, area.height()), COVER)
        draw_cover(painter, place, row.title, self.view.picture(row))
        rest = QRectF(area)
        rest.setLeft(place.right() + SPACE.m)
        rest.setRight(area.right() - SPACE.s)
        rest = self.paint_right(painter, rest, row, lit=chosen or hovered)
        self.paint_names(painter, rest, row, lit=chosen or hovered)
        if self.view.hasFocus() and self.view.ringed and self.view.currentIndex() == index:
            ring(painter, area, Radius().small)
        painter.restore()

    def paint_right(self, painter: QPainter, area: QRectF, row: ReleaseRow, *, lit: bool) -> QRectF:
        """What stands at the right; the room that is left."""
        left = QRectF(area)
        arrow = QRectF(left.right() - ARROW, left.top(), ARROW, left.height())
        icons.paint(
            painter, "chevron-right", square(arrow, SIZE.icon_small), "text" if lit else "mute"
        )
        left.setRight(arrow.left() - SPACE.s)
        text, tone, icon = state(row, self.view.now)
        self.paint_chip(painter, cut(left, STATE), (text, tone, icon))
        if row.blocking and row.state != "live":
            self.paint_chip(painter, cut(left, BLOCKS), (f"{row.blocking} to do", "warn", None))
        else:
            cut(left, BLOCKS)
        if area.width() >= ROOMY:
            self.paint_date(painter, cut(left, DATE), row)
        return left.adjusted(0, 0, -SPACE.s, 0)

    def paint_chip(
        self, painter: QPainter, area: QRectF, chip: tuple[str, str, str | None]
    ) -> None:
        text, tone, icon = chip
        width = min(area.width(), chip_width(text, icon))
        top = area.center().y() - SIZE.chip / 2
        draw_chip(painter, QRectF(area.left(), top, width, SIZE.chip), text, tone, icon)

    def paint_date(self, painter: QPainter, area: QRectF, row: ReleaseRow) -> None:
        at = row.moment
        if at is None:
            return
        top, low = halves(area)
        words(painter, top, moment(row), font=font(TYPE.body, TYPE.medium), tone="text")
        told = f"{zones.city(row.zone)} · {zones.until(at, self.view.now)}"
        words(painter, low, told, font=font(TYPE.meta), tone="dim")

    def paint_names(self, painter: QPainter, area: QRectF, row: ReleaseRow, *, lit: bool) -> None:
        top, low = halves(area)
        if row.unsent:
            cloud = QRectF(top.right() - SIZE.icon_small, top.top(), SIZE.icon_small, top.height())
            icons.paint(painter, "cloud-upload", square(cloud, 14), "accent")
            top.setRight(cloud.left() - SPACE.xs)
        words(painter, top, row.title, font=font(TYPE.heading, TYPE.strong), tone="text")
        told = facts(row)
        if self.view.viewport().width() < ROOMY + COVER + 3 * SPACE.l and row.moment:
            told = f"{shortly(row, self.view.now)} · {briefly(row)}"
        words(painter, low, told, font=font(TYPE.meta), tone="dim" if lit else "mute")


def cut(area: QRectF, width: float) -> QRectF:
    """Takes a piece off the right of an area."""
    piece = QRectF(area.right() - width, area.top(), width, area.height())
    area.setRight(piece.left() - SPACE.s)
    return piece


def halves(area: QRectF) -> tuple[QRectF, QRectF]:
    """Two lines of text in the middle of a row."""
    middle = area.center().y()
    top = QRectF(area.left(), middle - 20, area.width(), 20)
    return top, QRectF(area.left(), middle + 2, area.width(), 18)


class ReleaseList(Ringed, QListView):
    """A click chooses, a second one, Enter or the arrow at the right opens."""

    opened = Signal(object)  # id
    picked = Signal()
    removal = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.now = session, now()
        self.releases = ReleaseModel(self)
        self.pictures = Pictures(COVER * 2, self.viewport().update)
        self.setProperty("part", "plain")
        self.setAccessibleName("Releases")
        self.setModel(self.releases)
        self.setItemDelegate(ReleaseDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW).id))
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())

    def picture(self, row: ReleaseRow) -> Any:
        """Its cover, as soon as it is read."""
        return self.pictures.get(row.artwork, lambda: cover(self.session.library, row.artwork))

    def show_rows(self, rows: Sequence[ReleaseRow], at: datetime) -> None:
        """Other releases; what was chosen stays so, if it is still there."""
        self.now = at
        before = self.chosen()
        self.releases.show_rows(rows)
        if before is not None and self.chosen() is None:
            self.choose(before.id)
        self.viewport().update()

    def chosen(self) -> ReleaseRow | None:
        """The release that is chosen."""
        found = self.selectionModel().selectedIndexes()
        return found[0].data(ROW) if found else None

    def choose(self, release: UUID) -> None:
        """Chooses a release, and brings it into sight."""
        for number, row in enumerate(self.releases.rows):
            if row.id == release:
                self.setCurrentIndex(self.releases.index(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ringed = True
        row = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row.id)
        elif event.key() == Qt.Key.Key_Delete and row is not None:
            self.removal.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        edge = self.viewport().width() - ARROW - SPACE.s
        if index.isValid() and event.position().x() >= edge:
            self.opened.emit(index.data(ROW).id)

    def paint_ring(self) -> None:
        """The row has it."""
