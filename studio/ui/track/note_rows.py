"""What is said at a moment, as a row: a note to write in, or a comment to read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.actions import notes
from studio.actions.notes import Comment, Note
from studio.ui.parts import figures
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.chips import Chip
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.paint import begin, box
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space
from studio.ui.track.telling import when
from studio.ui.track.writing import Writing

SPACE, SIZE = Space(), Size()
TIME_WIDTH = 64
BAR = 3


class MomentRow(QWidget):
    """A row that stands for a moment; `sought` asks to go there."""

    sought = Signal(str)  # its key

    def __init__(self, key: str, at_ms: int, what: str) -> None:
        super().__init__()
        self.key, self.at_ms, self.lit = key, at_ms, False
        self.time = Button(figures.clock(at_ms), kind="quiet", small=True)
        self.time.setFixedWidth(TIME_WIDTH)
        self.time.setProperty("mono", True)
        self.time.setAccessibleName(f"{what} at {figures.clock(at_ms)}, go there")
        self.time.setToolTip("Go there")
        self.time.clicked.connect(lambda: self.sought.emit(self.key))

    def light(self, on: bool) -> None:
        """Whether it is the one that is looked at."""
        if on != self.lit:
            self.lit = on
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.lit:
            painter, area = begin(self), QRectF(self.rect())
            box(painter, area, Radius().small, fill=colour("raised"))
            bar = QRectF(0, SPACE.xs, BAR, area.height() - 2 * SPACE.xs)
            box(painter, bar, BAR / 2, fill=colour("accent"))


class NoteRow(MomentRow):
    """A private note. `saved` tells what was typed once it is left, `removal` asks to delete it."""

    saved = Signal(str)  # its key
    removal = Signal(str)
    dropped = Signal(str)  # Escape
    grown = Signal(str)

    def __init__(
        self, key: str, at_ms: int, note: Note | None = None, *, version: str = ""
    ) -> None:
        super().__init__(key, at_ms, "Note")
        self.note = note
        self.seen = note.body if note is not None else ""
        self.text = Writing(f"Note at {figures.clock(at_ms)}", hint="What do you hear here?")
        self.text.put(self.seen)
        self.meta = ElidedLabel("", "meta")
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        away = "Delete note" if note is not None else "Give the note up"
        self.away = IconButton("trash-2" if note is not None else "x", away, small=True)
        self.show_meta(version)
        below = column(self.wrong, self.meta, gap=0, margins=(SPACE.s, 0, 0, 0))
        words = column(self.text, below, gap=0)
        line = row(gap=SPACE.xs, margins=(0, SPACE.xs, 0, SPACE.xs))
        line.addLayout(column(self.time, None, margins=(0, SPACE.hair, 0, 0)))
        line.addLayout(words, 1)
        line.addWidget(self.away, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.text.done.connect(lambda: self.saved.emit(self.key))
        self.text.given_up.connect(lambda: self.dropped.emit(self.key))
        self.text.textChanged.connect(self.check)
        self.text.fitted.connect(lambda: self.grown.emit(self.key))
        self.away.clicked.connect(lambda: self.removal.emit(self.key))

    def show_note(self, note: Note, version: str) -> None:
        """As it is now; what is being typed stays."""
        self.note = note
        if not self.changed():
            self.seen = note.body
            self.text.put(note.body)
        self.show_meta(version)

    def show_meta(self, version: str) -> None:
        """Who wrote it, when, about which version."""
        note = self.note
        if note is None:
            self.meta.setText("Private. Enter saves it, Escape gives it up.")
            return
        parts = [note.author or "You", when(note.created_at), version]
        if note.unsent:
            parts.append("not sent yet")
        self.meta.setText(" · ".join(part for part in parts if part))

    def value(self) -> str:
        """What stands there."""
        return self.text.toPlainText().strip()

    def changed(self) -> bool:
        """Whether something else stands there than was seen."""
        return self.value() != self.seen.strip()

    def check(self) -> None:
        """Says at once what cannot be saved."""
        self.show_wrong(notes.fault(self.value()))

    def show_wrong(self, told: str) -> None:
        """What is wrong with it; empty for nothing."""
        self.wrong.setText(told)
        self.wrong.setVisible(bool(told))


class CommentRow(MomentRow):
    """A listener's comment."""

    def __init__(self, key: str, comment: Comment) -> None:
        super().__init__(key, comment.at_ms, f"Comment by {comment.author}")
        self.comment = comment
        body = label(comment.body, wrap=True)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        who = ElidedLabel(comment.author, "strong")
        past = label(when(comment.created_at), "meta")
        head = row(who, past, gap=SPACE.s)
        if comment.held:
            head.addWidget(Chip("Held back", "warn"))
        head.addStretch(1)
        words = column(head, body, gap=SPACE.hair, margins=(SPACE.s, SPACE.xs, 0, 0))
        sign = IconLabel("message-square", "mute", size=SIZE.icon_small, says="Comment")
        line = row(gap=SPACE.xs, margins=(0, SPACE.xs, SPACE.s, SPACE.xs))
        line.addWidget(self.time, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
