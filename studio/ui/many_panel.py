"""Several tracks at once: a genre and tags for all of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.actions import tracks
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.completing import Offering
from studio.ui.parts.controls import TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.tags import TagInput
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.tokens import Space
from studio.ui.track_panel import put_tags

SPACE = Space()


class ManyPanel(QWidget):
    """`chosen` is asked which tracks are meant when it is applied."""

    removal = Signal()

    def __init__(self, session: Session, chosen: Callable[[], list[UUID]]) -> None:
        super().__init__()
        self.session, self.chosen = session, chosen
        self.heading = label("", "title")
        self.genre, self.tags = TextInput(hint="Leave as it is"), TagInput()
        self.fields = (
            Field("Genre of all", self.genre, help="Empty leaves every track its own."),
            Field("Add tags to all", self.tags, help="Tags that are there stay."),
        )
        self.apply = Button("Apply to all", kind="primary")
        self.remove = Button("Delete…", icon="trash-2")
        card = Card()
        for field in self.fields:
            card.add(field)
        card.add(row(self.apply, None, self.remove))
        edges = (SPACE.xs, SPACE.l, SPACE.l, SPACE.l)
        self.setLayout(column(self.heading, card, None, gap=SPACE.m, margins=edges))
        self.apply.clicked.connect(self.write)
        self.remove.clicked.connect(self.removal)
        self.tags.ask(session.library.tags)
        Offering(self.genre, session.library.genres)

    def show_count(self, count: int) -> None:
        """How many are meant."""
        self.heading.setText(f"{count:,} tracks chosen".replace(",", " "))

    def write(self) -> None:
        """To all, or to none."""
        genre, tags = self.genre.text().strip(), list(self.tags.tags())
        faults = (tracks.fault("genre", genre), tracks.fault("tags", tags))
        for field, fault in zip(self.fields, faults, strict=True):
            field.set_error(fault)
        if any(faults) or not (genre or tags):
            return
        values = {"genre": genre} if genre else {}
        chosen = self.chosen()
        spawn(
            self.session.do(lambda desk: tracks.edit_many(desk, chosen, values, tags)),
            busy=self.apply,
        )
        self.genre.clear()
        put_tags(self.tags, [])
