"""One file that is being brought in: what was found in it, and what it is to become."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QFrame, QListView

from studio.actions.guesses import Guess, Purpose
from studio.actions.library import Library, TrackRow
from studio.ui.parts import figures
from studio.ui.parts.chips import Chip, LoudnessChip
from studio.ui.parts.controls import Combo, TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import Flow, column, holder, row
from studio.ui.parts.progress import Bar
from studio.ui.parts.segmented import Segmented
from studio.ui.tokens import Space

if TYPE_CHECKING:
    from studio.actions.files import Looked

SPACE = Space()
NONE = "none"
CHOICES = (
    ("track", "New track"),
    ("version", "New version of…"),
    ("stem", "Stem of…"),
    (NONE, "Leave out"),
)
ROLES = (
    ("vocal", "Vocals"),
    ("drum", "Drums"),
    ("bass", "Bass"),
    ("guitar", "Guitar"),
    ("synth", "Synth, keys"),
    ("fx", "Effects"),
    ("other", "Other"),
)
DOING = {"reading": "Reading…", "listening": "Listening…"}


class TrackInput(TextInput):
    """A track by its name: what is typed is looked up in the library."""

    def __init__(self, library: Library) -> None:
        super().__init__(hint="Which track?")
        self.library = library
        self.target: TrackRow | None = None
        self.found: list[TrackRow] = []
        self.names = QStringListModel(self)
        completer = QCompleter(self.names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = QListView()
        popup.setProperty("part", "list")
        completer.setPopup(popup)
        popup.clicked.connect(self.take)
        completer.activated.connect(self.look)
        self.setCompleter(completer)
        self.textEdited.connect(self.look)

    def look(self, text: str) -> None:
        """Offers what fits; a title typed in full is taken."""
        self.found = self.library.find(text)
        self.names.setStringList([one.title for one in self.found])
        plain = text.strip().casefold()
        self.target = next((one for one in self.found if one.title.casefold() == plain), None)

    def take(self, index: QModelIndex) -> None:
        """One of those offered."""
        self.show_target(self.found[index.row()])

    def show_target(self, row: TrackRow | None) -> None:
        """A track, or none yet."""
        self.target = row
        self.setText(row.title if row else "")


class ImportRow(QFrame):
    """`ready` tells that the file was looked at, with or without success."""

    ready = Signal()

    def __init__(self, path: Path, library: Library) -> None:
        super().__init__()
        self.path = path
        self.looked: Looked | None = None
        self.setProperty("part", "panel")
        self.setAccessibleName(path.name)
        self.sign = IconLabel("file-audio", "dim")
        self.name = ElidedLabel(path.name, "strong")
        self.doing = label("Waiting…", "meta")
        self.bar = Bar(f"Looking at {path.name}")
        self.chips = Flow(SPACE.xs)
        self.facts = holder(self.chips)
        self.warnings = column(gap=SPACE.xs)
        self.what = Segmented("What it is")
        self.what.set_choices(CHOICES)
        self.title, self.label_ = TextInput(), TextInput()
        self.track, self.role = TrackInput(library), Combo(ROLES)
        self.parts = {
            "track": Field("Track", self.track),
            "title": Field("Title", self.title),
            "label": Field("Name of the version", self.label_),
            "role": Field("What it carries", self.role),
        }
        self.arrange()
        self.what.chosen.connect(self.show_purpose)

    def arrange(self) -> None:
        """Put it together; what is asked appears once the file was looked at."""
        head = row(self.sign, self.name, self.doing, gap=SPACE.s)
        head.setStretch(1, 1)
        fields = row(*self.parts.values(), gap=SPACE.m)
        for number in range(3):
            fields.setStretch(number, 1)
        asked = column(row(self.what, None), fields, gap=SPACE.m)
        self.asked = holder(asked)
        edges = (SPACE.l, SPACE.m, SPACE.l, SPACE.l)
        whole = column(head, self.bar, self.facts, self.warnings, self.asked, gap=SPACE.s)
        whole.setContentsMargins(*edges)
        self.setLayout(whole)
        self.facts.hide()
        self.asked.hide()

    def tell(self, what: str, done: float) -> None:
        """How far looking has come: the first half is reading."""
        self.doing.setText(DOING.get(what, what))
        self.bar.set_share(done / 2 if what == "reading" else 0.5 + done / 2)

    def show_looked(self, looked: Looked, guess: Guess) -> None:
        """What was found, and the best guess."""
        self.looked = looked
        sound = looked.sound
        self.bar.hide()
        self.doing.setText(f"{figures.clock(sound.duration_ms)} · {figures.size(sound.size_bytes)}")
        depth = f" · {sound.bit_depth} bit" if sound.bit_depth else f" · {sound.codec}"
        for chip in (
            Chip(f"{sound.sample_rate / 1000:g} kHz{depth}"),
            LoudnessChip("LUFS", sound.integrated_lufs),
            LoudnessChip("dBTP", sound.true_peak_dbtp),
        ):
            self.chips.addWidget(chip)
        self.facts.show()
        for warning in sound.warnings:
            self.warn(warning)
        if not sound.warnings:
            self.sign.show_icon("circle-check", "good")
        self.title.setText(guess.title[:300])
        self.label_.setText(guess.label)
        self.role.show_key(str(guess.role))
        self.track.show_target(guess.target)
        self.what.choose(str(guess.purpose))
        self.show_purpose(str(guess.purpose))
        self.asked.show()
        self.ready.emit()

    def warn(self, warning: Any) -> None:
        """One thing to know before it is heard by others."""
        tone = {"info": "dim", "warning": "warn", "damage": "bad"}[str(warning.severity)]
        if tone != "dim":
            self.sign.show_icon("triangle-alert" if tone == "warn" else "circle-alert", tone)
        sign = IconLabel("info" if tone == "dim" else "triangle-alert", tone, size=14)
        line = row(gap=SPACE.s)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(warning.message, "dim", wrap=True), 1)
        self.warnings.addLayout(line)

    def show_known(self, title: str) -> None:
        """This very file is a version already: it is not added twice by accident."""
        said = f"Your library has this very file already, in “{title}”: it is left out."
        self.sign.show_icon("circle-check", "dim")
        self.warnings.insertWidget(0, label(said, wrap=True))
        self.what.choose(NONE)
        self.show_purpose(NONE)

    def show_failure(self, told: str) -> None:
        """It cannot be used; the others can."""
        self.bar.hide()
        self.doing.setText("Left out")
        self.sign.show_icon("circle-alert", "bad")
        self.warnings.addWidget(label(told, "error", wrap=True))
        self.ready.emit()

    def show_purpose(self, purpose: str) -> None:
        """Asks what that needs."""
        shown = {
            "track": ("title",),
            "version": ("track", "label"),
            "stem": ("track", "title", "role"),
            NONE: (),
        }[purpose]
        for key, field in self.parts.items():
            field.setVisible(key in shown)

    @property
    def wanted(self) -> bool:
        """Whether it can be added, and is to be."""
        return self.looked is not None and self.what.choice() != NONE

    @property
    def purpose(self) -> Purpose:
        """What it is to become."""
        return Purpose(self.what.choice() or "track")

    def check(self) -> bool:
        """Whether everything that is asked was answered; says what was not."""
        target, purpose = self.track.target, self.purpose
        wrong = ""
        if purpose is not Purpose.TRACK and target is None:
            wrong = "Choose a track of the library."
        elif purpose is Purpose.STEM and target is not None and target.version_id is None:
            wrong = "This track has no version yet."
        self.parts["track"].set_error(wrong)
        titled = purpose is Purpose.VERSION or self.title.text().strip()
        self.parts["title"].set_error("" if titled else "A title is missing.")
        named = purpose is not Purpose.VERSION or self.label_.text().strip()
        self.parts["label"].set_error("" if named else "A name is missing.")
        return not wrong and bool(titled) and bool(named)

    def target(self) -> UUID | None:
        """The track or, for a stem, the version that it belongs to."""
        row = self.track.target
        if row is None:
            return None
        return row.version_id if self.purpose is Purpose.STEM else row.id
