"""The window: places, the list, the track that is chosen, the sync strip; drops land anywhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu, QStackedWidget

from studio.actions import tracks
from studio.actions.library import Filter
from studio.ui import memory
from studio.ui.drops import DropVeil, paths_of
from studio.ui.library.pane import TrackPane
from studio.ui.many_panel import ManyPanel
from studio.ui.parts.fuzzy import Command
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner, EmptyState, Toasts
from studio.ui.parts.overlays import confirm
from studio.ui.parts.palette import CommandPalette
from studio.ui.parts.splitters import Splitter
from studio.ui.places import TAGS, Places
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.sync_bar import SyncBar, counted
from studio.ui.theme import Theme
from studio.ui.tokens import Size
from studio.ui.track_panel import TrackPanel

SIZE = Size()
FIRST_SIZE = (1280, 800)
PANEL, PANEL_LEAST, LIST_LEAST = 400, 340, 380
COUNT_MS = 300
THEMES = (
    ("system", "As the system"),
    ("dark", "Dark"),
    ("light", "Light"),
    ("contrast", "High contrast"),
)
SOUNDS = "Sound (*.wav *.flac *.aif *.aiff *.mp3 *.m4a *.mp4 *.ogg *.opus *.wv *.caf *.w64)"


class MainWindow(QMainWindow):
    """`closed` is told once; whoever runs the window then ends it."""

    closed = Signal()

    def __init__(self, session: Session, dress: Theme) -> None:
        super().__init__()
        self.session, self.dress = session, dress
        self.setWindowTitle("Acetate Studio")
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self.places = Places()
        self.pane = TrackPane(session.library, self.choose_files)
        self.track = TrackPanel(session)
        self.many = ManyPanel(session, self.chosen_ids)
        self.panel = QStackedWidget()
        self.bar = SyncBar()
        self.trouble = Banner("", "bad")
        self.trouble.hide()
        self.arrange()
        self.toasts = Toasts(self, above=SIZE.status)
        self.veil = DropVeil(self)
        self.acts = self.make_actions()
        self.palette_: CommandPalette | None = None
        self.counting = QTimer(self, singleShot=True, interval=COUNT_MS)
        self.connect_all()
        self.show_account()
        self.remember()

    def arrange(self) -> None:
        """Put it together."""
        for page in (
            self.track,
            self.many,
            EmptyState("music-2", "No track chosen", "Choose one to see how it sounds."),
        ):
            self.panel.addWidget(page)
        self.panel.setMinimumWidth(PANEL_LEAST)
        self.pane.setMinimumWidth(LIST_LEAST)
        self.panel.setCurrentIndex(2)
        self.split = Splitter(self.pane, self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        middle = row(self.places, self.split, gap=0)
        whole = column(self.trouble, middle, self.bar, gap=0)
        whole.setStretch(1, 1)
        self.setCentralWidget(holder(whole))

    def connect_all(self) -> None:
        """Who listens to whom."""
        session, table = self.session, self.pane.table
        session.changed.connect(self.refresh)
        session.opened.connect(self.counting.start)
        session.broken.connect(self.show_broken)
        session.status.connect(self.bar.show_status)
        session.upload.connect(self.bar.show_upload)
        session.account.connect(self.show_account)
        self.bar.sync_now.connect(session.sync_now)
        self.bar.sign_in.connect(self.sign_in)
        self.places.went.connect(self.go)
        self.places.account.connect(self.account_menu)
        table.picked.connect(self.show_chosen)
        table.removal.connect(self.remove)
        table.menu.connect(self.track_menu)
        self.many.removal.connect(self.remove)
        self.track.add_version.connect(self.choose_files)
        self.counting.timeout.connect(self.count)
        self.pane.shown.connect(lambda count: self.panel.setVisible(bool(count)))
        self.pane.tell()

    def make_actions(self) -> list[QAction]:
        """What can be done, with its keys: in the palette, and from anywhere in the window."""
        made = []
        for text, keys, work in (
            ("Import files…", "Ctrl+O", self.choose_files),
            ("Search tracks", "Ctrl+F", self.search),
            ("Sync now", "Ctrl+R", self.session.sync_now),
            ("Delete chosen tracks…", "", self.remove),
            ("Sign in…", "", self.sign_in),
            ("Sign out", "", self.sign_out),
            ("Commands", "Ctrl+K", self.show_commands),
            ("Close the studio", "Ctrl+Q", self.close),
        ):
            action = QAction(text, self)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.triggered.connect(work)
            self.addAction(action)
            made.append(action)
        return made

    def remember(self) -> None:
        """Stands where it stood last time."""
        kept = memory.recall(self.session.places.config)
        if not memory.put_back(self, self.split, kept):
            self.resize(*FIRST_SIZE)
            rest = FIRST_SIZE[0] - SIZE.sidebar - PANEL
            self.split.setSizes([rest, PANEL])

    # what is shown

    def go(self, name: str, wanted: Filter) -> None:
        """A place of the sidebar."""
        self.pane.go(name, wanted)

    def refresh(self) -> None:
        """Somebody wrote to the library."""
        self.pane.refresh()
        self.track.refresh()
        self.counting.start()

    def count(self) -> None:
        """The figures of the sidebar."""
        self.places.show_counts(self.session.library.counts(TAGS))

    def show_chosen(self) -> None:
        """One track, several, or none."""
        lines = self.pane.table.lines()
        if len(lines) == 1:
            row, shown = self.pane.table.tracks.row(lines[0]), self.track.track
            same = row is not None and shown is not None and shown.row.id == row.id
            if same or (row is not None and self.track.show_track(row.id)):
                self.panel.setCurrentIndex(0)
            return
        self.track.commit()
        self.many.show_count(len(lines))
        self.panel.setCurrentIndex(1 if lines else 2)

    def show_account(self) -> None:
        """Who is signed in."""
        self.places.show_account(self.session.who)
        self.bar.show_account(self.session.who is not None)

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
        self.pane.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.pane.search.selectAll()

    def chosen_ids(self) -> list[UUID]:
        """The tracks that are chosen."""
        return [row.id for row in self.pane.table.chosen()]

    def remove(self) -> None:
        """Asks, then takes the chosen tracks away."""
        chosen = self.pane.table.chosen()
        if chosen:
            spawn(self.remove_all([row.id for row in chosen], chosen[0].title))

    async def remove_all(self, chosen: list[UUID], title: str) -> None:
        many = len(chosen) > 1
        what = counted(len(chosen), "track", "tracks") if many else f"“{title}”"
        text = (
            "Versions, stems, credits and notes go with it, here and on the server. "
            "The sound files on your disk stay where they are."
        )
        if not await confirm(self, f"Delete {what}?", text, verb="Delete", danger=True):
            return
        self.track.track = None
        await self.session.do(lambda desk: tracks.remove(desk, chosen))
        self.toasts.tell(f"{what} deleted", "info")

    def choose_files(self) -> None:
        """Asks for files."""
        dialog = QFileDialog(self, "Choose sound files")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([SOUNDS, "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.bring)
        dialog.open()

    def bring(self, files: list[str]) -> None:
        """Looks at files and asks what each of them is."""
        from studio.ui.importing import bring_in

        if files:
            lines = self.pane.table.lines()
            near = self.pane.table.tracks.row(lines[0]) if len(lines) == 1 else None
            spawn(bring_in(self, self.session, [Path(file) for file in files], near))

    def show_track(self, track_id: UUID) -> None:
        """Finds a track in the list, whatever is shown there now."""
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
        menu = QMenu(self)
        for key, text in THEMES:
            action = menu.addAction(f"Theme: {text}")
            action.setCheckable(True)
            action.setChecked(key == self.session.settings.theme)
            action.triggered.connect(partial(self.choose_theme, key))
        menu.addSeparator()
        menu.addAction("Sign out", self.sign_out)
        menu.popup(self.places.who.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def choose_theme(self, key: str, _on: bool = True) -> None:
        """Shows it at once and remembers it."""
        self.dress.choose("auto" if key == "system" else key)
        self.session.choose_theme(key)

    def track_menu(self, where: QPoint) -> None:
        """What can be done with the chosen tracks."""
        menu = QMenu(self)
        menu.addAction("Add version…", self.choose_files)
        menu.addSeparator()
        menu.addAction("Delete…", self.remove)
        menu.popup(where)

    def show_commands(self) -> None:
        """The palette."""
        if self.palette_ is None:
            self.palette_ = CommandPalette(self)
        known = self.session.who is not None
        hidden = {"Commands", "Sign in…" if known else "Sign out"}
        commands = [
            Command(action.text(), action.trigger, shortcut=action.shortcut().toString())
            for action in self.acts
            if action.text() not in hidden
        ]
        commands += [Command(f"Show {item.text()}", item.click) for item in self.places.filters]
        commands += [
            Command(f"Theme: {text}", partial(self.choose_theme, key), icon="eye")
            for key, text in THEMES
        ]
        self.palette_.open(commands)

    # drops and the end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_of(event.mimeData()):
            event.acceptProposedAction()
            self.veil.open()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.veil.hide()
        self.bring([str(path) for path in paths_of(event.mimeData())])
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.track.commit()
        memory.keep(self, self.split, self.session.places.config)
        super().closeEvent(event)
        self.closed.emit()
