"""What only a person can decide: conflicts side by side, and edits that the server refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QSizePolicy

from studio.actions import decisions
from studio.actions.decisions import Conflict, Wrong
from studio.ui.decisions.cards import ConflictCard, RefusedCard
from studio.ui.frame import PageFrame, emptied
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import label
from studio.ui.parts.notices import Banner, EmptyState
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
        self.lost = 0
        self.cards: dict[UUID, ConflictCard | RefusedCard] = {}
        self.refresh()

    def refresh(self) -> None:
        """Shows other cards if there are others."""
        library = self.session.library
        device = decisions.this_device(self.session.settings)
        found = (decisions.conflicts(library, device), decisions.refused(library))
        lost = decisions.lost(library)
        if (found, lost) == (self.shown, self.lost) and (self.cards or lost):
            return
        self.shown, self.lost = found, lost
        conflicts, refused = found
        wanted: dict[UUID, Conflict | Wrong] = {one.op_id: one for one in refused}
        wanted |= {one.id: one for one in conflicts}
        kept = {key: card for key, card in self.cards.items() if self.same(card, wanted.get(key))}
        first = dict(list(wanted.items())[:MOST])
        self.cards = {key: kept.get(key) or self.make(one) for key, one in first.items()}
        for card in kept.values():
            self.body.removeWidget(card)
        emptied(self.body)
        if lost:
            self.body.addWidget(self.offer(lost))
        for card in self.cards.values():
            self.body.addWidget(card)
        more = len(wanted) - len(first)
        if more:
            self.body.addWidget(label(f"{counted(more, 'more', 'more')} after these.", "dim"))
        if not wanted and not lost:
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

    def offer(self, lost: int) -> Banner:
        """What a lost library had not sent."""
        many = counted(lost, "edit that was", "edits that were")
        text = f"The database of this library was lost. {many} not sent yet can be brought back."
        made = Banner(text, "warn", action=("Bring back", lambda: spawn(self.bring_back())))
        forget = Button("Let go…", kind="quiet", small=True)
        forget.clicked.connect(lambda: spawn(self.let_lost_go()))
        made.line.addWidget(forget)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return made

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

    async def bring_back(self) -> None:
        """The edits of a lost library count again."""
        await self.session.do(decisions.bring_back)
        self.refresh()
        self.window_.count()
        self.window_.toasts.tell("They are back", "good", detail="They go out with the next sync.")

    async def let_lost_go(self) -> None:
        """Asks first: they are nowhere else."""
        text = "They were never on the server, and nothing else has them."
        if not await confirm(
            self.window_, "Let these edits go?", text, verb="Let them go", danger=True
        ):
            return
        await self.session.do(decisions.let_lost_go)
        self.refresh()
        self.window_.count()

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
