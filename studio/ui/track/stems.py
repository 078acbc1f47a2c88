"""The tab of stems: of which version, how files come in, and what is changed about them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QStackedWidget, QWidget

from studio.actions import ordering, stems
from studio.actions.library import TrackRow
from studio.actions.stems import Stem
from studio.actions.tracks import Track, Version
from studio.ui.drops import DropVeil, paths_of
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.layouts import column
from studio.ui.parts.notices import Banner, EmptyState
from studio.ui.parts.overlays import confirm
from studio.ui.parts.segmented import Segmented
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.track.stems_desk import StemsDesk

if TYPE_CHECKING:
    from studio.actions.desk import Desk

SOUNDS = "Sound (*.wav *.flac *.aif *.aiff *.mp3 *.m4a *.mp4 *.ogg *.opus *.wv *.caf *.w64)"
FOR = (
    "The single parts of a mix: vocals, drums, bass. Listeners can hear how the song is made, and "
    "take them if you allow it. Drop the files here, or one .stem.mp4."
)
FIRST = "Stems are the parts of a mix. Add a mix or a master to this track first."


class StemsTab(QWidget):
    """See studio.ui.track.tabs. Shows one version at a time."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.track: Track | None = None
        self.version: Version | None = None
        self.stems: tuple[Stem, ...] = ()
        self.setAcceptDrops(True)
        self.setAccessibleName("Stems")
        self.which = Segmented("Version")
        self.offered: tuple[tuple[str, str], ...] = ()
        self.more = Button("Add stems", icon="plus", small=True)
        self.desk = StemsDesk(session)
        self.trouble = Banner("", "bad")
        self.trouble.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.trouble.hide()
        self.none = EmptyState("layers", "No stems yet", FOR, action=("Add stems", self.choose))
        self.early = EmptyState("music-2", "No version yet", FIRST)
        self.stack = QStackedWidget()
        for state in (self.desk, self.none, self.early):
            self.stack.addWidget(state)
        self.card = Card("Stems", actions=(self.which, self.more))
        self.card.add(self.trouble)
        self.card.add(self.stack, 1)
        self.setLayout(column(self.card, gap=0))
        self.veil = DropVeil(self)
        self.which.chosen.connect(self.choose_version)
        self.more.clicked.connect(self.choose)
        self.desk.told.connect(self.card.note.setText)
        self.desk.edited.connect(self.edit)
        self.desk.moved.connect(self.move_stem)
        self.desk.credits_wanted.connect(lambda key: spawn(self.ask_credits(key)))
        self.desk.removal.connect(lambda key: spawn(self.remove(key)))

    def focus_first(self) -> None:
        """Where Space plays; there is nothing to play before there are stems."""
        if self.stack.currentWidget() is self.desk:
            self.desk.setFocus(Qt.FocusReason.MouseFocusReason)

    # what is shown

    def show_track(self, track: Track) -> None:
        """Another track, or the same one as it is now."""
        if self.track is None or track.row.id != self.track.row.id:
            self.version = None
            self.trouble.hide()
        self.track = track
        ids = {str(one.id): one for one in track.versions}
        first = str(track.row.version_id) if track.row.version_id else next(iter(ids), "")
        now = str(self.version.id) if self.version is not None else first
        choices = tuple((key, one.label) for key, one in ids.items())
        if choices != self.offered:
            self.offered = choices
            self.which.set_choices(choices, lettered=True)
        self.which.setVisible(len(choices) > 1)
        self.show_version(ids.get(now) or ids.get(first))

    def show_version(self, version: Version | None) -> None:
        """The stems of a version."""
        if self.track is None:
            return
        self.version = version
        if version is not None:
            self.which.choose(str(version.id))
            self.stems = stems.read(self.session.library, version.id)
        else:
            self.stems = ()
        self.more.setEnabled(version is not None)
        self.more.setVisible(bool(self.stems))
        shown = self.early if version is None else self.desk if self.stems else self.none
        self.desk.show_stems(self.track.row.id, version, self.stems)
        self.stack.setCurrentWidget(shown)

    def leave(self) -> None:
        """Silence; a name that is being typed is saved."""
        for one in self.desk.rows():
            if one.title.hasFocus():
                one.rename()
        self.desk.rest()

    def forget(self) -> None:
        """The track was deleted."""
        self.track = self.version = None
        self.desk.rest()

    # what is done

    def choose_version(self, key: str) -> None:
        """The stems of another version."""
        if self.track is not None:
            wanted = next((one for one in self.track.versions if str(one.id) == key), None)
            self.show_version(wanted)

    def edit(self, key: str, name: str, seen: str, wanted: str) -> None:
        """One field of a stem."""
        stem = self.stem(key)
        if stem is not None and seen != wanted:
            spawn(self.save(lambda desk: stems.edit(desk, stem.id, {name: (seen, wanted)})))

    def move_stem(self, key: str, to: int) -> None:
        """Another place in the order."""
        stem, version = self.stem(key), self.version
        if stem is not None and version is not None and self.stems.index(stem) != to:
            spawn(self.save(lambda desk: ordering.move(desk, "stem", version.id, stem.id, to=to)))

    def stem(self, key: str) -> Stem | None:
        return next((one for one in self.stems if one.name == key), None)

    async def save(self, work: Callable[[Desk], Awaitable[object]]) -> None:
        """Does an edit; what could not be done is said above, and shown as it is."""
        from studio.problems import explain

        self.trouble.hide()
        try:
            await self.session.do(work)
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            self.trouble.say(told, "bad")
            self.trouble.show()
        finally:
            self.show_version(self.version)

    async def remove(self, key: str) -> None:
        """Asks, then takes a stem away."""
        stem = self.stem(key)
        text = "It goes here and on the server. The sound file on your disk stays where it is."
        title = f"Delete the stem “{stem.title}”?" if stem is not None else ""
        if stem is None or not await confirm(self, title, text, verb="Delete", danger=True):
            return
        await self.save(lambda desk: stems.remove(desk, stem.id))

    async def ask_credits(self, key: str) -> None:
        """Opens the small editor of who plays on a stem."""
        from studio.actions import credits
        from studio.ui.track.stems_credits import StemCredits

        stem, library = self.stem(key), self.session.library
        if stem is None:
            return
        people, roles = credits.known(library, "person"), credits.known(library, "role")
        dialog = StemCredits(self, stem.title, stem.credits, people=people, roles=roles)
        try:
            if await dialog.ask():
                wanted = dialog.credits()
                await self.save(
                    lambda desk: stems.set_credits(desk, stem.id, seen=stem.credits, wanted=wanted)
                )
        finally:
            dialog.veil.deleteLater()
            dialog.deleteLater()

    def choose(self) -> None:
        """Asks for files."""
        dialog = QFileDialog(self, "Choose stems")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([SOUNDS, "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda files: self.bring([Path(one) for one in files]))
        dialog.open()

    def bring(self, paths: list[Path]) -> None:
        """Asks about files, then adds them."""
        if paths and self.version is not None and self.track is not None:
            spawn(self.ask_files(paths, self.version, self.track.row))

    async def ask_files(self, paths: list[Path], version: Version, near: TrackRow) -> None:
        from studio.problems import explain
        from studio.ui.track.stems_add import add_stems

        found, wrong = [], []
        for path in paths:
            try:
                found += stems.find(self.session.library, path, near)
            except Exception as error:
                told = explain(error)
                if told is None:
                    raise
                wrong.append(f"{path.name}: {told}")
        if wrong:
            self.trouble.say(" ".join(wrong), "bad")
        self.trouble.setVisible(bool(wrong))
        if found:
            await add_stems(self, self.session, version.id, found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.version is not None and paths_of(event.mimeData()):
            event.acceptProposedAction()
            self.veil.open()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.veil.hide()
        self.bring(paths_of(event.mimeData()))
        event.acceptProposedAction()
