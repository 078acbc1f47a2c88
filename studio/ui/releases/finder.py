"""Finds tracks of the library by their words, to put them on a release."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions.library import Library, TrackRow
from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts import figures
from studio.ui.parts.buttons import Painted
from studio.ui.parts.controls import SearchInput
from studio.ui.parts.covers import draw_cover
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column
from studio.ui.parts.paint import begin, box, square, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE = Size(), Space(), Type()
OFFERED = 6
COVER = 28
RIGHT = Qt.AlignmentFlag.AlignRight


class Found(Painted):
    """A track that fits; a click puts it on the release."""

    def __init__(self, row: TrackRow) -> None:
        super().__init__()
        self.row = row
        self.ring_radius = Radius().small
        self.setFixedHeight(SIZE.control)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Add {row.title}")
        self.setToolTip(row.title)

    def sizeHint(self) -> QSize:
        return QSize(SIZE.sidebar, SIZE.control)

    def paint(self, area: QRectF) -> None:
        painter = begin(self)
        if self.lit() or self.hasFocus():
            box(painter, area, Radius().small, fill=colour("hover"))
        cover = square(QRectF(SPACE.xs, 0, COVER, area.height()), COVER)
        draw_cover(painter, cover, self.row.title)
        rest = area.adjusted(COVER + SPACE.m + SPACE.xs, 0, -SPACE.s, 0)
        plus = QRectF(rest.right() - SIZE.icon_small, 0, SIZE.icon_small, area.height())
        icons.paint(painter, "plus", square(plus, SIZE.icon_small), "accent")
        rest.setRight(plus.left() - SPACE.m)
        if self.row.duration_ms is not None:
            told = figures.clock(self.row.duration_ms)
            words(painter, rest, told, font=font(TYPE.meta), tone="dim", align=RIGHT)
            rest.setRight(rest.right() - 52)
        words(painter, rest, self.row.title, font=font(TYPE.body, TYPE.medium), tone="text")


class TrackFinder(QWidget):
    """`added` tells which track; Enter takes the first one, the arrows go into what fits."""

    added = Signal(object)  # id of a track

    def __init__(self, library: Library, without: Callable[[], set[UUID]]) -> None:
        super().__init__()
        self.library, self.without = library, without
        self.search = SearchInput("Add a track from your library…", name="Find tracks to add")
        self.none = label("", "meta")
        self.none.hide()
        self.found: list[Found] = []
        self.lines = column(gap=SPACE.hair)
        self.setLayout(column(self.search, self.none, self.lines, gap=SPACE.xs))
        self.search.textChanged.connect(lambda _text: self.look())
        self.search.installEventFilter(self)

    def look(self) -> None:
        """What fits now."""
        text, known = self.search.text(), self.without()
        rows = [row for row in self.library.find(text, OFFERED * 2) if row.id not in known]
        for old in self.found:
            self.lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.found = [Found(row) for row in rows[:OFFERED]]
        for one in self.found:
            self.lines.addWidget(one)
            one.show()  # at once: the arrows may go there before Qt comes to it
            one.clicked.connect(lambda _on=False, row=one.row: self.take(row.id))
            one.installEventFilter(self)
        self.none.setVisible(bool(text.strip()) and not rows)
        self.none.setText("No other track has these words. Drop files here to add new ones.")

    def take(self, track: UUID) -> None:
        """Puts a track on the release; the next one can be typed at once."""
        self.search.clear()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.added.emit(track)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self.key(target, event) or super().eventFilter(target, event)
        return super().eventFilter(target, event)

    def key(self, target: QObject, event: QKeyEvent) -> bool:
        """Arrows go through what fits, as through a list."""
        line: list[QWidget] = [self.search, *self.found]
        at = next((n for n, one in enumerate(line) if one is target), 0)
        code = Qt.Key(event.key())
        if code in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            to = max(0, min(len(line) - 1, at + (1 if code == Qt.Key.Key_Down else -1)))
            line[to].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if code in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.found:
            self.take(self.found[max(0, at - 1)].row.id)
            return True
        return False
