"""The head of the page of a track: the way back, its cover, its name, how it stands and sounds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.actions.tracks import Track
from studio.ui.library.model import state
from studio.ui.parts import figures
from studio.ui.parts.buttons import Button, IconButton, hint
from studio.ui.parts.chips import Chip, LoudnessChip
from studio.ui.parts.covers import CoverArt
from studio.ui.parts.labels import ElidedLabel
from studio.ui.parts.layouts import column, row
from studio.ui.tokens import Space

SPACE = Space()
COVER = 84


def told(count: int, one: str, many: str) -> str:
    """`1 version`, `3 versions`."""
    return f"{count} {one if count == 1 else many}"


class Header(QWidget):
    """Only shows, and has the buttons; the page listens to them."""

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("arrow-left", "Back to the tracks")
        self.back.setToolTip(hint("Back", "Alt+Left"))
        self.cover = CoverArt("", COVER)
        self.over = ElidedLabel("", "meta")
        self.title = ElidedLabel("", "display")
        self.state = Chip("")
        self.tags = Chip("")
        self.length = Chip("", icon="clock")
        self.loudness, self.peak = LoudnessChip("LUFS"), LoudnessChip("dBTP")
        self.add = Button("Add version", icon="plus")
        self.more = IconButton("ellipsis", "What can be done with this track")
        self.setLayout(self.arrange())

    def arrange(self) -> QHBoxLayout:
        """Put it together."""
        chips = row(*self.chips(), None, gap=SPACE.s)
        words = column(None, self.over, self.title, chips, None, gap=SPACE.xs)
        whole = row(self.back, self.cover, words, self.add, self.more, gap=SPACE.m)
        whole.setStretch(2, 1)
        top = Qt.AlignmentFlag.AlignVCenter
        for button in (self.back, self.add, self.more):
            whole.setAlignment(button, top)
        return whole

    def chips(self) -> Sequence[Chip]:
        """From left to right; the first ones matter most."""
        return (self.state, self.length, self.loudness, self.peak, self.tags)

    def show_track(self, track: Track, artist: str, picture: QPixmap | None = None) -> None:
        """How it stands now."""
        found = track.row
        title = found.title or "Untitled"
        self.cover.show_cover(title, picture)
        count = told(found.versions, "version", "versions") if found.versions else ""
        self.over.setText(" · ".join(part for part in (artist, found.genre, count) if part))
        self.title.setText(title)
        self.state.show_state(*state(found))
        self.length.setVisible(found.duration_ms is not None)
        self.length.show_state(figures.clock(found.duration_ms or 0), icon="clock")
        self.loudness.setVisible(found.lufs is not None)
        self.loudness.set_value(found.lufs)
        self.peak.setVisible(found.true_peak is not None)
        self.peak.set_value(found.true_peak)
        self.tags.setVisible(bool(found.tags))
        self.tags.show_state(" · ".join(found.tags), icon="tag")
