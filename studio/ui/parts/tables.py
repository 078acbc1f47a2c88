"""Dense lists: rows of one height, quiet headings, chips and icons in cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.chips import chip_width, draw_chip
from studio.ui.parts.covers import draw_cover
from studio.ui.parts.paint import KEPT, KEYBOARD, begin, ring, square, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE = Size(), Space(), Type()
Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole
CHIP = int(ROLE.UserRole) + 1  # (text, tone) or (text, tone, icon)
ICON = int(ROLE.UserRole) + 2  # (name, tone)
COVER = int(ROLE.UserRole) + 3  # title, or (title, picture)
FIGURE = int(ROLE.UserRole) + 4  # True: digits of one width, at the right
PAD = SPACE.m
COVER_SIDE = 28


def padded(area: QRectF, header: QHeaderView, section: int) -> QRectF:
    """The inside of a cell; the outer ones stand in line with the heading of a card."""
    place, last = header.visualIndex(section), header.count() - 1
    left, right = (SPACE.l if place == end else PAD for end in (0, last))
    return area.adjusted(left, 0, -right, 0)


class DenseHeader(QHeaderView):
    """Headings in small letters on the ground of the table, with a mark where it is sorted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(SIZE.row - SPACE.xs)
        self.setMinimumSectionSize(SIZE.control)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        model = self.model()
        text = str(model.headerData(section, self.orientation()) or "")
        area = padded(QRectF(rect), self, section)
        align = model.headerData(section, self.orientation(), ROLE.TextAlignmentRole)
        right = align is not None and bool(int(align) & int(Qt.AlignmentFlag.AlignRight))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = font(TYPE.overline, TYPE.strong)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            mark = square(QRectF(area.right() - 12, area.top(), 12, area.height()), 12)
            icons.paint(painter, "chevron-up" if up else "chevron-down", mark, "dim")
            area.setRight(area.right() - SPACE.l)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        words(painter, area, text, font=bold, tone="mute", align=side)
        line = QRectF(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, colour("line"))
        painter.restore()


class DenseDelegate(QStyledItemDelegate):
    """Draws a cell from its text and from the roles CHIP, ICON, COVER and FIGURE."""

    def __init__(self, table: DenseTable) -> None:
        super().__init__(table)
        self.table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SIZE.control, SIZE.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRectF(option.rect)
        selected = self.table.selectionModel().isSelected(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter, area, index, selected=selected)
        inner = padded(area, self.table.horizontalHeader(), index.column())
        chip = index.data(CHIP)
        if chip is not None:
            self.paint_chip(painter, inner, chip)
        else:
            cover = index.data(COVER)
            rest = self.paint_lead(painter, inner, cover, index.data(ICON))
            first = self.table.horizontalHeader().visualIndex(index.column()) == 0
            lead = first or bool(cover)
            self.paint_text(painter, rest, index, lead=lead, selected=selected)
        painter.restore()

    def paint_ground(
        self, painter: QPainter, area: QRectF, index: Index, *, selected: bool
    ) -> None:
        hovered = self.table.hovered == index.row()
        if selected or hovered:
            painter.fillRect(area, colour("select" if selected else "hover"))
        line: QColor = colour("line")
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), line)

    def paint_chip(self, painter: QPainter, area: QRectF, chip: Any) -> None:
        if not chip:
            return
        text, tone, *rest = chip
        icon = rest[0] if rest else None
        width = min(area.width(), chip_width(text, icon))
        top = area.top() + (area.height() - SIZE.chip) // 2
        draw_chip(painter, QRectF(area.left(), top, width, SIZE.chip), text, tone, icon)

    def paint_lead(self, painter: QPainter, area: QRectF, cover: Any, icon: Any) -> QRectF:
        """Cover or icon before the text; the room that is left."""
        if cover is not None:
            title, picture = cover if isinstance(cover, tuple) else (cover, None)
            place = square(QRectF(area.left(), area.top(), COVER_SIDE, area.height()), COVER_SIDE)
            draw_cover(painter, place, title, picture)
            return area.adjusted(COVER_SIDE + SPACE.m, 0, 0, 0)
        if icon:
            side = SIZE.icon_small
            place = square(QRectF(area.left(), area.top(), side, area.height()), side)
            icons.paint(painter, icon[0], place, icon[1])
            return area.adjusted(side + SPACE.s, 0, 0, 0)
        return area

    def paint_text(
        self, painter: QPainter, area: QRectF, index: Index, *, lead: bool, selected: bool
    ) -> None:
        text = index.data()
        if text is None or text == "":
            return
        figure = bool(index.data(FIGURE))
        side = Qt.AlignmentFlag.AlignRight if figure else Qt.AlignmentFlag.AlignLeft
        weight = TYPE.medium if lead else TYPE.regular
        tone = "text" if lead or selected else "dim"
        words(painter, area, str(text), font=font(TYPE.body, weight), tone=tone, align=side)


class DenseTable(QTableView):
    """A table for thousands of rows; whole rows are selected, the row with the focus is ringed."""

    hovered = -1
    ringed = False

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHorizontalHeader(DenseHeader(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(SIZE.row)
        self.verticalHeader().setMinimumSectionSize(SIZE.row)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(DenseDelegate(self))

    def set_widths(self, widths: Mapping[int, int], *, stretch: int = 0) -> None:
        """Fix the widths of columns; one column takes what is left."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        for column, width in widths.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)

    def viewportEvent(self, event: QEvent) -> bool:
        # Not by a filter on viewport(): to hand that out, PySide makes every class of widgets that
        # there is, which takes as long as a third of the window.
        if event.type() == QEvent.Type.Leave:
            self.hover(-1)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover(self.rowAt(round(event.position().y())))
        super().mouseMoveEvent(event)

    def hover(self, row: int) -> None:
        """Light up another row."""
        for changed in {self.hovered, row} - {-1}:
            top = self.rowViewportPosition(changed)
            self.viewport().update(0, top, self.viewport().width(), SIZE.row)
        self.hovered = row

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in KEPT:
            self.ringed = event.reason() in KEYBOARD
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() is not None:
            self.setCurrentIndex(self.model().index(0, 0))
        self.viewport().update()

    def keyPressEvent(self, event: Any) -> None:
        self.ringed = True
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ringed = False
        super().mousePressEvent(event)

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        index = self.currentIndex()
        if not (self.ringed and self.hasFocus() and index.isValid()):
            return
        top = self.rowViewportPosition(index.row())
        painter = begin(self.viewport())
        area = QRectF(0, top, self.viewport().width(), SIZE.row)
        ring(painter, area, Radius().small)
