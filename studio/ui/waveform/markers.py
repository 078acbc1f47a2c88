"""Comments and private notes at their moments: pins above the wave, their words in a bubble."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts import figures
from studio.ui.parts.paint import box, square, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Space, Type
from studio.ui.waveform.view import View

LANE = 26
PIN = 18
BUBBLE = 280
LINES = 3
SPACE, TYPE, RADIUS = Space(), Type(), Radius()


class MarkerKind(StrEnum):
    """What stands at a moment."""

    COMMENT = "comment"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """`key` is whatever the view knows it by; `who` is empty for a note of one's own."""

    key: str
    at_ms: int
    kind: MarkerKind
    text: str
    who: str = ""

    def spoken(self) -> str:
        """For a screen reader."""
        what = f"Comment by {self.who}" if self.kind is MarkerKind.COMMENT else "Private note"
        return f"{what} at {figures.clock(self.at_ms)}: {self.text}"


@dataclass(frozen=True, slots=True)
class Pin:
    """Markers that are too close to each other to be told apart at this zoom."""

    x: float
    markers: tuple[Marker, ...]

    def hit(self, at: QPointF) -> bool:
        """The pointer is on it."""
        return at.y() <= LANE and abs(at.x() - self.x) <= PIN / 2 + 1


def pins(markers: Sequence[Marker], view: View, rate: int) -> list[Pin]:
    """The pins in sight, from left to right; `markers` are in order of time."""
    made: list[Pin] = []
    for marker in markers:
        frame = marker.at_ms * rate / 1000
        if not view.shows(frame):
            continue
        x = view.x_of(frame)
        if made and x - made[-1].x < PIN:
            made[-1] = Pin(made[-1].x, (*made[-1].markers, marker))
        else:
            made.append(Pin(x, (marker,)))
    return made


def draw_pin(painter: QPainter, pin: Pin, *, foot: float, left: float, lit: bool) -> None:
    """A round pin with an initial, a square one with a pencil, or how many there are."""
    marker = pin.markers[0]
    x, top = round(left + pin.x), (LANE - PIN) // 2 - 1
    below = top + PIN + 1
    painter.fillRect(x, below, 1, round(foot) - below, colour("text" if lit else "wave_rest"))
    several = len(pin.markers) > 1
    letter = str(min(99, len(pin.markers))) if several else (marker.who[:1].upper() or "?")
    if marker.kind is MarkerKind.NOTE and not several:
        letter = ""
    scale = round(painter.deviceTransform().m11(), 3)
    hue = "" if not letter else tint(marker)
    painter.drawPixmap(x - PIN // 2 - 1, top - 1, badge(letter, hue, current().name, lit, scale))


@lru_cache(maxsize=512)
def badge(letter: str, hue: str, _theme: str, lit: bool, scale: float) -> QPixmap:
    """A pin's head: fifty of them are painted with every move of the view."""
    side = PIN + 2
    picture = QPixmap(round(side * scale), round(side * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    place = QRectF(1, 1, PIN, PIN)
    rounding = PIN / 2 if letter else RADIUS.mark + 1
    painter.setPen(QPen(colour("text"), 2.0) if lit else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hue) if hue else colour("warn"))
    painter.drawRoundedRect(place, rounding, rounding)
    if letter:
        bold = font(TYPE.axis, TYPE.bold)
        words(painter, place, letter, font=bold, tone="bg", align=Qt.AlignmentFlag.AlignHCenter)
    else:
        icons.paint(painter, "pencil", square(place, 12), "on_warn")
    painter.end()
    return picture


def tint(marker: Marker) -> str:
    """One of the theme's hues, always the same for a person."""
    hues = current().stems
    return hues[zlib.crc32(marker.who.encode()) % len(hues)]


def draw_bubble(painter: QPainter, pin: Pin, area: QRectF) -> None:
    """What was written, beside the pin, inside the area."""
    shown = pin.markers[:LINES]
    body = font(TYPE.meta)
    metrics = QFontMetricsF(body)
    inner = BUBBLE - 2 * SPACE.m
    blocks = [wrapped(marker.text, inner, metrics) for marker in shown]
    height = sum(TYPE.meta + SPACE.s + len(lines) * metrics.height() for lines in blocks)
    more = len(pin.markers) - len(shown)
    height += 2 * SPACE.s + (len(blocks) - 1) * SPACE.xs + (metrics.height() if more else 0)
    x = min(max(area.left(), area.left() + pin.x - BUBBLE / 2), area.right() - BUBBLE)
    frame = QRectF(max(area.left(), x), area.top() + LANE, min(BUBBLE, area.width()), height)
    box(painter, frame, RADIUS.control, fill=colour("raised"), line=colour("edge"))
    y = frame.top() + SPACE.s
    for marker, lines in zip(shown, blocks, strict=True):
        head = QRectF(frame.left() + SPACE.m, y, inner, TYPE.meta + SPACE.xs)
        who = marker.who if marker.kind is MarkerKind.COMMENT else "Private note"
        small = font(TYPE.overline, TYPE.strong)
        taken = words(painter, head, who, font=small, tone="text")
        head.setLeft(head.left() + taken + SPACE.s)
        words(painter, head, figures.clock(marker.at_ms), font=font(TYPE.overline), tone="mute")
        y = head.bottom() + SPACE.hair
        for line in lines:
            place = QRectF(frame.left() + SPACE.m, y, inner, metrics.height())
            words(painter, place, line, font=body, tone="dim")
            y += metrics.height()
        y += SPACE.xs
    if more:
        place = QRectF(frame.left() + SPACE.m, y - SPACE.xs, inner, metrics.height())
        words(painter, place, f"and {more} more", font=body, tone="mute")


def wrapped(text: str, width: float, metrics: QFontMetricsF) -> list[str]:
    """At most two lines; the second takes what is left and is elided when drawn."""
    first: list[str] = []
    rest = text.split()
    while rest and metrics.horizontalAdvance(" ".join([*first, rest[0]])) <= width:
        first.append(rest.pop(0))
    if not first and rest:  # one endless word
        first, rest = [rest[0]], rest[1:]
    return [" ".join(first), " ".join(rest)] if rest else [" ".join(first)]
