"""What the public saw of a release before, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.actions import zones
from studio.actions.earlier import Earlier
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, holder, row, rule
from studio.ui.parts.overlays import SideSheet
from studio.ui.releases.moment import viewer_zone
from studio.ui.releases.words import counted
from studio.ui.tokens import Space

SPACE = Space()
NONE = "Nothing of this release has been public yet. What people see is kept from then on."


class States(SideSheet):
    """`chosen` tells which state to go back to."""

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "Earlier public states")
        self.lines = column(gap=SPACE.m, margins=(0, 0, SPACE.s, 0))
        page = holder(column(self.lines, None))
        page.setProperty("part", "page")
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Earlier public states")
        self.body.addWidget(area, 1)

    def show_states(self, states: Sequence[Earlier]) -> None:
        """The newest first: that is what people see now."""
        while item := self.lines.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if not states:
            self.lines.addWidget(label(NONE, "dim", wrap=True))
        for number, state in enumerate(states):
            if number:
                self.lines.addWidget(rule())
            self.lines.addWidget(self.line(state, newest=number == 0))

    def line(self, state: Earlier, *, newest: bool) -> QWidget:
        """One state."""
        when = zones.said(state.at, viewer_zone())
        told = f"{when} · {counted(state.tracks, 'track')}"
        whole = row(column(ElidedLabel(state.title, "strong"), label(told, "meta"), gap=0))
        whole.setStretch(0, 1)
        if newest:
            whole.addWidget(label("Seen last", "meta"))
        else:
            button = Button("Go back to this", small=True)
            button.setAccessibleName(f"Go back to what people saw from {when} on")
            button.clicked.connect(lambda: self.chosen.emit(state))
            whole.addWidget(button)
        return holder(whole)
