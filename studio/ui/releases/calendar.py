"""A month of releases: titles in the days, moved by dragging or by keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from studio.actions import zones
from studio.ui.fonts import font
from studio.ui.parts.access import Role, announce, speaks
from studio.ui.parts.chips import LOOKS
from studio.ui.parts.paint import Ringed, begin, box, words
from studio.ui.releases.marks import LINE, Mark, draw_mark, fits
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Space, Type

SPACE, TYPE, RADIUS = Space(), Type(), Radius()
HEAD, DAY = 24, 24
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
CONTROL = Qt.KeyboardModifier.ControlModifier


def month_of(day: date) -> date:
    """The first of its month."""
    return day.replace(day=1)


def months_on(first: date, count: int) -> date:
    """The first of a month so many months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(min(9998, max(1971, year)), month + 1, 1)


def spoken(grid: MonthGrid) -> str:
    """The day with the cursor, for ears."""
    there = [f"{mark.title}, {mark.state}" for mark in grid.on(grid.here)]
    told = "; ".join(there) if there else "nothing"
    return f"{zones.day_said(grid.here)}: {told}"


@speaks(Role.Table, spoken)
class MonthGrid(Ringed, QWidget):
    """Arrows move the cursor, Page Up and Down the month, Enter chooses the day; with Ctrl the
    arrows move the release of that day.
    """

    day_chosen = Signal(object)  # date
    opened = Signal(object)  # id of a release
    moved = Signal(object, object)  # id, date
    turned = Signal(object)  # first day of the month that is shown now

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today, self.here, self.month = today, today, month_of(today)
        self.marks: dict[date, list[Mark]] = {}
        self.held: Mark | None = None
        self.pressed: QPointF | None = None
        self.at: QPointF | None = None  # while something is dragged
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Calendar of releases")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.ring_radius = 0

    def show_marks(self, marks: Sequence[Mark], today: date) -> None:
        """What is on which day."""
        self.today = today
        self.marks = {}
        for mark in marks:
            self.marks.setdefault(mark.day, []).append(mark)
        self.update()

    def on(self, day: date) -> list[Mark]:
        """What is on a day."""
        return self.marks.get(day, [])

    def go(self, day: date) -> None:
        """Puts the cursor on a day, and shows its month."""
        self.here = day
        if month_of(day) != self.month:
            self.month = month_of(day)
            self.turned.emit(self.month)
        announce(self, spoken(self))
        self.update()

    def turn(self, count: int) -> None:
        """So many months on; the cursor keeps its day of the month as far as there is one."""
        first = months_on(self.month, count)
        last = (months_on(first, 1) - timedelta(days=1)).day
        self.go(first.replace(day=min(self.here.day, last)))

    # where things are

    def first(self) -> date:
        """The Monday with which the grid begins."""
        return self.month - timedelta(days=self.month.weekday())

    def weeks(self) -> int:
        """How many rows the month needs."""
        days = (months_on(self.month, 1) - self.first()).days
        return -(-days // 7)

    def cell(self, day: date) -> QRectF:
        """Where a day is."""
        line, column = divmod((day - self.first()).days, 7)
        wide = self.width() / 7
        high = (self.height() - HEAD) / self.weeks()
        return QRectF(round(column * wide), round(HEAD + line * high), round(wide), round(high))

    def day_at(self, place: QPointF) -> date | None:
        """The day under the pointer."""
        high = (self.height() - HEAD) / self.weeks()
        line, column = int((place.y() - HEAD) // high), int(place.x() // (self.width() / 7))
        if not (0 <= line < self.weeks() and 0 <= column < 7):
            return None
        return self.first() + timedelta(days=7 * line + column)

    def lines(self) -> int:
        """How many titles a day has room for."""
        return max(0, int((self.height() - HEAD) / self.weeks() - DAY - SPACE.xs) // LINE)

    def deep(self, day: date) -> int:
        """How many lines each title of a day has: two if one of them needs it and all have room."""
        there, width = self.on(day), self.cell(day).width() - 2 * SPACE.xs
        tight = any(not fits(mark, width) for mark in there)
        return 2 if tight and 2 * len(there) <= self.lines() else 1

    def place_of(self, day: date, number: int) -> QRectF:
        """Where a title of a day stands."""
        area, high = self.cell(day).adjusted(SPACE.xs, DAY, -SPACE.xs, 0), LINE * self.deep(day)
        return QRectF(area.left(), area.top() + number * high, area.width(), high - SPACE.hair)

    def mark_at(self, place: QPointF) -> Mark | None:
        """The title under the pointer; where there is no room for titles, the first of the day."""
        day = self.day_at(place)
        if day is None:
            return None
        there = self.on(day)
        shown = there[: self.lines()]
        for number, mark in enumerate(shown):
            if self.place_of(day, number).contains(place):
                return mark
        return there[0] if there and not shown else None

    # keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = STEPS.get(key)
        if step is not None:
            day = self.here + timedelta(days=step)
            if event.modifiers() & CONTROL:
                self.carry(day)
            self.go(day)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self.go(self.today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            there = self.on(self.here)
            self.opened.emit(there[0].id) if there else self.day_chosen.emit(self.here)
        else:
            super().keyPressEvent(event)

    def carry(self, day: date) -> None:
        """Moves what is on the day of the cursor."""
        mark = next((one for one in self.on(self.here) if one.movable), None)
        if mark is not None and day >= self.today:
            self.moved.emit(mark.id, day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed, self.held = event.position(), self.mark_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        over = self.mark_at(place)
        if self.pressed is not None and self.held is not None and self.held.movable:
            far = (place - self.pressed).manhattanLength()
            if self.at is not None or far >= QApplication.startDragDistance():
                self.at = place
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()
                return
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.setToolTip(f"{over.title} · {over.state}" if over else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        day, held, dragged = self.day_at(event.position()), self.held, self.at is not None
        pressed, self.pressed, self.held, self.at = self.pressed, None, None, None
        self.unsetCursor()
        self.update()
        if day is None or pressed is None:
            return
        if dragged and held is not None:
            if day >= self.today and day != held.day:
                self.moved.emit(held.id, day)
            return
        self.go(day)
        if held is not None:
            self.opened.emit(held.id)
        else:
            self.day_chosen.emit(day)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        centre = Qt.AlignmentFlag.AlignHCenter
        for number, name in enumerate(zones.DAYS):
            area = QRectF(self.width() * number / 7, 0, self.width() / 7, HEAD)
            small = font(TYPE.overline, TYPE.strong)
            words(painter, area, name.upper(), font=small, tone="mute", align=centre)
        for number in range(self.weeks() * 7):
            self.paint_day(painter, self.first() + timedelta(days=number))
        self.paint_lines(painter)
        if self.at is not None and self.held is not None:
            self.paint_held(painter, self.at, self.held)
        if self.ringed and self.hasFocus():
            self.paint_cursor(painter)
        painter.end()

    def paint_lines(self, painter: QPainter) -> None:
        line = colour("line", 0.45 if current().name == "contrast" else 1.0)
        for week in range(self.weeks()):
            top = self.cell(self.first() + timedelta(days=7 * week)).top()
            painter.fillRect(QRectF(0, top, self.width(), 1), line)
        for column in range(1, 7):
            left = round(column * self.width() / 7)
            painter.fillRect(QRectF(left, HEAD, 1, self.height() - HEAD), line)

    def paint_day(self, painter: QPainter, day: date) -> None:
        area, inside = self.cell(day), month_of(day) == self.month
        target = self.at is not None and self.day_at(self.at) == day
        if target:
            painter.fillRect(area, colour("select" if day >= self.today else "bad_bg"))
        elif not inside:
            painter.fillRect(area, colour("bg", 0.6))
        badge = QRectF(area.left() + SPACE.xs, area.top() + SPACE.hair + 1, DAY + 2, DAY - 4)
        is_today = day == self.today
        if is_today:
            box(painter, badge, (DAY - 4) / 2, fill=colour("accent"))
        ahead = inside and day >= self.today
        tone = "on_accent" if is_today else "text" if ahead else "mute"
        weight = TYPE.bold if is_today else TYPE.medium
        middle = Qt.AlignmentFlag.AlignHCenter
        words(painter, badge, str(day.day), font=font(TYPE.meta, weight), tone=tone, align=middle)
        self.paint_marks(painter, day)

    def paint_marks(self, painter: QPainter, day: date) -> None:
        there, room = self.on(day), self.lines()
        if room == 0:
            self.paint_dots(painter, day, there)
            return
        shown = there if len(there) <= room else there[: max(1, room - 1)]
        for number, mark in enumerate(shown):
            held = self.held is mark and self.at is not None
            draw_mark(painter, self.place_of(day, number), mark, faint=held)
        rest, small = len(there) - len(shown), font(TYPE.overline, TYPE.medium)
        if rest and len(shown) < room:
            place = self.place_of(day, len(shown)).adjusted(SPACE.xs, 0, 0, 0)
            words(painter, place, f"{rest} more", font=small, tone="dim")
        elif rest:
            place = self.cell(day).adjusted(0, SPACE.hair, -SPACE.s, 0)
            place.setHeight(DAY - SPACE.xs)
            right = Qt.AlignmentFlag.AlignRight
            words(painter, place, f"+{rest}", font=small, tone="dim", align=right)

    def paint_dots(self, painter: QPainter, day: date, there: Sequence[Mark]) -> None:
        area = self.cell(day)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, mark in enumerate(there[:3]):
            painter.setBrush(colour(LOOKS[mark.tone][0]))
            place = QPointF(area.right() - SPACE.m - number * SPACE.m, area.top() + DAY / 2)
            painter.drawEllipse(place, 4.0, 4.0)

    def paint_held(self, painter: QPainter, at: QPointF, mark: Mark) -> None:
        width = self.width() / 7 - 2 * SPACE.xs
        draw_mark(painter, QRectF(at.x() - width / 2, at.y() - LINE / 2, width, LINE), mark)

    def paint_cursor(self, painter: QPainter) -> None:
        area = self.cell(self.here).adjusted(1, 1, 0, 0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = painter.pen()
        pen.setColor(colour("focus"))
        pen.setWidthF(current().size.ring)
        painter.setPen(pen)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), RADIUS.small, RADIUS.small)

    def sizeHint(self) -> QSize:
        return QSize(420, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 240)
