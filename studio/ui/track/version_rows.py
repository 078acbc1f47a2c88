"""The versions of a track with what can be done to them: hear, name, prefer, delete."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from studio.actions import versions
from studio.actions.tracks import Version
from studio.ui.parts.buttons import IconButton, LetterToggle, hint
from studio.ui.parts.chips import Chip, LoudnessChip
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import Flow, column, holder, row, rule
from studio.ui.parts.notices import Banner
from studio.ui.tokens import Space
from studio.ui.track.cells import INSET, Cell
from studio.ui.versions import MAIN, STATES, facts

SPACE = Space()
LETTERS = 8
"""As many versions have a key of their own."""


class VersionLine(QWidget):
    """One version. Signals carry its id."""

    heard = Signal(str)
    preferred = Signal(str)
    renamed = Signal(str)
    removal = Signal(str)

    def __init__(self, version: Version, number: int) -> None:
        super().__init__()
        self.version, self.number = version, number
        self.key = str(version.id)
        letter = chr(ord("A") + number) if number < LETTERS else ""
        self.letter = LetterToggle(letter or "·", f"Listen to {version.label}")
        self.name = Cell("Name of the version", strong=True)
        self.facts = label("", "meta")
        self.chip = Chip("")
        self.star = IconButton("star", MAIN, checkable=True, small=True)
        self.away = IconButton("trash-2", "Delete version…", small=True)
        self.chips, self.more = Flow(SPACE.s), column(gap=SPACE.s)
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self.setLayout(self.arrange())
        self.letter.setToolTip(hint("Listen to it", letter))
        self.letter.clicked.connect(self.hear)
        self.star.clicked.connect(self.prefer)
        self.away.clicked.connect(lambda: self.removal.emit(self.key))
        self.name.editingFinished.connect(lambda: self.renamed.emit(self.key))
        self.seen = version.label
        self.name.put(version.label)
        self.fill(version)

    def arrange(self) -> QVBoxLayout:
        """Put it together."""
        line = row(self.letter, self.name, self.chip, self.star, self.away, gap=SPACE.s)
        line.setStretch(1, 1)
        self.chips.addWidget(self.facts)
        below = column(self.wrong, holder(self.chips), self.more, gap=SPACE.s)
        below.setContentsMargins(self.letter.width() + SPACE.s + SPACE.s + INSET, 0, 0, 0)
        return column(line, below, gap=SPACE.xs)

    def show_version(self, version: Version) -> None:
        """As it is now; what is being typed stays."""
        if self.name.text().strip() == self.seen:
            self.seen = version.label
            self.name.put(version.label)
        if version != self.version:
            self.fill(version)

    def fill(self, version: Version) -> None:
        """Everything but the name."""
        self.version = version
        words, tone, icon = STATES.get(version.state, (version.state, "plain", "info"))
        self.chip.show_state(words, tone, icon=icon)
        self.facts.setText(facts(version))
        self.star.setChecked(version.primary)
        self.star.rename(MAIN if version.primary else "Make this what listeners hear")
        self.setAccessibleName(f"{version.label}, {words}")
        while item := self.chips.takeAt(1):
            _drop(item.widget())
        chips: list[Chip] = [
            LoudnessChip("LUFS", version.lufs),
            LoudnessChip("dBTP", version.true_peak),
        ]
        if version.lra is not None:
            chips.append(Chip(f"{version.lra:.1f} LU range"))
        for chip in chips:
            self.chips.addWidget(chip)
        while old := self.more.takeAt(0):
            _drop(old.widget())
        for part in self.said(version):
            self.more.addWidget(part)

    def said(self, version: Version) -> list[QWidget]:
        """What is wrong with it, and what was noticed."""
        found: list[QWidget] = []
        if version.problem:
            text = f"{version.problem} {version.remedy}".strip()
            banner = Banner(text, "warn" if version.state == "changed" else "bad")
            banner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            found.append(banner)
        found += [label(warning, "meta", wrap=True) for warning in version.warnings]
        return found

    def wanted(self) -> str | None:
        """The name that was typed, if it is another; says what is wrong with it."""
        typed = self.name.text().strip()
        told = versions.fault(typed) if typed != self.seen else ""
        self.show_wrong(told)
        return typed if typed != self.seen and not told else None

    def show_wrong(self, told: str) -> None:
        """What is wrong with the name; empty for nothing."""
        self.name.set_wrong(bool(told), told)
        self.wrong.setText(told)
        self.wrong.setVisible(bool(told))

    def hear(self) -> None:
        """What is heard is told by the player, not by the click."""
        self.letter.setChecked(not self.letter.isChecked())
        self.heard.emit(self.key)

    def prefer(self) -> None:
        """A star that is lit stays lit: some version is always the one that is heard."""
        self.star.setChecked(self.version.primary)
        if not self.version.primary:
            self.preferred.emit(self.key)


class VersionLines(QWidget):
    """All versions of a track, first to last. Signals carry the id of one."""

    heard = Signal(str)
    preferred = Signal(str)
    renamed = Signal(str)
    removal = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, VersionLine] = {}
        self.nothing = label("No version yet: drop a mix or a master here.", "dim", wrap=True)
        self.body = column(self.nothing, gap=SPACE.m)
        self.setLayout(self.body)

    def show_versions(self, found: Sequence[Version]) -> None:
        """As they are now. Those that stay are only brought up to date."""
        order = [str(version.id) for version in found]
        if order != list(self.lines):
            self.rebuild(found)
        for version in found:
            self.lines[str(version.id)].show_version(version)

    def rebuild(self, found: Sequence[Version]) -> None:
        """Others, or in another order; a name that is being typed stays."""
        typed = {key: line.name.text() for key, line in self.lines.items() if line.wanted()}
        while item := self.body.takeAt(0):
            _drop(item.widget(), keep=self.nothing)
        self.lines = {}
        self.nothing.setVisible(not found)
        if not found:
            self.body.addWidget(self.nothing)
        for number, version in enumerate(found):
            if number:
                self.body.addWidget(rule())
            made = VersionLine(version, number)
            self.lines[made.key] = made
            self.body.addWidget(made)
            if made.key in typed:
                made.name.put(typed[made.key])
            for one, all_ in (
                (made.heard, self.heard),
                (made.preferred, self.preferred),
                (made.renamed, self.renamed),
                (made.removal, self.removal),
            ):
                one.connect(all_)

    def show_heard(self, key: str | None) -> None:
        """Which one is heard now; None in a blind test."""
        for name, line in self.lines.items():
            line.letter.setChecked(name == key)


def _drop(widget: QWidget | None, keep: QWidget | None = None) -> None:
    if widget is not None and widget is not keep:
        widget.hide()
        widget.blockSignals(True)
        widget.deleteLater()
