"""Asking the server what people will see and what they saw, and going back to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from studio.actions import earlier, zones
from studio.actions.earlier import Earlier
from studio.ui.parts.overlays import confirm
from studio.ui.releases.history import States
from studio.ui.releases.moment import viewer_zone
from studio.ui.spawn import spawn

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from studio.ui.releases.one import ReleasePage

T = TypeVar("T")


class Past:
    """For one page of a release."""

    def __init__(self, page: ReleasePage) -> None:
        self.page = page
        self.sheet: States | None = None

    def ask(self) -> None:
        """What will change, as the server has it."""
        spawn(self.compare(), busy=self.page.public.ask)

    def open(self) -> None:
        """What people saw before."""
        spawn(self.look(), busy=self.page.public.before)

    async def compare(self) -> None:
        release = self.page.release
        if release is None:
            return
        found = await self.told(lambda desk: earlier.difference(desk, release.row.id))
        if found is not None:
            self.page.public.show_answer(found)

    async def look(self) -> None:
        release = self.page.release
        if release is None:
            return
        found = await self.told(lambda desk: earlier.states(desk, release.row.id))
        if found is None:
            return
        if self.sheet is None:
            self.sheet = States(self.page.window_)
            self.sheet.chosen.connect(lambda state: spawn(self.go_back(state)))
        self.sheet.show_states(found)
        self.sheet.open()

    async def go_back(self, state: Earlier) -> None:
        """Asks, then makes it what people saw."""
        release = self.page.release
        if release is None:
            return
        when = zones.said(state.at, viewer_zone())
        text = (
            "Title, texts, artwork, tracks and their order become what people saw then. Nothing is "
            "deleted: tracks that came later leave the release and stay in your library."
        )
        title = f"Go back to {when}?"
        if await confirm(self.page, title, text, verb="Go back"):
            await self.back_to(release.row.id, state)

    async def back_to(self, release: UUID, state: Earlier) -> None:
        missing = await self.told(lambda desk: earlier.go_back(desk, release, state.id))
        if missing is None:
            return
        if self.sheet is not None:
            self.sheet.close()
        detail = f"Not there any more: {', '.join(missing)}." if missing else ""
        tone = "warn" if missing else "good"
        toasts = self.page.window_.toasts
        toasts.tell("It is what people saw before", tone, detail=detail)
        self.page.session.sync_now()

    async def told(self, work: Callable[[Desk], Awaitable[T]]) -> T | None:
        """Asks beside the queue of edits, which must not wait for a network; says what went wrong.

        None then.
        """
        from studio.problems import explain

        desk = self.page.session.desk
        if desk is None:
            return None
        try:
            return await work(desk)
        except Exception as error:
            said = explain(error)
            if said is None:
                raise
            self.page.public.show_trouble(said)
            if self.sheet is not None:
                self.sheet.close()
        return None
