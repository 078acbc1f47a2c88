"""What only a person can decide: conflicts side by side, and edits that the server refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions import decisions
from studio.actions.decisions import Conflict, Wrong
from studio.ui.decisions.cards import ConflictCard, RefusedCard
from studio.ui.frame import PageFrame, emptied
from studio.ui.parts.labels import label
from studio.ui.parts.notices import EmptyState
from studio.ui.parts.overlays import confirm
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

MOST = 40
"""Cards that are shown at once; the next come as soon as some are decided."""


class DecisionsPage(PageFrame):
    """A card stays what it is while somebody types into it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("To decide")
        self.window_, self.session = window, window.session
        self.shown: tuple[list[Conflict], list[Wrong]] = ([], [])
        self.cards: dict[UUID, ConflictCard | RefusedCard] = {}
        self.refresh()

    def refresh(self) -> None:
        """Shows other cards if there are others."""
        library = self.session.library
        device = decisions.this_device(self.session.settings)
        found = (decisions.conflicts(library, device), decisions.refused(library))
        if found == self.shown and self.cards:
            return
        self.shown = found
        conflicts, refused = found
        wanted: dict[UUID, Conflict | Wrong] = {one.op_id: one for one in refused}
        wanted |= {one.id: one for one in conflicts}
        kept = {key: card for key, card in self.cards.items() if self.same(card, wanted.get(key))}
        first = dict(list(wanted.items())[:MOST])
        self.cards = {key: kept.get(key) or self.make(one) for key, one in first.items()}
        for card in kept.values():
            self.body.removeWidget(card)
        emptied(self.body)
        for card in self.cards.values():
            self.body.addWidget(card)
        more = len(wanted) - len(first)
        if more:
            self.body.addWidget(label(f"{counted(more, 'more', 'more')} after these.", "dim"))
        if not wanted:
            self.body.addWidget(self.nothing())
        self.tell(len(conflicts), len(refused))

    def same(self, card: ConflictCard | RefusedCard, now: Conflict | Wrong | None) -> bool:
        """Whether a card shows just this."""
        before = card.conflict if isinstance(card, ConflictCard) else card.wrong
        return now is not None and before == now

    def tell(self, conflicts: int, refused: int) -> None:
        """How much there is."""
        parts = []
        if conflicts:
            parts.append(counted(conflicts, "conflict", "conflicts"))
        if refused:
            parts.append(counted(refused, "edit refused", "edits refused"))
        self.note.setText(" · ".join(parts))

    def nothing(self) -> EmptyState:
        """All is decided."""
        return EmptyState(
            "circle-check",
            "Nothing to decide",
            "When you and another device change the same thing, both are kept and shown here side "
            "by side. Nothing is ever overwritten unseen.",
        )

    def make(self, one: Conflict | Wrong) -> ConflictCard | RefusedCard:
        """A card for it."""
        made: ConflictCard | RefusedCard
        if isinstance(one, Conflict):
            made = ConflictCard(one)
            made.decided.connect(self.decide)
        else:
            made = RefusedCard(one)
            made.again.connect(self.send_again)
            made.dropped.connect(self.let_go)
        made.visited.connect(self.window_.show_track)
        return made

    # what is done

    def decide(self, conflict_id: UUID, choice: Any, value: Any) -> None:
        """A choice was made."""
        spawn(self.carry_out(conflict_id, choice, value))

    async def carry_out(self, conflict_id: UUID, choice: Any, value: Any) -> None:
        name = next((one.name for one in self.shown[0] if one.id == conflict_id), "It")
        await self.session.do(lambda desk: decisions.decide(desk, conflict_id, choice, value))
        self.refresh()
        self.window_.count()
        self.window_.toasts.tell(
            f"“{name}” is decided",
            "good",
            action=("Undo", lambda: spawn(self.undo(conflict_id))),
            detail="It goes to your other devices in a few seconds.",
        )

    async def undo(self, conflict_id: UUID) -> None:
        """Takes it back, if it has not left."""
        back = await self.session.do(lambda desk: decisions.undecide(desk, conflict_id))
        self.refresh()
        self.window_.count()
        if not back:
            self.window_.toasts.tell(
                "It has gone out already", "warn", detail="Change the field itself instead."
            )

    def send_again(self, op_id: UUID, values: Mapping[str, Any]) -> None:
        """With other values."""
        spawn(self.mend(op_id, values))

    async def mend(self, op_id: UUID, values: Mapping[str, Any]) -> None:
        from studio.problems import explain

        try:
            await self.session.do(lambda desk: decisions.send_again(desk, op_id, values))
        except Exception as error:
            told, card = explain(error), self.cards.get(op_id)
            if told is None or not isinstance(card, RefusedCard):
                raise
            card.complain(told)
            return
        self.refresh()
        self.window_.count()
        self.window_.toasts.tell("It goes out again", "info")

    def let_go(self, op_id: UUID, creates: bool) -> None:
        """Asks where something would be lost with it."""
        spawn(self.drop(op_id, creates))

    async def drop(self, op_id: UUID, creates: bool) -> None:
        name = next((one.name for one in self.shown[1] if one.op_id == op_id), "it")
        text = "It was never on the server. It goes, with everything that hangs on it."
        if creates and not await confirm(
            self.window_, f"Let “{name}” go?", text, verb="Let it go", danger=True
        ):
            return
        await self.session.do(lambda desk: decisions.let_go(desk, op_id))
        self.refresh()
        self.window_.count()
