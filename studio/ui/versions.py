"""The versions of a track: state, loudness, and what the server or this machine found wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions.tracks import Version
from studio.ui.parts import figures
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.chips import Chip, LoudnessChip
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import Flow, column, holder, row, rule
from studio.ui.parts.notices import Banner
from studio.ui.tokens import Space

SPACE = Space()
STATES = {  # words, tone, icon
    "waiting": ("Not sent", "plain", "cloud-upload"),
    "sending": ("Sending", "info", "cloud-upload"),
    "missing": ("File missing", "bad", "circle-alert"),
    "changed": ("File changed", "warn", "circle-alert"),
    "failed": ("Failed", "bad", "circle-alert"),
    "pending": ("Queued", "info", "clock"),
    "processing": ("Processing", "warn", "clock"),
    "ready": ("Ready", "good", "circle-check"),
}
MAIN = "Listeners hear this version"


def facts(version: Version) -> str:
    """`3:42 · 48 kHz · 24 bit · stereo`."""
    found = []
    if version.duration_ms is not None:
        found.append(figures.clock(version.duration_ms))
    if version.sample_rate:
        found.append(f"{version.sample_rate / 1000:g} kHz")
    if version.bit_depth:
        found.append(f"{version.bit_depth} bit")
    if version.channels:
        found.append({1: "mono", 2: "stereo"}.get(version.channels, f"{version.channels} channels"))
    if version.stems:
        found.append(f"{version.stems} stem{'s' if version.stems > 1 else ''}")
    return " · ".join(found)


class VersionRow(QWidget):
    """One version."""

    chosen = Signal(str)

    def __init__(self, version: Version) -> None:
        super().__init__()
        name = ElidedLabel(version.label, "strong")
        said = MAIN if version.primary else "Make this what listeners hear"
        star = IconButton("star", said, small=True)
        star.setCheckable(True)
        star.setChecked(version.primary)
        star.clicked.connect(self.choose)
        self.version, self.star = version, star
        words, tone, icon = STATES.get(version.state, (version.state, "plain", "info"))
        line = row(name, Chip(words, tone, icon=icon), star, gap=SPACE.s)
        line.setStretch(0, 1)
        about = column(line, ElidedLabel(facts(version), "meta"), gap=0)
        chips = Flow(SPACE.xs)
        for chip in (
            LoudnessChip("LUFS", version.lufs),
            LoudnessChip("dBTP", version.true_peak),
        ):
            chips.addWidget(chip)
        if version.lra is not None:
            chips.addWidget(Chip(f"{version.lra:.1f} LU range"))
        whole = column(about, holder(chips), gap=SPACE.s)
        if version.problem:
            text = f"{version.problem} {version.remedy}".strip()
            banner = Banner(text, "warn" if version.state == "changed" else "bad")
            banner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            whole.addWidget(banner)
        for warning in version.warnings:
            whole.addWidget(label(warning, "meta", wrap=True))
        self.setLayout(whole)
        self.setAccessibleName(f"{version.label}, {words}")

    def choose(self) -> None:
        """A star that is lit stays lit: some version is always the one that is heard."""
        self.star.setChecked(self.version.primary)
        if not self.version.primary:
            self.chosen.emit(str(self.version.id))


class Versions(QWidget):
    """All versions of a track, first to last; `chosen` tells which one listeners are to hear."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.body = column(gap=SPACE.m)
        self.setLayout(self.body)
        self.shown: tuple[Version, ...] | None = None

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Shows them anew if anything about them is new."""
        if tuple(versions) == self.shown:
            return
        self.shown = tuple(versions)
        while item := self.body.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if not versions:
            self.body.addWidget(label("No sound yet: drop a file here.", "dim", wrap=True))
        for number, version in enumerate(versions):
            if number:
                self.body.addWidget(rule())
            made = VersionRow(version)
            made.chosen.connect(self.chosen)
            self.body.addWidget(made)
