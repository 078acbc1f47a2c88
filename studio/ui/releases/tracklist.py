"""The tracks of a release in their order: moved by dragging, by Alt and the arrows, taken off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from studio.actions.library import TrackRow
from studio.actions.releases import OnRelease
from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts import figures
from studio.ui.parts.chips import chip_width, draw_chip
from studio.ui.parts.paint import Ringed, begin, ring, square, words
from studio.ui.releases.listing import cut
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE = Size(), Space(), Type()
ROLE = Qt.ItemDataRole
ROW = int(ROLE.UserRole) + 1
HEIGHT = 44
GRIP, NUMBER, LENGTH, LOUDNESS, STATE = 22, 26, 48, 78, 88
ROOMY = 430
NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
ALT = Qt.KeyboardModifier.AltModifier
RIGHT = Qt.AlignmentFlag.AlignRight
REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


def sound_state(row: TrackRow) -> tuple[str, str]:
    """How the sound of a track stands, in a word and a tone."""
    if row.status == "failed":
        return "Failed", "bad"
    if row.versions == 0:
        return "No sound", "warn"
    if row.status == "ready":
        return "Ready", "good"
    if row.status in {"pending", "processing"}:
        return "Processing", "warn"
    return "Not sent", "plain"


def spoken(number: int, one: OnRelease) -> str:
    """A track for ears."""
    row = one.row
    parts = [f"{number}. {row.title}", sound_state(row)[0]]
    if row.duration_ms is not None:
        parts.append(figures.clock(row.duration_ms))
    if row.lufs is not None:
        parts.append(figures.level(row.lufs, "LUFS"))
    return ", ".join(parts)


class Order(QAbstractListModel):
    """The tracks as they follow each other."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tracks: list[OnRelease] = []

    def show_tracks(self, tracks: Sequence[OnRelease]) -> None:
        """Others, or in another order."""
        if list(tracks) == self.tracks:
            return
        self.beginResetModel()
        self.tracks = list(tracks)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.tracks)

    def data(self, index: Index, role: int = int(ROLE.DisplayRole)) -> Any:
        one = self.tracks[index.row()]
        if role == ROW:
            return one
        if role in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return one.row.title
        return spoken(index.row() + 1, one) if role == ROLE.AccessibleTextRole else None


class TrackDelegate(QStyledItemDelegate):
    """Draws a track: grip, number, title, state, loudness, length, a cross."""

    def __init__(self, view: TrackList) -> None:
        super().__init__(view)
        self.view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SIZE.sidebar, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: OnRelease = index.data(ROW)
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        lit = chosen or bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if lit:
            painter.fillRect(area, colour("select" if chosen else "hover"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), colour("line"))
        rest = area.adjusted(SPACE.s, 0, -SPACE.s, 0)
        grip = square(QRectF(rest.left(), area.top(), GRIP, area.height()), SIZE.icon_small)
        icons.paint(painter, "grip-vertical", grip, "dim" if lit else "mute")
        number = QRectF(rest.left() + GRIP, area.top(), NUMBER - SPACE.xs, area.height())
        told = font(TYPE.meta, TYPE.medium, mono=True)
        words(painter, number, str(index.row() + 1), font=told, tone="dim", align=RIGHT)
        rest.setLeft(number.right() + SPACE.m)
        self.paint_right(painter, rest, one, lit=lit)
        words(painter, rest, one.row.title, font=font(TYPE.body, TYPE.medium), tone="text")
        if self.view.hasFocus() and self.view.ringed and self.view.currentIndex() == index:
            ring(painter, area, Radius().small)
        painter.restore()

    def paint_right(self, painter: QPainter, rest: QRectF, one: OnRelease, *, lit: bool) -> None:
        """What stands at the right; `rest` is left with the room for the title."""
        wide, row = rest.width() >= ROOMY - GRIP - NUMBER, one.row
        cross = square(cut(rest, SIZE.icon_small + SPACE.xs), SIZE.icon_small)
        icons.paint(painter, "x", cross, "text" if lit else "mute")
        figure, tone = font(TYPE.meta, TYPE.medium, mono=True), "text" if lit else "dim"
        length = figures.clock(row.duration_ms) if row.duration_ms is not None else "–"
        words(painter, cut(rest, LENGTH), length, font=figure, tone=tone, align=RIGHT)
        if wide:
            level = figures.level(row.lufs, "LUFS")
            words(painter, cut(rest, LOUDNESS), level, font=font(TYPE.meta), tone=tone, align=RIGHT)
        text, said = sound_state(row)
        place = cut(rest, STATE if wide else chip_width(text))
        top = place.center().y() - SIZE.chip / 2
        width = min(chip_width(text), place.width())
        left = place.right() - width
        draw_chip(painter, QRectF(left, top, width, SIZE.chip), text, said)


class TrackList(Ringed, QListView):
    """As high as its tracks; what is around it scrolls."""

    moved = Signal(object, int)  # place, number from 0
    removal = Signal(object)  # place
    opened = Signal(object)  # id of a track

    def __init__(self) -> None:
        super().__init__()
        self.order = Order(self)
        self.held: int | None = None
        self.grabbed: QPointF | None = None
        self.gap: int | None = None
        self.wanted: UUID | None = None
        self.setProperty("part", "plain")
        self.setAccessibleName("Tracks of the release")
        self.setModel(self.order)
        self.setItemDelegate(TrackDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollBarPolicy(off)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW).row.id))

    def show_tracks(self, tracks: Sequence[OnRelease]) -> None:
        """Others, or in another order; the one that was chosen stays so."""
        index = self.currentIndex()
        chosen = self.wanted or (index.data(ROW).place if index.isValid() else None)
        self.order.show_tracks(tracks)
        self.setFixedHeight(HEIGHT * len(tracks))
        for number, one in enumerate(tracks):
            if one.place == chosen:
                self.setCurrentIndex(self.order.index(number))
        self.wanted = None

    def shift(self, number: int, to: int) -> None:
        """Asks for another place for a track."""
        if 0 <= to < len(self.order.tracks) and to != number:
            self.wanted = self.order.tracks[number].place
            self.moved.emit(self.wanted, to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ringed = True
        index, key = self.currentIndex(), Qt.Key(event.key())
        if not index.isValid():
            super().keyPressEvent(event)
        elif event.modifiers() & ALT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(index.row(), index.row() + (1 if key == Qt.Key.Key_Down else -1))
        elif key in REMOVE_KEYS:
            self.removal.emit(index.data(ROW).place)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(index.data(ROW).row.id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ringed = False
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.grabbed, self.held = event.position(), index.row()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.grabbed is None or self.held is None:
            super().mouseMoveEvent(event)
            return
        far = abs(event.position().y() - self.grabbed.y())
        if self.gap is not None or far >= QApplication.startDragDistance():
            count = len(self.order.tracks)
            self.gap = max(0, min(count, round(event.position().y() / HEIGHT)))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        held, gap = self.held, self.gap
        self.grabbed = self.held = self.gap = None
        self.viewport().update()
        if held is None:
            return
        if gap is not None:
            self.shift(held, gap - 1 if gap > held else gap)
        elif event.position().x() >= self.viewport().width() - SIZE.icon_small - 2 * SPACE.s:
            self.removal.emit(self.order.tracks[held].place)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.gap is None or self.held is None:
            return
        painter = begin(self.viewport())
        top = min(max(1, self.gap * HEIGHT), self.height() - 2)
        painter.fillRect(QRectF(SPACE.s, top - 1, self.width() - 2 * SPACE.s, 2), colour("accent"))
        painter.end()

    def paint_ring(self) -> None:
        """The row has it."""
