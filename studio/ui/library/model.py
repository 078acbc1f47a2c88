"""The tracks that fit, as a table: numbers in memory, rows fetched in pages when seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.actions.library import Filter, Library, Order, TrackRow
from studio.ui.parts import figures
from studio.ui.parts.tables import CHIP, COVER, FIGURE, ICON

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

PAGE = 50
ROLE = Qt.ItemDataRole
TRACK = int(ROLE.UserRole) + 20
NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
Say = Callable[[TrackRow], Any]


def state(row: TrackRow) -> tuple[str, str]:
    """How a track stands, in a word and a tone: the worst first."""
    if row.status == "failed":
        return "Failed", "bad"
    if row.versions == 0:
        return "No sound", "warn"
    if row.local:
        return "Not sent", "plain"
    if row.status in {"pending", "processing"}:
        return "Processing", "warn"
    return {
        "scheduled": ("Scheduled", "info"),
        "live": ("Live", "good"),
    }.get(row.release_state, ("Draft", "plain"))


class Column(NamedTuple):
    """A column: `order` is how a click on its heading sorts, `figure` sets it to the right."""

    key: str
    name: str
    heard: str = ""  # where `name` is no word
    text: Say = lambda _row: ""
    order: Order | None = None
    figure: bool = False
    roles: tuple[tuple[int, Say], ...] = ()


def length(row: TrackRow) -> str:
    return figures.clock(row.duration_ms) if row.duration_ms is not None else ""


def loudness(row: TrackRow) -> str:
    return figures.signed(row.lufs) if row.lufs is not None else ""


def peak(row: TrackRow) -> str:
    return figures.signed(row.true_peak) if row.true_peak is not None else ""


def sign(row: TrackRow) -> tuple[str, str] | None:
    return ("cloud-upload", "accent") if row.unsent else None


COLUMNS = (
    Column(
        key="title",
        name="TITLE",
        text=lambda row: row.title,
        order=Order.TITLE,
    ),
    Column(key="state", name="STATE", order=Order.RELEASE, roles=((CHIP, state),)),
    Column(key="genre", name="GENRE", text=lambda row: row.genre),
    Column(key="tags", name="TAGS", text=lambda row: ", ".join(row.tags)),
    Column(
        key="versions",
        name="VERSIONS",
        text=lambda row: str(row.versions) if row.versions else "",
        figure=True,
    ),
    Column(key="length", name="LENGTH", text=length, order=Order.LENGTH, figure=True),
    Column(
        key="lufs",
        name="LUFS",
        heard="Loudness in LUFS",
        text=loudness,
        order=Order.LOUDNESS,
        figure=True,
    ),
    Column(key="peak", name="dBTP", heard="True peak in dBTP", text=peak, figure=True),
    Column(key="sync", name="", heard="Sent", roles=((ICON, sign),)),
)
NUMBER = {column.key: number for number, column in enumerate(COLUMNS)}
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TrackModel(QAbstractTableModel):
    """No proxy: filters and orders are questions to the library."""

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.wanted, self.order, self.backwards = Filter(), Order.NEWEST, False
        self.numbers = library.ids(self.wanted, self.order)
        self.pages: dict[int, dict[int, TrackRow]] = {}
        self.picture: Callable[[str], QPixmap | None] = lambda _sha256: None

    def show(self, wanted: Filter, order: Order, *, backwards: bool = False) -> None:
        """Other tracks, or in another order."""
        self.wanted, self.order, self.backwards = wanted, order, backwards
        self.refresh()

    def refresh(self) -> None:
        """The same question again: what was written meanwhile shows."""
        found = self.library.ids(self.wanted, self.order, backwards=self.backwards)
        self.pages.clear()
        if found == self.numbers:
            last = self.index(len(found) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.numbers = found
        self.endResetModel()

    def row(self, number: int) -> TrackRow | None:
        """The track in a line of the table; None if it went while the table was shown."""
        start = number // PAGE * PAGE
        page = self.pages.get(start)
        if page is None:
            page = self.pages[start] = self.library.rows(self.numbers[start : start + PAGE])
        return page.get(self.numbers[number])

    def line(self, track_id: UUID) -> int | None:
        """Where a track stands; None if it does not fit."""
        number = self.library.number(track_id)
        return self.numbers.index(number) if number in self.numbers else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = int(ROLE.DisplayRole)) -> Any:
        column, row = COLUMNS[index.column()], self.row(index.row())
        if row is None:
            return None
        if role == ROLE.DisplayRole:
            return column.text(row)
        if role == FIGURE:
            return column.figure
        if role == COVER and column.key == "title":
            return row.title, self.picture(row.artwork_sha256 or "")
        if role == TRACK:
            return row
        if role == ROLE.AccessibleTextRole:
            return spoken(column, row)
        return next((say(row) for key, say in column.roles if key == role), None)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(ROLE.DisplayRole)
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == ROLE.DisplayRole:
            return column.name
        if role == ROLE.AccessibleTextRole:
            return column.heard or column.name.capitalize()
        if role == ROLE.TextAlignmentRole and column.figure:
            return int(RIGHT)
        return None


def spoken(column: Column, row: TrackRow) -> str:
    """A cell for ears: chips and icons in words."""
    if column.key == "state":
        return state(row)[0]
    if column.key == "sync":
        return "Not sent yet" if row.unsent else "Sent"
    return str(column.text(row))
