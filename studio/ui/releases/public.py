"""What the public will see change, field by field, before it is sent; and what it saw before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.actions.publicity import Change, Publicity
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import Flow, column, holder, row, rule
from studio.ui.parts.notices import Banner
from studio.ui.releases.words import counted
from studio.ui.tokens import Size, Space
from studio.ui.track.diff import DiffLabel

SIZE, SPACE = Size(), Space()
NOTHING = "nothing"
WAITS = "These go out with the next sync. Until then people see it as it was."
SERVER = "As the server has it now: this is what people will see once the release is out."
SAME = "Nothing: people see it as it is here."
SAME_THERE = "Nothing: people see it as the server has it."
UNSEEN = "Nobody sees any of it yet."


class ChangeRow(QWidget):
    """One field: what it is now for everybody, and what it will be."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        before, after = change.before or NOTHING, change.after or NOTHING
        what = f"{change.of} · {change.what}" if change.of else change.what
        self.setAccessibleName(f"{what}: {before} becomes {after}")
        if change.long:
            words = DiffLabel()
            words.show_texts(change.before, change.after)
            self.setLayout(column(label(what, "meta", wrap=True), words, gap=SPACE.xs))
            return
        pair = row(gap=SPACE.m)
        pair.addWidget(side(before, "dim"), 1)
        arrow = IconLabel("arrow-right", "mute", size=SIZE.icon_small, says="becomes")
        pair.addWidget(arrow, 0, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(side(after, "strong"), 1)
        self.setLayout(column(label(what, "meta", wrap=True), pair, gap=SPACE.xs))


def side(text: str, voice: str) -> QLabel:
    """One side of it."""
    made = label(text, voice, wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    made.setMinimumWidth(1)  # an address without a space must not widen the page
    return made


class Public(Card):
    """Hidden while nothing of the release is public and no server can be asked about it.

    `asked` wants the server's own comparison, `earlier` what the public saw before.
    """

    asked = Signal()
    earlier = Signal()

    def __init__(self) -> None:
        super().__init__("What the public will see change")
        self.shown: tuple[object, ...] | None = None
        self.lines = column(gap=SPACE.m)
        self.trouble = Banner("", "warn")
        self.trouble.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.trouble.hide()
        self.ask = Button("Ask the server", icon="refresh-cw", small=True)
        self.before = Button("Earlier public states…", icon="history", small=True)
        flow = Flow(SPACE.s)
        for button in (self.ask, self.before):
            flow.addWidget(button)
        self.tools = holder(flow)
        self.add(self.lines)
        self.add(self.trouble)
        self.add(self.tools)
        self.ask.clicked.connect(self.asked)
        self.before.clicked.connect(self.earlier)

    def show_publicity(self, found: Publicity, *, online: bool) -> None:
        """What waits to become public; `online`: there is a server that knows the release."""
        self.setVisible(found.public or online)
        self.tools.setVisible(online)
        if (found, online) != self.shown:
            self.shown = (found, online)
            self.trouble.hide()
            said = WAITS if found.changes else SAME if found.public else UNSEEN
            self.fill(found.changes, said)

    def show_answer(self, changes: Sequence[Change]) -> None:
        """What the server says."""
        self.trouble.hide()
        self.fill(changes, SERVER if changes else SAME_THERE)

    def show_trouble(self, text: str) -> None:
        """It could not be asked."""
        self.trouble.say(f"{text[:1].upper()}{text[1:]}", "warn")
        self.trouble.show()

    def fill(self, changes: Sequence[Change], said: str) -> None:
        """One line for each."""
        while item := self.lines.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.note.setText(counted(len(changes), "change") if changes else "")
        self.lines.addWidget(label(said, "meta" if changes else "dim", wrap=True))
        for number, change in enumerate(changes):
            if number:
                self.lines.addWidget(rule())
            self.lines.addWidget(ChangeRow(change))
