"""Bringing files in: every file is looked at, then asked about, then added; nothing before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QScrollArea

from studio.actions.guesses import Guess, Purpose, guess
from studio.actions.library import TrackRow
from studio.ui.import_row import ImportRow
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder
from studio.ui.parts.notices import Banner
from studio.ui.parts.overlays import Dialog
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted
from studio.ui.tokens import Space
from studio.ui.welcome import first_added

if TYPE_CHECKING:
    from studio.actions.files import Looked
    from studio.ui.main_window import MainWindow

SPACE = Space()
WIDTH, TALLEST, AT_ONCE = 720, 600, 8
MOST = 500
STAY = "Files stay where they are. Nothing is heard by others until you release it."
NEAR_EDGE = 200
SOUNDS = "Sound (*.wav *.flac *.aif *.aiff *.mp3 *.m4a *.mp4 *.ogg *.opus *.wv *.caf *.w64)"

FIRST = f"These are the first {MOST}: bring in the rest after them."


def choose_files(window: MainWindow) -> None:
    """Asks for files, and brings them in."""
    dialog = QFileDialog(window, "Choose sound files")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([SOUNDS, "All files (*)"])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(window.bring)
    dialog.open()


class ImportDialog(Dialog):
    """Stays open until everything that can be added was added, or was given up."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        files: Sequence[Path],
        near: TrackRow | None,
        *,
        home: TrackRow | None = None,
        more: bool = False,
    ) -> None:
        super().__init__(
            window,
            f"Import {counted(len(files), 'file', 'files')}",
            text=STAY
            + (f" These are the first {MOST}: bring in the rest after them." if more else ""),
            verb="Add",
            width=WIDTH,
        )
        self.session, self.near, self.home = session, near, home
        self.files = tuple(files)
        self.rows: list[ImportRow] = []
        self.added: list[UUID] = []
        self.seen = False  # all of them
        self.trouble = Banner("", "bad")
        self.trouble.hide()
        self.yes.setEnabled(False)
        self.left = label("", "meta")
        self.make_list()
        self.add(self.trouble)
        self.add(self.left)
        self.add(self.area)
        self.left.setVisible(len(self.files) > AT_ONCE)
        for path in self.files[:AT_ONCE]:
            self.make_row(path)
        self.fitting = QTimer(self, singleShot=True, interval=0)
        self.fitting.timeout.connect(self.fit)
        self.page.installEventFilter(self)
        self.fit()
        self.looking = spawn(self.look())
        self.finished.connect(self.stop)

    def make_list(self) -> None:
        """The rows, which scroll."""
        self.list = column(None, gap=SPACE.m, margins=(0, 0, SPACE.s, 0))
        self.page = holder(self.list)
        self.page.setProperty("part", "page")
        self.area = QScrollArea()
        self.area.setWidget(self.page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def make_row(self, path: Path) -> ImportRow:
        """Takes as long as a picture of a film: those of hundreds come as they are looked at."""
        made = ImportRow(path, self.session.library)
        self.list.insertWidget(len(self.rows), made)
        self.rows.append(made)
        made.what.chosen.connect(self.fit)
        made.what.chosen.connect(self.count)
        return made

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """What was shown in the page is known to its layouts only by now."""
        if target is self.page and event.type() == QEvent.Type.LayoutRequest:
            self.fitting.start()
        return super().eventFilter(target, event)

    def fit(self, _purpose: str = "") -> None:
        """As tall as what it holds, as far as the window goes."""
        page, window = self.page, self.veil.host
        tallest = min(TALLEST, max(NEAR_EDGE, window.height() - NEAR_EDGE - 2 * SPACE.xxl))
        if len(self.rows) > AT_ONCE and self.area.height() == tallest:
            return  # it has all that there is: to measure hundreds of rows takes too long
        page.layout().activate()  # type: ignore[union-attr]
        wanted = page.heightForWidth(WIDTH - 2 * SPACE.xl) if page.hasHeightForWidth() else 0
        wanted = max(wanted, page.sizeHint().height())
        self.area.setFixedHeight(min(wanted, tallest))
        self.adjustSize()
        self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())

    async def look(self) -> None:
        """One file after the other; what cannot be used says why."""
        from studio.actions import files
        from studio.problems import explain

        for number, path in enumerate(self.files):
            self.left.setText(f"Looking at {number + 1} of {len(self.files)}")
            one = self.rows[number] if number < len(self.rows) else self.make_row(path)
            try:
                looked = await files.look(path, one.tell)
            except Exception as error:
                told = explain(error)
                if told is None:
                    raise
                one.show_failure(told)
            else:
                tagged = looked.sound.tags.get("title", "")
                name = one.path.stem
                one.show_looked(looked, self.guess(name, tagged))
                await self.compare(one, looked)
            self.fit()
        self.seen = True
        self.left.hide()
        self.count()
        into = self.yes if self.yes.isEnabled() else self.no
        if into is not None:
            into.setFocus(Qt.FocusReason.OtherFocusReason)

    async def compare(self, one: ImportRow, looked: Looked) -> None:
        """With what is in the library already."""
        from studio.actions import files

        if self.session.desk is not None:
            before = await self.session.do(lambda desk: files.known(desk, looked))
            if before is not None:
                one.show_known(before[1])

    def count(self, _purpose: str = "") -> None:
        """How many would be added now; not before all were looked at."""
        wanted = sum(one.wanted for one in self.rows)
        if self.seen:
            self.yes.setText(f"Add {counted(wanted, 'file', 'files')}")
            self.yes.setEnabled(bool(wanted))

    def guess(self, name: str, tagged: str) -> Guess:
        """What it most likely is."""
        library = self.session.library
        return guess(library, name, tagged=tagged, near=self.near, home=self.home)

    def accept(self) -> None:
        """Adds what was looked at; closes when all of it is in the library."""
        usable = [one for one in self.rows if one.wanted]
        if all([one.check() for one in usable]):
            spawn(self.bring(usable), busy=self.yes)
        self.fit()

    async def bring(self, usable: list[ImportRow]) -> None:
        """Each file is an edit of its own: what is added stays, whatever becomes of the next."""
        from studio.problems import explain

        for one in usable:
            try:
                self.added.append(await self.bring_one(one))
            except Exception as error:
                told = explain(error)
                if told is None:
                    raise
                one.show_failure(told)
                self.trouble.say(f"{one.path.name} was not added. {told}", "bad")
                self.trouble.show()
                self.fit()
                return
            one.looked = None
            one.doing.setText("Added")
            one.sign.show_icon("circle-check", "good")
            one.asked.hide()
        self.done(int(self.DialogCode.Accepted))

    async def bring_one(self, one: ImportRow) -> UUID:
        """A track, a version or a stem; the id of what was made, or of its track."""
        from studio.actions import files
        from sync.wire.choices import StemRole

        looked, target, title = one.looked, one.target(), one.title.text().strip()
        assert looked is not None
        if one.purpose is Purpose.TRACK or target is None:
            return await self.session.do(lambda desk: files.add_track(desk, looked, title=title))
        if one.purpose is Purpose.VERSION:
            name = one.label_.text().strip()
            await self.session.do(lambda desk: files.add_version(desk, target, looked, label=name))
        else:
            role = StemRole(one.role.key())
            await self.session.do(
                lambda desk: files.add_stem(desk, target, looked, role=role, title=title)
            )
        return one.track.target.id if one.track.target else target

    def stop(self) -> None:
        """Given up: nobody needs to hear the rest."""
        if self.looking is not None:
            self.looking.cancel()


async def bring_in(
    window: MainWindow,
    session: Session,
    files: Sequence[Path],
    near: TrackRow | None,
    *,
    home: TrackRow | None = None,
) -> None:
    """Asks about files and adds them; shows the last of them in the list. `near` is the track
    that is chosen there, `home` the one whose page is open.
    """
    more = len(files) > MOST
    dialog = ImportDialog(window, session, files[:MOST], near, home=home, more=more)
    try:
        await dialog.ask()
    finally:
        dialog.veil.deleteLater()
        dialog.deleteLater()
    if dialog.added:
        window.refresh()
        window.show_track(dialog.added[-1])
        if not first_added(window, dialog.added):
            window.toasts.tell(f"{counted(len(dialog.added), 'file', 'files')} added", "good")
