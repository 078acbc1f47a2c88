"""Buttons: with words, with an icon, to play, with a letter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QSizePolicy, QWidget

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.paint import Ringed, begin, box, repolish, square, words
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, RADIUS, TYPE = Size(), Radius(), Type()
TONES = {"primary": "on_accent", "danger": "on_bad"}


def hint(text: str, shortcut: str = "") -> str:
    """A tooltip with the keys that do the same."""
    if not shortcut:
        return text
    from PySide6.QtGui import QKeySequence  # the enum of Qt's standard keys takes 3 ms to make

    keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text}  ({keys})"


def rove(group: QButtonGroup) -> None:
    """Tab comes to the chosen one of a group, arrows lead on from it: Qt sees to that only after
    the focus was there once.
    """
    chosen = group.checkedButton()
    for button in group.buttons():
        reached = chosen is None or button is chosen
        policy = Qt.FocusPolicy.StrongFocus if reached else Qt.FocusPolicy.ClickFocus
        button.setFocusPolicy(policy)


class Button(Ringed, QPushButton):
    """A button with words; `kind` is plain, primary, danger or quiet."""

    def __init__(
        self,
        text: str,
        *,
        kind: str = "plain",
        icon: str | None = None,
        small: bool = False,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("part", "button")
        self.setProperty("small", small)
        self.ring_radius = RADIUS.small if small else RADIUS.control
        self.glyph = icon
        self.set_kind(kind)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if shortcut:
            self.setShortcut(shortcut)
            self.setToolTip(hint(text, shortcut))

    def set_kind(self, kind: str) -> None:
        """Change how weighty it looks."""
        self.setProperty("kind", kind)
        if self.glyph is not None:
            side = SIZE.icon_small
            icons.put(self, self.glyph, TONES.get(kind, "dim"), size=side, gap=Space().xs)
        repolish(self)


class Painted(Ringed, QAbstractButton):
    """Base of buttons that paint themselves: hover, press, focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paint(QRectF(self.rect()))
        self.paint_ring()

    def paint(self, area: QRectF) -> None:
        """Draw everything but the ring."""
        raise NotImplementedError  # abstract; Qt’s metaclass leaves no room for abc’s

    def lit(self) -> bool:
        """Under the pointer, and able to do something."""
        return self.isEnabled() and self.underMouse()


class IconButton(Painted):
    """A square button with an icon; its name is its tooltip. Checkable ones light up."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        tone: str = "dim",
        checkable: bool = False,
        small: bool = False,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.icon_name, self.tone, self.small, self.keys = icon, tone, small, shortcut
        self.setCheckable(checkable)
        self.ring_radius = RADIUS.small if small else RADIUS.control
        side = SIZE.small if small else SIZE.control
        self.setFixedSize(side, side)
        if shortcut:
            self.setShortcut(shortcut)
        self.rename(name)

    def rename(self, name: str) -> None:
        """Change what it is called, in the tooltip too."""
        self.setAccessibleName(name)
        self.setToolTip(hint(name, self.keys))

    def show_icon(self, icon: str, name: str) -> None:
        """Change icon and name together: play becomes pause."""
        self.icon_name = icon
        self.rename(name)
        self.update()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paint(self, area: QRectF) -> None:
        painter = begin(self)
        fill = "select" if self.isChecked() else "hover" if self.lit() else None
        if fill is not None:
            edge = colour("edge") if self.isDown() else None
            box(painter, area, self.ring_radius or 0, fill=colour(fill), line=edge)
        tone = "text" if self.lit() else self.tone
        if self.isChecked():
            tone = "text" if current().name == "contrast" else "accent"
        side = SIZE.icon_small if self.small else SIZE.icon
        icons.paint(
            painter, self.icon_name, square(area, side), tone if self.isEnabled() else "off"
        )


class PlayButton(Painted):
    """The round button that starts and stops; checked means playing."""

    ring_radius = SIZE.play // 2

    def __init__(self, *, side: int = SIZE.play, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.ring_radius = side // 2
        self.setFixedSize(side, side)
        self.toggled.connect(self.tell)
        self.tell(playing=False)

    def tell(self, playing: bool) -> None:
        """Name it after what it will do."""
        name = "Pause" if playing else "Play"
        self.setAccessibleName(name)
        self.setToolTip(hint(name, "Space"))
        self.update()

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paint(self, area: QRectF) -> None:
        painter = begin(self)
        painter.setPen(Qt.PenStyle.NoPen)
        enabled = self.isEnabled()
        painter.setBrush(colour("text" if enabled else "raised"))
        inset = 1.0 if self.isDown() else 0.0
        painter.drawEllipse(area.adjusted(inset, inset, -inset, -inset))
        name = "pause" if self.isChecked() else "play"
        side = round(area.width() * 0.45)
        place = square(area, side)
        if name == "play":  # a triangle's weight lies left of its middle
            place.translate(1, 0)
        icons.paint(painter, name, place, "bg" if enabled else "off", solid=True)


class LetterToggle(Painted):
    """A letter to switch on, as M and S of a mixer are; `tone` is its colour when on."""

    def __init__(self, letter: str, name: str, *, tone: str = "accent") -> None:
        super().__init__()
        self.letter, self.tone = letter, tone
        self.ring_radius = RADIUS.small
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(SIZE.chip, SIZE.chip)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paint(self, area: QRectF) -> None:
        painter = begin(self)
        on = self.isChecked() and self.isEnabled()
        fill: Any = colour(self.tone) if on else colour("hover" if self.lit() else "raised")
        edge = self.tone if on else "edge" if self.isEnabled() else "off"
        box(painter, area, RADIUS.small, fill=fill, line=colour(edge))
        centre = Qt.AlignmentFlag.AlignHCenter
        bold = font(TYPE.overline, TYPE.bold)
        tone = f"on_{self.tone}" if on else "dim" if self.isEnabled() else "off"
        words(painter, area, self.letter, font=bold, tone=tone, align=centre)
