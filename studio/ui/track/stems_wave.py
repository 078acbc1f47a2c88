"""The waveform of a stem in one strip: its whole length, in its hue, with the play head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.fonts import font
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.paint import begin, box, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Size, Space, Type
from studio.ui.track.roles import hue
from studio.ui.waveform.picture import Source, bar_mask, filled

SIZE, SPACE, TYPE = Size(), Space(), Type()
AHEAD = 0.45  # opacity of what has not been played
CLEAR = 0.65  # the same where contrast is to be high: still three to one on black
QUIET = 0.3  # of what is not heard
MOST = 8.0  # what is quieter than a stem should be, is shown so
Ends = NDArray[np.int16]


@dataclass(slots=True)
class Raised:
    """A waveform drawn taller, so that the loudest stem fills its strip."""

    source: Source
    boost: float
    frames: int

    def view(self, start: float, end: float, width: int) -> Ends:
        """As of the source."""
        ends = self.source.view(start, end, width).astype(np.float32) * np.float32(self.boost)
        return np.asarray(np.clip(ends, -32768, 32767), np.int16)

    def samples(self, start: int, end: int) -> NDArray[np.float32]:
        """As of the source."""
        return self.source.samples(start, end) * np.float32(self.boost)


def boost(sources: Sequence[Source]) -> float:
    """The factor that brings the loudest of several to full height."""
    ends = [np.abs(one.view(0, one.frames, 1).astype(np.int32)).max() for one in sources]
    return min(MOST, 32768 / max(1, *ends)) if ends else 1.0


def spoken(strip: StemWave) -> str:
    """What it shows, for a screen reader."""
    return strip.told or ("Waveform" if strip.source is not None else "")


@speaks(Role.Graphic, spoken)
class StemWave(QWidget):
    """`sought` tells the place that was clicked, from 0 to 1."""

    sought = Signal(float)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.source: Source | None = None
        self.frames, self.position, self.share, self.boost = 1, 0, 0.0, 1.0
        self.role, self.told, self.heard = "other", "", True
        self.kept: tuple[tuple[object, ...], tuple[QImage, QImage]] | None = None
        self.setAccessibleName(name)
        self.setMinimumWidth(SIZE.control * 2)
        self.setFixedHeight(SIZE.control)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(SIZE.sidebar, SIZE.control)

    def show_sound(self, source: Source, frames: int, boost: float = 1.0) -> None:
        """A waveform; the strip is as long as `frames`, those of the longest."""
        if (source, frames, boost, "") != (self.source, self.frames, self.boost, self.told):
            self.source, self.frames, self.told = source, max(1, frames), ""
            self.boost = boost
            self.update()

    def show_reading(self, share: float) -> None:
        """It is being decoded."""
        self.source, self.share, self.told = None, share, "Reading…"
        self.update()

    def show_trouble(self, text: str) -> None:
        """It cannot be heard."""
        self.source, self.share, self.told = None, 0.0, text
        self.setToolTip(text)
        self.update()

    def show_role(self, role: str) -> None:
        """In the hue of a role."""
        self.role = role
        self.update()

    def show_heard(self, heard: bool) -> None:
        """Whether it sounds, as mute and solo stand."""
        if heard != self.heard:
            self.heard = heard
            self.update()

    def set_position(self, frame: int) -> None:
        """Where the play head is."""
        x = self.width() / self.frames
        moved = round(frame * x) != round(self.position * x)
        self.position = frame
        if moved:
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.source is not None and event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(max(0.0, min(1.0, event.position().x() / max(1, self.width()))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        if self.source is None:
            self.paint_told(painter)
            return
        tone = hue(self.role) if self.heard else colour("mute")
        played, ahead = self.pictures(tone)
        x = self.position / self.frames * self.width()
        area = QRectF(self.rect())
        painter.setClipRect(QRectF(0, 0, x, area.height()))
        painter.drawImage(0, 0, played)
        painter.setClipRect(QRectF(x, 0, area.width() - x, area.height()))
        painter.drawImage(0, 0, ahead)
        painter.setClipping(False)
        if self.position:
            painter.fillRect(QRectF(round(x), 0, 1, area.height()), colour("wave_cursor"))

    def paint_told(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        box(painter, area, SPACE.xs, fill=colour("raised"), line=colour("line"))
        if self.share:
            done = QRectF(area.left(), area.bottom() - 2, area.width() * self.share, 2)
            painter.fillRect(done, colour("accent"))
        tone = "mute" if self.told == "Reading…" else "bad"
        inner = area.adjusted(SPACE.s, 0, -SPACE.s, 0)
        words(painter, inner, self.told, font=font(TYPE.meta), tone=tone)

    def pictures(self, tone: QColor) -> tuple[QImage, QImage]:
        """Played and unplayed; drawn again only when something about them is new."""
        scale = self.devicePixelRatioF()
        sound = (id(self.source), self.frames, self.boost, self.heard)
        key = (*sound, self.width(), tone.name(), scale, current().name)
        if self.kept is None or self.kept[0] != key:
            self.kept = (key, self.drawn(tone, scale))
        return self.kept[1]

    def drawn(self, tone: QColor, scale: float) -> tuple[QImage, QImage]:
        assert self.source is not None
        wide, high = max(1, round(self.width() * scale)), round(self.height() * scale)
        raised = Raised(self.source, self.boost, self.source.frames)
        mask = bar_mask(raised, 0.0, self.frames / wide, wide, high, scale)
        form = QImage.Format.Format_Alpha8
        shape = QImage(mask.data, wide, high, mask.strides[0], form).copy()
        faint = QColor(tone)
        strong = CLEAR if current().name == "contrast" else AHEAD
        faint.setAlphaF(strong if self.heard else QUIET)
        pair = filled(shape, tone), filled(shape, faint)
        for picture in pair:
            picture.setDevicePixelRatio(scale)
        return pair
