"""Hands on the waveform: pointer, wheel, pinch and keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from studio.audio.mixer import Loop
from studio.ui.waveform import markers
from studio.ui.waveform.states import StateKind

if TYPE_CHECKING:
    from studio.ui.waveform.widget import Waveform

HELP = (
    "Left and right move the play head, with Shift further, with Alt the view. "
    "Plus and minus zoom, 0 shows all, Home and End go to the ends. "
    "Square brackets set the loop, Escape ends it. "
    "Up and down go through notes and comments, Enter opens one. N writes a note here."
)
NEAR = 6  # pixels within which an edge of the loop is grabbed
DRAG = 4  # pixels from which on a press is a drag
LEAST_MS = 10  # the shortest loop that the mixer takes
STEP_S, STEPS_SEEN = 5, 20
ZOOM_KEY, ZOOM_NOTCH = 1.5, 1.25
NOTCH = 120
Key = Qt.Key


class Hands:
    """What the artist is doing with the waveform right now."""

    def __init__(self, wave: Waveform) -> None:
        self.wave = wave
        self.pointer: QPointF | None = None
        self.busy = False
        self._anchor: int | None = None  # the end of a loop that stays while the other is dragged
        self._pressed = QPointF()
        self._drawn: Loop | None = None
        self._panned: float | None = None
        self._takers: dict[QEvent.Type, Callable[..., bool]] = {
            QEvent.Type.MouseButtonPress: self.press,
            QEvent.Type.MouseMove: self.move,
            QEvent.Type.MouseButtonRelease: self.release,
            QEvent.Type.MouseButtonDblClick: self.double,
            QEvent.Type.Leave: self.leave,
            QEvent.Type.Wheel: self.wheel,
            QEvent.Type.NativeGesture: self.native,
            QEvent.Type.Gesture: self.pinch,
            QEvent.Type.KeyPress: self.key,
            QEvent.Type.ShortcutOverride: self.claim,
        }
        self._keys: dict[int, Callable[[Qt.KeyboardModifier], None]] = {
            Key.Key_Left: lambda mods: self.step(-1, mods),
            Key.Key_Right: lambda mods: self.step(1, mods),
            Key.Key_Up: lambda _: self.walk(-1),
            Key.Key_Down: lambda _: self.walk(1),
            Key.Key_Home: lambda _: self.wave.seek(0),
            Key.Key_End: lambda _: self.wave.seek(self.wave.view.frames),
            Key.Key_PageUp: lambda _: self.scroll(-0.9),
            Key.Key_PageDown: lambda _: self.scroll(0.9),
            Key.Key_Plus: lambda _: self.wave.zoom(ZOOM_KEY),
            Key.Key_Equal: lambda _: self.wave.zoom(ZOOM_KEY),
            Key.Key_Minus: lambda _: self.wave.zoom(1 / ZOOM_KEY),
            Key.Key_0: lambda _: self.wave.fit(),
            Key.Key_BracketLeft: lambda _: self.bound(start=True),
            Key.Key_BracketRight: lambda _: self.bound(start=False),
            Key.Key_Escape: lambda _: self.escape(),
            Key.Key_N: lambda _: self.note(),
            Key.Key_Return: lambda _: self.open(),
            Key.Key_Enter: lambda _: self.open(),
        }

    def take(self, event: QEvent) -> bool:
        """Handle an event of the widget; False leaves it to Qt and to what lies below."""
        taker = self._takers.get(event.type())
        if taker is None or (self.wave.source is None and event.type() != QEvent.Type.KeyPress):
            return False
        return taker(event)

    def drawn_loop(self) -> Loop | None:
        """The loop that is being dragged."""
        return self._drawn

    # The pointer.

    def press(self, event: QMouseEvent) -> bool:
        at = event.position()
        self._pressed = at
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = at.x()
            return True
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self.wave.setFocus(Qt.FocusReason.MouseFocusReason)
        pin = self.pin_at(at)
        if pin is not None:
            self.wave.choose(pin.markers[0].key)
            self.wave.marker_chosen.emit(pin.markers[0].key)
            return True
        self.wave.choose(None)
        self.busy = True
        if self.on_ruler(at) or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = self.anchor_for(at)
        else:
            self.wave.seek(self.frame(at))
        return True

    def move(self, event: QMouseEvent) -> bool:
        at = self.pointer = event.position()
        if self._panned is not None:
            self.wave.look(self.wave.view.scrolled(self._panned - at.x()))
            self._panned = at.x()
        elif self._anchor is not None:
            self.draw_loop(at)
        elif self.busy:
            self.wave.seek(self.frame(at))
        self.point(at)
        self.wave.update()
        return True

    def release(self, event: QMouseEvent) -> bool:
        drawn, anchored = self._drawn, self._anchor is not None
        self._drawn = self._anchor = self._panned = None
        self.busy = False
        if drawn is not None:
            self.wave.loop_wanted.emit(drawn)
        elif anchored:
            self.wave.seek(self.frame(event.position()))
        self.wave.update()
        return True

    def double(self, event: QMouseEvent) -> bool:
        if self.on_ruler(event.position()) and self.wave.loop is not None:
            self.wave.loop_wanted.emit(None)
            return True
        return self.press(event)

    def leave(self, event: QEvent) -> bool:
        self.pointer = None
        self.wave.update()
        return False

    def frame(self, at: QPointF) -> int:
        """The frame under a point."""
        return self.wave.view.frame_at(self.wave.place(at))

    def on_ruler(self, at: QPointF) -> bool:
        """Below the wave, where loops are drawn."""
        return at.y() >= self.wave.wave_area().bottom()

    def pin_at(self, at: QPointF) -> markers.Pin | None:
        """The pin under a point."""
        place = QPointF(self.wave.place(at), at.y())
        return next((pin for pin in self.wave.pins() if pin.hit(place)), None)

    def edge_at(self, at: QPointF) -> str | None:
        """`start` or `end` where the loop's edge can be grabbed."""
        if self.wave.loop is None:
            return None
        for name in ("start", "end"):
            x = self.wave.view.x_of(getattr(self.wave.loop, name))
            if abs(x - self.wave.place(at)) <= NEAR:
                return name
        return None

    def anchor_for(self, at: QPointF) -> int:
        """The end of the loop that stays where it is."""
        edge, loop = self.edge_at(at), self.wave.loop
        if edge is not None and loop is not None:
            return loop.end if edge == "start" else loop.start
        return self.frame(at)

    def draw_loop(self, at: QPointF) -> None:
        """Follow the pointer with a loop, as soon as it is a drag."""
        if self._drawn is None and abs(at.x() - self._pressed.x()) < DRAG:
            return
        assert self._anchor is not None
        self._drawn = self.sound_loop(self._anchor, self.frame(at))

    def sound_loop(self, one: int, other: int) -> Loop | None:
        """A loop between two frames, or None where that is too short."""
        start, end = sorted((one, other))
        long_enough = end - start >= self.wave.rate * LEAST_MS // 1000
        return Loop(start, end) if long_enough else None

    def point(self, at: QPointF) -> None:
        """Tell by the pointer's shape what a press would do."""
        shape = Qt.CursorShape.ArrowCursor
        if self.pin_at(at) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif self.on_ruler(at):
            edge = self.edge_at(at) is not None
            shape = Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.IBeamCursor
        if self.wave.cursor().shape() != shape:
            self.wave.setCursor(shape)

    # Wheel and fingers.

    def wheel(self, event: QWheelEvent) -> bool:
        sideways, turned = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways, turned = sideways or turned, 0
        before = self.wave.view
        if abs(sideways) > abs(turned):
            pixels = event.pixelDelta().x() or sideways * before.width / (10 * NOTCH)
            self.wave.look(before.scrolled(-pixels))
            event.accept()
            return True
        place = self.wave.place(event.position())
        self.wave.zoom(ZOOM_NOTCH ** (turned / NOTCH), place)
        # Zoomed out as far as it goes, the wheel moves the page again.
        event.setAccepted(self.wave.view != before)
        return True

    def native(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.wave.zoom(1.0 + event.value(), self.wave.place(event.position()))
        return True

    def pinch(self, event: QGestureEvent) -> bool:
        gesture = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(gesture, QPinchGesture):
            return False
        centre = self.wave.mapFromGlobal(gesture.hotSpot())
        self.wave.zoom(gesture.scaleFactor() or 1.0, self.wave.place(centre))
        event.accept(gesture)
        return True

    # Keys.

    def claim(self, event: QKeyEvent) -> bool:
        """Keep our keys from becoming somebody's shortcuts."""
        ours = event.key() in self._keys and not self.others(event)
        event.setAccepted(ours)
        return ours

    def others(self, event: QKeyEvent) -> bool:
        """A key that the page may have: nothing to do for it here."""
        mods = event.modifiers()
        if mods & Qt.KeyboardModifier.AltModifier:
            return self.wave.view.is_whole
        if event.key() == Key.Key_Escape and not mods:
            return self.wave.chosen is None and self.wave.loop is None
        return bool(mods & Qt.KeyboardModifier.ControlModifier)

    def key(self, event: QKeyEvent) -> bool:
        doing = self._keys.get(event.key())
        if doing is None or self.others(event):
            return False
        if self.wave.source is None:
            return self.retry(event.key())
        doing(event.modifiers())
        return True

    def retry(self, key: int) -> bool:
        """Enter on an error asks for another try."""
        if self.wave.state.kind is StateKind.ERROR and key in (Key.Key_Return, Key.Key_Enter):
            self.wave.retry_wanted.emit()
            return True
        return False

    def step(self, way: int, mods: Qt.KeyboardModifier) -> None:
        """The play head by 5 seconds, or by less where less is seen; Alt moves the view."""
        if mods & Qt.KeyboardModifier.AltModifier:
            self.scroll(0.25 * way)
            return
        view = self.wave.view
        seen = (view.end - view.start) / STEPS_SEEN
        frames = min(STEP_S * self.wave.rate, seen) * (
            5 if mods & Qt.KeyboardModifier.ShiftModifier else 1
        )
        self.wave.seek(self.wave.position + way * max(1, round(frames)))

    def scroll(self, share: float) -> None:
        """The view by a share of its width."""
        self.wave.look(self.wave.view.scrolled(share * self.wave.view.width))

    def walk(self, way: int) -> None:
        """To the next marker, or the one before; the first step starts at the play head."""
        found = self.wave.markers
        if not found:
            return
        keys = [marker.key for marker in found]
        if self.wave.chosen in keys:
            at = keys.index(self.wave.chosen) + way
        else:
            now = self.wave.position / self.wave.rate * 1000
            after = sum(marker.at_ms < now for marker in found)
            at = after if way > 0 else after - 1
        self.wave.choose(keys[min(max(0, at), len(keys) - 1)])

    def bound(self, *, start: bool) -> None:
        """Begin or end the loop at the play head."""
        loop, now = self.wave.loop, self.wave.position
        other = (loop.end if start else loop.start) if loop is not None else None
        if other is None or (other <= now if start else other >= now):
            other = self.wave.view.frames if start else 0
        made = self.sound_loop(now, other)
        if made is not None:
            self.wave.loop_wanted.emit(made)

    def escape(self) -> None:
        """Close what is open: first the words of a marker, then the loop."""
        if self.wave.chosen is not None:
            self.wave.choose(None)
        elif self.wave.loop is not None:
            self.wave.loop_wanted.emit(None)

    def note(self) -> None:
        """Write something down here."""
        self.wave.note_wanted.emit(round(self.wave.position / self.wave.rate * 1000))

    def open(self) -> None:
        """Go into the marker whose words are shown."""
        if self.wave.chosen is not None:
            self.wave.marker_chosen.emit(self.wave.chosen)
