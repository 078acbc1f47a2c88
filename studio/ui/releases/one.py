"""One release: its tracks, what it is called, when it comes out, and what is still missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from studio.actions import addresses, decisions, publicity, releases, releasing, teasers
from studio.actions.releases import Link, Release, now
from studio.ui.drops import paths_of
from studio.ui.parts.layouts import column, holder
from studio.ui.parts.overlays import confirm
from studio.ui.releases.artwork import is_picture
from studio.ui.releases.details import DEFAULTS, Details
from studio.ui.releases.head import Head
from studio.ui.releases.links import Links, NewLink
from studio.ui.releases.past import Past
from studio.ui.releases.pictures import Pictures
from studio.ui.releases.public import Public
from studio.ui.releases.schedule import FIELDS, Schedule, show_refusals
from studio.ui.releases.steps import Steps
from studio.ui.releases.teaser import Teasers
from studio.ui.releases.todo import Todo
from studio.ui.releases.tracks import Tracks
from studio.ui.spawn import spawn
from studio.ui.tokens import Space

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from studio.ui.main_window import MainWindow

SPACE = Space()
SIDE_BY_SIDE = 900
COVER = 300


class ReleasePage(QWidget):
    """`left` goes back to all of them; `removal` asks to delete it."""

    left = Signal()
    removal = Signal(object)  # ReleaseRow

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.window_, self.session = window, window.session
        self.release: Release | None = None
        self.pictures = Pictures(COVER, self.show_pictures)
        self.head, self.todo, self.schedule = Head(), Todo(), Schedule()
        self.tracks, self.details = Tracks(self.session), Details(self.session, self.pictures)
        self.teasers, self.links, self.public = Teasers(self.session), Links(), Public()
        self.steps, self.past = Steps(self), Past(self)
        self.setAcceptDrops(True)
        self.arrange()
        self.connect_all()

    def arrange(self) -> None:
        """Two columns, or one below the other where it is narrow."""
        first = column(self.tracks, self.teasers, self.details, None, gap=SPACE.m)
        second = column(self.todo, self.schedule, self.public, self.links, None, gap=SPACE.m)
        self.pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.pair.setSpacing(SPACE.m)
        self.pair.setContentsMargins(SPACE.l, 0, SPACE.l, SPACE.l)
        for part, share in ((first, 5), (second, 4)):
            side = holder(part)
            side.setMinimumWidth(0)
            self.pair.addWidget(side, share)
        page = holder(self.pair)
        page.setProperty("part", "page")
        self.area = QScrollArea()
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName("Release")
        self.refusals = column(gap=SPACE.s)
        self.refusals.setContentsMargins(SPACE.l, 0, SPACE.l, 0)
        whole = column(self.head, self.refusals, self.area, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def connect_all(self) -> None:
        """Who listens to whom."""
        head, plan = self.head, self.schedule
        head.left.connect(self.left)
        head.published.connect(lambda: spawn(self.publish()))
        head.unpublished.connect(lambda: spawn(self.unpublish()))
        head.removal.connect(self.ask_removal)
        head.copied.connect(lambda: self.window_.toasts.tell("Address copied", "good"))
        plan.wanted.connect(lambda *moment: spawn(self.put_schedule(*moment), busy=plan.save))
        plan.unscheduled.connect(lambda: spawn(self.unschedule(), busy=plan.undo))
        plan.teaser_shown.connect(self.teasers.setVisible)
        for part in (plan, self.tracks, self.links):
            part.dropped.connect(self.drop_refused)
        self.tracks.opened.connect(self.window_.open_track)
        self.teasers.placed.connect(self.put_teaser)
        self.todo.wanted.connect(self.steps.take)
        self.links.creation.connect(lambda: spawn(self.add_link()))
        self.links.revoked.connect(lambda link: spawn(self.revoke(link)))
        self.public.asked.connect(self.past.ask)
        self.public.earlier.connect(self.past.open)
        self.links.told.connect(
            lambda text, tone, detail: self.window_.toasts.tell(text, tone, detail=detail)
        )

    # what is shown

    def show_release(self, release: UUID) -> bool:
        """Another release; what was typed into the last one is saved. False if it is gone."""
        self.commit()
        self.release = releases.read(self.session.library, release)
        if self.release is not None:
            self.fill(self.release)
            self.area.verticalScrollBar().setValue(0)
        return self.release is not None

    def refresh(self) -> None:
        """The same release, as it is now."""
        if self.release is not None:
            self.release = releases.read(self.session.library, self.release.row.id)
        if self.release is not None:
            self.fill(self.release)

    def fill(self, release: Release) -> None:
        """Everything of it."""
        self.head.show_release(release, now(), self.pictures)
        self.todo.show_points(release.points, live=release.row.state == "live")
        self.tracks.show_release(release)
        self.details.show_release(release)
        self.schedule.show_release(release)
        self.teasers.show_tracks(release.tracks)
        self.show_refused(release)
        teased = self.schedule.teaser.isChecked() and release.row.state != "live"
        self.teasers.setVisible(teased)
        who = self.session.who
        out = release.row.state == "live" and release.data.get("visibility") != "private"
        self.head.show_address(addresses.of_release(who, release.data) if out else "")
        self.links.show_links(release, who.server if who is not None else "")
        found = publicity.compare(self.session.library, release.row.id)
        self.public.show_publicity(found, online=who is not None and not release.row.local)

    def ask_removal(self) -> None:
        """It shall be deleted; the page of all asks."""
        if self.release is not None:
            self.removal.emit(self.release.row)

    def show_refused(self, release: Release) -> None:
        """What the server refused of the whole: a deletion, or what has no field on this page."""
        shown = {*FIELDS, *DEFAULTS}
        whole = [
            one
            for one in release.refused
            if one.kind == "release" and not shown & {one.field, *one.fields}
        ]
        show_refusals(self.refusals, whole, self.drop_refused)

    def drop_refused(self, op_id: UUID) -> None:
        """It is given up."""
        self.do(lambda desk: decisions.let_go(desk, op_id))

    def show_pictures(self) -> None:
        """A picture arrived."""
        if self.release is not None:
            self.head.show_release(self.release, now(), self.pictures)
            self.details.show_artwork(self.release)

    def tick(self) -> None:
        """Time has gone on."""
        if self.release is not None:
            self.head.show_release(self.release, now(), self.pictures)
            self.schedule.show_release(self.release)

    def commit(self) -> None:
        """Saves what was typed."""
        if self.release is not None:
            self.details.commit()

    def forget(self, release: UUID) -> None:
        """It is about to be deleted: nothing of it is saved any more."""
        if self.release is not None and self.release.row.id == release:
            self.details.form.begin()
            self.release = None

    def focus_first(self, *, by_key: bool) -> None:
        """Where one goes on with it: its tracks, or the way back."""
        empty = self.release is not None and not self.release.tracks
        part: QWidget = self.tracks.finder.search if empty else self.head.back
        reasons = Qt.FocusReason
        part.setFocus(reasons.TabFocusReason if by_key else reasons.MouseFocusReason)

    def reveal(self, part: QWidget, focus: QWidget | None = None) -> None:
        """Scrolls to a part, and goes into it."""
        self.pair.activate()
        self.area.ensureWidgetVisible(part, 0, SPACE.l)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    # what is done

    def do(self, work: Callable[[Desk], Awaitable[object]]) -> None:
        """Runs an action; what it changed is shown as anything that is written to the library."""
        spawn(self.session.do(work))

    async def put_schedule(self, at: datetime, zone: str, teaser: datetime | None) -> None:
        release = self.release
        if release is not None:
            await self.session.do(
                lambda desk: releasing.schedule(
                    desk, release.row.id, at, zone=zone, teaser_from=teaser
                )
            )

    async def unschedule(self) -> None:
        release = self.release
        if release is not None:
            await self.session.do(lambda desk: releasing.unschedule(desk, release.row.id))

    async def publish(self) -> None:
        """Asks, then lets everybody see it."""
        release = self.release
        if release is None:
            return
        self.commit()
        who = self.session.who
        where = f"on {who.server.partition('://')[2]}" if who else "once you have signed in"
        text = f"Everybody can see and hear it {where}, from the next sync on."
        blocks = [point.message for point in release.points if point.blocks and not moment(point)]
        if blocks:
            listed = "\n".join(f"• {text}" for text in blocks)
            text = f"{text}\n\nNot everything is ready:\n{listed}"
        title = f"Publish “{release.row.title}” now?"
        if await confirm(self, title, text, verb="Publish now"):
            await self.session.do(lambda desk: releasing.publish(desk, release.row.id))

    async def unpublish(self) -> None:
        """Asks, then takes it back."""
        release = self.release
        if release is None:
            return
        text = (
            "People no longer find it, links to it say that it is not there, and tracks that came "
            "out with it go back to drafts. Plays, comments and likes are kept for the day on "
            "which you publish it again."
        )
        title = f"Unpublish “{release.row.title}”?"
        if await confirm(self, title, text, verb="Unpublish", danger=True):
            await self.session.do(lambda desk: releasing.unpublish(desk, release.row.id))

    def put_teaser(self, track: UUID, start: int, length: int) -> None:
        """The window of a track was moved."""
        self.do(lambda desk: teasers.put(desk, track, start, length))

    async def add_link(self) -> None:
        """Asks for whom, then makes it."""
        release = self.release
        if release is None:
            return
        dialog = NewLink(self)
        try:
            wanted = dialog.wanted() if await dialog.ask() else None
        finally:
            dialog.veil.deleteLater()
            dialog.deleteLater()
        if wanted is not None:
            await self.session.do(
                lambda desk: releasing.add_link(
                    desk,
                    release.row.id,
                    wanted.label,
                    expires_at=wanted.expires_at,
                    max_uses=wanted.max_uses,
                    allow_download=wanted.allow_download,
                )
            )

    async def revoke(self, link: Link) -> None:
        """Asks, then closes it."""
        text = "Whoever has it sees that it is not there any more. This cannot be taken back."
        title = f"Revoke the link for “{link.label}”?"
        if await confirm(self, title, text, verb="Revoke", danger=True):
            await self.session.do(lambda desk: releasing.revoke(desk, link.id))

    # drops and size

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.release is not None and paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pictures become artwork, all else tracks."""
        paths = paths_of(event.mimeData())
        pictures = [path for path in paths if is_picture(path)]
        if pictures:
            self.reveal(self.details)
            self.details.artwork.take(pictures[0])
        self.tracks.bring([path for path in paths if not is_picture(path)])
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        wide = self.width() >= SIDE_BY_SIDE
        self.pair.setDirection(way.LeftToRight if wide else way.TopToBottom)


def moment(point: object) -> bool:
    """Publishing now needs no moment."""
    return getattr(point, "code", "") in ("no_moment", "moment_passed")
