"""Everything over the cached wave: loop, pins, ruler, pointer, play head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from studio.ui.fonts import font
from studio.ui.parts.paint import box, width_of, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Space, Type
from studio.ui.waveform import markers, ruler

if TYPE_CHECKING:
    from studio.ui.waveform.widget import Waveform

SPACE, TYPE = Space(), Type()
HEAD = 4.0  # radius of the play head's knob


def wave_area(whole: QRectF, pad: float) -> QRectF:
    """The wave's place between pins and ruler."""
    area = whole.adjusted(pad, markers.LANE, -pad, -ruler.HEIGHT)
    area.setSize(area.size().expandedTo(QRectF(0, 0, 1, 2).size()))
    return area


@dataclass(frozen=True, slots=True)
class Layers:
    """What stays while the play head moves; `still` is ruler and pins, over the whole widget."""

    rest: QPixmap
    played: QPixmap
    still: QPixmap


def draw(painter: QPainter, wave: Waveform, layers: Layers) -> None:
    """From the back to the front."""
    area = wave.wave_area()
    split = min(max(area.left(), wave.head_x()), area.right())
    draw_loop(painter, wave, area)
    scale = layers.rest.devicePixelRatio()
    cut = round((split - area.left()) * scale)  # on a whole pixel: nothing is smoothed
    draw_part(painter, layers.played, area, (0, cut))
    draw_part(painter, layers.rest, area, (cut, layers.rest.width()))
    painter.drawPixmap(0, 0, layers.still)
    draw_pointer(painter, wave, area)
    draw_head(painter, wave, area)
    shown = lit_pin(wave)
    if shown is not None:
        markers.draw_pin(painter, shown, foot=area.bottom(), left=area.left(), lit=True)
        markers.draw_bubble(painter, shown, area.adjusted(0, -markers.LANE, 0, 0))


def still(wave: Waveform) -> QPixmap:
    """Ruler and pins of the view."""
    scale, area = wave.devicePixelRatioF(), wave.wave_area()
    picture = QPixmap(round(wave.width() * scale), round(wave.height() * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    foot = QRectF(area.left(), area.bottom(), area.width(), ruler.HEIGHT)
    ruler.draw(painter, foot, wave.view, wave.rate)
    for pin in wave.pins():
        markers.draw_pin(painter, pin, foot=area.bottom(), left=area.left(), lit=False)
    painter.end()
    return picture


def draw_part(painter: QPainter, picture: QPixmap, area: QRectF, columns: tuple[int, int]) -> None:
    """Some columns of a picture, where they belong."""
    left, right = columns
    if right > left:
        place = QPointF(area.left() + left / picture.devicePixelRatio(), area.top())
        painter.drawPixmap(place, picture, QRectF(left, 0, right - left, picture.height()))


def lit_pin(wave: Waveform) -> markers.Pin | None:
    """The pin whose words are shown: under the pointer, else the chosen one."""
    found = None
    for pin in wave.pins():
        if wave.hands.pointer is not None and pin.hit(
            wave.hands.pointer - QPointF(wave.wave_area().left(), 0)
        ):
            return pin
        if any(marker.key == wave.chosen for marker in pin.markers):
            found = pin
    return found


def draw_loop(painter: QPainter, wave: Waveform, area: QRectF) -> None:
    """A tinted stretch between two lines, down into the ruler where it is dragged."""
    loop = wave.hands.drawn_loop() or wave.loop
    if loop is None:
        return
    left = max(area.left() - 1, area.left() + wave.view.x_of(loop.start))
    right = min(area.right() + 1, area.left() + wave.view.x_of(loop.end))
    if right <= left:
        return
    stretch = QRectF(left, area.top(), right - left, area.height() + SPACE.xs)
    opaque = current().name == "contrast"
    painter.fillRect(stretch, colour("good", 0.3 if opaque else 0.13))
    painter.setPen(QPen(colour("good"), 2.0 if opaque else 1.5))
    for x, frame in ((left, loop.start), (right, loop.end)):
        if wave.view.shows(frame):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, stretch.bottom()))
            painter.fillRect(QRectF(x - 3, stretch.bottom() - 2, 6, 6), colour("good"))
    small = font(TYPE.axis, TYPE.strong)
    if stretch.width() > width_of("LOOP", small) + 2 * SPACE.s:
        place = QRectF(left + SPACE.s, area.top(), stretch.width(), TYPE.axis + SPACE.xs)
        words(painter, place, "LOOP", font=small, tone="good")


def draw_pointer(painter: QPainter, wave: Waveform, area: QRectF) -> None:
    """A thin line under the pointer, with its time."""
    at = wave.hands.pointer
    if at is None or wave.hands.busy or not area.left() <= at.x() <= area.right():
        return
    if at.y() < markers.LANE:
        return
    painter.setPen(QPen(colour("edge"), 1.0))
    painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
    step = wave.view.per_pixel / wave.rate
    seconds = wave.view.frame_at(at.x() - area.left()) / wave.rate
    text = ruler.time_text(seconds, min(0.1, ruler.step_for(step) / 10))
    draw_flag(painter, at.x(), text, area)


def draw_flag(painter: QPainter, x: float, text: str, area: QRectF) -> None:
    """A time on the ruler."""
    small = font(TYPE.axis, TYPE.strong)
    width = width_of(text, small) + 2 * SPACE.xs
    left = min(max(area.left(), x - width / 2), area.right() - width)
    place = QRectF(left, area.bottom() + SPACE.hair, width, TYPE.axis + SPACE.s)
    box(painter, place, Radius().mark, fill=colour("text"))
    words(painter, place, text, font=small, tone="bg", align=Qt.AlignmentFlag.AlignHCenter)


def draw_head(painter: QPainter, wave: Waveform, area: QRectF) -> None:
    """The play head, if it is in sight."""
    if not wave.view.shows(wave.position):
        return
    x = min(wave.head_x(), area.right())
    painter.setPen(QPen(colour("wave_cursor"), 2.0 if current().name == "contrast" else 1.5))
    painter.drawLine(QPointF(x, area.top() - SPACE.hair), QPointF(x, area.bottom() + SPACE.hair))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("wave_cursor"))
    painter.drawEllipse(QPointF(x, area.top() - SPACE.hair), HEAD, HEAD)
