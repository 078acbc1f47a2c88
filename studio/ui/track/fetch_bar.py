"""What of a track lies on the server only: said above the sound, and fetched on a click."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

from studio.actions.fetching import Away
from studio.ui.parts import figures
from studio.ui.parts.buttons import Button
from studio.ui.parts.notices import Banner
from studio.ui.parts.progress import Bar
from studio.ui.session import Session
from studio.ui.spawn import spawn

if TYPE_CHECKING:
    from studio.actions.tracks import Track

BAR_WIDTH = 240


class FetchBar(Banner):
    """Hidden where everything is here."""

    def __init__(self, session: Session) -> None:
        super().__init__("")
        self.session = session
        self.away: tuple[Away, ...] = ()
        self.task: asyncio.Task[None] | None = None
        self.bar = Bar("How much has been fetched")
        self.bar.setMaximumWidth(BAR_WIDTH)
        self.fetch = Button("Fetch it", icon="download", small=True)
        self.cancel = Button("Cancel", small=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for part in (self.bar, self.fetch, self.cancel):
            self.line.addWidget(part)
        self.fetch.clicked.connect(self.begin)
        self.cancel.clicked.connect(self.stop)
        session.endings.append(self.end)
        session.account.connect(self.show_account)
        self.show_idle()
        self.hide()

    def show_track(self, track: Track | None) -> None:
        """Looks again what is not here; what is being fetched goes on until another is shown."""
        from studio.actions import fetching

        away = fetching.of_track(self.session.library, track.row.id) if track is not None else ()
        if {one.sha256 for one in away} - {one.sha256 for one in self.away}:
            self.stop()
        if away != self.away:
            self.away = away
            if self.task is None:
                self.show_idle()
        self.setVisible(bool(away) or self.task is not None)

    def show_idle(self, wrong: str = "") -> None:
        """What there is to fetch, or what went wrong."""
        many, may = len(self.away), self.session.who is not None
        what = told(self.away) + (
            "" if may else f" Sign in to fetch {'it' if many == 1 else 'them'}."
        )
        self.say(wrong or what, "bad" if wrong else "info")
        self.fetch.setText("Try again" if wrong else "Fetch it" if many == 1 else "Fetch them")
        self.fetch.setVisible(True)
        self.fetch.setEnabled(may)
        for part in (self.bar, self.cancel):
            part.hide()

    def show_account(self) -> None:
        """Somebody signed in or out."""
        if self.task is None:
            self.show_idle()

    def begin(self) -> None:
        """In the background."""
        if self.task is None and self.away:
            self.task = spawn(self.get(self.away))

    def stop(self) -> None:
        """What has come stays, and is gone on with the next time."""
        if self.task is not None:
            self.task.cancel()

    async def end(self) -> None:
        """The library is about to be let go of."""
        self.stop()
        if self.task is not None:
            await asyncio.wait([self.task])

    async def get(self, away: Sequence[Away]) -> None:
        """Shows how far it is; the page shows the sound itself when the library has it."""
        from studio.actions import fetching
        from studio.problems import explain

        desk = self.session.desk
        if desk is None:
            return
        wrong = ""
        for part in (self.bar, self.cancel):
            part.show()
        self.fetch.hide()
        self.bar.set_share(0.0)
        self.say("Asking the server…", "info")
        try:
            await fetching.fetch(desk, away, self.tell)
        except Exception as error:
            wrong = explain(error) or ""
            if not wrong:
                raise
        finally:
            self.task = None
            self.session.look()
            self.show_idle(wrong)

    def tell(self, one: Away, done: int, size: int) -> None:
        """Some of it has come."""
        share = f"{figures.size(done)} of {figures.size(size)}"
        self.words.setText(f"Fetching {one.label}: {share}")
        self.bar.set_share(done / size if size else 0.0)


def told(away: Sequence[Away]) -> str:
    """What lies elsewhere, for people."""
    if not away:
        return ""
    sizes = [one.size for one in away]
    much = f" ({figures.size(sum(s for s in sizes if s))})" if all(sizes) else ""
    if len(away) == 1:
        return f"“{away[0].label}” is on your server, not on this computer{much}."
    return f"{len(away)} sounds of this track are on your server, not on this computer{much}."
