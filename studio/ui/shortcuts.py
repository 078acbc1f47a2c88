"""The sheet of keys: what they do everywhere, in lists, and while listening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.fonts import font
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.paint import begin, box, width_of, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SPACE, TYPE = Space(), Type()
WIDTH = 760
NATIVE = QKeySequence.SequenceFormat.NativeText
OTHERS = (
    (
        "In the list",
        (
            ("Open what is chosen", "Return"),
            ("Choose several", "Shift+Down"),
            ("Choose all", "Ctrl+A"),
            ("Delete what is chosen", "Del"),
            ("Empty the search", "Esc"),
        ),
    ),
    (
        "While listening",
        (
            ("Play, pause", "Space"),
            ("Closer", "+"),
            ("Wider", "-"),
            ("The whole sound", "0"),
            ("Back and ahead", "Left"),
            ("To the beginning", "Home"),
            ("Loop begins here", "["),
            ("Loop ends here", "]"),
            ("Note at this moment", "N"),
        ),
    ),
)


@speaks(Role.StaticText)
class Keys(QWidget):
    """Keys as they stand on a keyboard."""

    def __init__(self, sequence: QKeySequence) -> None:
        super().__init__()
        text = sequence.toString(NATIVE)
        self.keys = [part for part in text.split("+") if part] or ["+"]
        self.setAccessibleName(text)
        self.setFixedHeight(Size().chip)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def wide(self, key: str) -> int:
        return max(Size().chip, width_of(key, font(TYPE.meta, TYPE.medium)) + 2 * SPACE.s)

    def sizeHint(self) -> QSize:
        gaps = SPACE.xs * (len(self.keys) - 1)
        return QSize(sum(self.wide(key) for key in self.keys) + gaps, Size().chip)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, x = begin(self), 0.0
        for key in self.keys:
            area = QRectF(x, 0, self.wide(key), self.height())
            box(painter, area, Radius().small, fill=colour("raised"), line=colour("edge"))
            words(
                painter,
                area,
                key,
                font=font(TYPE.meta, TYPE.medium),
                tone="text",
                align=Qt.AlignmentFlag.AlignHCenter,
            )
            x += area.width() + SPACE.xs


def line(text: str, keys: QKeySequence) -> QWidget:
    """What it does, and the keys."""
    return holder(row(label(text, "dim"), None, Keys(keys), gap=SPACE.m))


def block(title: str, entries: list[tuple[str, QKeySequence]]) -> QWidget:
    """One heading with its lines."""
    over = label(title.upper(), "overline")
    return holder(column(over, *(line(*entry) for entry in entries), gap=SPACE.xs))


def blocks(window: MainWindow) -> list[QWidget]:
    """All of them; the menus know their own."""
    made = []
    for menu, actions in window.acts.items():
        entries = [(a.text(), a.shortcut()) for a in actions if not a.shortcut().isEmpty()]
        if entries and menu != "Edit":  # these are everybody's
            made.append(block(menu, entries))
    for title, others in OTHERS:
        made.append(block(title, [(text, QKeySequence(keys)) for text, keys in others]))
    return made


class Shortcuts(Dialog):
    """Two columns, as even as the blocks allow."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, "Keyboard shortcuts", verb="Close", cancel="", width=WIDTH)
        halves: list[list[QWidget]] = [[], []]
        heights = [0, 0]
        for made in blocks(window):
            shorter = heights.index(min(heights))
            halves[shorter].append(made)
            heights[shorter] += made.sizeHint().height() + SPACE.l
        columns = row(*(column(*half, None, gap=SPACE.l) for half in halves), gap=SPACE.xxl)
        columns.setStretch(0, 1)
        columns.setStretch(1, 1)
        self.add(holder(columns))


def show_shortcuts(window: MainWindow) -> None:
    """Opens the sheet; nobody waits for it."""
    sheet = Shortcuts(window)
    sheet.finished.connect(sheet.veil.deleteLater)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
