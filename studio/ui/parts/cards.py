"""Cards: a heading with its actions, and what belongs together below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QLayout, QWidget

from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.tokens import Size, Space

SPACE = Space()


class Card(QFrame):
    """A card; `body` takes what it holds."""

    def __init__(
        self,
        title: str = "",
        note: str = "",
        *,
        actions: Sequence[QWidget] = (),
        flush: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self.setAccessibleName(title)
        sides = 0 if flush else SPACE.l
        self.body = column(gap=SPACE.s, margins=(sides, 0, sides, sides))
        whole = column(gap=SPACE.xs)
        self.note = ElidedLabel(note, "meta")
        if title or actions:
            heading = label(title, "heading")
            head = row(heading, self.note, *actions, gap=SPACE.s)
            head.setStretch(1, 1)
            head.setContentsMargins(SPACE.l, SPACE.s, SPACE.m, 0)
            top = holder(head)
            top.setFixedHeight(Size().control + SPACE.s)
            whole.addWidget(top)
        else:
            self.body.setContentsMargins(sides, sides, sides, sides)
        whole.addLayout(self.body, 1)
        self.setLayout(whole)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put something below what is there."""
        if isinstance(item, QLayout):
            self.body.addLayout(item, stretch)
        else:
            self.body.addWidget(item, stretch)
