"""The page of one track: its head, a row of tabs, and the tab that is gone to."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from studio.actions import going_live, tracks
from studio.actions.releases import cover
from studio.actions.tracks import Track
from studio.ui.parts.layouts import column, row
from studio.ui.parts.segmented import Segmented
from studio.ui.releases.pictures import Pictures
from studio.ui.session import Session
from studio.ui.tokens import Space
from studio.ui.track.fetch_bar import FetchBar
from studio.ui.track.header import COVER, Header
from studio.ui.track.tabs import TABS, shows

SPACE = Space()
TYPED = (QLineEdit, QPlainTextEdit)


class TrackPage(QWidget):
    """See studio.ui.pages. `left` asks to go back; `gone` tells that the track was deleted by
    somebody else, and how it was called.
    """

    left = Signal()
    gone = Signal(str)

    def __init__(self, session: Session, tab: str = "") -> None:
        super().__init__()
        self.session = session
        self.track: Track | None = None
        self.origin = "tracks"  # the page to go back to
        self.header = Header()
        self.pictures = Pictures(2 * COVER, self.show_header)
        self.tabs = Segmented("Parts of the track")
        self.tabs.set_choices([(one.key, one.text) for one in TABS])
        self.stack = QStackedWidget()
        self.made: dict[str, QWidget] = {}
        keys = [one.key for one in TABS]
        self.key = tab if tab in keys else keys[0]
        self.tabs.choose(self.key)
        self.fetch = FetchBar(session)
        body = column(self.header, row(self.tabs, None), self.fetch, self.stack, gap=SPACE.m)
        body.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        body.setStretch(3, 1)
        self.setLayout(body)
        self.setAccessibleName("Track")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.tabs.chosen.connect(self.show_tab)
        self.tabs.pointed.connect(self.follow_click)
        self.header.back.clicked.connect(self.left)
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.left)

    # which track, which tab

    def open(self, track_id: UUID) -> bool:
        """A track; what was typed about the last one is saved. False if it is not there."""
        if self.track is not None and self.track.row.id != track_id:
            self.leave()
        found = tracks.read(self.session.library, track_id)
        if found is None:
            return False
        self.track = found
        self.show_header()
        self.show_tab(self.key)
        return True

    def show_tab(self, key: str) -> None:
        """Another part of it."""
        if key != self.key:
            self.leave()
        self.key = key
        self.tabs.choose(key)
        shown = self.tab(key)
        self.stack.setCurrentWidget(shown)
        if self.track is not None:
            shows(shown).show_track(self.track)

    def focus_tab(self) -> None:
        """Into the tab, where it says that its keys are."""
        into = getattr(self.stack.currentWidget(), "focus_first", self.setFocus)
        into()

    def follow_click(self) -> None:
        """After a click the keys of the tab are wanted, not those of the row of tabs."""
        if hasattr(self.stack.currentWidget(), "focus_first"):
            self.focus_tab()

    def tab(self, key: str) -> QWidget:
        """The widget of a tab, made now if nobody was there before."""
        if key not in self.made:
            made = next(one for one in TABS if one.key == key).make(self.session)
            self.made[key] = made
            self.stack.addWidget(made)
        return self.made[key]

    def show_header(self) -> None:
        """The head as it is now."""
        if self.track is None:
            return
        who = self.session.who
        artist = (who.display_name or who.handle) if who is not None else ""
        sha256 = self.track.row.artwork_sha256 or ""
        picture = self.pictures.get(sha256, lambda: cover(self.session.library, sha256))
        self.header.show_track(self.track, artist, picture, address=self.address())
        self.fetch.show_track(self.track)

    def address(self) -> str:
        """Where people find the track; empty while they cannot."""
        if self.track is None or self.track.row.visibility == "private":
            return ""
        found = going_live.stand(self.session.library, self.session.who, self.track.row.id)
        return found.address if found is not None and found.live else ""

    # of the window

    def refresh(self) -> None:
        """Somebody wrote to the library, or the page comes into sight."""
        if self.track is None:
            return
        library, before = self.session.library, self.track
        found = tracks.read(library, before.row.id)
        if found is not None:
            self.track = found
            self.show_header()
            shows(self.tab(self.key)).show_track(found)
        elif tracks.readable(library):  # otherwise nothing can be said about it
            self.forget()
            self.gone.emit(before.row.title)

    def leave(self) -> None:
        """What was typed is saved, what sounds is paused."""
        if self.track is not None and self.key in self.made:
            shows(self.made[self.key]).leave()

    def forget(self) -> None:
        """The track is gone: nothing more of it is saved."""
        for made in self.made.values():
            shows(made).forget()
        self.track = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a field first, then the page."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif isinstance(QApplication.focusWidget(), TYPED):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()
