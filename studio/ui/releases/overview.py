"""All releases: what comes next, the list, and the calendar beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.actions import zones
from studio.actions.releases import ReleaseRow, now
from studio.ui.frame import titled
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.controls import SearchInput
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import EmptyState
from studio.ui.parts.segmented import Segmented
from studio.ui.parts.splitters import Splitter
from studio.ui.releases.listing import ReleaseList
from studio.ui.releases.marks import Mark
from studio.ui.releases.moment import viewer_zone
from studio.ui.releases.month import Month
from studio.ui.releases.next_drop import NextDrop
from studio.ui.releases.words import counted, state
from studio.ui.session import Session
from studio.ui.tokens import Space

SPACE = Space()
SIDE_BY_SIDE = 900
LIST, MONTH = 380, 340
SHOWN = (("all", "All"), ("draft", "Drafts"), ("scheduled", "Scheduled"), ("live", "Live"))
VIEWS = (("list", "List"), ("calendar", "Calendar"))


class Overview(QWidget):
    """It only tells what is wanted; the page does it."""

    creation = Signal()
    opened = Signal(object)  # id
    removal = Signal()
    day_chosen = Signal(object)  # date
    moved = Signal(object, object)  # id, date

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.rows: list[ReleaseRow] = []
        self.heading = label("Releases", "display")
        self.fit = label("", "dim")
        self.view = Segmented("View")
        self.view.set_choices(VIEWS)
        self.view.choose("list")
        self.shown = Segmented("State")
        self.shown.set_choices(SHOWN)
        self.shown.choose("all")
        self.search = SearchInput("Title…", name="Search releases")
        self.new = Button("New release", kind="primary", icon="plus", shortcut="Ctrl+N")
        self.next = NextDrop()
        self.list = ReleaseList(session)
        self.month = Month(zones.wall_of(now(), viewer_zone()).date())
        self.arrange()
        self.connect_all()

    def arrange(self) -> None:
        """Put it together."""
        self.nothing = EmptyState(
            "disc-3",
            "Your releases go here",
            "A single, an EP or an album: put tracks together, choose the day, and see what is "
            "still missing. Nobody sees it before you publish.",
            action=("New release", self.creation.emit),
        )
        self.misfit = EmptyState("search", "Nothing fits", "No release is called that.")
        self.listed = QStackedWidget()
        self.listed.addWidget(self.list)
        self.listed.addWidget(self.misfit)
        self.card = Card(flush=True)
        self.card.setAccessibleName("List of releases")
        tools = row(self.shown, self.search, gap=SPACE.s)
        tools.setStretch(1, 1)
        tools.setContentsMargins(SPACE.m, SPACE.m, SPACE.m, SPACE.m)
        self.card.body.setContentsMargins(1, 1, 1, SPACE.s)
        self.card.body.setSpacing(0)
        self.card.add(tools)
        self.card.add(self.listed, 1)
        self.card.setMinimumWidth(LIST)
        self.month.setMinimumWidth(MONTH)
        self.split = Splitter(self.card, self.month)
        self.split.setStretchFactor(0, 4)
        self.split.setStretchFactor(1, 3)
        named = titled(self.heading, self.fit)
        head = row(named, None, self.view, self.new, gap=SPACE.m)
        head.setAlignment(named, Qt.AlignmentFlag.AlignVCenter)
        self.above = holder(column(self.next))
        full = holder(column(self.above, self.split, gap=SPACE.m))
        full.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.body = QStackedWidget()
        for part in (full, self.nothing):
            self.body.addWidget(part)
        whole = column(head, self.body, gap=SPACE.m)
        whole.setStretch(1, 1)
        whole.setContentsMargins(SPACE.xl, SPACE.l, SPACE.l, SPACE.l)
        self.setLayout(whole)

    def connect_all(self) -> None:
        """Who listens to whom."""
        self.new.clicked.connect(self.creation)
        self.next.opened.connect(self.opened)
        self.list.opened.connect(self.opened)
        self.list.removal.connect(self.removal)
        self.list.picked.connect(self.tell_chosen)
        self.month.grid.opened.connect(self.choose)
        self.month.grid.day_chosen.connect(self.day_chosen)
        self.month.grid.moved.connect(self.moved)
        self.view.chosen.connect(lambda _key: self.fold())
        self.shown.chosen.connect(lambda _key: self.narrow())
        self.search.textChanged.connect(lambda _text: self.narrow())

    def show_rows(self, rows: Sequence[ReleaseRow]) -> None:
        """All releases there are."""
        self.rows = list(rows)
        self.body.setCurrentIndex(0 if rows else 1)
        self.fit.setText(counted(len(rows), "release") if rows else "")
        self.new.setVisible(bool(rows))
        self.tick()
        self.narrow()

    def tick(self) -> None:
        """Time has gone on."""
        at = now()
        self.next.show_drops(self.rows, at)
        today = zones.wall_of(at, viewer_zone()).date()
        self.month.show_marks([self.mark(one) for one in self.rows if one.moment], today)
        self.list.now = at
        self.list.viewport().update()

    def mark(self, one: ReleaseRow) -> Mark:
        """A release in the calendar, on the day that it is in its own place."""
        at = now()
        text, tone, _icon = state(one, at)
        day = zones.wall_of(one.moment or at, one.zone).date()
        movable = one.stands(at) in ("draft", "scheduled", "teaser")
        return Mark(id=one.id, title=one.title, day=day, state=text, tone=tone, movable=movable)

    def narrow(self) -> None:
        """As many as the state and the words leave."""
        wanted, text = self.shown.choice(), self.search.text().strip().casefold()
        fit = [
            one
            for one in self.rows
            if wanted in ("all", one.state) and text in one.title.casefold()
        ]
        self.listed.setCurrentIndex(0 if fit else 1)
        self.list.show_rows(fit, now())
        self.tell_chosen()

    def choose(self, release: object) -> None:
        """A release of the calendar: a second time opens it."""
        before = self.list.chosen()
        if before is not None and before.id == release:
            self.opened.emit(release)
            return
        found = next((one for one in self.rows if one.id == release), None)
        if found is not None:
            self.list.choose(found.id)

    def tell_chosen(self) -> None:
        """What a click on a day will do."""
        chosen = self.list.chosen()
        if chosen is None:
            hint = "Choose a draft, then its day. Drag a release to move it."
        elif chosen.state == "live":
            hint = f"“{chosen.title}” is out."
        else:
            verb = "Schedule" if chosen.state == "draft" else "Move"
            hint = f"{verb} “{chosen.title}” by a click on a day."
        self.month.show_hint(hint)

    def fold(self) -> None:
        """List and calendar side by side, or one of them."""
        wide = self.width() >= SIDE_BY_SIDE
        self.view.setVisible(not wide and bool(self.rows))
        calendar = self.view.choice() == "calendar"
        self.card.setVisible(wide or not calendar)
        self.month.setVisible(wide or calendar)
        self.above.setVisible(wide or not calendar)  # a small window has room for one of them

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fold()
