"""Keep on this computer: what of the chosen tracks lies on the server only is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.ui.parts import figures
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted

if TYPE_CHECKING:
    from studio.actions.fetching import Away
    from studio.ui.main_window import MainWindow

NOT_GIVEN = "Files of this library go to its artist and to editors. Ask the artist to make you one."


def keep_chosen(window: MainWindow) -> None:
    """The track that is open, or those that are chosen."""
    from studio.actions import fetching

    opened, library = window.opened_track(), window.session.library
    chosen = [opened] if opened is not None else window.pane.table.chosen()
    if not chosen:
        window.toasts.tell("Choose tracks to keep on this computer", "info")
    elif away := fetching.of_tracks(library, [row.id for row in chosen]):
        spawn(keep(window, away))
    elif fetching.gives(library):
        window.toasts.tell("All sound of it is on this computer already", "good")
    else:
        window.toasts.tell(
            "The sound of this library is not given to you", "info", detail=NOT_GIVEN
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
