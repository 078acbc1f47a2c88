"""How the track was recorded: instruments, outboard, room, day, tempo and key."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from studio.actions import credits
from studio.actions.library import Library
from studio.ui.parts.cards import Card
from studio.ui.parts.controls import TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.layouts import row
from studio.ui.parts.tags import TagInput
from studio.ui.tokens import Space
from studio.ui.track.credits_form import Form
from studio.ui.track_panel import put_tags

SPACE = Space()
LISTS = {"instruments": "Add an instrument", "outboard": "Add a device"}
HOW = "How it was recorded"
LINES = {  # title, hint, help
    "room": ("Room", "Room 9, Tallinn", ""),
    "date": ("Recorded", "2026-03-14", "A year, a month or a day."),
    "tempo_bpm": ("Tempo", "122", "Beats a minute."),
    "key": ("Key", "F♯ minor", ""),
}


def tempo(text: str) -> float | str | None:
    """What was typed as a number; itself if it is none."""
    clean = text.strip().replace(",", ".")
    if not clean:
        return None
    try:
        return float(clean)
    except ValueError:
        return text.strip()


def typed(value: Any) -> str:
    """A value as it is typed: 122 rather than 122.0."""
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


class SessionCard(Card):
    """The fields named `session.…` of a form."""

    def __init__(self, form: Form) -> None:
        super().__init__("Session", HOW)
        self.body.setSpacing(SPACE.m)
        self.lists = {name: TagInput(hint=hint) for name, hint in LISTS.items()}
        self.lines = {name: TextInput(hint=hint) for name, (_, hint, _) in LINES.items()}
        fields: dict[str, Field] = {}
        for name, tags in self.lists.items():
            fields[name] = Field(name.capitalize(), tags)
            self.bind_list(form, name, fields[name])
        for name, line in self.lines.items():
            title, _, help_ = LINES[name]
            fields[name] = Field(title, line, help=help_)
            self.bind_line(form, name, fields[name])
        for name in LISTS:
            self.add(fields[name])
        for pair in (("room", "date"), ("tempo_bpm", "key")):
            both = row(*(fields[name] for name in pair), gap=SPACE.m)
            for name in pair:
                both.setStretchFactor(fields[name], 1)
                both.setAlignment(fields[name], Qt.AlignmentFlag.AlignTop)
            self.add(both)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def bind_list(self, form: Form, name: str, field: Field) -> None:
        """A list of names."""
        tags, key = self.lists[name], f"session.{name}"
        form.add(key, field, lambda: list(tags.tags()), lambda value: put_tags(tags, value))
        tags.changed.connect(lambda _tags: form.save(key))

    def bind_line(self, form: Form, name: str, field: Field) -> None:
        """A line of text, or a number."""
        line, key = self.lines[name], f"session.{name}"

        def get() -> Any:
            return tempo(line.text()) if name == "tempo_bpm" else line.text().strip()

        def put(value: Any) -> None:
            if line.text() != typed(value):
                line.setText(typed(value))
                line.setCursorPosition(0)

        form.add(key, field, get, put)
        line.editingFinished.connect(lambda: form.save(key))

    def offer(self, library: Library) -> None:
        """What to complete from: what other tracks were recorded with."""
        for name, tags in self.lists.items():
            tags.offer(credits.known(library, name))
