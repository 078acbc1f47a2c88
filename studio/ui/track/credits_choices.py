"""A few choices, each with a line that says what it means; and what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QSizePolicy

from studio.ui.fonts import font
from studio.ui.parts.buttons import rove
from studio.ui.parts.layouts import column
from studio.ui.parts.paint import Ringed, begin, box, square, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE = Size(), Space(), Type()
MARK, DOT, TALL = 18, 8, 46
Choice = tuple[str, str, str]  # key, words, what it means

VISIBILITY: tuple[Choice, ...] = (
    ("public", "Everyone", "Anyone can find and hear it once it is live."),
    ("unlisted", "People with the link", "Listed nowhere; heard by those you send the link."),
    ("private", "Only you", "You, and those you work with."),
)
DOWNLOADS: tuple[Choice, ...] = (
    ("disabled", "No downloads", "Listeners can only stream it."),
    ("320", "MP3", "An MP3 of 320 kbit/s, with its cover and names."),
    ("original", "MP3 and original", "Also the file as you added it."),
    ("stems", "Everything", "Also every stem, for those who remix."),
)
LICENSES: tuple[Choice, ...] = (
    ("all-rights-reserved", "All rights reserved", "Nobody may reuse it without asking you."),
    ("cc-by", "CC BY", "Anyone may reuse it, also for money, if they name you."),
    ("cc-by-sa", "CC BY-SA", "The same, if they share theirs under the same terms."),
    ("cc-by-nc", "CC BY-NC", "Anyone may reuse it without money, if they name you."),
    ("cc-by-nc-sa", "CC BY-NC-SA", "The same, if they share theirs under the same terms."),
    ("cc-by-nd", "CC BY-ND", "It may be passed on unchanged, also for money, with your name."),
    ("cc-by-nc-nd", "CC BY-NC-ND", "It may be passed on unchanged, without money, with your name."),
    ("cc0", "CC0, public domain", "Anyone may do anything with it, without naming you."),
    ("custom", "Your own terms", "People must follow what you write below."),
)


class ChoiceRow(Ringed, QRadioButton):
    """One choice; arrows move between them."""

    ring_radius = Radius().control

    def __init__(self, key: str, text: str, meaning: str) -> None:
        super().__init__(text)
        self.key, self.meaning = key, meaning
        self.setAccessibleName(text)
        self.setAccessibleDescription(meaning)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(TALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def sizeHint(self) -> QSize:
        return QSize(SIZE.sidebar, TALL)

    def minimumSizeHint(self) -> QSize:
        return QSize(SIZE.sidebar // 2, TALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.underMouse():
            box(painter, area, Radius().control, fill=colour("select" if chosen else "hover"))
        place = square(QRectF(SPACE.s, 0, MARK, area.height()), MARK)
        edge = "accent" if chosen else "edge"
        box(painter, place, MARK / 2, fill=colour("bg"), line=colour(edge))
        if chosen:
            box(painter, square(place, DOT), DOT / 2, fill=colour("accent"))
        left = MARK + SPACE.s + SPACE.m
        upper = QRectF(left, SPACE.xs, area.width() - left - SPACE.s, area.height() / 2 - SPACE.xs)
        lower = upper.translated(0, upper.height())
        words(painter, upper, self.text(), font=font(TYPE.body, TYPE.medium), tone="text")
        words(painter, lower, self.meaning, font=font(TYPE.meta), tone="dim")
        painter.end()
        self.paint_ring()


class ChoiceList(QFrame):
    """`picked` tells the key of what the artist picked."""

    picked = Signal(str)

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        self.rows = [ChoiceRow(*one) for one in choices]
        self.setLayout(column(*self.rows, gap=SPACE.hair))
        for one in self.rows:
            self.group.addButton(one)
        self.group.buttonToggled.connect(self.tell)
        self.setFocusProxy(self.rows[0])

    def tell(self, one: ChoiceRow, on: bool) -> None:
        if on:
            self.setFocusProxy(one)
            rove(self.group)
            self.picked.emit(one.key)

    def key(self) -> str:
        """What is chosen."""
        return next((one.key for one in self.rows if one.isChecked()), "")

    def show_key(self, key: str) -> None:
        """Show a choice without telling of it."""
        blocked = self.group.blockSignals(True)
        for one in self.rows:
            if one.key == key:
                one.setChecked(True)
                self.setFocusProxy(one)
        self.group.blockSignals(blocked)
        rove(self.group)
