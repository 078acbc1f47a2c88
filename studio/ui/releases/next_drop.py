"""What comes next, and when: a line of time with the releases that are on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions import zones
from studio.actions.releases import ReleaseRow
from studio.ui.fonts import font
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.paint import begin, width_of, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Space, Type

SPACE, TYPE = Space(), Type()
SHORTEST = timedelta(days=14)
NAME = 110
DOT = 6.0


class TimeLine(QWidget):
    """From now to the last drop that is planned; earlier ones lie closer to their labels."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.drops: list[ReleaseRow] = []
        self.now = datetime.fromtimestamp(0).astimezone()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Time line of drops")

    def show_drops(self, drops: Sequence[ReleaseRow], now: datetime) -> None:
        """What is planned, the next one first."""
        self.drops, self.now = list(drops), now
        self.setAccessibleDescription("; ".join(f"{d.title}, {self.away(d)}" for d in self.drops))
        self.update()

    def away(self, drop: ReleaseRow) -> str:
        return zones.until(drop.release_at, self.now) if drop.release_at else ""

    def span(self) -> timedelta:
        """How much time the line stands for."""
        moments = [drop.release_at for drop in self.drops if drop.release_at]
        last = max(moments, default=self.now)
        return max(SHORTEST, (last - self.now) * 1.08)

    def x_of(self, at: datetime) -> float:
        """Where a moment is. The line is not even: near days have more room than far ones."""
        share = max(0.0, (at - self.now) / self.span())
        return float(SPACE.s + (self.width() - NAME) * min(1.0, share) ** 0.6)

    def drop_at(self, place: QPointF) -> ReleaseRow | None:
        """What is under the pointer."""
        near = [
            (abs(self.x_of(drop.release_at) - place.x()), number)
            for number, drop in enumerate(self.drops)
            if drop.release_at
        ]
        best = min(near, default=(99.0, 0))
        return self.drops[best[1]] if best[0] < SPACE.m else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.drop_at(event.position())
        shape = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.setToolTip(f"{found.title}, {self.away(found)}" if found else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self.drop_at(event.position())
        if found is not None:
            self.opened.emit(found.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        level = 14.0
        painter.setPen(QPen(colour("edge" if current().name == "contrast" else "line"), 2.0))
        painter.drawLine(QPointF(SPACE.s, level), QPointF(self.width(), level))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("text"))
        painter.drawEllipse(QPointF(SPACE.s, level), 4.0, 4.0)
        small = font(TYPE.overline, TYPE.medium)
        words(painter, QRectF(0, level + 10, 40, 16), "Now", font=small, tone="mute")
        free = 44.0
        for drop in self.drops:
            free = self.paint_drop(painter, drop, level, free)
        painter.end()

    def paint_drop(self, painter: QPainter, drop: ReleaseRow, level: float, free: float) -> float:
        """One drop; its name only where the one before leaves room. Where room begins again."""
        if drop.release_at is None:
            return free
        x = self.x_of(drop.release_at)
        painter.setPen(QPen(colour("card"), 2.0))
        painter.setBrush(colour("accent"))
        painter.drawEllipse(QPointF(x, level), DOT, DOT)
        if x - SPACE.s < free:
            return free
        day = zones.wall_of(drop.release_at, drop.zone)
        area = QRectF(x - SPACE.s, level + 8, NAME, 16)
        words(painter, area, drop.title, font=font(TYPE.overline, TYPE.strong), tone="text")
        area.translate(0, 14)
        text = f"{zones.DAYS[day.weekday()]} {day.day} {zones.MONTHS[day.month - 1][:3]}"
        small = font(TYPE.overline)
        words(painter, area, text, font=small, tone="mute")
        wide = max(width_of(text, small), width_of(drop.title, font(TYPE.overline, TYPE.strong)))
        return float(x + min(NAME, wide) + SPACE.s)

    def sizeHint(self) -> QSize:
        return QSize(320, 56)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 56)


speaks(Role.Graphic)(TimeLine)


class NextDrop(Card):
    """`opened` tells which release is to be seen."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Next drop")
        self.next: UUID | None = None
        self.over = label("NEXT DROP", "overline")
        self.count = label("", "title")
        self.name, self.when = ElidedLabel("", "strong"), ElidedLabel("", "meta")
        self.open = Button("Open", small=True)
        self.line = TimeLine()
        told = holder(column(self.over, self.count, self.name, self.when, gap=SPACE.hair))
        told.setFixedWidth(280)
        whole = row(told, self.line, self.open, gap=SPACE.l)
        whole.setStretch(1, 1)
        self.add(whole)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.open.clicked.connect(lambda: self.opened.emit(self.next))
        self.line.opened.connect(self.opened)

    def show_drops(self, rows: Sequence[ReleaseRow], now: datetime) -> None:
        """The releases that are planned and still to come."""
        planned = [one for one in rows if one.stands(now) in ("scheduled", "teaser")]
        planned.sort(key=lambda one: one.release_at or now)
        self.setVisible(bool(planned))
        if not planned:
            return
        first = planned[0]
        self.next = first.id
        at = first.release_at or now
        self.count.setText(zones.until(at, now).capitalize())
        where = zones.city(first.zone)
        self.name.setText(first.title)
        self.when.setText(f"{zones.said(at, first.zone)}, {where}")
        self.open.setAccessibleName(f"Open {first.title}")
        self.line.show_drops(planned, now)
