"""A switch between a few things of a kind: versions A/B/C, views."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QSizePolicy, QWidget

from studio.ui.fonts import font
from studio.ui.parts.buttons import rove
from studio.ui.parts.layouts import row
from studio.ui.parts.paint import Ringed, begin, box, width_of, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE, RADIUS = Size(), Space(), Type(), Radius()
LONGEST = 180
LEAST = 20  # pixels below which words after a letter are none


class Segment(Ringed, QRadioButton):
    """One choice; arrows move between them, as between radio buttons."""

    ring_radius = RADIUS.small
    pointed = Signal()

    def __init__(self, text: str, *, key: str, lead: str = "") -> None:
        super().__init__(text)
        self.key, self.lead = key, lead
        self.setAccessibleName(f"{lead} {text}".strip())
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setToolTip(text if width_of(text, font(TYPE.body, TYPE.strong)) > LONGEST else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.pointed.emit()

    def hitButton(self, position: object) -> bool:
        return True

    def lead_width(self) -> int:
        return width_of(self.lead, font(TYPE.body, TYPE.bold)) + SPACE.s if self.lead else 0

    def sizeHint(self) -> QSize:
        text = min(LONGEST, width_of(self.text(), font(TYPE.body, TYPE.strong)))
        return QSize(self.lead_width() + text + 2 * SPACE.m, SIZE.control - 2 * SPACE.hair - 2)

    def minimumSizeHint(self) -> QSize:
        room = 2 * SPACE.s if self.lead else 2 * SPACE.m + SPACE.xl  # a letter says enough
        return QSize(self.lead_width() + room, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect())
        chosen, reverse = self.isChecked(), current().raised == current().bg
        if chosen:
            fill = colour("text" if reverse else "select")
            box(painter, area, RADIUS.small, fill=fill)
        elif self.underMouse() and self.isEnabled():
            box(painter, area, RADIUS.small, fill=colour("hover"))
        tone = "text" if chosen or self.underMouse() else "dim"
        if chosen and reverse:
            tone = "bg"
        if not self.isEnabled():
            tone = "off"
        inner = area.adjusted(SPACE.m, 0, -SPACE.m, 0)
        if self.lead and inner.width() - self.lead_width() < LEAST:
            bold, centre = font(TYPE.body, TYPE.bold), Qt.AlignmentFlag.AlignHCenter
            words(painter, area, self.lead, font=bold, tone=tone, align=centre)
            painter.end()
            self.paint_ring()
            return
        if self.lead:
            marked = tone if reverse or not chosen else "accent"
            words(painter, inner, self.lead, font=font(TYPE.body, TYPE.bold), tone=marked)
            inner.setLeft(inner.left() + self.lead_width())
        weight = TYPE.strong if chosen else TYPE.medium
        middle = Qt.AlignmentFlag.AlignLeft if self.lead else Qt.AlignmentFlag.AlignHCenter
        said = font(TYPE.body, weight)
        words(painter, inner, self.text(), font=said, tone=tone, align=middle)
        painter.end()
        self.paint_ring()


class Segmented(QFrame):
    """The switch; `chosen` tells the key of a choice that the artist made, `pointed` that it was
    with the mouse.
    """

    chosen = Signal(str)
    pointed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.group = QButtonGroup(self)
        self.line = row(gap=0, margins=(3, 3, 3, 3))
        self.setLayout(self.line)
        self.setFixedHeight(SIZE.control)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.group.buttonToggled.connect(self.tell)

    def set_choices(self, choices: Sequence[tuple[str, str]], *, lettered: bool = False) -> None:
        """Offer (key, words) pairs; lettered ones are led by A, B, C."""
        for old in self.segments():
            self.group.removeButton(old)
            old.setParent(None)
            old.deleteLater()
        for number, (key, text) in enumerate(choices):
            segment = Segment(text, key=key, lead=chr(ord("A") + number) if lettered else "")
            segment.pointed.connect(self.pointed)
            self.group.addButton(segment)
            self.line.addWidget(segment)
        rove(self.group)

    def segments(self) -> list[Segment]:
        """The choices, in order."""
        return [button for button in self.group.buttons() if isinstance(button, Segment)]

    def choose(self, key: str) -> None:
        """Show a choice without telling of it."""
        blocked = self.group.blockSignals(True)
        for segment in self.segments():
            if segment.key == key:
                segment.setChecked(True)
        self.group.blockSignals(blocked)
        rove(self.group)

    def choice(self) -> str | None:
        """The key that is chosen."""
        return next((one.key for one in self.segments() if one.isChecked()), None)

    def tell(self, segment: Segment, on: bool) -> None:
        if on:
            rove(self.group)
            self.chosen.emit(segment.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect())
        box(painter, area, RADIUS.control, fill=colour("bg"), line=colour("edge"))
