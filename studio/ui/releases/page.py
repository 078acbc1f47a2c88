"""The page of releases: all of them, or one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.actions import releases, releasing, zones
from studio.actions.releases import ReleaseRow
from studio.ui.parts.layouts import row
from studio.ui.parts.overlays import confirm
from studio.ui.releases.asking import ask_moment, ask_new
from studio.ui.releases.moment import viewer_zone
from studio.ui.releases.one import ReleasePage
from studio.ui.releases.overview import Overview
from studio.ui.spawn import spawn

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from studio.ui.main_window import MainWindow

TICK_MS = 20_000


class ReleasesPage(QWidget):
    """Made when it is first gone to; see studio.ui.pages."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.window_, self.session = window, window.session
        self.setAcceptDrops(True)
        self.overview = Overview(self.session)
        self.one = ReleasePage(window)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.overview)
        self.stack.addWidget(self.one)
        self.setLayout(row(self.stack, gap=0))
        self.timer = QTimer(self, interval=TICK_MS)
        self.timer.timeout.connect(self.tick)
        self.connect_all()

    def connect_all(self) -> None:
        """Who listens to whom."""
        overview = self.overview
        overview.creation.connect(lambda: spawn(self.make()))
        overview.opened.connect(self.open)
        overview.removal.connect(self.remove_chosen)
        overview.day_chosen.connect(self.schedule_on)
        overview.moved.connect(lambda release, day: spawn(self.move_to(release, day)))
        self.one.left.connect(self.back)
        self.one.removal.connect(lambda found: spawn(self.remove(found)))

    def refresh(self) -> None:
        """Somebody wrote to the library, or the page comes into sight."""
        if not self.timer.isActive():
            self.timer.start()
        if self.stack.currentWidget() is self.one:
            self.one.refresh()
            if self.one.release is None:
                self.back()
        else:
            self.overview.show_rows(releases.every(self.session.library))

    def leave(self) -> None:
        """What was typed is saved."""
        self.timer.stop()
        if self.stack.currentWidget() is self.one:
            self.one.commit()

    def tick(self) -> None:
        """Time goes on."""
        (self.one if self.stack.currentWidget() is self.one else self.overview).tick()

    def open(self, release: UUID) -> None:
        """The page of one."""
        if self.one.show_release(release):
            self.stack.setCurrentWidget(self.one)
            self.one.focus_first(by_key=self.overview.list.ringed)

    def back(self) -> None:
        """All of them again."""
        before = self.one.release
        self.one.commit()
        self.stack.setCurrentWidget(self.overview)
        self.refresh()
        if before is not None:
            self.overview.list.choose(before.row.id)
        self.overview.list.setFocus()

    async def make(self) -> None:
        """Asks how it is called, and opens it."""
        wanted = await ask_new(self)
        if wanted is None:
            return
        made = await self.session.do(
            lambda desk: releasing.create(desk, wanted.title, wanted.kind, viewer_zone())
        )
        self.open(made)

    def chosen(self) -> ReleaseRow | None:
        """The release that is chosen in the list."""
        return self.overview.list.chosen()

    def remove_chosen(self) -> None:
        """Asks, then takes it away."""
        chosen = self.chosen()
        if chosen is not None:
            spawn(self.remove(chosen))

    async def remove(self, found: ReleaseRow) -> None:
        """Asks, then takes it away."""
        text = "Its preview links stop working. The tracks stay in your library."
        if found.state == "live":
            text = f"It is live: people will no longer find it. {text}"
        title = f"Delete “{found.title}”?"
        if not await confirm(self, title, text, verb="Delete", danger=True):
            return
        self.one.forget(found.id)
        await self.session.do(lambda desk: releasing.remove(desk, found.id))
        if self.stack.currentWidget() is self.one:
            self.back()
        self.window_.toasts.tell(f"“{found.title}” deleted", "info")

    def schedule_on(self, day: date) -> None:
        """A day was clicked while a release is chosen."""
        chosen = self.chosen()
        if chosen is not None and chosen.state != "live":
            spawn(self.plan(chosen, day))

    async def plan(self, found: ReleaseRow, day: date) -> None:
        """Asks for the time of day, then schedules it."""
        agreed = await ask_moment(self, found, day)
        if agreed is not None:
            await self.schedule(found, *agreed)

    async def move_to(self, release: UUID, day: date) -> None:
        """To another day, at the same time of day."""
        found = next((one for one in self.overview.rows if one.id == release), None)
        if found is None or found.release_at is None:
            return
        before = found.release_at
        meant = zones.on_day(before, found.zone, day)
        if meant.at <= releases.now():
            self.window_.toasts.tell("That moment has passed", "bad", detail="Choose a later day.")
            return
        await self.put(found, meant.at, found.state)
        skipped = "That hour does not exist on this day; it was moved ahead."
        self.window_.toasts.tell(
            f"“{found.title}” moved to {zones.said(meant.at, found.zone)}",
            "warn" if meant.skipped else "good",
            detail=skipped if meant.skipped else "",
            action=("Undo", lambda: spawn(self.put(found, before, found.state))),
        )

    async def put(self, found: ReleaseRow, at: Any, state: str) -> None:
        """Gives it another moment; a draft that has one stays a draft."""
        if state == "draft":
            before = zones.write(found.release_at) if found.release_at else None
            values = {"release_at": (before, zones.write(at))}
            await self.do(lambda desk: releasing.edit(desk, found.id, values))
            return
        await self.schedule(found, at, found.zone, tell=False)

    async def schedule(self, found: ReleaseRow, at: Any, zone: str, *, tell: bool = True) -> None:
        """Schedules it, and says so."""
        teaser = found.teaser_from
        if teaser is not None and teaser >= at:
            teaser = None
        await self.do(
            lambda desk: releasing.schedule(desk, found.id, at, zone=zone, teaser_from=teaser)
        )
        if tell:
            said = f"{zones.said(at, zone)}, {zones.city(zone)}"
            self.window_.toasts.tell(f"“{found.title}” comes out {said}", "good")

    async def do(self, work: Callable[[Desk], Awaitable[None]]) -> None:
        """Runs an action, and shows what it changed."""
        await self.session.do(work)
        self.refresh()


def make(window: MainWindow) -> QWidget:
    """For the registry of pages."""
    return ReleasesPage(window)
