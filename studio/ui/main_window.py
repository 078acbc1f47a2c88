"""The window: places, pages, the sync strip; what is dropped lands anywhere."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from studio.actions.library import Filter, TrackRow
from studio.ui import memory, menus
from studio.ui.library.page import LibraryPage
from studio.ui.order import InOrder
from studio.ui.pages import PAGES, tell
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner, Toasts
from studio.ui.places import TAGS, Places
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.sync_bar import SyncBar, counted
from studio.ui.theme import Theme
from studio.ui.tokens import Size

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent

    from studio.ui.drops import DropVeil
    from studio.ui.many_panel import ManyPanel
    from studio.ui.notices_of_sync import Notices
    from studio.ui.parts.palette import CommandPalette
    from studio.ui.track_panel import TrackPanel

SIZE = Size()
PANEL = 400
COUNT_MS = 300


class MainWindow(InOrder, QMainWindow):
    """`closed` is told once; whoever runs the window then ends it."""

    closed = Signal()

    def __init__(self, session: Session, dress: Theme) -> None:
        super().__init__()
        self.session, self.dress = session, dress
        self.setWindowTitle("Acetate Studio")
        self.setAcceptDrops(True)
        self.places = Places()
        self.tracks = LibraryPage(session, self.choose_files)
        self.pane, self.panel, self.split = self.tracks.pane, self.tracks.panel, self.tracks.split
        self.pages: dict[str, QWidget] = {"tracks": self.tracks}
        self.stack = QStackedWidget()
        self.bar = SyncBar()
        self.arrange()
        self.acts = menus.make_actions(self)
        menus.make_bar(self)
        self.notices: Notices | None = None
        self.palette_: CommandPalette | None = None
        self.counting = QTimer(self, singleShot=True, interval=COUNT_MS)
        self.connect_all()
        self.show_account()
        self.remember()

    @cached_property
    def toasts(self) -> Toasts:
        """What is told in passing."""
        return Toasts(self, above=SIZE.status)

    @cached_property
    def trouble(self) -> Banner:
        """Above everything, what keeps the library from being written to."""
        self.whole.insertWidget(0, made := Banner("", "bad"))
        return made

    @cached_property
    def veil(self) -> DropVeil:
        """Lies over the window while something is dragged over it."""
        from studio.ui.drops import DropVeil

        return DropVeil(self)

    @property
    def track(self) -> TrackPanel:
        """The panel of one track."""
        return self.tracks.track

    @property
    def many(self) -> ManyPanel:
        """The panel of several."""
        return self.tracks.many

    def arrange(self) -> None:
        """Put it together."""
        self.stack.addWidget(self.tracks)
        middle = row(self.places, self.stack, gap=0)
        middle.setStretch(1, 1)
        self.whole = column(middle, self.bar, gap=0)
        self.whole.setStretch(0, 1)
        self.setCentralWidget(holder(self.whole))

    def connect_all(self) -> None:
        """Who listens to whom."""
        session = self.session
        session.changed.connect(self.refresh)
        session.opened.connect(self.begin)
        session.broken.connect(self.show_broken)
        session.status.connect(self.bar.show_status)
        session.upload.connect(self.show_upload)
        session.account.connect(self.show_account)
        self.bar.sync_now.connect(session.sync_now)
        self.bar.sign_in.connect(self.sign_in)
        self.places.went.connect(self.go)
        self.places.visited.connect(self.visit)
        self.places.account.connect(self.account_menu)
        self.pane.table.menu.connect(self.track_menu)
        self.tracks.removal.connect(self.remove)
        self.tracks.opened.connect(self.open_track)
        self.counting.timeout.connect(self.count)

    def remember(self) -> None:
        """Stands where it stood last time."""
        kept, (wide, high) = memory.recall(self.session.places.config), memory.fit(self)
        if not memory.put_back(self, self.split, kept):
            self.resize(wide, high)
            self.split.setSizes([wide - SIZE.sidebar - PANEL, PANEL])

    # what is shown

    def go(self, name: str, wanted: Filter) -> None:
        """A place of the sidebar."""
        self.visit("tracks")
        self.tracks.go(name, wanted)

    def page(self, key: str) -> QWidget:
        """A page, made now if nobody was there before."""
        if key not in self.pages:
            self.pages[key] = made = next(page for page in PAGES if page.key == key).make(self)
            self.stack.addWidget(made)
        return self.pages[key]

    def visit(self, key: str) -> QWidget:
        """Go to a page."""
        page, before = self.page(key), self.stack.currentWidget()
        if page is not before:
            tell(before, "leave")
            self.stack.setCurrentWidget(page)
            tell(page, "refresh")
        self.places.show_place(key)
        return page

    def refresh(self) -> None:
        """Somebody wrote to the library."""
        tell(self.stack.currentWidget(), "refresh")
        self.counting.start()

    def begin(self) -> None:
        """The library is open: what can wait until then."""
        from studio.ui.notices_of_sync import Notices
        from studio.ui.welcome import greet

        self.notices = Notices(self)
        self.counting.start()
        greet(self)

    def count(self) -> None:
        """The figures of the sidebar."""
        library = self.session.library
        self.places.show_counts(library.counts(TAGS))
        for page in PAGES:
            if page.wants is not None and page.icon:
                self.places.items[page.key].set_count(page.wants(library))
        if self.notices is not None:
            self.notices.look()

    def show_account(self) -> None:
        """Who is signed in."""
        self.places.show_account(self.session.who)
        self.bar.show_account(self.session.who is not None)
        menus.show_account(self)

    def show_upload(self, event: Any) -> None:
        """How far the file is that is being sent."""
        self.bar.show_upload(event.path, self.session.meter.pace)

    def show_broken(self, why: str) -> None:
        """The library cannot be written to; what is there can be looked at."""
        self.trouble.say(why, "bad")
        self.trouble.show()
        self.bar.show_problem("It can be looked at, but nothing can be changed.")

    def tell_error(self, error: Exception) -> None:
        """What nobody else has told."""
        from studio.problems import explain

        told = explain(error)
        if told is None:
            self.toasts.tell("Something went wrong in the studio", "bad", detail=str(error))
            raise error
        self.toasts.tell("That did not work", "bad", detail=told)

    # what is done

    def search(self) -> None:
        """Into the search box."""
        self.visit("tracks")
        self.pane.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.pane.search.selectAll()

    def remove(self) -> None:
        """Asks, then takes the chosen tracks away, or the one whose page is open."""
        opened = self.opened_track()
        chosen = [opened] if opened is not None else self.pane.table.chosen()
        if chosen:
            spawn(self.remove_all([row.id for row in chosen], chosen[0].title))

    async def remove_all(self, chosen: list[UUID], title: str) -> None:
        from studio.actions import tracks
        from studio.ui.parts.overlays import confirm

        what = counted(len(chosen), "track", "tracks") if chosen[1:] else f"“{title}”"
        text = (
            "Versions, stems, credits and notes go with it, here and on the server. "
            "The sound files on your disk stay where they are."
        )
        if not await confirm(self, f"Delete {what}?", text, verb="Delete", danger=True):
            return
        self.tracks.forget()
        opened: Any = self.pages.get("track")
        if opened is not None and opened.track is not None and opened.track.row.id in chosen:
            opened.forget()
            opened.left.emit()
        await self.session.do(lambda desk: tracks.remove(desk, chosen))
        self.toasts.tell(f"{what} deleted", "info")

    def choose_files(self) -> None:
        """Asks for files."""
        from studio.ui.importing import choose_files

        choose_files(self)

    def bring(self, files: list[str]) -> None:
        """Looks at files and asks what each of them is."""
        from studio.ui.importing import bring_in

        if files:
            chosen, home = self.pane.table.chosen(), self.opened_track()
            near = chosen[0] if len(chosen) == 1 else None
            paths = [Path(file) for file in files]
            spawn(bring_in(self, self.session, paths, near, home=home))

    def open_track(self, track_id: UUID) -> None:
        """The page of one track."""
        from studio.ui.track import opening

        opening.open_track(self, track_id)

    def opened_track(self) -> TrackRow | None:
        """The track whose page is in sight."""
        page: Any = self.pages.get("track")
        seen = page is not None and page is self.stack.currentWidget()
        return page.track.row if seen and page.track is not None else None

    def open_chosen(self) -> None:
        """The page of the track that is chosen in the list."""
        chosen = self.pane.table.chosen()
        if len(chosen) == 1 and self.stack.currentWidget() is self.tracks:
            self.open_track(chosen[0].id)

    def show_track(self, track_id: UUID) -> None:
        """Finds a track in the list, whatever is shown there now, unless its page is open."""
        opened = self.opened_track()
        if opened is not None and opened.id == track_id:
            return
        self.visit("tracks")
        if not self.pane.table.show_track(track_id):
            self.places.items["all"].click()
            self.pane.search.clear()
            self.pane.table.show_track(track_id)

    def sign_in(self) -> None:
        """Opens the dialog."""
        spawn(self.enter())

    async def enter(self) -> None:
        from studio.ui.sign_in import sign_in

        if await sign_in(self, self.session) and self.session.who is not None:
            self.toasts.tell(f"Signed in as @{self.session.who.handle}", "good")

    def sign_out(self) -> None:
        """Everything stays on this machine."""
        if self.session.who is not None:
            spawn(self.session.sign_out())

    def account_menu(self) -> None:
        """At the foot of the sidebar."""
        if self.session.who is None:
            self.sign_in()
            return
        menus.account_menu(self)

    def choose_theme(self, key: str, _on: bool = True) -> None:
        """Shows it at once and remembers it."""
        self.dress.choose("auto" if key == "system" else key)
        self.session.choose_theme(key)

    def track_menu(self, where: QPoint) -> None:
        """What can be done with the chosen tracks."""
        menus.track_menu(self, where)

    def show_commands(self) -> None:
        """The palette."""
        from studio.ui.parts.palette import CommandPalette

        if self.palette_ is None:
            self.palette_ = CommandPalette(self)
        self.palette_.open(menus.commands(self))

    # drops and the end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from studio.ui.drops import may_land

        if may_land(event.mimeData()):
            event.acceptProposedAction()
            self.veil.open()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        from studio.ui.drops import land

        self.veil.hide()
        land(self, event.mimeData())
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        for page in self.pages.values():
            tell(page, "leave")
        opened: Any = self.pages.get("track")
        more = {"track_tab": opened.key} if opened is not None else {}
        memory.keep(self, self.split, self.session.places.config, **more)
        super().closeEvent(event)
        self.closed.emit()
