"""The parts of the gallery by kind, filled with an invented catalogue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QWidget

from studio.ui.parts.amounts import DateTimeInput, NumberInput
from studio.ui.parts.buttons import Button, IconButton, LetterToggle, PlayButton
from studio.ui.parts.cards import Card
from studio.ui.parts.chips import Chip, LoudnessChip
from studio.ui.parts.controls import Combo, TextArea, TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import Flow, column, holder, row
from studio.ui.parts.levels import Fader, LevelMeter
from studio.ui.parts.notices import Banner, EmptyState
from studio.ui.parts.progress import Bar, Ring, Spinner
from studio.ui.parts.segmented import Segmented
from studio.ui.parts.splitters import Splitter
from studio.ui.parts.tables import CHIP, COVER, FIGURE, DenseTable
from studio.ui.parts.tags import TagInput
from studio.ui.parts.toggles import Check, Toggle
from studio.ui.tokens import Size, Space

SIZE, SPACE = Size(), Space()


def buttons() -> Card:
    """Buttons in their states."""
    off = Button("Publish", kind="primary")
    off.setEnabled(False)
    plain = Button("Disabled", icon="lock")
    plain.setEnabled(False)
    card = Card("Buttons")
    flow = Flow(SPACE.s)
    for button in (
        Button("Publish", kind="primary", icon="rocket"),
        Button("Preview", icon="eye"),
        Button("Cancel", kind="quiet"),
        Button("Delete", kind="danger", icon="trash-2"),
        off,
        plain,
        Button("Retry", small=True, icon="refresh-cw"),
        Button("Undo", kind="quiet", small=True, icon="undo-2"),
        PlayButton(),
        IconButton("pencil", "Edit"),
        IconButton("download", "Download", small=True),
    ):
        flow.addWidget(button)
    card.add(holder(flow))
    view = Segmented("View")
    view.set_choices([("list", "List"), ("grid", "Grid"), ("calendar", "Calendar")])
    view.choose("grid")
    card.add(row(view, None))
    return card


def chips() -> Card:
    """All chips, of one height."""
    card = Card("Chips")
    flow = Flow(SPACE.s)
    for chip in (
        Chip("Draft"),
        Chip("Scheduled", "info", icon="clock"),
        Chip("Live", "good", icon="globe"),
        Chip("Processing", "warn"),
        Chip("Failed", "bad", icon="circle-alert"),
        LoudnessChip("LUFS", -14.0),
        LoudnessChip("dBTP", -1.2),
        LoudnessChip("dBTP", 0.4),
    ):
        flow.addWidget(chip)
    card.add(holder(flow))
    return card


STEMS = (
    ("Lead vocal", "Mara Ilves", "mic-vocal", (-9.0, -10.5), -1.5),
    ("Kick", "Jonas Beck", "drum", (-0.4, -0.9), 0.0),
    ("Sub bass with a long name", "Jonas Beck", "guitar", (-16.0, -17.0), -2.0),
    ("Juno pad", "Kit Okafor", "piano", (-30.0, -28.0), 2.5),
)


def mixer() -> Card:
    """Rows of a mixer."""
    more = IconButton("ellipsis", "Stem options", small=True)
    add = IconButton("plus", "Add stem", small=True)
    card = Card("Stems", "4 files · aligned", actions=(add, more))
    for number, (name, who, icon, levels, gain) in enumerate(STEMS):
        card.add(stem(name, who, icon, levels=levels, gain=gain, number=number))
    return card


def stem(
    name: str, who: str, icon: str, *, levels: tuple[float, float], gain: float, number: int
) -> QWidget:
    """One row."""
    mute, solo = LetterToggle("M", f"Mute {name}", tone="warn"), LetterToggle("S", f"Solo {name}")
    solo.tone = "good"
    mute.setChecked(number == 2)
    solo.setChecked(number == 0)
    meter = LevelMeter(f"{name} level", width=56)
    meter.set_levels(levels)
    fader = Fader(f"{name} gain", gain, width=64)
    fader.setEnabled(number != 2)
    names = column(ElidedLabel(name), ElidedLabel(who, "meta"), gap=0)
    line = row(IconLabel(icon), names, mute, solo, fader, meter, gap=SPACE.s)
    line.setStretch(1, 5)
    line.setStretch(4, 4)
    line.setStretch(5, 3)
    return holder(line)


def form() -> Card:
    """Fields with help and errors."""
    card = Card("Release")
    title = Field("Title", TextInput("Night Drive EP"))
    upc = Field("UPC", TextInput("72452701234"), help="12 or 13 digits")
    upc.set_error("A UPC has 12 or 13 digits, this has 11.")
    year = Field("Year", NumberInput(2026, least=1900, most=2100))
    bpm = Field("Tempo", NumberInput(122, least=20, most=400, digits=1, unit="BPM"))
    when = Field("Goes live", DateTimeInput(datetime(2026, 11, 27, 9, 0)), unit="Tallinn")
    kinds = Combo([("ep", "EP"), ("album", "Album"), ("single", "Single")])
    tags = Field("Tags", TagInput(["synthwave", "night", "drive home"], hint="Add a tag"))
    notes = Field("Note", TextArea("Two nights at Room 9.", lines=2), note="21 of 500")
    for line in ((title, Field("Kind", kinds)), (upc, year), (when, bpm)):
        both = row(*line, gap=SPACE.m)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        for field in line:
            both.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        card.add(both)
    card.add(tags)
    card.add(notes)
    card.body.setSpacing(SPACE.m)
    return card


def choices() -> Card:
    """Ticks and switches."""
    card = Card("Downloads")
    some = Check("Some tracks: MP3 320")
    some.setTristate(True)
    some.setCheckState(Qt.CheckState.PartiallyChecked)
    off = Check("Stems", checked=True)
    off.setEnabled(False)
    live = Toggle("Mail followers", checked=True)
    quiet = Toggle("Hide from search")
    left = column(Check("FLAC", checked=True), some, gap=0)
    right = column(Check("Original file"), off, gap=0)
    card.add(row(left, right, None, gap=SPACE.l))
    card.add(row(live, quiet, None, gap=SPACE.l))
    return card


def progress() -> Card:
    """Bars, rings, spinner."""
    card = Card("Transfers", "8.2 MB/s · 2 min left")
    for name, share, tone, note in (
        ("Lead vocal.wav", 0.41, "accent", "41 %"),
        ("Master v3.flac", 1.0, "good", "Done"),
        ("Demo.aiff", 0.68, "bad", "Failed"),
    ):
        bar = Bar(name)
        bar.set_share(share, tone)
        line = row(ElidedLabel(name), label(note, "meta"))
        line.setStretch(0, 1)
        card.add(column(line, bar, gap=SPACE.xs))
    ring, big = Ring("Preparing"), Ring("Uploading", side=56, tone="good")
    ring.set_share(0.41)
    big.set_share(0.82)
    spin = row(Spinner(), label("Measuring loudness…", "dim"))
    card.add(row(ring, big, SPACE.s, spin, None, gap=SPACE.m))
    return card


CREDITS = (
    ("Mara Ilves", "Writer, vocals", ("Live", "good"), "40"),
    ("Jonas Beck", "Producer, drums, programming", ("Draft", "plain"), "35"),
    ("Kit Okafor", "Mixer", ("Scheduled", "info", "clock"), "15"),
    ("Lena Roth", "Mastering", ("Failed", "bad", "circle-alert"), "10"),
    ("Ada Quist", "Feature", ("Live", "good"), "–"),
)


class Credits(QAbstractTableModel):
    """An invented table."""

    heads = ("NAME", "ROLE", "STATE", "SPLIT %")

    def rowCount(self, parent: Any = None) -> int:
        return len(CREDITS)

    def columnCount(self, parent: Any = None) -> int:
        return len(self.heads)

    def headerData(self, section: int, orientation: Any, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        right = role == Qt.ItemDataRole.TextAlignmentRole and section == 3
        return int(Qt.AlignmentFlag.AlignRight) if right else None

    def data(self, index: Any, role: int = 0) -> Any:
        value = CREDITS[index.row()][index.column()]
        if role == CHIP:
            return value if index.column() == 2 else None
        if role == Qt.ItemDataRole.DisplayRole:
            return value[0] if index.column() == 2 else value
        if role == FIGURE:
            return index.column() == 3
        return value if role == COVER and index.column() == 0 else None


def table() -> Card:
    """A dense list."""
    card = Card("Credits", actions=(IconButton("plus", "Add credit", small=True),), flush=True)
    made = DenseTable("Credits")
    made.setModel(Credits(made))
    made.set_widths({0: 140, 2: 128, 3: 84}, stretch=1)
    made.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    made.horizontalHeader().setSortIndicatorShown(True)
    made.selectRow(1)
    made.setFixedHeight(SIZE.row * 6 - SPACE.hair)
    card.add(made)
    return card


def notices() -> QWidget:
    """Banners in every tone."""
    nothing: Callable[[], None] = lambda: None  # noqa: E731 - the gallery acts on nothing
    return holder(
        column(
            Banner("Offline. Everything is kept here and goes up later.", "info"),
            Banner("The server restarted from a backup.", "warn", action=("Review", nothing)),
            Banner("Demo.aiff was moved or deleted.", "bad", action=("Locate", nothing)),
            Banner("Night Drive is live.", "good"),
            None,
        )
    )


def empty() -> Card:
    """A place with nothing in it, in a pane beside another."""
    card = Card(flush=True)
    nothing: Callable[[], None] = lambda: None  # noqa: E731 - the gallery acts on nothing
    sentence = "Drop audio files anywhere in this window, or choose them."
    state = EmptyState("audio-lines", "No tracks yet", sentence, action=("Add files", nothing))
    short = EmptyState("history", "No history", "Changes show here.")
    split = Splitter(state, short)
    split.setSizes([360, 200])
    card.add(split, 1)
    return card
