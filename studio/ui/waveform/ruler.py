"""The time below the wave: ticks at round times, as close as their words allow."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.ui.fonts import font
from studio.ui.theme import colour
from studio.ui.tokens import Space, Type
from studio.ui.waveform.view import View

HEIGHT = 24
ROOM = 76  # pixels that a time needs with its distance
_SMALL = tuple(digit * 10.0**power for power in range(-5, 0) for digit in (1, 2, 5))
STEPS = (*_SMALL, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, *(60.0 * m for m in (1, 2, 5, 10, 15, 30, 60)))
SPACE, TYPE = Space(), Type()


def step_for(seconds_per_pixel: float) -> float:
    """The closest round distance in seconds at which times do not touch."""
    least = ROOM * seconds_per_pixel
    return next((step for step in STEPS if step >= least), STEPS[-1])


def time_text(seconds: float, step: float) -> str:
    """`1:30`, `1:02:30`, and as many decimals as tell two neighbours apart."""
    digits = next((d for d in range(6) if step * 10**d >= 0.999), 5)
    whole = int(seconds + 0.5 * 10**-digits)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    if not digits:
        return text
    return text + f"{max(0.0, seconds - whole):.{digits}f}"[1:]


def draw(painter: QPainter, area: QRectF, view: View, rate: int) -> None:
    """Ticks and times into the area; words that would be cut are left out."""
    step = step_for(view.per_pixel / rate)
    painter.setFont(font(TYPE.axis))
    number = int(view.start / rate / step)
    while number * step * rate <= min(view.end, view.frames):
        x = area.left() + view.x_of(number * step * rate)
        if x >= area.left() - 0.5:
            painter.setPen(QPen(colour("edge"), 1.0))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.top() + SPACE.xs))
            painter.setPen(colour("mute"))
            place = QRectF(x + SPACE.xs, area.top(), ROOM, area.height())
            text = time_text(number * step, step)
            if x + painter.fontMetrics().horizontalAdvance(text) + SPACE.xs <= area.right():
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        number += 1
