"""Two values side by side, with what differs in them set off."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from studio.actions.decisions import Side
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.paint import begin, box
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Space
from sync.wire.textdiff import Span, word_diff

SPACE = Space()
KEPT = 160
"""Letters of what is the same that stay before and after a difference."""
Spans = tuple[Span, ...]


def shortened(text: str) -> str:
    """What is the same on both sides, its middle left out."""
    if len(text) <= 2 * KEPT + 40:
        return text
    return f"{text[:KEPT]} … {text[-KEPT:]}"


def differences(mine: str, theirs: str) -> tuple[Spans, Spans]:
    """Each side's own words, with what the other has not as `added`."""
    found = word_diff(theirs, mine)
    left = tuple(span for span in found if span.kind != "removed")
    right = tuple(
        Span("added", span.text) if span.kind == "removed" else span
        for span in found
        if span.kind != "added"
    )
    return left, right


class DiffLabel(QLabel):
    """A text whose own words are set off by ground, colour and a line below."""

    def __init__(self, spans: Spans, tone: str) -> None:
        super().__init__()
        self.spans, self.tone = spans, tone
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName("".join(span.text for span in spans))
        self.draw()

    def draw(self) -> None:
        """In the colours of the theme."""
        tokens = current()
        ink, ground = getattr(tokens, self.tone), getattr(tokens, f"{self.tone}_bg", tokens.info_bg)
        style = f"color:{ink};background-color:{ground};text-decoration:underline"
        told = []
        for span in self.spans:
            text = escape(shortened(span.text) if span.kind == "same" else span.text)
            text = text.replace("\n", "<br>")
            told.append(text if span.kind == "same" else f'<span style="{style}">{text}</span>')
        self.setText("".join(told) or "<i>Nothing</i>")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.draw()


class Pane(QFrame):
    """One of the two: whose it is, what it says, and the button that takes it."""

    def __init__(self, side: Side, when: str, *, spans: Spans | None, tone: str) -> None:
        super().__init__()
        self.take = Button(side.verb, small=True)
        self.take.setAccessibleName(f"{side.verb}: {side.text[:80]}")
        said: QLabel = label(side.text, wrap=True)
        said.setAlignment(Qt.AlignmentFlag.AlignTop)
        if spans is not None:
            said = DiffLabel(spans, tone)
        said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        head = row(label(side.whose, "strong"), label(when, "meta"), None, gap=SPACE.s)
        whole = column(head, said, row(self.take, None), gap=SPACE.s)
        whole.setStretch(1, 1)
        whole.setContentsMargins(SPACE.m, SPACE.m, SPACE.m, SPACE.m)
        self.setLayout(whole)
        self.setAccessibleName(side.whose)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = QRectF(self.rect())
        box(begin(self), area, Radius().control, fill=colour("bg"), line=colour("line"))
