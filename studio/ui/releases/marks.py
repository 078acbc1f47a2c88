"""A release as it stands in a day of the calendar: a title in one line, or in two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from studio.ui.fonts import font
from studio.ui.parts.chips import LOOKS
from studio.ui.parts.paint import box, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Space, Type

SPACE, TYPE, RADIUS = Space(), Type(), Radius()
LINE = 20
"""The height of a title in one line; each further line needs as much as its letters."""
LEFT, RIGHT = SPACE.s, SPACE.xs


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A release on a day; `state` in words, `tone` as chips have it."""

    id: UUID
    title: str
    day: date
    state: str
    tone: str
    movable: bool


def typeface() -> QFont:
    """Of titles in days."""
    return font(TYPE.overline, TYPE.medium)


def fits(mark: Mark, width: float) -> bool:
    """Whether one line of that width holds the whole title."""
    return QFontMetricsF(typeface()).horizontalAdvance(mark.title) <= width - LEFT - RIGHT


def halves(title: str, width: float) -> tuple[str, str]:
    """The first of two lines, cut between words or else between letters, and the rest."""
    metrics = QFontMetricsF(typeface())

    def fit(ends: Iterable[int]) -> list[int]:
        return [end for end in ends if metrics.horizontalAdvance(title[:end]) <= width]

    gaps = (at for at, letter in enumerate(title) if letter == " ")
    end = (fit(gaps) or fit(range(1, len(title))) or [len(title)])[-1]
    return title[:end], title[end:].lstrip()


def draw_mark(painter: QPainter, area: QRectF, mark: Mark, *, faint: bool = False) -> None:
    """A title in a day, in as many lines as the area has room for."""
    ink, ground, _line = LOOKS[mark.tone]
    painter.save()
    painter.setOpacity(0.4 if faint else 1.0)
    edge = colour(ink) if current().name == "contrast" else None
    box(painter, area, RADIUS.mark + 1, fill=colour(ground), line=edge)
    stripe = QRectF(area.left(), area.top(), 3, area.height())
    box(painter, stripe, 1.5, fill=colour(ink))
    inner = area.adjusted(LEFT, 0, -RIGHT, 0)
    two = area.height() > LINE and not fits(mark, area.width())
    lines = halves(mark.title, inner.width()) if two else (mark.title,)
    high = min(inner.height() / len(lines), QFontMetricsF(typeface()).lineSpacing() + 1)
    top = inner.top() + (inner.height() - high * len(lines)) / 2
    for number, line in enumerate(lines):
        place = QRectF(inner.left(), top + number * high, inner.width(), high)
        words(painter, place, line, font=typeface(), tone="text")
    painter.restore()
