"""The table of tracks: sorts by its headings, gives columns up where it is narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal

from studio.actions.library import Filter, Order, TrackRow
from studio.ui.library.model import COLUMNS, NUMBER, TrackModel
from studio.ui.parts.tables import DenseTable

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

WIDTHS = {
    "state": 124,
    "genre": 128,
    "tags": 168,
    "versions": 88,
    "length": 76,
    "lufs": 72,
    "peak": 72,
    "sync": 40,
}
TITLE = 220
GIVEN_UP = ("tags", "peak", "versions", "genre", "lufs", "sync")
"""Which columns go first where there is not room for all."""
FLAGS = QItemSelectionModel.SelectionFlag


class TrackTable(DenseTable):
    """Tells which tracks are chosen, and what is wanted with them."""

    picked = Signal()  # others are chosen, or what is chosen was written to
    opened = Signal(object)  # the id of a track
    removal = Signal()
    menu = Signal(object)  # where, on the screen

    def __init__(self, model: TrackModel, parent: QWidget | None = None) -> None:
        super().__init__("Tracks", parent)
        self.tracks = model
        self.setModel(model)
        self.set_widths({NUMBER[key]: width for key, width in WIDTHS.items()}, stretch=0)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self.sort_by)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        self.doubleClicked.connect(lambda index: self.open_line(index.row()))

    def sort_by(self, section: int) -> None:
        """A heading was clicked: by it, and the other way round the second time."""
        order = COLUMNS[section].order
        if order is None:
            return
        again = self.tracks.order is order and not self.tracks.backwards
        self.sort(order, backwards=again)

    def sort(self, order: Order, *, backwards: bool = False) -> None:
        """In another order, with the same tracks chosen."""
        header = self.horizontalHeader()
        section = next((n for n, column in enumerate(COLUMNS) if column.order is order), None)
        header.setSortIndicatorShown(section is not None)
        if section is not None:
            falling = order in {Order.LENGTH, Order.LOUDNESS, Order.RELEASE}
            down = falling is not backwards
            direction = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(section, direction)
        self.keep(lambda: self.tracks.show(self.tracks.wanted, order, backwards=backwards))

    def filter(self, wanted: Filter) -> None:
        """Only what fits."""
        self.keep(
            lambda: self.tracks.show(wanted, self.tracks.order, backwards=self.tracks.backwards)
        )

    def refresh(self) -> None:
        """Shows what was written meanwhile."""
        self.keep(self.tracks.refresh)

    def keep(self, change: Callable[[], None]) -> None:
        """What was chosen stays so, as far as it is still there; the view stays where it was."""
        numbers = {self.tracks.numbers[line] for line in self.lines()}
        current = self.currentIndex().row()
        focused = self.tracks.numbers[current] if 0 <= current < self.tracks.rowCount() else None
        top, before = self.verticalScrollBar().value(), self.tracks.numbers
        change()
        if self.tracks.numbers is before or self.tracks.numbers == before:
            self.picked.emit()
            return
        if numbers:
            self.choose(numbers, focused)
        self.verticalScrollBar().setValue(top)

    def choose(self, numbers: set[int], focused: int | None = None) -> None:
        """Selects by row number of the library."""
        found = QItemSelection()
        lines = [n for n, number in enumerate(self.tracks.numbers) if number in numbers]
        last = len(COLUMNS) - 1
        for top, bottom in spans_of(lines):
            found.select(self.tracks.index(top, 0), self.tracks.index(bottom, last))
        if lines:
            at = next((n for n in lines if self.tracks.numbers[n] == focused), lines[0])
            chooser = self.selectionModel()
            chooser.setCurrentIndex(self.tracks.index(at, 0), FLAGS.NoUpdate)
            chooser.select(found, FLAGS.ClearAndSelect)

    def show_track(self, track_id: UUID) -> bool:
        """Chooses a track and brings it into sight; False if it does not fit what is shown."""
        line = self.tracks.line(track_id)
        if line is not None:
            self.selectRow(line)
            self.scrollTo(self.tracks.index(line, 0))
        return line is not None

    def lines(self) -> list[int]:
        """The lines that are chosen, from the top."""
        # By spans: to make an index for each of ten thousand lines holds the window up.
        chosen = self.selectionModel().selection()
        spans = [chosen.at(number) for number in range(chosen.count())]
        return sorted({line for one in spans for line in range(one.top(), one.bottom() + 1)})

    def chosen(self) -> list[TrackRow]:
        """The tracks that are chosen."""
        return [row for line in self.lines() if (row := self.tracks.row(line)) is not None]

    def open_line(self, line: int) -> None:
        """Asks for the page of the track of a line."""
        found = self.tracks.row(line)
        if found is not None:
            self.opened.emit(found.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(self.lines()) == 1:
            self.open_line(self.lines()[0])
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selectionModel().hasSelection():
            self.menu.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width() - TITLE - sum(WIDTHS.values())
        for key in GIVEN_UP:
            hidden = room < 0
            if self.isColumnHidden(NUMBER[key]) != hidden:
                self.setColumnHidden(NUMBER[key], hidden)
            if hidden:
                room += WIDTHS[key]


def spans_of(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours among lines that are in order."""
    for _, run in groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        found = [line for _, line in run]
        yield found[0], found[-1]
