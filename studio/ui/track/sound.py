"""The tab of how a track sounds: its versions."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from studio.actions import tracks
from studio.actions.tracks import Track
from studio.ui.parts.cards import Card
from studio.ui.parts.layouts import column
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.versions import Versions


class SoundTab(QWidget):
    """See studio.ui.track.tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.track: Track | None = None
        self.versions = Versions()
        card = Card("Versions")
        card.add(self.versions)
        self.setLayout(column(card, None))
        self.versions.chosen.connect(self.choose_main)

    def show_track(self, track: Track) -> None:
        """Another track, or the same after a change."""
        self.track = track
        self.versions.show_versions(track.versions)

    def leave(self) -> None:
        """Nothing is typed here."""

    def forget(self) -> None:
        """The track was deleted."""
        self.track = None

    def choose_main(self, version: str) -> None:
        """Listeners are to hear another version."""
        if self.track is not None:
            edits: dict[str, tuple[Any, Any]] = {
                "primary_version_id": (self.track.primary_version_id, version)
            }
            track_id = self.track.row.id
            spawn(self.session.do(lambda desk: tracks.edit(desk, track_id, edits)))
