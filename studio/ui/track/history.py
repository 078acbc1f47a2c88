"""The tab of what happened to a track: who changed what and when, each with a way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.actions import history
from studio.actions.history import CREATED, DELETED, Change, Family, Gone
from studio.actions.tracks import Track
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, rule
from studio.ui.parts.notices import Banner
from studio.ui.parts.overlays import Dialog
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.tokens import Space
from studio.ui.track.diff import DiffLabel
from studio.ui.track.history_rows import ChangeRow, GoneRow, show_values
from studio.ui.track.telling import reason, tell

SPACE = Space()
SENT_MS = 1_500
"""After something was sent, so long until the server is asked again: more may follow."""
MOST = 200
"""Rows of the server's history that are shown."""
SIGNED_OUT = (
    "Who changed what is kept on the server: sign in to see it. What you changed here and was "
    "not sent yet is below."
)
UNREACHED = "History comes from the server, which did not answer. What waits here is below. "


@speaks(Role.Section)
class Region(QScrollArea):
    """Scrolls by keys: most of what stands in it cannot have the focus itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "region")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class HistoryTab(QWidget):
    """See studio.ui.track.tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.track: Track | None = None
        self.family = Family()
        self.heard: list[Change] = []
        self.shown: tuple[object, ...] | None = None
        self.told = Banner("", "info")
        self.failed = Banner("", "warn", action=("Try again", self.ask))
        self.again = IconButton("refresh-cw", "Ask the server again", small=True)
        self.waiting, self.gone = Card("Waiting to be sent"), Card("Deleted")
        self.past = Card("On the server", actions=(self.again,))
        cards = (self.told, self.failed, self.waiting, self.gone, self.past)
        page = holder(column(*cards, None, gap=SPACE.l, margins=(0, 0, SPACE.m, SPACE.l)))
        page.setProperty("part", "page")
        area = Region()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("History of the track")
        self.setLayout(column(area, gap=0))
        self.later = QTimer(self, singleShot=True, interval=SENT_MS)
        self.later.timeout.connect(self.ask)
        self.again.clicked.connect(self.ask)
        session.account.connect(self.ask)

    # of the page

    def show_track(self, track: Track) -> None:
        """Another track, or the same after a change of the library."""
        other = self.track is None or self.track.row.id != track.row.id
        before = {one.key for one in self.family.waiting}
        self.track = track
        self.family = history.read(self.session.library, track.row.id)
        if other:
            self.heard, self.shown = [], None
            self.ask()
        elif before - {one.key for one in self.family.waiting}:
            self.later.start()
        self.show_all()

    def leave(self) -> None:
        """Nothing is typed here."""
        self.later.stop()

    def forget(self) -> None:
        """The track was deleted."""
        self.track = None
        self.later.stop()

    # what is shown

    def show_all(self) -> None:
        """What waits, what is gone, what the server has told; anew only if it is something else."""
        shown = (self.family.waiting, self.family.gone, tuple(self.heard))
        if shown == self.shown:
            return
        self.shown = shown
        names = self.family.names
        self.fill(self.waiting, [self.row_of(one, names) for one in self.family.waiting])
        self.fill(self.gone, [self.gone_row(one) for one in self.family.gone])
        rows: list[QWidget] = [self.row_of(one, names) for one in self.heard[:MOST]]
        if len(self.heard) > MOST:
            rows.append(label(f"{len(self.heard) - MOST} older changes are not shown.", "dim"))
        self.fill(self.past, rows)
        self.waiting.note.setText(f"{len(self.family.waiting)}")

    def fill(self, card: Card, rows: Sequence[QWidget]) -> None:
        """The rows of a card, with lines between; without any it is not shown."""
        while item := card.body.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for number, one in enumerate(rows):
            if number:
                card.add(rule())
            card.add(one)
        card.setVisible(bool(rows))

    def row_of(self, change: Change, names: Mapping[str, str]) -> QWidget:
        """One change."""
        made = ChangeRow(change, names)
        made.wanted.connect(lambda wanted: spawn(self.undo(wanted)))
        return made

    def gone_row(self, gone: Gone) -> QWidget:
        """Something that can be brought back."""
        made = GoneRow(gone)
        made.wanted.connect(lambda wanted: spawn(self.bring_back(wanted)))
        return made

    def say(self, text: str, *, failed: bool = False) -> None:
        """Why there is nothing of the server's, or nothing more."""
        for banner, meant in ((self.told, not failed), (self.failed, failed)):
            banner.say(text if meant else "", banner.tone)
            banner.setVisible(bool(text) and meant)

    # what is asked and done

    def ask(self) -> None:
        """What the server knows."""
        if self.track is None:
            return
        desk = self.session.desk
        if self.session.who is None or desk is None:
            self.say_signed_out()
            return
        if not self.heard:
            self.say("Asking the server…")
        spawn(self.fetch(self.track), busy=self.again)

    def say_signed_out(self) -> None:
        """Nobody can be asked."""
        self.heard = []
        self.say(SIGNED_OUT)
        self.show_all()

    async def fetch(self, track: Track) -> None:
        """Asks, and shows it if the same track is still looked at."""
        from studio.actions.syncing import NotSignedIn

        desk = self.session.desk
        if desk is None:
            return
        try:
            heard = await history.fetch(desk, self.family)
        except NotSignedIn:
            self.say_signed_out()
            return
        except Exception as error:
            told = reason(error)
            if self.track is not None and self.track.row.id == track.row.id:
                self.say(UNREACHED + told, failed=True)
            return
        if self.track is None or self.track.row.id != track.row.id:
            if self.track is not None:  # it went on to another while the button was busy
                self.later.start()
            return
        self.heard = heard
        only = "The server has not heard of this track yet: everything about it waits here."
        self.say("" if heard or not self.family.waiting else only)
        self.show_all()

    async def undo(self, change: Change) -> None:
        """Shows what it would do, then does it."""
        found = history.now(self.session.library, change)
        whole = change.field in (CREATED, DELETED)
        if found is None and not whole:
            tell(self, f"{change.name} is not there any more", detail="Bring it back first.")
            return
        seen = (found or {}).get(change.field)
        if not whole and not (change.added or change.removed) and seen == change.old:
            tell(self, "It says that already")
            return
        if await self.agreed(change, seen):
            await self.session.do(lambda desk: history.undo(desk, change, seen))
            tell(self, "Taken back", "good")

    async def agreed(self, change: Change, seen: Any) -> bool:
        """Asks, with what stands there now and what will."""
        gone = change.field == CREATED or (change.field == DELETED and change.new is None)
        back = change.field == DELETED and not gone
        verb = "Delete" if gone else "Bring back" if back else "Undo"
        dialog = Dialog(self.window(), f"{change.told}: undo this?", verb=verb, danger=gone)
        difference = DiffLabel()
        if change.added or change.removed:
            again = [("added", f"+ {word}  ") for word in change.removed]
            difference.show_pieces((*again, *(("removed", word) for word in change.added)))
        elif not gone and not back:
            show_values(difference, change, seen, change.old, self.family.names)
        dialog.add(label(self.warning(change, seen, gone=gone, back=back), "dim", wrap=True))
        if difference.pieces:
            dialog.add(difference)
        try:
            return await dialog.ask()
        finally:
            dialog.veil.deleteLater()
            dialog.deleteLater()

    def warning(self, change: Change, seen: Any, *, gone: bool, back: bool) -> str:
        """What has to be known before."""
        if gone:
            return f"{change.name} goes again, with what hangs on it."
        if back:
            return f"{change.name} comes back as it was when it was deleted."
        if not change.added and not change.removed and seen != change.new:
            return "It was changed again since then. What stands there now would be replaced:"
        return "What stands there now would be replaced:"

    async def bring_back(self, gone: Gone) -> None:
        """Takes a deletion back."""
        await self.session.do(lambda desk: history.bring_back(desk, gone))
        tell(self, f"{gone.told} is back", "good")
