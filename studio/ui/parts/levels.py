"""Levels of sound: meters that show them and faders that set them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QLinearGradient, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from studio.ui.parts import figures
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.paint import Ringed, begin, box, ring
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Size

FLOOR_DB = -60.0
HANDLE = 12
GROOVE = 4
UNITS = 10  # a fader counts in tenths of a decibel
LEAST_DB, MOST_DB = -60.0, 6.0


def place_of(level_db: float) -> float:
    """Where a level lies on a meter, 0 to 1; the upper 20 dB get half of it."""
    if level_db <= FLOOR_DB:
        return 0.0
    if level_db >= 0:
        return 1.0
    return 1.0 + level_db / 40 if level_db > -20 else 0.5 * (level_db - FLOOR_DB) / 40


def spoken(meter: LevelMeter) -> str:
    """The loudest channel, for a screen reader."""
    return figures.level(max(meter.levels, default=figures.SILENCE_DB), "dBFS")


@speaks(Role.Indicator, spoken)
class LevelMeter(QWidget):
    """Peak levels of the channels in dBFS, with the highest held."""

    def __init__(self, name: str, *, channels: int = 2, width: int = 72) -> None:
        super().__init__()
        self.levels = [figures.SILENCE_DB] * channels
        self.held = list(self.levels)
        self.setAccessibleName(name)
        self.setMinimumWidth(width)
        self.setFixedHeight(channels * 6 - 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_levels(self, levels: Sequence[float]) -> None:
        """What is heard now, per channel."""
        self.levels = list(levels)
        self.held = [max(pair) for pair in zip(self.levels, self.held, strict=True)]
        self.update()

    def reset(self) -> None:
        """Forget the peaks."""
        self.held = [figures.SILENCE_DB] * len(self.held)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        width = float(self.width())
        ramp = QLinearGradient(0, 0, width, 0)
        for at, tone in ((0.0, "good"), (place_of(-9), "good"), (place_of(-6), "warn")):
            ramp.setColorAt(at, colour(tone))
        ramp.setColorAt(place_of(-1), colour("warn"))
        ramp.setColorAt(min(1.0, place_of(-1) + 0.01), colour("bad"))
        edge = colour("edge") if current().name == "contrast" else None
        painter.setPen(Qt.PenStyle.NoPen)
        for number, (level, peak) in enumerate(zip(self.levels, self.held, strict=True)):
            lane = QRectF(0, number * 6, width, 4)
            box(painter, lane, 2, fill=colour("hover"), line=edge)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ramp)
            reached = place_of(level) * width
            if reached > 0:
                painter.drawRoundedRect(QRectF(0, lane.top(), reached, 4), 2, 2)
            if peak > FLOOR_DB:
                mark = max(0.0, place_of(peak) * width - 2)
                painter.drawRect(QRectF(mark, lane.top(), 2, 4))


class Fader(Ringed, QSlider):
    """Sets a level in decibels; double click or Home of the mixer, `0`, puts it back to 0 dB."""

    moved_db = Signal(float)

    def __init__(self, name: str, level_db: float = 0.0, *, width: int = 72) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.name = name
        self.setRange(round(LEAST_DB * UNITS), round(MOST_DB * UNITS))
        self.setSingleStep(5)
        self.setPageStep(30)
        self.setMinimumWidth(width)
        self.setFixedHeight(Size().chip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self.tell)
        self.setAccessibleName(name)
        self.set_db(level_db)

    def level_db(self) -> float:
        """The level that is set; the lowest step is silence."""
        value = self.value() / UNITS
        return figures.SILENCE_DB if value <= LEAST_DB else value

    def set_db(self, level_db: float) -> None:
        """Show a level without telling of it."""
        blocked = self.blockSignals(True)
        self.setValue(round(max(LEAST_DB, min(MOST_DB, level_db)) * UNITS))
        self.blockSignals(blocked)
        self.describe()

    def tell(self) -> None:
        self.describe()
        self.moved_db.emit(self.level_db())

    def describe(self) -> None:
        text = figures.level(self.level_db(), "dB")
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, Size().chip)

    def share(self) -> float:
        """Where the handle is, 0 to 1: as on a meter, with the room above zero on top."""
        value = self.value() / UNITS
        scale = 0.85
        return scale + (1 - scale) * value / MOST_DB if value > 0 else scale * place_of(value)

    def db_at(self, share: float) -> float:
        """The level of a place: the inverse of `share`."""
        scale = 0.85
        if share >= scale:
            return (share - scale) / (1 - scale) * MOST_DB
        inner = share / scale
        return (inner - 1.0) * 40 if inner > 0.5 else FLOOR_DB + inner * 80

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_0:
            self.setValue(0)
        else:
            super().keyPressEvent(event)

    def drag(self, event: QMouseEvent) -> None:
        span = max(1, self.width() - HANDLE)
        share = max(0.0, min(1.0, (event.position().x() - HANDLE / 2) / span))
        self.setValue(round(self.db_at(share) * UNITS))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        middle, span = self.height() / 2, self.width() - HANDLE
        groove = QRectF(HANDLE / 2, middle - GROOVE / 2, span, GROOVE)
        edge = colour("edge") if current().name == "contrast" else None
        box(painter, groove, GROOVE / 2, fill=colour("hover"), line=edge)
        zero = HANDLE / 2 + span * 0.85
        painter.fillRect(QRectF(round(zero), middle - 5, 1, 10), colour("edge"))
        x = HANDLE / 2 + span * self.share()
        done = QRectF(groove.left(), groove.top(), x - groove.left(), GROOVE)
        enabled = self.isEnabled()
        box(painter, done, GROOVE / 2, fill=colour("dim" if enabled else "edge"))
        handle = QRectF(x - HANDLE / 2, middle - HANDLE / 2, HANDLE, HANDLE)
        fill = colour("text" if enabled else "off")
        box(painter, handle, HANDLE / 2, fill=fill, line=colour("card"))
        if self.ringed and self.hasFocus():
            ring(painter, QRectF(self.rect()), Radius().small)
