"""Which part of each track may be heard before the release: a window on its wave, to be moved."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import shiboken6
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions import teasers
from studio.actions.releases import OnRelease
from studio.ui.fonts import font
from studio.ui.parts import figures
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.amounts import NumberInput
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.paint import Ringed, begin, box, words
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, RADIUS, TYPE = Size(), Space(), Radius(), Type()
HIGH, PITCH, BAR = 44, 3, 2
FULL = 32_768
STEP_MS, LEAP_MS = 1000, 10_000
READING = "Reading…"
ELSEWHERE = "Its sound is not on this computer; fetch it on the page of the track."
UNREAD = "Its sound cannot be read; the page of the track says why."
SHIFT = Qt.KeyboardModifier.ShiftModifier


def spoken(strip: Strip) -> str:
    """The window for ears."""
    start, end = strip.window_ms()
    return f"From {figures.clock(start)} to {figures.clock(end)}"


@speaks(Role.Slider, spoken)
class Strip(Ringed, QWidget):
    """The wave of a track with the window on it; dragged, clicked, or moved by arrows."""

    placed = Signal(int)  # milliseconds at which the window begins

    def __init__(self) -> None:
        super().__init__()
        self.duration_ms, self.start_ms, self.length_ms = 0, 0, teasers.USUAL_MS
        self.outline: teasers.Outline = []
        self.why = ""
        self.grip: float | None = None
        self.ring_radius = RADIUS.small
        self.setFixedHeight(HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("Drag the window, or move it with the arrows")

    def show_window(self, start_ms: int, length_ms: int, duration_ms: int) -> None:
        """Another window."""
        if self.grip is None:
            self.start_ms, self.length_ms, self.duration_ms = start_ms, length_ms, duration_ms
            self.setEnabled(duration_ms > 0)
            self.update()

    def show_outline(self, outline: teasers.Outline, why: str = "") -> None:
        """The wave, as soon as it is read; why there is none yet."""
        self.outline, self.why = outline, why
        self.update()

    def window_ms(self) -> tuple[int, int]:
        """From where to where."""
        return teasers.window(self.start_ms, self.length_ms, self.duration_ms)

    def x_of(self, ms: int) -> float:
        return ms * self.width() / max(1, self.duration_ms)

    def ms_of(self, x: float) -> int:
        return round(x * self.duration_ms / max(1, self.width()))

    def put(self, start_ms: int) -> None:
        """Begins there, as far as the track goes."""
        self.start_ms = teasers.window(max(0, start_ms), self.length_ms, self.duration_ms)[0]
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = LEAP_MS if event.modifiers() & SHIFT else STEP_MS
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.duration_ms}
        steps = {Qt.Key.Key_Left: -step, Qt.Key.Key_Right: step}
        key = Qt.Key(event.key())
        if key in ends or key in steps:
            self.ringed = True
            self.put(ends.get(key, self.start_ms + steps.get(key, 0)))
            self.placed.emit(self.start_ms)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        start, end = self.window_ms()
        at = self.ms_of(event.position().x())
        inside = start <= at <= end
        self.grip = float(at - start) if inside else (end - start) / 2
        self.put(round(at - self.grip))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.grip is not None:
            self.put(round(self.ms_of(event.position().x()) - self.grip))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.grip is not None:
            self.grip = None
            self.placed.emit(self.start_ms)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect())
        box(painter, area, RADIUS.small, fill=colour("bg"), line=colour("line"))
        if self.duration_ms:
            start, end = self.window_ms()
            window = QRectF(self.x_of(start), 0, self.x_of(end - start), area.height())
            box(painter, window, RADIUS.small, fill=colour("select"))
            self.paint_wave(painter, window)
            box(painter, window, RADIUS.small, line=colour("accent"))
        painter.end()
        self.paint_ring()

    def paint_wave(self, painter: QPainter, window: QRectF) -> None:
        """What is in the window is lit."""
        if not self.outline:
            area = QRectF(self.rect()).adjusted(SPACE.m, 0, -SPACE.m, 0)
            words(painter, area, self.why, font=font(TYPE.meta), tone="mute")
            return
        middle, reach = HIGH / 2, HIGH / 2 - SPACE.xs
        for number in range(max(1, self.width() // PITCH)):
            x = number * PITCH
            low, high = self.outline[number] if number < len(self.outline) else (0, 0)
            top, foot = middle - high / FULL * reach, middle - low / FULL * reach
            inside = window.left() <= x <= window.right()
            lit = "accent" if current().name != "contrast" else "wave_bottom"
            tone = colour(lit if inside else "wave_rest")
            painter.fillRect(QRectF(x, top - 0.5, BAR, max(1.0, foot - top)), tone)

    def sizeHint(self) -> QSize:
        return QSize(320, HIGH)


class TeaserRow(QWidget):
    """One track; `placed` tells the record, where it begins and how long it is."""

    placed = Signal(object, int, int)

    def __init__(self, session: Session, one: OnRelease) -> None:
        super().__init__()
        self.session, self.one = session, one
        self.read_for: tuple[str, int] = ("", 0)
        self.shown_s = 0.0
        self.name = ElidedLabel(one.row.title, "strong")
        self.span = label("", "meta")
        self.length = NumberInput(
            teasers.USUAL_MS / 1000,
            least=teasers.SHORTEST_MS / 1000,
            most=teasers.LONGEST_MS / 1000,
            unit="s",
        )
        self.length.setFixedWidth(SIZE.control * 2)
        self.length.setAccessibleName(f"Length of the teaser of {one.row.title}")
        self.strip = Strip()
        self.strip.setAccessibleName(f"Teaser of {one.row.title}")
        head = row(self.name, self.span, self.length, gap=SPACE.m)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.strip, gap=SPACE.xs))
        self.strip.placed.connect(lambda _start: self.tell())
        self.length.editingFinished.connect(self.resize_window)
        self.show_track(one)

    def show_track(self, one: OnRelease) -> None:
        """The same track as it is now."""
        self.one = one
        duration = one.row.duration_ms or 0
        start, end = teasers.window(one.teaser_start_ms, one.teaser_ms, duration)
        self.strip.show_window(start, one.teaser_ms, duration)
        if not self.length.hasFocus():
            self.show_length(one.teaser_ms, duration)
        self.name.setText(one.row.title)
        text = f"{figures.clock(start)} – {figures.clock(end)}" if duration else "No sound yet"
        self.span.setText(text)
        self.look()

    def show_length(self, length_ms: int, duration_ms: int) -> None:
        """No longer than it can be: of a short track it is less than was asked for."""
        most_s = max(1, min(teasers.LONGEST_MS, duration_ms // 2) // 1000)
        self.length.setRange(min(teasers.SHORTEST_MS // 1000, most_s), most_s)
        self.length.setValue(length_ms // 1000)
        self.shown_s = self.length.value()
        self.length.setEnabled(duration_ms > 0)
        self.length.setToolTip(f"At most half of the track, and {teasers.LONGEST_MS // 1000} s")

    def look(self) -> None:
        """Reads the wave, if it is not that which is shown."""
        wanted = (self.one.sha256, self.strip.width() // PITCH)
        if wanted != self.read_for and wanted[1] > 0:
            self.read_for = wanted
            spawn(self.read(*wanted))

    async def read(self, sha256: str, width: int) -> None:
        found, why = await teasers.outline(self.session.places, sha256, width), ""
        if not found and self.isVisible():
            self.strip.show_outline(found, READING)
            why = "" if await self.decode(sha256) else self.complaint(sha256)
            found = await teasers.outline(self.session.places, sha256, width)
        if self.read_for == (sha256, width) and shiboken6.isValid(self.strip):  # it may be gone
            self.strip.show_outline(found, why)
            if why == ELSEWHERE:
                self.read_for = ("", 0)  # it may have come when the track is shown again

    def complaint(self, sha256: str) -> str:
        return UNREAD if teasers.lies_here(self.session.library, sha256) else ELSEWHERE

    async def decode(self, sha256: str) -> bool:
        """Nobody has listened to it on this machine yet."""
        cache = self.session.sounds()
        return cache is not None and await teasers.decode(cache, self.session.library, sha256)

    def resize_window(self) -> None:
        """Another length, from the same moment on."""
        if self.length.value() == self.shown_s:
            return  # who only looks at it changes nothing
        self.shown_s = self.length.value()
        self.strip.length_ms = round(self.length.value() * 1000)
        self.strip.put(self.strip.start_ms)
        self.tell()

    def tell(self) -> None:
        start, end = self.strip.window_ms()
        self.span.setText(f"{figures.clock(start)} – {figures.clock(end)}")
        self.placed.emit(self.one.row.id, start, self.strip.length_ms)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.strip.outline:
            self.read_for = ("", 0)
        self.look()


class Teasers(Card):
    """A window for every track."""

    placed = Signal(object, int, int)

    def __init__(self, session: Session) -> None:
        super().__init__("Teaser", "What people may hear before the release")
        self.session = session
        self.rows: dict[UUID, TeaserRow] = {}
        self.lines = column(gap=SPACE.m)
        self.none = label("Put tracks on the release first.", "dim", wrap=True)
        self.add(self.none)
        self.add(self.lines)

    def show_tracks(self, tracks: Sequence[OnRelease]) -> None:
        """The tracks of the release, in order."""
        wanted = [one.row.id for one in tracks]
        if list(self.rows) != wanted:
            for old in self.rows.values():
                self.lines.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.rows = {one.row.id: TeaserRow(self.session, one) for one in tracks}
            for made in self.rows.values():
                self.lines.addWidget(made)
                made.placed.connect(self.placed)
        for one in tracks:
            self.rows[one.row.id].show_track(one)
        self.none.setVisible(not tracks)
