"""Fields of a track that are saved when they are left; what cannot be saved stays, with why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from studio.actions import credits
from studio.actions.drafts import Drafts
from studio.ui.parts.fields import Field
from studio.ui.session import Session
from studio.ui.spawn import spawn


@dataclass(slots=True)
class Entry:
    """A field: how to read it, how to show a value in it, and what was last seen there."""

    field: Field
    get: Callable[[], Any]
    put: Callable[[Any], None]
    base: Any = None
    saving: int = 0


class Form(QObject):
    """`told` says of a field how its saving stands."""

    told = Signal(str, str)

    def __init__(self, session: Session, drafts: Drafts, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.drafts = session, drafts
        self.track: UUID | None = None
        self.entries: dict[str, Entry] = {}

    def add(
        self, name: str, field: Field, get: Callable[[], Any], put: Callable[[Any], None]
    ) -> None:
        """A field by its name among `credits.Papers.fields`."""
        self.entries[name] = Entry(field, get, put)

    def show(self, track: UUID, values: Mapping[str, Any]) -> None:
        """Another track, or the same as it is now; what is being typed stays."""
        other = track != self.track
        if other:
            self.commit()
        self.track = track
        for name, entry in self.entries.items():
            untouched = not entry.saving and entry.get() == entry.base
            if other or untouched:
                self.fill(name, entry, values[name], draft=other)

    def fill(self, name: str, entry: Entry, value: Any, *, draft: bool) -> None:
        """What the library has; and what was typed over it and could not be saved."""
        if draft or entry.get() != value:
            entry.put(value)
        entry.base = entry.get()
        kept = self.drafts.get(self.track, name) if draft and self.track is not None else None
        if kept is not None:
            entry.put(kept)
        if draft or kept is not None:
            wrong = credits.fault(name, entry.get()) if kept is not None else ""
            entry.field.set_error(wrong)

    def save(self, name: str) -> None:
        """One field, if it says something else than it did."""
        entry, track = self.entries[name], self.track
        wanted = entry.get()
        if track is None:
            return
        if wanted == entry.base:
            entry.field.set_error("")
            self.keep(track, name, None)
            return
        wrong = credits.fault(name, wanted)
        entry.field.set_error(wrong)
        self.keep(track, name, wanted if wrong else None)
        if wrong:
            self.told.emit(name, "Not saved")
            return
        entry.put(wanted)  # as it will be kept: an ISRC without its dashes
        seen, entry.base = entry.base, wanted
        entry.saving += 1
        self.told.emit(name, "Saving…")
        spawn(self.write(track, name, seen, wanted))

    async def write(self, track: UUID, name: str, seen: Any, wanted: Any) -> None:
        """In the background."""
        from studio.problems import explain

        entry, told = self.entries[name], ""
        try:
            await self.session.do(
                lambda desk: credits.edit_field(desk, track, name, (seen, wanted))
            )
        except Exception as error:
            said = explain(error)
            self.keep(track, name, wanted)
            if said is None:
                raise
            told = said
        finally:
            entry.saving -= 1
        if track != self.track:
            return
        if told:
            entry.base = seen
            entry.field.set_error(told)
        self.told.emit(name, "Not saved" if told else "Saved on this machine")

    def keep(self, track: UUID, name: str, value: Any) -> None:
        """Aside, until it can be saved."""
        with suppress(OSError):
            self.drafts.put(track, name, value)

    def commit(self) -> None:
        """Saves whatever was typed and not left yet."""
        if self.track is not None:
            for name in self.entries:
                self.save(name)

    def forget(self) -> None:
        """The track was deleted: nothing is saved any more."""
        self.track = None
