"""The list of tracks with the panel of what is chosen in it. The panels are made when needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.actions.library import Filter
from studio.ui.library.pane import TrackPane
from studio.ui.parts.layouts import row
from studio.ui.parts.notices import EmptyState
from studio.ui.parts.splitters import Splitter
from studio.ui.session import Session
from studio.ui.tokens import Space

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from studio.ui.many_panel import ManyPanel
    from studio.ui.track_panel import TrackPanel

SPACE = Space()
PANEL_LEAST, LIST_LEAST = 340, 380
COVERS = 144
"""Pixels: twice as many as the panel shows, for screens with twice as many."""


class LibraryPage(QWidget):
    """`removal` asks to delete what is chosen, `opened` for the page of a track."""

    removal = Signal()
    opened = Signal(object)  # the id of a track

    def __init__(self, session: Session, choose_files: Callable[[], object]) -> None:
        super().__init__()
        self.session, self.choose_files = session, choose_files
        self.pane = TrackPane(session.library, choose_files)
        self.panel = QStackedWidget()
        self.nothing = EmptyState("music-2", "No track chosen", "Choose one to see how it sounds.")
        self.panel.addWidget(self.nothing)
        self.panel.setMinimumWidth(PANEL_LEAST)
        self.pane.setMinimumWidth(LIST_LEAST)
        self.split = Splitter(self.pane, self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.setLayout(row(self.split, gap=0))
        self.pane.table.picked.connect(self.show_chosen)
        self.pane.table.removal.connect(self.removal)
        self.pane.table.opened.connect(self.opened)
        self.pane.shown.connect(self.show_panel)
        self.picture: Callable[[str], QPixmap | None] = lambda _sha256: None
        session.opened.connect(self.find_covers)
        self.pane.tell()

    @cached_property
    def track(self) -> TrackPanel:
        """The panel of one track."""
        from studio.ui.track_panel import TrackPanel

        made = TrackPanel(self.session, lambda sha256: self.picture(sha256))
        made.add_version.connect(self.choose_files)
        made.opened.connect(self.opened)
        self.panel.addWidget(made)
        return made

    @cached_property
    def many(self) -> ManyPanel:
        """The panel of several."""
        from studio.ui.many_panel import ManyPanel

        made = ManyPanel(self.session, self.chosen_ids)
        made.removal.connect(self.removal)
        self.panel.addWidget(made)
        return made

    def find_covers(self) -> None:
        """The pictures themselves, as soon as there is a loop to read them beside."""
        from studio.actions.releases import cover
        from studio.ui.releases.pictures import Pictures

        library, found = self.session.library, Pictures(COVERS, self.show_covers)
        self.picture = lambda sha256: found.get(sha256, lambda: cover(library, sha256))
        self.pane.table.tracks.picture = self.picture
        self.show_covers()

    def show_covers(self) -> None:
        """A picture arrived."""
        self.pane.table.viewport().update()
        if "track" in self.__dict__:
            self.track.show_cover()

    def show_panel(self, count: int) -> None:
        """Beside a list there is one; what stands alone keeps clear of the window's edge."""
        self.panel.setVisible(bool(count))
        self.layout().setContentsMargins(0, 0, 0 if count else SPACE.s, 0)  # type: ignore[union-attr]

    def go(self, name: str, wanted: Filter) -> None:
        """A place of the sidebar."""
        self.pane.go(name, wanted)

    def refresh(self) -> None:
        """Somebody wrote to the library."""
        self.pane.refresh()
        if "track" in self.__dict__:
            self.track.refresh()

    def leave(self) -> None:
        """What was typed is saved."""
        if "track" in self.__dict__:
            self.track.commit()

    def show_chosen(self) -> None:
        """One track, several, or none."""
        lines = self.pane.table.lines()
        if len(lines) == 1:
            self.show_one(lines[0])
            return
        self.leave()
        if lines:
            self.many.show_count(len(lines))
        self.panel.setCurrentWidget(self.many if lines else self.nothing)

    def show_one(self, line: int) -> None:
        """The track of a line."""
        found, shown = self.pane.table.tracks.row(line), self.track.track
        same = found is not None and shown is not None and shown.row.id == found.id
        if same or (found is not None and self.track.show_track(found.id)):
            self.panel.setCurrentWidget(self.track)

    def chosen_ids(self) -> list[UUID]:
        """The tracks that are chosen."""
        table = self.pane.table
        numbers = [table.tracks.numbers[line] for line in table.lines()]
        return self.session.library.track_ids(numbers)

    def forget(self) -> None:
        """The track that is shown is about to be deleted: nothing of it is saved any more."""
        if "track" in self.__dict__:
            self.track.track = None
