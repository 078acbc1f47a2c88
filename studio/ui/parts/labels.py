"""Words and icons that are only looked at."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui import icons
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.paint import begin, repolish, square
from studio.ui.tokens import Size


def label(text: str, voice: str = "body", *, wrap: bool = False) -> QLabel:
    """A label; `voice` is one of those in the style sheet: display, title, heading, body..."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("voice", voice)
    made.setWordWrap(wrap)
    if not wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made


class ElidedLabel(QLabel):
    """One line that gives way with an ellipsis, and then tells the whole in its tooltip."""

    def __init__(self, text: str = "", voice: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_voice(voice)

    def set_voice(self, voice: str) -> None:
        """Speak in another voice (see `label`)."""
        self.setProperty("voice", voice)
        repolish(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…") * 2, super().sizeHint().height())

    def elided(self) -> str:
        """What there is room for."""
        metrics = QFontMetrics(self.font())
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()
        self.tell_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tell_whole()

    def tell_whole(self) -> None:
        """The tooltip exists only where something is missing."""
        self.setToolTip(self.text() if self.elided() != self.text() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        painter.setFont(self.font())
        # Not by QStyle, whose Python side alone is a thirtieth of the start: 60 enumerations.
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        flags = self.alignment() | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(self.rect(), int(flags), self.elided())


@speaks(Role.Graphic)
class IconLabel(QWidget):
    """An icon in a colour of the theme; without a name it is decoration."""

    def __init__(
        self, name: str, tone: str = "dim", *, size: int = Size().icon, says: str = ""
    ) -> None:
        super().__init__()
        self.name, self.tone, self.side = name, tone, size
        self.setFixedSize(size, size)
        self.setAccessibleName(says)

    def show_icon(self, name: str, tone: str) -> None:
        """Another icon in another tone."""
        self.name, self.tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        icons.paint(painter, self.name, square(QRectF(self.rect()), self.side), self.tone)
