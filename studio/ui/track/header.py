"""The head of the page of a track: the way back, its cover, its name, how it stands and sounds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.actions.library import TrackRow
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
LONGEST = 120  # pixels that tags are worth; they end in an ellipsis where they need more


def told(count: int, one: str, many: str) -> str:
    """`1 version`, `3 versions`."""
    return f"{count} {one if count == 1 else many}"


class Header(QWidget):
    """Only shows, and has the buttons; the page listens to them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: TrackRow | None = None
        self.back = IconButton("arrow-left", "Back to the tracks")
        self.back.setToolTip(hint("Back", "Alt+Left"))
        self.cover = CoverArt("", COVER)
        self.over = ElidedLabel("", "meta")
        self.title = ElidedLabel("", "display")
        self.state = Chip("")
        self.tags = Chip("")
        self.length = Chip("", icon="clock")
        self.loudness, self.peak = LoudnessChip("LUFS"), LoudnessChip("dBTP")
        self.publish = Button("Publish now", kind="primary", icon="rocket")
        self.open = Button("Open page", icon="external-link")
        self.add = Button("Add version", icon="plus")
        self.more = IconButton("ellipsis", "What can be done with this track")
        self.setLayout(self.arrange())

    def arrange(self) -> QHBoxLayout:
        """Put it together."""
        chips = row(*self.chips(), None, gap=SPACE.s)
        words = column(None, self.over, self.title, chips, None, gap=SPACE.xs)
        buttons = (self.add, self.open, self.publish, self.more)
        whole = row(self.back, self.cover, words, *buttons, gap=SPACE.m)
        whole.setStretch(2, 1)
        for button in (self.back, *buttons):
            whole.setAlignment(button, Qt.AlignmentFlag.AlignVCenter)
        return whole

    def chips(self) -> Sequence[Chip]:
        """From left to right; the first ones matter most."""
        return (self.state, self.length, self.loudness, self.peak, self.tags)

    def show_track(
        self, track: Track, artist: str, picture: QPixmap | None = None, *, address: str = ""
    ) -> None:
        """How it stands now; `address` is that of its page once it is up."""
        found = self.found = track.row
        title = found.title or "Untitled"
        self.cover.show_cover(title, picture)
        count = told(found.versions, "version", "versions") if found.versions else ""
        self.over.setText(" · ".join(part for part in (artist, found.genre, count) if part))
        self.title.setText(title)
        self.state.show_state(*state(found))
        self.publish.setVisible(found.release_state == "draft" and found.versions > 0)
        self.open.setVisible(bool(address))
        self.length.show_state(figures.clock(found.duration_ms or 0), icon="clock")
        self.loudness.set_value(found.lufs)
        self.peak.set_value(found.true_peak)
        self.tags.show_state(" · ".join(found.tags), icon="tag")
        self.give_room()

    def give_room(self) -> None:
        """What there is to say, as far as it fits; the tab below says the figures anyway."""
        found = self.found
        if found is None:
            return
        there = {
            self.state: True,
            self.length: found.duration_ms is not None,
            self.loudness: found.lufs is not None,
            self.peak: found.true_peak is not None,
            self.tags: bool(found.tags),
        }
        room = self.room()
        for chip in self.chips():
            wide = chip.sizeHint().width()
            wide = min(wide, LONGEST) if chip is self.tags else wide
            chip.setVisible(there[chip] and (chip is self.state or wide <= room))
            room -= wide + SPACE.s if there[chip] else 0

    def room(self) -> int:
        """How wide the words may be, in pixels."""
        buttons = (self.back, self.add, self.open, self.publish, self.more)
        beside = [one.sizeHint().width() for one in buttons if not one.isHidden()]
        return self.width() - COVER - sum(beside) - (len(beside) + 1) * SPACE.m

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.give_room()
