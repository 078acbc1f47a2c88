"""The middle of the window: what is shown, a search box, and the table or why it is empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from studio.actions.library import Filter, Library, Order
from studio.ui.library.model import TrackModel
from studio.ui.library.table import TrackTable
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.controls import Combo, SearchInput
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.notices import EmptyState
from studio.ui.tokens import Space

SPACE = Space()
ORDERS = (
    ("NEWEST", "Newest first"),
    ("TITLE", "By title"),
    ("RELEASE", "By release"),
    ("LENGTH", "Longest first"),
    ("LOUDNESS", "Loudest first"),
)
SEARCH_WIDTH = 280


class TrackPane(QWidget):
    """`shown` tells how many tracks fit."""

    shown = Signal(int)

    def __init__(self, library: Library, bring: Callable[[], object]) -> None:
        super().__init__()
        self.name = ElidedLabel("All tracks", "display")
        self.fit = label("", "dim")
        self.search = SearchInput("Title, tag, person…", name="Search tracks")
        self.search.setClearButtonEnabled(False)
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self.order = Combo(ORDERS)
        self.order.setAccessibleName("Order")
        self.add = Button("Import", kind="primary", icon="plus")
        self.add.setToolTip("Import files, or drop them anywhere (Ctrl+O)")
        self.bring = bring
        self.table = TrackTable(TrackModel(library))
        self.stack = QStackedWidget()
        self.place = Filter()
        self.arrange()
        self.search.textChanged.connect(lambda _text: self.narrow())
        self.search.returnPressed.connect(self.enter)
        self.order.picked.connect(lambda key: self.table.sort(Order[key]))
        self.add.clicked.connect(bring)
        self.table.horizontalHeader().sectionClicked.connect(lambda _section: self.tell_order())
        self.tell()

    @cached_property
    def nothing(self) -> EmptyState:
        """Instead of the list, where there is no track yet."""
        made = EmptyState(
            "audio-lines",
            "Your music goes here",
            "Drop WAV, FLAC, AIFF or MP3 files anywhere in this window. They stay on this "
            "machine; nobody hears them before you release them.",
            action=("Choose files…", self.bring),
        )
        self.stack.addWidget(made)
        return made

    @cached_property
    def misfit(self) -> EmptyState:
        """Instead of the list, where a search finds nothing."""
        made = EmptyState(
            "search",
            "Nothing fits",
            "No track has these words in its title, tags, credits or notes.",
            action=("Show all tracks", self.reset),
        )
        self.stack.addWidget(made)
        return made

    def arrange(self) -> None:
        """Put it together."""
        self.list = Card(flush=True)
        self.list.body.setContentsMargins(1, SPACE.xs, 1, SPACE.s)
        self.list.add(self.table)
        self.stack.addWidget(self.list)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        words = row(self.name, self.fit, None, gap=SPACE.m)
        words.setAlignment(self.fit, Qt.AlignmentFlag.AlignBottom)
        self.fit.setContentsMargins(0, 0, 0, SPACE.xs)
        tools = row(self.search, self.order, None, self.add, gap=SPACE.s)
        tools.setStretch(0, 3)
        self.setLayout(column(words, tools, self.stack, gap=SPACE.m))
        self.layout().setContentsMargins(SPACE.xl, SPACE.l, SPACE.s, SPACE.l)  # type: ignore[union-attr]

    def go(self, name: str, place: Filter) -> None:
        """Another place of the sidebar."""
        self.name.setText(name)
        self.place = place
        self.narrow()

    def narrow(self) -> None:
        """As few as what was typed leaves."""
        self.table.filter(self.place._replace(text=self.search.text()))
        self.tell()

    def refresh(self) -> None:
        """Shows what was written meanwhile."""
        self.table.refresh()
        self.tell()

    def reset(self) -> None:
        """No words, all tracks of this place."""
        self.search.clear()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter(self) -> None:
        """From the search into what it found."""
        if self.table.tracks.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.selectRow(max(0, self.table.currentIndex().row()))

    def tell(self) -> None:
        """How many fit, and what to do where none does."""
        count = self.table.tracks.rowCount()
        searched = bool(self.search.text().strip())
        empty = self.place == Filter() and not searched
        shown = self.list if count else self.nothing if empty else self.misfit
        self.stack.setCurrentWidget(shown)
        self.fit.setText(f"{count:,}".replace(",", " ") + (" track" if count == 1 else " tracks"))
        self.search.setEnabled(bool(count) or not empty)
        self.shown.emit(count)

    def tell_order(self) -> None:
        """The list of orders follows the headings."""
        self.order.show_key(self.table.tracks.order.name)
