"""The tab of liner notes: typed on the left, as readers see them on the right, saved by itself."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QIODevice, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLayout, QWidget

from studio.actions import liner
from studio.actions.drafts import Drafts
from studio.actions.tracks import Track
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, rule
from studio.ui.parts.segmented import Segmented
from studio.ui.parts.splitters import Splitter
from studio.ui.releases.artwork import FILES
from studio.ui.releases.pictures import Pictures, measure
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted
from studio.ui.tokens import Space
from studio.ui.track.liner_editor import LinerEditor
from studio.ui.track.preview import Preview
from sync.wire.pictures import mark

SPACE = Space()
REST_MS, SHOW_MS = 1500, 120
WIDE, LEAST = 760, 240
WIDEST_PICTURE = 900
FIELD = "liner_notes_md"
SAVED = "Saved on this machine"


class LinerTab(QWidget):
    """See studio.ui.track.tabs. `base` is what the library had when it was shown; `shown`, what
    the editor made of it: only what differs from that was typed.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.drafts = session, Drafts(session.places)
        self.track: UUID | None = None
        self.base = self.shown = ""
        self.saving = 0
        self.away: set[str] = set()  # pictures that the preview stands without
        self.setAccessibleName("Liner notes")
        self.pictures = Pictures(WIDEST_PICTURE, lambda: self.look.start())
        self.editor, self.preview = LinerEditor(), Preview(self.picture)
        self.state = ""
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self.which = Segmented("What to see")
        self.which.set_choices([("write", "Write"), ("read", "Preview")])
        self.which.choose("write")
        self.split = Splitter(self.editor, self.preview)
        for pane in (self.editor, self.preview):
            pane.setMinimumWidth(LEAST)
        self.setLayout(self.arrange())
        self.rest = QTimer(self, singleShot=True, interval=REST_MS)
        self.look = QTimer(self, singleShot=True, interval=SHOW_MS)
        self.rest.timeout.connect(self.save)
        self.look.timeout.connect(self.show_preview)
        self.editor.textChanged.connect(self.typed)
        self.editor.dropped.connect(self.take)
        self.editor.pasted.connect(lambda image: spawn(self.paste(image)))
        self.editor.asked.connect(self.ask)
        self.editor.verticalScrollBar().valueChanged.connect(self.go_along)
        self.which.chosen.connect(lambda _key: self.fit())

    def arrange(self) -> QLayout:
        """Put it together."""
        self.card = card = Card("Liner notes", actions=(*self.editor.tools(), self.which))
        card.add(rule())
        card.add(self.split, 1)
        card.add(self.wrong)
        return column(card, gap=0)

    # what is shown

    def show_track(self, track: Track) -> None:
        """Another track, or the same one as it is now; what is being typed stays."""
        if track.row.id != self.track:
            self.leave()
            self.open(track.row.id)
        elif not self.saving:
            self.say(self.state)
            if any(liner.picture(self.session.library, sha256) for sha256 in self.away):
                self.show_preview()
            found = liner.read(self.session.library, track.row.id)
            if found is not None and found != self.base and not self.changed():
                self.put(found)

    def open(self, track: UUID) -> None:
        """The notes of another track, and what could not be saved of them."""
        self.track = track
        self.put(liner.read(self.session.library, track) or "")
        self.say("")
        kept = self.drafts.get(track, FIELD)
        if isinstance(kept, str):
            self.editor.show_text(kept)
        self.editor.document().clearUndoRedoStacks()
        self.check()
        self.show_preview()

    def put(self, text: str) -> None:
        """What the library has."""
        self.base = text
        blocked = self.editor.blockSignals(True)
        self.editor.show_text(text)
        self.editor.blockSignals(blocked)
        self.shown = self.editor.toPlainText()
        self.show_preview()
        self.check()

    def changed(self) -> bool:
        """Something was typed that is not saved."""
        return self.editor.toPlainText() != self.shown

    def check(self) -> bool:
        """Counts, and says what is wrong; whether it can be saved."""
        text = self.editor.toPlainText()
        self.say(self.state)
        told = liner.fault(text)
        also = liner.not_shown(self.session.library, self.track, text) if self.track else ""
        self.tell(told or also)
        self.editor.setAccessibleDescription(told or also)
        return not told

    def say(self, state: str) -> None:
        """How many words there are, and whether they are saved."""
        self.state = state
        words = counted(liner.words(self.editor.toPlainText()), "word", "words")
        sent = liner.pictures_told(self.session.library, self.editor.toPlainText())
        self.card.note.setText(" · ".join(filter(None, (words, state, sent))))

    def typed(self) -> None:
        """It is saved when the typing rests."""
        if self.track is None or not self.changed():
            return
        fine = self.check()
        self.say("" if fine else "Not saved")
        self.rest.start()
        self.look.start()

    def show_preview(self) -> None:
        self.away.clear()
        self.preview.show_text(self.editor.toPlainText())

    def go_along(self) -> None:
        """What is read goes along with what is typed."""
        bar = self.editor.verticalScrollBar()
        self.preview.scroll_to(bar.value() / max(1, bar.maximum()))

    def fit(self) -> None:
        """Side by side, or where there is no room, one of the two."""
        wide = self.width() >= WIDE
        self.which.setVisible(not wide)
        self.editor.setVisible(wide or self.which.choice() == "write")
        self.preview.setVisible(wide or self.which.choice() == "read")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # pictures

    def picture(self, sha256: str) -> QPixmap | None:
        """One that lies on this machine; it is shown as soon as it is read."""
        path = liner.picture(self.session.library, sha256)
        if path is None:
            self.away.add(sha256)
        return self.pictures.get(sha256, lambda: path)

    def ask(self) -> None:
        """Chooses files."""
        dialog = QFileDialog(self.window(), "Add picture")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([FILES, "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def take(self, paths: list[Path]) -> None:
        """Looks at pictures; adds them, or says why not."""
        faults = []
        for path in paths:
            size = path.stat().st_size if path.is_file() else 0
            fault = liner.picture_fault(*measure(path), size)
            if fault:
                faults.append(f"{path.name}: {fault}")
            else:
                spawn(self.add(path, liner.described(path)))
        self.tell(" ".join(faults))

    async def paste(self, image: QImage) -> None:
        """One out of the clipboard."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes
        await self.add(bytes(buffer.data().data()), "Picture")

    async def add(self, source: Path | bytes, alt: str) -> None:
        """Keeps a picture with the library and names it where the cursor stands."""
        from studio.problems import explain

        track = self.track
        self.say("Adding the picture…")
        try:
            sha256 = await self.session.do(lambda desk: liner.keep_picture(desk, source))
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            self.tell(told)
            self.say("")
            return
        if track == self.track:
            self.editor.put_picture(mark(sha256, alt))

    def tell(self, told: str) -> None:
        """What is wrong, below both panes."""
        self.wrong.setText(told)
        self.wrong.setVisible(bool(told))

    # what is saved

    def save(self) -> None:
        """Whatever was typed, if it can be; else it is kept aside."""
        self.rest.stop()
        if self.track is None or not self.changed():
            return
        text = self.editor.toPlainText()
        if not self.check():
            self.keep(self.track, text)
            return
        base, self.base, before, self.shown = self.base, text, self.shown, text
        self.saving += 1
        self.say("Saving…")
        spawn(self.write(self.track, base, text, before))

    async def write(self, track: UUID, base: str, text: str, before: str) -> None:
        """In the background; what cannot be saved stays typed, with the reason below it."""
        from studio.problems import explain

        told: str | None = ""
        try:
            await self.session.do(lambda desk: liner.save(desk, track, seen=base, wanted=text))
        except Exception as error:
            told = explain(error)
            self.keep(track, text)
            if told is None:
                raise
        else:
            self.keep(track, None)
        finally:
            self.saving -= 1
        if track != self.track:
            return
        if told:
            self.base, self.shown = base, before
            self.tell(told)
        self.say("Not saved" if told else "" if self.changed() else SAVED)

    def keep(self, track: UUID, text: str | None) -> None:
        """Aside, until it can be saved; a disk that is full too is told by what failed first."""
        with suppress(OSError):
            self.drafts.put(track, FIELD, text)

    def leave(self) -> None:
        """What was typed is saved."""
        self.save()

    def forget(self) -> None:
        """The track was deleted: nothing is saved any more."""
        self.rest.stop()
        self.track = None
