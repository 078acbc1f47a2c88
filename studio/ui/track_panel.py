"""One track: what it is called and how it sounds; a field is saved as soon as it is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.actions import tracks
from studio.actions.library import Library
from studio.actions.tracks import Track
from studio.ui.library.model import state
from studio.ui.parts.buttons import Button, IconButton, hint
from studio.ui.parts.cards import Card
from studio.ui.parts.chips import Chip
from studio.ui.parts.completing import Offering
from studio.ui.parts.controls import TextArea, TextInput
from studio.ui.parts.covers import CoverArt
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.tags import TagInput
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.tokens import Space
from studio.ui.versions import Versions

SPACE = Space()
COVER = 72
NOTE_HEIGHT = 112


def put_tags(field: TagInput, tags: list[str]) -> None:
    """Exactly these tags, without telling of it, and wherever the focus is."""
    for chip in field.chips:
        field.flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
    field.chips.clear()
    for tag in tags:
        field.put(tag)


class TrackPanel(QScrollArea):
    """`add_version` asks for a file for the track that is shown, `opened` for its page."""

    add_version = Signal()
    opened = Signal(object)  # its id

    def __init__(self, session: Session, picture: Callable[[str], QPixmap | None]) -> None:
        super().__init__()
        self.session, self.picture = session, picture
        self.library: Library = session.library
        self.track: Track | None = None
        self.seen: dict[str, Any] = {}
        self.cover = CoverArt("", COVER)
        self.name = ElidedLabel("", "title")
        self.chip = Chip("")
        self.saved = label("", "meta")
        self.title, self.genre = TextInput(), TextInput(hint="Genre")
        self.tags, self.description = TagInput(), TextArea()
        self.description.setPlaceholderText("What should people know about this track?")
        self.description.setFixedHeight(NOTE_HEIGHT)
        self.description.setTabChangesFocus(True)
        self.fields = {
            "title": Field("Title", self.title),
            "genre": Field("Genre", self.genre),
            "tags": Field("Tags", self.tags),
            "description_md": Field("Description", self.description),
        }
        self.versions = Versions()
        self.add = Button("Add version", icon="plus", small=True)
        self.whole = IconButton("arrow-right", "Open track")
        self.whole.setToolTip(hint("Open track", "Ctrl+Return"))
        self.setAccessibleName("Track")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self.arrange())
        self.listen()

    def arrange(self) -> QWidget:
        """Put it together."""
        line = row(self.chip, self.saved, None, gap=SPACE.s)
        words = column(None, self.name, line, None, gap=SPACE.xs)
        head = row(self.cover, words, self.whole, gap=SPACE.m)
        head.setStretch(1, 1)
        form = Card()
        for field in self.fields.values():
            form.add(field)
        sound = Card("Versions", actions=(self.add,))
        sound.add(self.versions)
        self.body = column(head, sound, form, None, gap=SPACE.m)
        self.body.setContentsMargins(SPACE.xs, SPACE.l, SPACE.l, SPACE.l)
        page = holder(self.body)
        page.setProperty("part", "page")
        return page

    def listen(self) -> None:
        """Leaving a field saves it."""
        self.title.editingFinished.connect(lambda: self.save("title"))
        self.genre.editingFinished.connect(lambda: self.save("genre"))
        self.tags.changed.connect(lambda _tags: self.save("tags"))
        self.description.installEventFilter(self)
        self.add.clicked.connect(self.add_version)
        self.whole.clicked.connect(self.ask_page)
        self.tags.ask(self.library.tags)
        Offering(self.genre, self.library.genres)
        self.versions.chosen.connect(self.choose_main)

    def ask_page(self) -> None:
        """All there is to it."""
        if self.track is not None:
            self.opened.emit(self.track.row.id)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if target is self.description and event.type() == QEvent.Type.FocusOut:
            self.save("description_md")
        return super().eventFilter(target, event)

    def value(self, name: str) -> Any:
        """What stands in a field."""
        reading: dict[str, Callable[[], Any]] = {
            "title": lambda: self.title.text().strip(),
            "genre": lambda: self.genre.text().strip(),
            "tags": lambda: list(self.tags.tags()),
            "description_md": self.description.toPlainText,
        }
        return reading[name]()

    def show_value(self, name: str, value: Any) -> None:
        """Puts a value into a field."""
        if name == "tags":
            put_tags(self.tags, value)
        elif name == "description_md":
            self.description.setPlainText(value)
        else:
            line = self.title if name == "title" else self.genre
            line.setText(value)
            line.setCursorPosition(0)

    def show_track(self, track_id: UUID) -> bool:
        """Another track; what was typed into the last one is saved. False if it is gone."""
        self.commit()
        track = tracks.read(self.library, track_id)
        if track is None:
            return False
        self.track, self.seen = None, {}
        self.saved.setText("")
        self.fill(track)
        self.verticalScrollBar().setValue(0)
        return True

    def refresh(self) -> None:
        """The same track, as it is now; what is being typed stays."""
        track = tracks.read(self.library, self.track.row.id) if self.track else None
        if track is not None:
            self.fill(track)

    def fill(self, track: Track) -> None:
        """Every field that nobody is typing into."""
        found = {
            "title": track.row.title,
            "genre": track.row.genre,
            "tags": list(track.row.tags),
            "description_md": track.description,
        }
        for name, value in found.items():
            untouched = name not in self.seen or self.value(name) == self.seen[name]
            if untouched:
                if name not in self.seen or self.seen[name] != value:
                    self.show_value(name, value)
                self.seen[name] = value
                self.fields[name].set_error("")
        self.track = track
        self.name.setText(track.row.title)
        self.show_cover()
        self.chip.show_state(*state(track.row))
        self.versions.show_versions(track.versions)

    def show_cover(self) -> None:
        """Its picture, as soon as it is read."""
        row = self.track.row if self.track is not None else None
        if row is not None:
            self.cover.show_cover(row.title, self.picture(row.artwork_sha256 or ""))

    def commit(self) -> None:
        """Saves whatever was typed and not left yet."""
        for name in self.fields:
            self.save(name)

    def save(self, name: str) -> None:
        """One field, if it says something else than it did."""
        if self.track is None or name not in self.seen:
            return
        seen, wanted = self.seen[name], self.value(name)
        if wanted == seen:
            return
        wrong = tracks.fault(name, wanted)
        self.fields[name].set_error(wrong)
        if not wrong:
            self.seen[name] = wanted
            self.saved.setText("Saving…")
            spawn(self.write(self.track.row.id, name, seen, wanted))

    async def write(self, track_id: UUID, name: str, seen: Any, wanted: Any) -> None:
        """In the background; what cannot be saved stays typed, with the reason below it."""
        from studio.problems import explain

        try:
            await self.session.do(lambda desk: tracks.edit(desk, track_id, {name: (seen, wanted)}))
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            if self.track is not None and self.track.row.id == track_id:
                self.seen[name] = seen
                self.fields[name].set_error(told)
                self.saved.setText("")
        else:
            self.saved.setText("Saved on this machine")

    def choose_main(self, version: str) -> None:
        """Listeners are to hear another version."""
        if self.track is not None:
            seen = self.track.primary_version_id
            self.saved.setText("Saving…")
            spawn(self.write(self.track.row.id, "primary_version_id", seen, version))
