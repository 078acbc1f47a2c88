"""The sidebar: which tracks to show, and whose library this is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame

from studio.actions.library import Counts, Filter
from studio.settings import Account
from studio.ui.pages import PAGES, Page
from studio.ui.parts.buttons import Button, IconButton, rove
from studio.ui.parts.covers import CoverArt
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.sidebar import SidebarItem
from studio.ui.tokens import Size, Space

SIZE, SPACE = Size(), Space()
TAGS = 8
PLACES = (
    ("all", "All tracks", "library", Filter()),
    ("draft", "Drafts", "pencil", Filter(release_state="draft")),
    ("scheduled", "Scheduled", "calendar-clock", Filter(release_state="scheduled")),
    ("live", "Live", "globe", Filter(release_state="live")),
)
ATTENTION = (
    ("unsent", "Not sent yet", "cloud-upload", Filter(unsent=True)),
    ("failed", "Needs attention", "triangle-alert", Filter(status="failed")),
)


class Places(QFrame):
    """`went` tells the name of a list and what belongs there, `visited` the key of a page."""

    went = Signal(str, object)
    visited = Signal(str)
    account = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "side")
        self.setFixedWidth(SIZE.sidebar)
        self.setAccessibleName("Places")
        self.group = QButtonGroup(self)
        self.items: dict[str, SidebarItem] = {}
        self.filters: dict[SidebarItem, tuple[str, Filter]] = {}
        first = [self.make(*place) for place in PLACES]
        second = [self.make(*place) for place in ATTENTION]
        pages = [self.make_page(page) for page in PAGES if page.icon]
        self.items["all"].setChecked(True)
        brand = row(IconLabel("audio-lines", "accent", size=22), label("Acetate", "heading"), None)
        brand.setContentsMargins(SPACE.m, SPACE.xs, 0, SPACE.s)
        self.tags = column(gap=SPACE.hair)
        self.tag_items: list[SidebarItem] = []
        self.over = label("TAGS", "overline")
        over = row(self.over)
        over.setContentsMargins(SPACE.m, SPACE.l, 0, SPACE.xs)
        self.over.hide()
        self.listed = self.items["all"]
        self.who = self.make_account()
        whole = column(
            brand,
            *first,
            SPACE.m,
            *second,
            SPACE.m,
            *pages,
            over,
            self.tags,
            None,
            self.who,
            gap=SPACE.hair,
            margins=(SPACE.m, SPACE.l, SPACE.m, SPACE.m),
        )
        self.setLayout(whole)
        self.group.buttonClicked.connect(self.go)
        self.group.buttonToggled.connect(lambda _item, on: rove(self.group) if on else None)
        rove(self.group)

    def make(self, key: str, text: str, icon: str, wanted: Filter) -> SidebarItem:
        """One place."""
        item = SidebarItem(text, icon=icon)
        self.items[key] = item
        self.filters[item] = (text, wanted)
        self.group.addButton(item)
        return item

    def make_page(self, page: Page) -> SidebarItem:
        """The way to a page."""
        item = SidebarItem(page.text, icon=page.icon)
        self.items[page.key] = item
        self.group.addButton(item)
        return item

    def show_place(self, key: str) -> None:
        """A page was gone to by another way: mark it."""
        item = self.items.get(key)
        if item is not None:
            item.setChecked(True)
        elif key == "tracks" and self.group.checkedButton() not in self.filters:
            self.listed.setChecked(True)

    def make_account(self) -> QFrame:
        """Who is signed in, or the way in."""
        self.cover = CoverArt("", 32)
        self.name, self.server = ElidedLabel(""), ElidedLabel("", "meta")
        names = column(self.name, self.server, gap=0)
        more = IconButton("settings", "Account and settings")
        more.clicked.connect(self.account)
        known = row(self.cover, names, more)
        known.setStretch(1, 1)
        self.known = holder(known)
        self.enter = Button("Sign in…", icon="user")
        self.enter.clicked.connect(self.account)
        made = QFrame()
        made.setLayout(column(self.known, row(self.enter, None), margins=(SPACE.xs, 0, 0, 0)))
        return made

    def show_account(self, account: Account | None) -> None:
        """Who is signed in."""
        self.known.setVisible(account is not None)
        self.enter.setVisible(account is None)
        if account is not None:
            name = account.display_name or account.handle
            self.cover.show_cover(name)
            self.name.setText(name)
            self.server.setText(account.server.partition("://")[2] or account.server)

    def show_counts(self, counts: Counts) -> None:
        """How many tracks are where."""
        for key in ("all", "draft", "scheduled", "live", "unsent", "failed"):
            self.items[key].set_count(getattr(counts, key))
        wanted = [tag for tag, _ in counts.tags]
        if [item.text() for item in self.tag_items] != wanted:
            self.show_tags(wanted)
        for item, (_, count) in zip(self.tag_items, counts.tags, strict=True):
            item.set_count(count)

    def show_tags(self, tags: list[str]) -> None:
        """Other tags are used most now; the one that is looked at stays chosen."""
        chosen = next((item.text() for item in self.tag_items if item.isChecked()), None)
        for old in self.tag_items:
            self.group.removeButton(old)
            self.tags.removeWidget(old)
            del self.filters[old]
            old.hide()
            old.deleteLater()
        self.tag_items = [self.make(f"tag {tag}", tag, "tag", Filter(tag=tag)) for tag in tags]
        for item in self.tag_items:
            self.tags.addWidget(item)
            item.setChecked(item.text() == chosen)
        self.fit_tags()
        rove(self.group)
        if chosen is not None and chosen not in tags:
            self.items["all"].click()

    def fit_tags(self) -> None:
        """As many as there is room for, those used most; in a low window none."""
        each = self.items["all"].sizeHint().height() + SPACE.hair
        shown = sum(not item.isHidden() for item in self.tag_items)
        others = self.sizeHint().height() - shown * each
        if self.over.isHidden():
            others += self.over.sizeHint().height()
        room = max(0, (self.height() - others) // each)
        for number, item in enumerate(self.tag_items):
            item.setVisible(number < room)
        self.over.setVisible(bool(self.tag_items) and room > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_tags()

    def go(self, item: SidebarItem) -> None:
        """Tells where."""
        if item in self.filters:
            self.listed = item
            self.went.emit(*self.filters[item])
            return
        self.visited.emit(next(key for key, found in self.items.items() if found is item))
