"""How far something is: a bar, a ring, and a spinner for what cannot tell."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QHideEvent, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from studio.ui.fonts import font
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.paint import begin, box, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Size, Type

TYPE = Type()
THICK = 6
FULL = 360 * 16  # Qt counts angles in sixteenths of a degree
STEP_MS = 40


class Bar(QProgressBar):
    """A thin bar; `tone` says how it goes: accent, good, warn, bad."""

    def __init__(self, name: str, *, tone: str = "accent") -> None:
        super().__init__()
        self.tone = tone
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setRange(0, 1000)
        self.setFixedHeight(THICK)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, tone: str | None = None) -> None:
        """From 0 to 1, and how it goes."""
        self.tone = tone or self.tone
        self.setValue(round(max(0.0, min(1.0, share)) * 1000))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, THICK)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, THICK)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect())
        edge = colour("edge") if current().name == "contrast" else None
        box(painter, area, THICK / 2, fill=colour("hover"), line=edge)
        share = self.value() / 1000
        if share > 0:
            done = QRectF(0, 0, max(THICK, area.width() * share), THICK)
            box(painter, done, THICK / 2, fill=colour(self.tone))


class Ring(QProgressBar):
    """A ring with the percentage in it."""

    def __init__(self, name: str, *, side: int = 40, tone: str = "accent") -> None:
        super().__init__()
        self.tone, self.side = tone, side
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setRange(0, 1000)
        self.setFixedSize(side, side)

    def set_share(self, share: float, tone: str | None = None) -> None:
        """From 0 to 1, and how it goes."""
        self.tone = tone or self.tone
        self.setValue(round(max(0.0, min(1.0, share)) * 1000))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        thick = 3.0 if self.side < 48 else 4.0
        area = QRectF(self.rect()).adjusted(thick, thick, -thick, -thick)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("hover"), thick))
        painter.drawEllipse(area)
        share = self.value() / 1000
        pen = QPen(colour(self.tone), thick)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(area, FULL // 4, -round(FULL * share))
        small = font(TYPE.axis if self.side < 48 else TYPE.meta, TYPE.strong)
        centre = Qt.AlignmentFlag.AlignHCenter
        words(painter, QRectF(self.rect()), f"{share:.0%}", font=small, tone="text", align=centre)


@speaks(Role.Animation)
class Spinner(QWidget):
    """Turns while it is shown."""

    def __init__(self, name: str = "Working", *, side: int = Size().icon) -> None:
        super().__init__()
        self.angle, self.timer, self.side = 0, 0, side
        self.setAccessibleName(name)
        self.setFixedSize(side, side)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.timer:
            self.timer = self.startTimer(STEP_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.timer:
            self.killTimer(self.timer)
            self.timer = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        self.angle = (self.angle + 18) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(colour("hover"), 2.0))
        painter.drawEllipse(area)
        pen = QPen(colour("accent"), 2.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(area, -self.angle * 16, FULL // 4)
