"""The waveform widget: what it shows, how it is painted, what it says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.audio.mixer import Loop
from studio.ui.parts import figures
from studio.ui.parts.access import Role, announce, speaks
from studio.ui.parts.paint import Ringed, begin
from studio.ui.theme import current
from studio.ui.waveform import interaction, overlay, picture, states
from studio.ui.waveform.markers import Marker, Pin, pins
from studio.ui.waveform.picture import Source
from studio.ui.waveform.states import State, StateKind
from studio.ui.waveform.view import View, whole

PAD = 12  # room for half a pin at both ends
NOTHING = State(StateKind.EMPTY, "No sound yet")


def spoken(wave: Waveform) -> str:
    """Where the play head is, and the loop."""
    return wave.spoken()


@speaks(Role.Slider, spoken)
class Waveform(Ringed, QWidget):
    """A sound to look at and to point into. Positions are frames of its rate.

    It changes nothing by itself but its view: who owns the sound listens to the signals and
    calls `set_position`, `set_loop`, `set_markers` back.
    """

    sought = Signal(int)
    loop_wanted = Signal(object)  # Loop, or None to loop no more
    note_wanted = Signal(int)  # milliseconds
    marker_chosen = Signal(str)
    retry_wanted = Signal()
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = NOTHING
        self.source: Source | None = None
        self.rate = 48_000
        self.view = whole(1, 1)
        self.position = 0
        self.loop: Loop | None = None
        self.markers: tuple[Marker, ...] = ()
        self.chosen: str | None = None
        self.following = True
        self._kept: tuple[object, ...] = ()
        self._layers = overlay.Layers(QPixmap(), QPixmap(), QPixmap())
        self.hands = interaction.Hands(self)
        self.setAccessibleName("Waveform")
        self.setAccessibleDescription(interaction.HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_sound(self, source: Source, rate: int) -> None:
        """Show a sound: where another was shown, the same part of it at the same scale."""
        fresh = self.source is None
        self.source, self.rate = source, rate
        self.state = State(StateKind.SOUND)
        frames = source.frames
        self.look(whole(frames, round(self.wave_area().width())) if fresh else self.view.of(frames))

    def show_empty(self, text: str = NOTHING.text, detail: str = "") -> None:
        """There is nothing to show, and why."""
        self._show_state(State(StateKind.EMPTY, text, detail))

    def show_progress(self, text: str, share: float) -> None:
        """It is being decoded; `share` from 0 to 1."""
        self._show_state(State(StateKind.BUSY, text, share=share))

    def show_error(self, text: str, remedy: str = "") -> None:
        """It cannot be shown, and what to do about it; Enter asks to try again."""
        self._show_state(State(StateKind.ERROR, text, remedy))
        announce(self, self.state.spoken())

    def set_position(self, frame: int) -> None:
        """Where the play head is now; cheap enough for every frame of the screen."""
        before, self.position = self.head_x(), frame
        if self.following and not self.hands.busy and not self.view.shows(frame):
            self.look(self.view.revealing(frame))
            return
        self.update_between(before, self.head_x())

    def set_loop(self, loop: Loop | None) -> None:
        """What repeats."""
        self.loop = loop
        self.update()

    def set_markers(self, markers: Sequence[Marker]) -> None:
        """The notes and comments to show."""
        self.markers = tuple(sorted(markers, key=lambda marker: (marker.at_ms, marker.key)))
        if self.chosen not in {marker.key for marker in self.markers}:
            self.chosen = None
        self.update()

    def choose(self, key: str | None) -> None:
        """Bring a marker into sight and show its words."""
        self.chosen = key
        marker = next((one for one in self.markers if one.key == key), None)
        if marker is not None:
            self.look(self.view.revealing(marker.at_ms * self.rate / 1000, at=0.5))
            announce(self, marker.spoken())
        self.update()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Closer (above 1) or further, around a place in the wave or the play head."""
        head = self.view.x_of(self.position)
        middle = self.view.width / 2
        held = x if x is not None else head if 0 <= head <= self.view.width else middle
        self.look(self.view.zoomed(factor, held))

    def fit(self) -> None:
        """All of it."""
        self.look(whole(self.view.frames, self.view.width))

    def look(self, view: View) -> None:
        """Show another part."""
        if view != self.view:
            self.view = view
            self.view_changed.emit()
        self.update()

    def seek(self, frame: int) -> None:
        """The artist points at a frame."""
        frame = min(max(0, frame), self.view.frames)
        self.sought.emit(frame)
        self.set_position(frame)
        if QAccessible.isActive():
            value = self.spoken()
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, value))

    def wave_area(self) -> QRectF:
        """Where the wave is, without pins and ruler."""
        return overlay.wave_area(QRectF(self.rect()), PAD)

    def head_x(self) -> float:
        """The play head in the widget's pixels."""
        return self.wave_area().left() + self.view.x_of(self.position)

    def pins(self) -> list[Pin]:
        """What is in sight."""
        return pins(self.markers, self.view, self.rate)

    def update_between(self, one: float, other: float) -> None:
        """Paint again from one place of the head to another."""
        if round(one) != round(other):
            left, right = sorted((int(one), int(other)))
            self.update(QRect(left - 8, 0, right - left + 17, self.height()))

    def spoken(self) -> str:
        """The value that a screen reader tells."""
        if self.state.kind is not StateKind.SOUND:
            return self.state.spoken()
        per_ms = self.rate / 1000
        said = f"{figures.clock(round(self.position / per_ms), fine=True)} of "
        said += figures.clock(round(self.view.frames / per_ms))
        if self.loop is not None:
            ends = (round(self.loop.start / per_ms), round(self.loop.end / per_ms))
            said += f", loop {figures.clock(ends[0])} to {figures.clock(ends[1])}"
        return said

    def sizeHint(self) -> QSize:
        return QSize(900, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 130)

    def resizeEvent(self, event: object) -> None:
        self.view = self.view.resized(round(self.wave_area().width()))

    def event(self, event: QEvent) -> bool:
        return self.hands.take(event) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        if self.state.kind is StateKind.SOUND and self.source is not None:
            self._refresh(self.source)
            overlay.draw(painter, self, self._layers)
        else:
            states.draw(painter, QRectF(self.rect()), self.state)
        painter.end()
        self.paint_ring()

    def _show_state(self, state: State) -> None:
        self.state, self.source = state, None
        self.update()

    def _refresh(self, source: Source) -> None:
        """Draw the wave again if anything that it depends on has changed."""
        area, scale = self.wave_area(), self.devicePixelRatioF()
        key = (self.size(), scale, self.view, current().name, source)
        drawn = (*key, self.markers)
        if drawn == self._kept:
            return
        rest, played = self._layers.rest, self._layers.played
        if key != self._kept[:-1]:
            made = picture.draw(source, self.view, round(area.height()), scale)
            rest, played = QPixmap.fromImage(made.rest), QPixmap.fromImage(made.played)
            rest.setDevicePixelRatio(scale)
            played.setDevicePixelRatio(scale)
        self._layers = overlay.Layers(rest, played, overlay.still(self))
        self._kept = drawn

    def forget(self) -> None:
        """Draw the wave anew at the next paint."""
        self._kept = ()

    def place(self, at: QPointF) -> float:
        """A point of the widget as pixels from the wave's left edge."""
        return at.x() - self.wave_area().left()
