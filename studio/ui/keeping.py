"""Keep on this computer, or remove from it, what the server has of the chosen tracks' sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.ui.parts import figures
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted

if TYPE_CHECKING:
    from uuid import UUID

    from studio.actions.fetching import Away
    from studio.actions.freeing import Fetched
    from studio.ui.main_window import MainWindow

OWN = "Files that you added here stay where they are: they are yours."
STAYS = "Your server has them; fetch them again at any time."
NEEDED = "An edit that your server has not got yet needs it. Sync, then remove it again."
NOT_GIVEN = "Files of this library go to its artist and to editors. Ask the artist to make you one."


def keep_chosen(window: MainWindow) -> None:
    """The track that is open, or those that are chosen."""
    from studio.actions import fetching

    tracks, library = _chosen(window), window.session.library
    if not tracks:
        window.toasts.tell("Choose tracks to keep on this computer", "info")
    elif away := fetching.of_tracks(library, tracks):
        spawn(keep(window, away))
    elif fetching.gives(library):
        window.toasts.tell("All sound of it is on this computer already", "good")
    else:
        window.toasts.tell(
            "The sound of this library is not given to you", "info", detail=NOT_GIVEN
        )


def remove_chosen(window: MainWindow) -> None:
    """The same tracks: what came from the server goes from here and can be fetched again."""
    from studio.actions import fetching, freeing

    tracks, session = _chosen(window), window.session
    if not tracks:
        window.toasts.tell("Choose tracks whose sound is not needed here", "info")
    elif fetched := freeing.of_tracks(session.library, session.places, tracks):
        spawn(remove(window, fetched))
    elif not fetching.gives(session.library):
        window.toasts.tell("It stays: you could not have it again", "info", detail=NOT_GIVEN)
    else:
        window.toasts.tell("None of it came from your server", "info", detail=OWN)


def _chosen(window: MainWindow) -> list[UUID]:
    opened = window.opened_track()
    rows = [opened] if opened is not None else window.pane.table.chosen()
    return [row.id for row in rows]


async def remove(window: MainWindow, fetched: Sequence[Fetched]) -> None:
    """Says how much room there is again."""
    from studio.actions import freeing

    gone = await window.session.do(lambda desk: freeing.free(desk, fetched))
    if not gone:
        window.toasts.tell("None of it can go yet", "warn", detail=NEEDED)
        return
    words = f"{counted(len(gone), 'sound', 'sounds')} removed from this computer"
    window.toasts.tell(
        f"{words}, {figures.size(sum(one.size for one in gone))}", "good", detail=STAYS
    )


async def keep(window: MainWindow, away: Sequence[Away]) -> None:
    """It comes as soon as there is a connection."""
    from studio.actions import fetching

    await window.session.do(lambda desk: fetching.keep(desk, away))
    much = figures.size(sum(one.size or 0 for one in away))
    words = f"{counted(len(away), 'sound', 'sounds')} to fetch"
    window.toasts.tell(
        f"{words}, {much}" if all(one.size for one in away) else words,
        "info",
        detail="You see how far under Transfers.",
    )
