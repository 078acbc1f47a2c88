"""What of a track lies on the server only: said above the sound, and fetched on a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QSizePolicy

from studio.actions.fetching import Away, Coming
from studio.actions.transfers import all_paused
from studio.ui.parts import figures
from studio.ui.parts.buttons import Button
from studio.ui.parts.notices import Banner
from studio.ui.parts.progress import Bar
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.transfers.rows import how_far

if TYPE_CHECKING:
    from studio.actions.tracks import Track

BAR_WIDTH = 200
WITHHELD = (
    "Sound of this track is on the server only. Its files go to the artist and to editors; ask the "
    "artist to make you one."
)
NO_CONNECTION = {"offline", "sign_in", "idle", "stopped", "update"}
"""Phases of the engine in which nothing comes."""


class FetchBar(Banner):
    """Hidden where everything is here. What is fetched comes even if one goes elsewhere."""

    def __init__(self, session: Session) -> None:
        super().__init__("")
        self.session = session
        self.track: Track | None = None
        self.away: tuple[Away, ...] = ()
        self.coming: tuple[Coming, ...] = ()
        self.withheld = False
        self.phase = ""
        self.bar = Bar("How much has been fetched")
        self.bar.setFixedWidth(BAR_WIDTH)
        self.fetch = Button("Fetch it", icon="download", small=True)
        self.cancel = Button("Cancel", small=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for part in (self.bar, self.fetch, self.cancel):
            self.line.addWidget(part)
        self.fetch.clicked.connect(self.begin)
        self.cancel.clicked.connect(self.stop)
        session.account.connect(self.show_stand)
        session.status.connect(self.hear_status)
        session.arriving.connect(self.hear)
        self.hide()

    def show_track(self, track: Track | None) -> None:
        """Looks again what is not here, and what of it is on its way."""
        from studio.actions import fetching

        library = self.session.library
        self.track = track
        self.away = fetching.of_track(library, track.row.id) if track is not None else ()
        self.withheld = track is not None and fetching.withheld(library, track.row.id)
        known = fetching.on_the_way(library) if self.away else {}
        self.coming = tuple(known[one.sha256] for one in self.away if one.sha256 in known)
        self.show_stand()

    def hear_status(self, status: Any) -> None:
        """There is a connection, or none any more."""
        if status.phase != self.phase:
            self.phase = str(status.phase)
            self.show_stand()

    def show_stand(self) -> None:
        """What there is to fetch, how far it is, or what went wrong."""
        self.setVisible(bool(self.away) or self.withheld)
        if not self.away:
            self.say(WITHHELD, "info")
            for part in (self.bar, self.fetch, self.cancel):
                part.hide()
            return
        wrong = next((one.why for one in self.coming if one.state == "failed"), "")
        comes = any(one.state != "failed" for one in self.coming)
        self.bar.setVisible(comes)
        self.cancel.setVisible(comes)
        self.fetch.setVisible(not comes)
        self.fetch.setEnabled(self.session.who is not None)
        many = len(self.away) > 1
        if comes:
            self.show_way()
        else:
            self.say(wrong or self.offer(), "bad" if wrong else "info")
            self.fetch.setText("Try again" if wrong else "Fetch them" if many else "Fetch it")

    def offer(self) -> str:
        """What lies elsewhere, and what it takes to have it here."""
        many = len(self.away) > 1
        them = "them" if many else "it"
        if self.session.who is None:
            return f"{told(self.away)} Sign in to fetch {them}."
        if self.phase in NO_CONNECTION:
            return f"{told(self.away)} To fetch {them} takes a connection."
        return told(self.away)

    def show_way(self) -> None:
        """How far the one is that comes, or what it waits for."""
        on_way = [one for one in self.coming if one.state != "failed"]
        arrivals = self.session.arrivals
        one = next((one for one in on_way if one.sha256 == arrivals.sha256), on_way[0])
        here = one.state == "coming" and one.sha256 == arrivals.sha256
        pace = arrivals.pace
        self.bar.set_share(pace.share if here else 0.0)
        behind = f" · {len(on_way) - 1} more" if len(on_way) > 1 else ""
        if one.paused or all_paused(self.session.library):
            self.say(f"“{one.part}” is paused; go on under Transfers.{behind}", "info")
        elif self.phase in NO_CONNECTION:
            self.say(f"“{one.part}” waits for a connection to your server.{behind}", "info")
        elif here and pace.done < pace.size:
            self.say(f"Fetching “{one.part}”: {how_far(pace)}{behind}", "info")
        else:
            self.say(f"“{one.part}” is about to come…{behind}", "info")

    def hear(self, event: Any) -> None:
        """Some of it has come."""
        ours = {one.sha256: one for one in self.coming}
        if event.sha256 not in ours or not self.isVisible():
            return
        if ours[event.sha256].state == "coming":
            self.show_way()
        else:  # the library says by now that it comes
            self.show_track(self.track)

    def begin(self) -> None:
        """All of it, in the background."""
        if self.away:
            spawn(self.keep(self.away), busy=self.fetch)

    async def keep(self, away: Sequence[Away]) -> None:
        """It comes as soon as there is a connection."""
        from studio.actions import fetching

        await self.session.do(lambda desk: fetching.keep(desk, away))
        self.show_track(self.track)

    def stop(self) -> None:
        """What has come stays, and is gone on with the next time."""
        digests = [one.sha256 for one in self.coming]
        spawn(self.give_up(digests), busy=self.cancel)

    async def give_up(self, digests: Sequence[str]) -> None:
        from studio.actions import fetching

        engine = self.session.engine
        await self.session.do(lambda desk: fetching.give_up(desk, engine, digests))
        self.show_track(self.track)


def told(away: Sequence[Away]) -> str:
    """What lies elsewhere, for people."""
    if not away:
        return ""
    sizes = [one.size for one in away]
    much = f" ({figures.size(sum(s for s in sizes if s))})" if all(sizes) else ""
    if len(away) == 1:
        return f"“{away[0].label}” is on your server, not on this computer{much}."
    return f"{len(away)} sounds of this track are on your server, not on this computer{much}."
