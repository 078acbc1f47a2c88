"""Of the tour: who walks, with what, and what is waited for on the way."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton

from studio.ui.main_window import MainWindow
from tests.tour.camera import Camera
from tests.tour.hands import seen

ARTIST, NAME, PASSWORD = "mara", "Mara Ilves", "a studio by the sea"


@dataclass(frozen=True, slots=True, kw_only=True)
class Luggage:
    """What is brought along: mixes of three tracks, a louder one of the first and its stems, a
    cover.
    """

    mixes: tuple[Path, ...]
    louder: Path
    titles: tuple[str, ...]
    stems: tuple[Path, ...]
    cover: Path


@dataclass(slots=True)
class Walk:
    """One tour. `page` is the release's public address once it is out."""

    window: MainWindow
    camera: Camera
    luggage: Luggage
    server: str
    page: str = ""

    def unsent(self) -> int:
        """How many edits the server has not."""
        from studio.actions import syncing

        desk = self.window.session.desk
        return syncing.status(desk).unsent if desk is not None else -1

    def all_ready(self) -> bool:
        """Whether every version is ready on the server."""
        from studio.actions.library import Filter

        counted = self.window.session.library.counts(0)
        ready = self.window.session.library.ask(lambda r: r.count(Filter(status="ready")), 0)
        return counted.all == ready

    def waves_drawn(self) -> bool:
        """Whether the teaser of every track of the release is shown on its wave."""
        page: Any = self.window.page("releases")
        return all(row.strip.outline for row in page.one.teasers.rows.values())

    def out(self) -> str:
        """The address that the studio offers once the release is out, sent and prepared."""
        found = seen("Open page", QAbstractButton)
        if found is None or self.unsent():
            return ""
        page: Any = self.window.page("releases")
        return str(page.one.head.address)


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
