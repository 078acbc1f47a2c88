"""Notes and comments of a track in order of time: to read, to write, to go to."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea

from studio.actions import notes
from studio.actions.notes import Comment, Note
from studio.actions.tracks import Track
from studio.ui.parts.buttons import Button, hint
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.tokens import Space
from studio.ui.track.note_rows import CommentRow, MomentRow, NoteRow
from studio.ui.track.telling import reason, tell
from studio.ui.waveform.markers import Marker, MarkerKind

SPACE = Space()
DRAFT = "draft"
EMPTY = (
    "Press N while you listen, or double-click the waveform, to write down what you hear. "
    "Notes are private: only those who work on the track see them."
)


class NotesCard(Card):
    """`sought` asks to go to a moment, `wanted` for a note at the play head, `marked` tells that
    there are other markers, `done` that somebody has finished typing.
    """

    sought = Signal(str, int)  # key, milliseconds
    wanted = Signal()
    marked = Signal()
    done = Signal()

    def __init__(self, session: Session) -> None:
        self.add_note = Button("Add note", icon="plus", small=True)
        super().__init__("Notes", actions=(self.add_note,), flush=True)
        self.session = session
        self.track: Track | None = None
        self.rows: dict[str, MomentRow] = {}
        self.about: UUID | None = None  # the version that the draft is about
        self.add_note.setToolTip(hint("Write a note at the play head", "N"))
        self.nothing = label(EMPTY, "dim", wrap=True)
        self.nothing.setContentsMargins(SPACE.s, 0, 0, 0)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = column(self.nothing, None, gap=0, margins=(SPACE.s, 0, SPACE.m, SPACE.m))
        page = holder(self.list)
        page.setProperty("part", "page")
        self.area = QScrollArea()
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self.area, 1)
        self.add_note.clicked.connect(self.wanted)

    # what is shown

    def show_track(self, track: Track) -> None:
        """Its notes and comments; what is being typed stays."""
        if self.track is not None and self.track.row.id != track.row.id:
            self.clear()
        self.track = track
        library = self.session.library
        found: list[Note | Comment] = [*notes.notes(library, track.row.id)]
        found += notes.comments(library, track.row.id)
        found.sort(key=lambda one: (one.at_ms, str(one.id)))
        self.drop_gone({str(one.id) for one in found} | {DRAFT})
        for one in found:
            self.put(one)
        self.arrange()

    def drop_gone(self, kept: set[str]) -> None:
        """Deleted elsewhere; what was typed into one becomes a new note."""
        for key in self.rows.keys() - kept:
            old = self.rows[key]
            rescued = old.value() if isinstance(old, NoteRow) and old.changed() else ""
            self.take(key)
            if rescued and DRAFT not in self.rows:
                self.draft(old.at_ms).text.put(rescued)

    def put(self, one: Note | Comment) -> None:
        """One of them, anew or as it is now."""
        key = str(one.id)
        known = self.rows.get(key)
        if isinstance(one, Comment):
            if isinstance(known, CommentRow) and known.comment == one:
                return
            self.take(key)
            self.keep(CommentRow(key, one))
        elif isinstance(known, NoteRow) and known.at_ms == one.at_ms:
            known.show_note(one, self.version_name(one.version_id))
        else:
            self.take(key)
            name = self.version_name(one.version_id)
            self.keep_note(NoteRow(key, one.at_ms, one, version=name))

    def version_name(self, version: UUID | None) -> str:
        """How the version is called that a note is about; empty if there is only one."""
        found = self.track.versions if self.track is not None and version is not None else ()
        names = [one.label for one in found if one.id == version]
        return names[0] if names and len(found) > 1 else ""

    def keep(self, made: MomentRow) -> None:
        """Takes a row in."""
        self.rows[made.key] = made
        made.sought.connect(self.seek)

    def keep_note(self, made: NoteRow) -> None:
        """The same for one that can be written in."""
        self.keep(made)
        made.saved.connect(self.save)
        made.removal.connect(self.remove)
        made.dropped.connect(self.give_up)
        made.text.entered.connect(self.done)
        made.grown.connect(self.keep_in_sight)

    def keep_in_sight(self, key: str) -> None:
        """What is written grows."""
        made = self.rows.get(key)
        if isinstance(made, NoteRow) and made.text.hasFocus():
            self.list.activate()
            self.area.ensureWidgetVisible(made)

    def take(self, key: str) -> None:
        """Lets a row go."""
        old = self.rows.pop(key, None)
        if old is not None:
            old.blockSignals(True)
            self.list.removeWidget(old)
            old.hide()
            old.deleteLater()

    def clear(self) -> None:
        """Another track comes."""
        for key in list(self.rows):
            self.take(key)

    def arrange(self) -> None:
        """In order of time; nothing moves that stands right, so that the focus stays."""
        wanted = sorted(self.rows.values(), key=lambda one: (one.at_ms, one.key != DRAFT, one.key))
        for place, one in enumerate(wanted):
            if self.list.indexOf(one) != place + 1:
                self.list.insertWidget(place + 1, one)
            one.show()
        self.nothing.setVisible(not wanted)
        written = sum(isinstance(one, NoteRow) for one in wanted)
        said = len(wanted) - written
        self.note.setText(f"{said} comment{'s' if said != 1 else ''}" if said else "")
        self.marked.emit()

    def markers(self) -> tuple[Marker, ...]:
        """The same for the waveform."""
        made = []
        for key, one in self.rows.items():
            if isinstance(one, CommentRow):
                who, kind, text = one.comment.author, MarkerKind.COMMENT, one.comment.body
            elif isinstance(one, NoteRow) and key != DRAFT:
                who, kind, text = "", MarkerKind.NOTE, one.seen
            else:
                continue
            made.append(Marker(key=key, at_ms=one.at_ms, kind=kind, text=text, who=who))
        return tuple(made)

    # what is done

    def seek(self, key: str) -> None:
        """A moment was clicked."""
        self.light(key)
        self.sought.emit(key, self.rows[key].at_ms)

    def light(self, key: str) -> None:
        """The one that is looked at comes into sight."""
        for name, one in self.rows.items():
            one.light(name == key)
        if key in self.rows:
            self.area.ensureWidgetVisible(self.rows[key])

    def begin(self, at_ms: int, version: UUID | None) -> None:
        """A new note; one that was begun is saved."""
        if self.track is None or self.session.desk is None:
            return
        if DRAFT in self.rows:
            self.save(DRAFT)
        self.about = version
        made = self.draft(at_ms)
        self.arrange()
        self.list.activate()
        self.light(DRAFT)
        made.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def draft(self, at_ms: int) -> NoteRow:
        """The row of a note that is not there yet."""
        self.take(DRAFT)
        made = NoteRow(DRAFT, at_ms)
        self.keep_note(made)
        return made

    def commit(self) -> None:
        """Saves whatever was typed and not left yet."""
        for key in list(self.rows):
            self.save(key)

    def save(self, key: str) -> None:
        """One note, if it says something else than it did. An empty one goes."""
        made, track = self.rows.get(key), self.track
        if not isinstance(made, NoteRow) or track is None or notes.fault(made.value()):
            return
        if key == DRAFT:
            body, at_ms = made.value(), made.at_ms  # the row is gone when the work begins
            self.take(DRAFT)
            if body:
                self.work(self.write_new(track.row.id, at_ms, body, self.about))
            self.arrange()
        elif not made.value():
            self.remove(key)
        elif made.changed():
            seen, made.seen = made.seen, made.value()
            self.work(self.rewrite(made, seen))
            self.marked.emit()

    async def write_new(self, track: UUID, at_ms: int, body: str, about: UUID | None) -> None:
        try:
            await self.session.do(lambda desk: notes.add(desk, track, at_ms, body, version=about))
        except Exception as error:
            told = reason(error)
            if self.track is not None and self.track.row.id == track and DRAFT not in self.rows:
                again = self.draft(at_ms)
                again.text.put(body)
                again.show_wrong(told)
                self.arrange()

    async def rewrite(self, made: NoteRow, seen: str) -> None:
        note, wanted = UUID(made.key), made.seen
        try:
            await self.session.do(lambda desk: notes.rewrite(desk, note, seen=seen, wanted=wanted))
        except Exception as error:
            told = reason(error)
            if self.rows.get(made.key) is made:
                made.seen = seen
                made.show_wrong(told)

    def give_up(self, key: str) -> None:
        """Escape: a new one goes, in another stands what stood there."""
        made = self.rows.get(key)
        if key == DRAFT:
            self.take(DRAFT)
            self.arrange()
        elif isinstance(made, NoteRow):
            made.text.put(made.seen)
        self.done.emit()

    def remove(self, key: str) -> None:
        """Goes at once, and can be taken back."""
        made, track = self.rows.get(key), self.track
        if key == DRAFT:
            self.give_up(key)
        elif isinstance(made, NoteRow) and made.note is not None and track is not None:
            note, track_id = made.note, track.row.id
            self.take(key)
            self.arrange()
            self.work(self.session.do(lambda desk: notes.remove(desk, note.id)))
            again: Callable[[], object] = lambda: self.work(  # noqa: E731
                self.session.do(lambda desk: notes.put_back(desk, track_id, note))
            )
            tell(self, "Note deleted", action=("Undo", again))

    def work(self, doing: Coroutine[Any, Any, Any]) -> None:
        """In the background; the window tells what did not work."""
        spawn(doing)

    def leave(self) -> None:
        """Out of sight."""
        self.commit()
