"""What is shown where there is no wave: nothing yet, decoding, or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.paint import box, square, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Space, Type

SPACE, TYPE = Space(), Type()
BAR_WIDTH, BAR_HEIGHT = 280, 6
ICON = 28


class StateKind(StrEnum):
    """What a waveform has to show."""

    SOUND = "sound"
    EMPTY = "empty"
    BUSY = "busy"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class State:
    """`share` is how far the decoding is; `detail` the remedy of an error."""

    kind: StateKind
    text: str = ""
    detail: str = ""
    share: float = 0.0

    def spoken(self) -> str:
        """For a screen reader."""
        if self.kind is StateKind.BUSY:
            return f"{self.text}, {self.share:.0%}"
        return f"{self.text} {self.detail}".strip()


def draw(painter: QPainter, area: QRectF, state: State) -> None:
    """The state in the middle of an area."""
    busy = state.kind is StateKind.BUSY
    centre = Qt.AlignmentFlag.AlignHCenter
    lines = 2 if state.detail or busy else 1
    top = area.center().y() - (ICON + SPACE.m + lines * (TYPE.body + SPACE.s)) / 2
    name, tone = {
        StateKind.BUSY: ("audio-lines", "accent"),
        StateKind.ERROR: ("circle-alert", "bad"),
    }.get(state.kind, ("file-audio", "mute"))
    icons.paint(painter, name, square(QRectF(area.left(), top, area.width(), ICON), ICON), tone)
    place = QRectF(area.left(), top + ICON + SPACE.m, area.width(), TYPE.body + SPACE.s)
    strong = font(TYPE.body, TYPE.strong)
    told = f"{state.text}  {state.share:.0%}" if busy else state.text
    words(painter, place, told, font=strong, tone="text", align=centre)
    place.translate(0, place.height())
    if busy:
        draw_bar(painter, place, state.share)
    elif state.detail:
        words(painter, place, state.detail, font=font(TYPE.meta), tone="dim", align=centre)


def draw_bar(painter: QPainter, place: QRectF, share: float) -> None:
    """How far it is."""
    width = min(BAR_WIDTH, place.width())
    bar = QRectF(place.center().x() - width / 2, place.top() + SPACE.s, width, BAR_HEIGHT)
    edge = colour("edge") if current().name == "contrast" else None
    box(painter, bar, BAR_HEIGHT / 2, fill=colour("hover"), line=edge)
    if share > 0:
        bar.setWidth(max(BAR_HEIGHT, width * min(1.0, share)))
        box(painter, bar, BAR_HEIGHT / 2, fill=colour("accent"))
