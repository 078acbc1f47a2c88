"""The tabs of the page of one track; each is made when it is first gone to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtWidgets import QWidget

from studio.actions.tracks import Track
from studio.ui.session import Session


class Shows(Protocol):
    """What a tab's widget can do besides."""

    def show_track(self, track: Track) -> None:
        """Another track, or the same after a change of the library: what is typed stays."""

    def leave(self) -> None:
        """Out of sight, another track, or the end: save what was typed, pause the sound."""

    def forget(self) -> None:
        """The track was deleted: save nothing, let go of the sound."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the page. What is made must be able to do what `Shows` says."""

    key: str
    text: str
    make: Callable[[Session], QWidget]


def shows(widget: QWidget) -> Shows:
    """The tab that a widget is."""
    return cast(Shows, widget)


def _sound(session: Session) -> QWidget:
    from studio.ui.track.sound import SoundTab

    return SoundTab(session)


def _stems(session: Session) -> QWidget:
    from studio.ui.track.stems import StemsTab

    return StemsTab(session)


def _liner(session: Session) -> QWidget:
    from studio.ui.track.liner import LinerTab

    return LinerTab(session)


def _credits(session: Session) -> QWidget:
    from studio.ui.track.credits import CreditsTab

    return CreditsTab(session)


def _history(session: Session) -> QWidget:
    from studio.ui.track.history import HistoryTab

    return HistoryTab(session)


TABS: tuple[Tab, ...] = (
    Tab("sound", "Sound", _sound),
    Tab("stems", "Stems", _stems),
    Tab("liner", "Liner notes", _liner),
    Tab("credits", "Credits", _credits),
    Tab("history", "History", _history),
)
"""In the order of the row of tabs."""
