"""Files on their way to the server and here, what it makes of them, and what has arrived."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog

from studio.actions import fetching, transfers
from studio.actions.transfers import FileRow, Transfers
from studio.ui.frame import PageFrame, emptied
from studio.ui.parts.amounts import NumberInput
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import rule
from studio.ui.parts.notices import EmptyState
from studio.ui.parts.overlays import confirm
from studio.ui.session import KB
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted
from studio.ui.tokens import Space
from studio.ui.transfers.arrivals import ArrivalsCard
from studio.ui.transfers.history import History
from studio.ui.transfers.rows import TransferRow, WorkingRow

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SPACE = Space()
MOST_ROWS = 60
"""Files that are shown one by one; the others are counted."""
FASTEST_KB = 1_000_000


class TransfersPage(PageFrame):
    """Follows the uploader while it is in sight."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("Transfers")
        self.window_, self.session = window, window.session
        self.shown = Transfers()
        self.rows: dict[str, TransferRow] = {}
        self.limit = NumberInput(least=0, most=FASTEST_KB, step=100, unit="KB/s")
        self.limit.setSpecialValueText("No limit")
        self.limit.setAccessibleName("Bandwidth limit in kilobytes per second")
        self.limit.setToolTip("The most that all transfers together may take; 0: no limit")
        self.limit.setFixedWidth(150)
        self.limit.setKeyboardTracking(False)
        self.limit.setValue((self.session.settings.upload_rate or 0) // KB)
        self.hold = Button("Pause all", icon="pause")
        for tool in (label("Limit", "dim"), self.limit, self.hold):
            self.tools.addWidget(tool)
        self.active, self.working, self.sent = (
            Card("On the way"),
            Card("At the server"),
            Card("Sent", flush=True),
        )
        self.arrivals = ArrivalsCard(MOST_ROWS)
        self.history = History()
        self.sent.add(self.history)
        self.sent.body.setContentsMargins(1, 0, 1, SPACE.s)
        self.nothing = EmptyState(
            "upload",
            "Nothing on its way",
            "Files go out by themselves once you are signed in; sounds of your other computers "
            "come when you fetch them. Here you see how far they are.",
        )
        for part in (self.nothing, self.active, self.arrivals, self.working, self.sent):
            self.body.addWidget(part)
        self.limit.valueChanged.connect(lambda value: self.session.limit(int(value)))
        self.hold.clicked.connect(lambda: self.do("resume" if self.shown.paused else "pause", ""))
        self.arrivals.wanted.connect(self.do_arriving)
        self.session.upload.connect(self.hear)
        self.session.arriving.connect(self.hear_arriving)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.session.engine is None and self.session.desk is not None:
            spawn(self.session.do(transfers.miss))

    def refresh(self) -> None:
        """Somebody wrote to the library, or the page comes into sight."""
        found = transfers.read(self.session.library, self.session.places)
        before, self.shown = self.shown, found
        self.show_active(found)
        self.arrivals.show_sounds(found.coming, all_paused=found.paused)
        self.arrivals.show_pace(self.session.arrivals)
        if found.working != before.working:
            self.show_working(found)
        self.history.show_files(found.finished)
        self.active.setVisible(bool(found.active))
        self.working.setVisible(bool(found.working))
        self.sent.setVisible(bool(found.finished))
        moving = bool(found.active or found.coming)
        self.nothing.setVisible(not (moving or found.working or found.finished))
        self.hold.setText("Resume all" if found.paused else "Pause all")
        self.hold.setVisible(moving or found.paused)
        self.tell(found)

    def tell(self, found: Transfers) -> None:
        """How much there is, in a few words."""
        parts = [counted(found.files, "file to send", "files to send")]
        if not found.active:
            parts = ["All files are sent"] if found.finished else []
        elif found.octets:
            parts.append(f"{found.octets / KB**2:,.0f} MB".replace(",", " "))
        if found.coming:
            sounds = counted(len(found.coming), "sound to fetch", "sounds to fetch")
            parts = [*parts, sounds] if found.active else [sounds]
        if found.active and self.session.who is None:
            parts.append("sign in to send them")
        self.note.setText(" · ".join(parts))

    def show_active(self, found: Transfers) -> None:
        """One row each, kept while the file is there: whoever is on a button stays on it."""
        files = {file.sha256: file for file in found.active}
        if list(files) != list(self.rows):
            self.arrange(list(files.values()), found.files - len(files))
        for number, (sha256, file) in enumerate(files.items()):
            share = found.shares.get(sha256, 0.0)
            made = self.rows[sha256]
            made.show_file(file, share, first=number == 0, all_paused=found.paused)
        self.hear()

    def arrange(self, files: list[FileRow], more: int) -> None:
        """Other files, or another order."""
        kept = self.rows
        self.rows = {f.sha256: kept.get(f.sha256) or self.make(f) for f in files}
        for sha256, old in kept.items():
            if sha256 in self.rows:
                self.active.body.removeWidget(old)
        emptied(self.active.body)
        for number, made in enumerate(self.rows.values()):
            if number:
                self.active.add(rule())
            self.active.add(made)
        if more > 0:
            words = counted(more, "more file waits", "more files wait")
            self.active.add(label(f"{words} behind these.", "dim"))

    def make(self, file: FileRow) -> TransferRow:
        """A row for a file."""
        made = TransferRow(file)
        made.wanted.connect(self.do)
        return made

    def show_working(self, found: Transfers) -> None:
        """What the server has not finished with."""
        emptied(self.working.body)
        for number, work in enumerate(found.working[:MOST_ROWS]):
            if number:
                self.working.add(rule())
            made = WorkingRow(work)
            made.again.connect(self.process_again)
            made.visited.connect(self.window_.show_track)
            self.working.add(made)

    def hear(self, _event: Any = None) -> None:
        """The file that is being sent has come further."""
        meter = self.session.meter
        for made in self.rows.values():
            moves = made.file.state == "sending" and not made.file.paused
            if moves and made.file.path == meter.path and meter.pace.size:
                made.show_pace(meter.pace)

    def hear_arriving(self, event: Any) -> None:
        """A sound that is fetched has come further."""
        made = self.arrivals.rows.get(event.sha256)
        if made is not None and made.one.state != "coming" and self.isVisible():
            self.refresh()  # the library says by now that it comes
        self.arrivals.show_pace(self.session.arrivals)

    # what is done

    def do(self, deed: str, sha256: str) -> None:
        """What a row, or the button above, wants."""
        file = self.rows[sha256].file if sha256 in self.rows else None
        if deed == "find" and file is not None:
            self.ask_where(file)
        elif deed == "cancel" and file is not None:
            spawn(self.cancel(file))
        else:
            spawn(self.carry_out(deed, sha256 or None))

    async def carry_out(self, deed: str, sha256: str | None) -> None:
        engine = self.session.engine
        if deed == "pause":
            await self.session.do(lambda desk: transfers.pause(desk, engine, sha256))
        elif deed == "resume":
            await self.session.do(lambda desk: transfers.resume(desk, sha256))
        elif sha256 is not None and deed == "first":
            await self.session.do(lambda desk: transfers.put_first(desk, engine, sha256))
        elif sha256 is not None and deed == "again":
            await self.session.do(lambda desk: transfers.try_again(desk, sha256))
        self.refresh()

    def do_arriving(self, deed: str, sha256: str) -> None:
        """What a row of a sound wants."""
        spawn(self.carry_out_arriving(deed, sha256))

    async def carry_out_arriving(self, deed: str, sha256: str) -> None:
        engine, do = self.session.engine, self.session.do
        if deed == "pause":
            await do(lambda desk: fetching.pause(desk, engine, sha256))
        elif deed == "resume":
            await do(lambda desk: fetching.resume(desk, sha256))
        elif deed == "first":
            await do(lambda desk: fetching.put_first(desk, engine, sha256))
        elif deed == "again":
            await do(lambda desk: fetching.try_again(desk, sha256))
        elif deed == "cancel":
            await do(lambda desk: fetching.give_up(desk, engine, [sha256]))
        self.refresh()

    async def cancel(self, file: FileRow) -> None:
        """Asks, since what was made of the file goes with it."""
        what = {"version": "The version", "stem": "The stem"}.get(file.of, "The picture")
        text = f"{what} made of it is taken out of your library. The file on your disk stays."
        if not await confirm(
            self.window_,
            f"Do not send {file.path.name}?",
            text,
            verb="Do not send it",
            danger=True,
        ):
            return
        engine = self.session.engine
        await self.session.do(lambda desk: transfers.give_up(desk, engine, file.sha256))
        self.refresh()

    def ask_where(self, file: FileRow) -> None:
        """Where does it lie now?"""
        dialog = QFileDialog(self, f"Where is {file.path.name} now?", str(file.path.parent))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{file.path.name} ({file.path.name})", "All files (*)"])
        dialog.fileSelected.connect(lambda path: spawn(self.relink(file, Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    async def relink(self, file: FileRow, path: Path) -> None:
        """Takes it if it is the same sound."""
        await self.session.do(lambda desk: transfers.find_file(desk, file.sha256, path))
        self.window_.toasts.tell(f"{path.name} is the one", "good")
        self.refresh()

    def process_again(self, version_id: UUID) -> None:
        """The server is to try once more."""
        spawn(self.retry(version_id))

    async def retry(self, version_id: UUID) -> None:
        await self.session.do(lambda desk: transfers.process_again(desk, version_id))
        self.window_.toasts.tell("The server tries again", "info")
