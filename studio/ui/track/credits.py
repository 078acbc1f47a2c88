"""The tab of credits: who did what, how it was recorded, and who may do what with it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from studio.actions import credits
from studio.actions.drafts import Drafts
from studio.actions.tracks import Track
from studio.ui.parts.layouts import column, holder, row
from studio.ui.session import Session
from studio.ui.tokens import Space
from studio.ui.track.credits_form import Form
from studio.ui.track.credits_rights import AccessCard, RightsCard
from studio.ui.track.credits_table import CreditsTable
from studio.ui.track.session_card import HOW, SessionCard

SPACE = Space()
WIDE = 860


class CreditsTab(QWidget):
    """See studio.ui.track.tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.track: UUID | None = None
        drafts = Drafts(session.places)
        self.form = Form(session, drafts, self)
        self.setAccessibleName("Credits")
        self.table = CreditsTable(session, drafts)
        self.recorded = SessionCard(self.form)
        self.access, self.rights = AccessCard(self.form), RightsCard(self.form)
        left = column(self.table, self.recorded, None, gap=SPACE.m)
        right = column(self.access, self.rights, None, gap=SPACE.m)
        self.sides = row(gap=SPACE.m)
        self.sides.addLayout(left, 3)
        self.sides.addLayout(right, 2)
        page = holder(column(self.sides, margins=(0, 0, SPACE.s, 0)))
        page.setProperty("part", "page")
        self.area = QScrollArea()
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(self.area, gap=0))
        self.form.told.connect(self.tell)

    def show_track(self, track: Track) -> None:
        """Another track, or the same one as it is now; what is being typed stays."""
        found = credits.read(self.session.library, track.row.id)
        if found is None:
            return
        if track.row.id != self.track:
            self.leave()
            self.track = track.row.id
            self.offer()
            for card in (self.access, self.rights):
                card.note.setText("")
            self.recorded.note.setText(HOW)
        self.form.show(track.row.id, found.fields)
        self.table.show_credits(track.row.id, found.credits)

    def offer(self) -> None:
        """What to complete from: the whole library."""
        library = self.session.library
        self.table.offer(credits.known(library, "person"), credits.known(library, "role"))
        self.recorded.offer(library)

    def tell(self, name: str, state: str) -> None:
        """How the saving stands, on the card of the field."""
        known = {"visibility", "download_policy", "comments_open"}
        card = self.access if name in known else self.rights
        (self.recorded if name.startswith("session.") else card).note.setText(state)

    def leave(self) -> None:
        """What was typed is saved."""
        self.form.commit()
        self.table.leave()

    def forget(self) -> None:
        """The track was deleted."""
        self.track = None
        self.form.forget()
        self.table.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self.sides.setDirection(way)
        for place, share in enumerate((3, 2)):
            self.sides.setStretch(place, share if wide else 0)
