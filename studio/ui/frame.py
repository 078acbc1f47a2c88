"""A page of the window: its name, what can be done on it, and cards below that scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.tokens import Space

SPACE = Space()
WIDEST = 1440
"""A line of text that is longer is hard to read."""


def scrolling(body: QLayout) -> QScrollArea:
    """An area as wide as its page that scrolls downwards only."""
    page = holder(body)
    page.setProperty("part", "page")
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def emptied(layout: QVBoxLayout) -> QVBoxLayout:
    """The layout, with everything in it gone."""
    while item := layout.takeAt(0):
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    return layout


def titled(name: QWidget, note: QWidget) -> QHBoxLayout:
    """The name of a page and a note beside it, on one line of writing."""
    note.setContentsMargins(0, 0, 0, SPACE.xs)
    made = row(name, note, gap=SPACE.m)
    made.setAlignment(note, Qt.AlignmentFlag.AlignBottom)
    return made


class PageFrame(QWidget):
    """`body` takes cards; `note` says in a few words how things stand."""

    def __init__(self, title: str, *, widest: int = WIDEST) -> None:
        super().__init__()
        self.setAccessibleName(title)
        name = label(title, "display")
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.note = ElidedLabel("", "dim")
        self.tools = row(gap=SPACE.s)
        named = titled(name, self.note)
        named.setStretch(1, 1)
        head = row(gap=SPACE.m)
        head.addLayout(named, 1)
        head.setAlignment(named, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(self.tools)
        self.body = column(gap=SPACE.m, margins=(0, 0, SPACE.l, SPACE.xl))
        inner = holder(self.body)
        inner.setMaximumWidth(widest)
        centred = row(gap=0)
        centred.addWidget(inner, 1)
        centred.addStretch(0)
        self.area = scrolling(column(centred, None, gap=0))
        self.area.setAccessibleName(title)
        whole = column(head, self.area, gap=SPACE.l)
        whole.setContentsMargins(SPACE.xl, SPACE.l, SPACE.s, 0)
        head.setContentsMargins(0, 0, SPACE.l, 0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
