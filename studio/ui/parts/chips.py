"""Chips: states, tags, figures, all of one height."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts import figures
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.buttons import Painted
from studio.ui.parts.paint import begin, box, square, width_of, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Size, Space, Type

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent

SIZE, SPACE, TYPE = Size(), Space(), Type()
ICON = 14
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
# tone: words, ground, line
LOOKS = {
    "plain": ("dim", "raised", "line"),
    "info": ("accent", "info_bg", "accent"),
    "good": ("good", "good_bg", "good"),
    "warn": ("warn", "warn_bg", "warn"),
    "bad": ("bad", "bad_bg", "bad"),
}


def chip_width(text: str, icon: str | None = None) -> int:
    """How wide a chip wants to be."""
    lead = ICON + SPACE.xs if icon else 0
    return width_of(text, font(TYPE.meta, TYPE.medium)) + lead + 2 * (SPACE.s + SPACE.hair)


def draw_chip(
    painter: QPainter, area: QRectF, text: str, tone: str = "plain", icon: str | None = None
) -> None:
    """A chip for painters: delegates of tables use it too."""
    ink, ground, line = LOOKS[tone]
    edge = colour(line) if line == "line" or current().name == "contrast" else colour(line, 0.4)
    box(painter, area, SIZE.chip / 2, fill=colour(ground), line=edge)
    inner = area.adjusted(SPACE.s + SPACE.hair, 0, -(SPACE.s + SPACE.hair), 0)
    if icon:
        place = square(QRectF(inner.left(), area.top(), ICON, area.height()), ICON)
        icons.paint(painter, icon, place, ink)
        inner.setLeft(inner.left() + ICON + SPACE.xs)
    words(painter, inner, text, font=font(TYPE.meta, TYPE.medium), tone=ink)


@speaks(Role.StaticText)
class Chip(QWidget):
    """A state or a fact; `tone` is plain, info, good, warn or bad."""

    def __init__(self, text: str, tone: str = "plain", *, icon: str | None = None) -> None:
        super().__init__()
        self.text, self.tone, self.icon = text, tone, icon
        self.setFixedHeight(SIZE.chip)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_state(self, text: str, tone: str = "plain", *, icon: str | None = None) -> None:
        """Say something else."""
        self.text, self.tone, self.icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.text, self.icon), SIZE.chip)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), SIZE.chip * 2), SIZE.chip)

    def paintEvent(self, event: QPaintEvent) -> None:
        short = self.width() < self.sizeHint().width()
        self.setToolTip(self.text if short else "")
        draw_chip(begin(self), QRectF(self.rect()), self.text, self.tone, self.icon)


@speaks(Role.StaticText)
class LoudnessChip(Chip):
    """Integrated loudness, or a true peak that warns near full scale."""

    def __init__(self, unit: str = "LUFS", value: float | None = None) -> None:
        super().__init__("")
        self.unit = unit
        self.set_value(value)

    def set_value(self, value: float | None) -> None:
        """A value in the unit; None while it is being measured."""
        over = self.unit == "dBTP" and value is not None and value > -1.0  # EBU R 128: at most −1
        clipped = self.unit == "dBTP" and value is not None and value > 0.0
        tone = "bad" if clipped else "warn" if over else "plain"
        self.show_state(figures.level(value, self.unit), tone)


class TagChip(Painted):
    """A tag that can be taken away: by its cross, Delete or Backspace. Arrows lead to it and on
    from it, Tab back to where tags are typed.
    """

    removed = Signal(str)
    stepped = Signal(int)  # to the next or the one before
    left = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ring_radius = SIZE.chip // 2
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(f"Tag {text}, press Delete to remove")
        self.setFixedHeight(SIZE.chip)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.text()) + ICON + SPACE.xs, SIZE.chip)

    def cross(self) -> QRectF:
        """Where the cross is."""
        return square(QRectF(self.width() - SIZE.chip, 0, SIZE.chip, SIZE.chip), ICON)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.text())
        elif (step := STEPS.get(Qt.Key(event.key()))) is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        self.left.emit()
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.cross().adjusted(-5, -5, 5, 5).contains(event.position()):
            self.removed.emit(self.text())

    def paint(self, area: QRectF) -> None:
        painter = begin(self)
        ground, edge = ("hover", "edge") if self.lit() else ("raised", "line")
        box(painter, area, SIZE.chip / 2, fill=colour(ground), line=colour(edge))
        inner = area.adjusted(SPACE.s + SPACE.hair, 0, -SIZE.chip, 0)
        words(painter, inner, self.text(), font=font(TYPE.meta, TYPE.medium), tone="dim")
        icons.paint(painter, "x", self.cross(), "text" if self.lit() else "mute")
