"""What a stem carries, as it is shown: words, icon and hue."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui import icons
from studio.ui.import_row import ROLES
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.paint import begin, box, square
from studio.ui.theme import current
from studio.ui.tokens import Radius, Size, Space

SIZE, SPACE = Size(), Space()
WORDS = dict(ROLES)
LOOKS = {  # icon, and which of the hues of the theme
    "vocal": ("mic-vocal", 0),
    "other": ("audio-lines", 1),
    "drum": ("drum", 2),
    "bass": ("guitar", 3),
    "guitar": ("guitar", 4),
    "synth": ("piano", 6),
    "fx": ("sliders-horizontal", 7),
}


def hue(role: str) -> QColor:
    """The colour of a role in the theme in use."""
    return QColor(current().stems[LOOKS.get(role, LOOKS["other"])[1]])


@speaks(Role.Graphic)
class RoleMark(QWidget):
    """A stripe and an icon in the hue of a role."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role
        self.setFixedSize(SPACE.xs + SPACE.m + SIZE.icon, SIZE.control)
        self.show_role(role)

    def show_role(self, role: str) -> None:
        """Another role."""
        self.role = role
        self.setAccessibleName(WORDS.get(role, role))
        self.setToolTip(self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tone = begin(self), hue(self.role)
        stripe = QRectF(0, 0, SPACE.xs, self.height())
        box(painter, stripe, Radius().mark / 2, fill=tone)
        rest = QRectF(SPACE.xs + SPACE.m, 0, SIZE.icon, self.height())
        place = square(rest, SIZE.icon)
        name = LOOKS.get(self.role, LOOKS["other"])[0]
        scale = self.devicePixelRatioF()
        painter.drawPixmap(place.topLeft(), icons.tinted(name, tone.name(), SIZE.icon, scale))
