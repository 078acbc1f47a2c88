"""The credits of a track: typed in place, saved line by line, in an order that can be changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QSizePolicy

from studio.actions import credits, ordering
from studio.actions.credits import Credit
from studio.actions.drafts import Drafts
from studio.ui.parts.buttons import Button, hint
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import holder, row
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted
from studio.ui.tokens import Space
from studio.ui.track.credits_lines import NAMES, CreditLine, Values, heading
from studio.ui.track.ordered import Ordered

if TYPE_CHECKING:
    from studio.actions.desk import Desk

SPACE = Space()
FIELD = "credits"
NEW = "new "
UNDO_MS = 12_000
ADD, DROP = "Ctrl+Shift+Return", "Ctrl+Shift+Delete"
FOR = "Nobody yet. Name those who wrote, played, sang, recorded and mixed it."


class CreditsTable(Card):
    """A line that cannot be saved stays, with what is missing below it."""

    def __init__(self, session: Session, drafts: Drafts) -> None:
        self.more = Button("Add a person", icon="plus", small=True)
        self.more.setToolTip(hint("Add a person", ADD))
        super().__init__("Credits", actions=(self.more,))
        self.session, self.drafts = session, drafts
        self.track: UUID | None = None
        self.people: Sequence[str] = ()
        self.roles: Sequence[str] = ()
        self.count = 0
        self.busy: set[CreditLine] = set()
        self.gone: tuple[Values, int] | None = None
        self.names, self.list = heading(), Ordered("Credits")
        self.none = label(FOR, "dim", wrap=True)
        self.undone, self.undo = ElidedLabel("", "dim"), Button("Undo", small=True, icon="undo-2")
        strip = row(self.undone, self.undo, gap=SPACE.s)
        strip.setStretch(0, 1)
        self.strip = holder(strip)
        self.strip.hide()
        for part in (self.names, self.list, self.none, self.strip):
            self.add(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.forgetting = QTimer(self, singleShot=True, interval=UNDO_MS)
        self.forgetting.timeout.connect(self.strip.hide)
        self.undo.clicked.connect(self.bring_back)
        self.more.clicked.connect(self.add_line)
        self.list.moved.connect(self.move_line)
        for keys, act in ((ADD, self.add_line), (DROP, self.drop_focused)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(act)

    # what is shown

    def show_credits(self, track: UUID, found: Sequence[Credit]) -> None:
        """Another track, or the same as it is now; lines that are being typed stay."""
        if track != self.track:
            self.leave()
            self.track = track
            self.strip.hide()
            self.list.show_rows([])
            self.show_lines(found)
            self.take_up()
        else:
            self.show_lines(found)

    def show_lines(self, found: Sequence[Credit]) -> None:
        """The saved ones in their order, then the others."""
        if self.list.dragging is not None:
            return
        old = {one.key: one for one in self.lines()}
        saved = []
        for credit in found:
            values = {name: getattr(credit, name) for name in NAMES}
            line = old.pop(str(credit.id), None) or self.line(str(credit.id), values)
            if line not in self.busy:
                line.show_values(values)
            saved.append(line)
        rest = [one for one in old.values() if self.stays(one)]
        self.put([*saved, *rest])

    def stays(self, line: CreditLine) -> bool:
        """A line that the library does not have: new, or typed into while somebody deleted it."""
        if not line.key.startswith(NEW) and line.changed() and line not in self.busy:
            line.key, line.seen = self.new_key(), dict.fromkeys(NAMES, "")
        return line.key.startswith(NEW)

    def put(self, lines: Sequence[CreditLine]) -> None:
        """Exactly these."""
        self.list.show_rows(lines)
        self.names.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.note.setText(counted(len(lines), "person", "people") if lines else "")

    def take_up(self) -> None:
        """What was typed here before and could not be saved."""
        kept = self.drafts.get(self.track, FIELD) if self.track is not None else None
        for key, values in kept.items() if isinstance(kept, dict) else ():
            line = next((one for one in self.lines() if one.key == key), None)
            if line is None:
                line = self.line(self.new_key(), {})
                self.put([*self.lines(), line])
            line.type_in(values)
            line.check()

    def offer(self, people: Sequence[str], roles: Sequence[str]) -> None:
        """What to complete names and roles from."""
        self.people, self.roles = people, roles
        for line in self.lines():
            line.offer(people, roles)

    def lines(self) -> list[CreditLine]:
        """All of them, in order."""
        return [one for one in self.list.rows if isinstance(one, CreditLine)]

    def line(self, key: str, values: Values) -> CreditLine:
        """A line, listened to."""
        made = CreditLine(key, values)
        made.offer(self.people, self.roles)
        made.bin_keys = DROP
        made.call(made.seen["person"])
        made.edited.connect(lambda _key: QTimer.singleShot(0, made, lambda: self.settle(made)))
        made.given_up.connect(lambda _key: self.drop(made))
        made.gone.connect(lambda by, name: self.go(made, by, name))
        return made

    def go(self, line: CreditLine, by: int, name: str) -> None:
        """The focus to the same cell of the line above or below."""
        lines = self.lines()
        place = lines.index(line) + by
        if 0 <= place < len(lines):
            lines[place].cells[name].setFocus(Qt.FocusReason.TabFocusReason)

    def new_key(self) -> str:
        self.count += 1
        return f"{NEW}{self.count}"

    # what is done

    def add_line(self) -> None:
        """An empty one at the end, to be typed into."""
        empty = next((one for one in self.lines() if one.empty()), None)
        line = empty or self.line(self.new_key(), {})
        if empty is None:
            self.put([*self.lines(), line])
        line.cells["person"].setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self, line: CreditLine, *, left: bool = False) -> None:
        """A cell was left: saved as soon as it can be; told what is missing once the line is."""
        inside = not left and line.inside(QApplication.focusWidget())
        if line not in self.list.rows or line in self.busy or self.track is None:
            return
        if line.empty() and line.key.startswith(NEW):
            if not inside:
                self.put([one for one in self.lines() if one is not line])
            return
        if not line.changed():
            line.check(quiet=True)
        elif line.check(quiet=inside):
            self.busy.add(line)
            spawn(self.write(self.track, line))

    async def write(self, track: UUID, line: CreditLine) -> None:
        """Saves a line; what was typed into it meanwhile is saved after it."""
        edits, failed = line.changed(), ""
        before, line.seen = line.seen, line.values()
        try:
            failed = await self.attempt(lambda desk: self.write_to(desk, track, line, edits))
        finally:
            self.busy.discard(line)
        if failed:
            line.seen = before
            line.say(failed)
        elif track == self.track:
            line.show_values(dict(line.seen))
            self.settle(line)

    async def write_to(
        self, desk: Desk, track: UUID, line: CreditLine, edits: dict[str, tuple[str, str]]
    ) -> None:
        """A new credit gives the line its name before the library tells of it."""
        if line.key.startswith(NEW):
            line.key = str(await credits.add(desk, track, **line.seen))
        else:
            await credits.edit(desk, UUID(line.key), edits)

    async def attempt(self, work: Callable[[Desk], Awaitable[Any]]) -> str:
        """What went wrong, in words; empty if nothing did."""
        from studio.problems import explain

        try:
            await self.session.do(work)
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            return told
        return ""

    def drop_focused(self) -> None:
        """The line that the focus is in."""
        line = self.list.focused()
        if isinstance(line, CreditLine):
            self.drop(line)

    def drop(self, line: CreditLine) -> None:
        """Takes a line away; it can be brought back for a while."""
        place = self.lines().index(line)
        rest = [one for one in self.lines() if one is not line]
        self.gone = (line.values(), place)
        if not line.empty():
            self.undone.setText(f"{line.values()['person'] or 'One line'} is deleted.")
            self.strip.show()
            self.forgetting.start()
        self.put(rest)
        if rest:
            beside = rest[min(place, len(rest) - 1)]
            beside.cells["person"].setFocus(Qt.FocusReason.OtherFocusReason)
        if not line.key.startswith(NEW):
            key = UUID(line.key)
            spawn(self.attempt(lambda desk: credits.remove(desk, key)))

    def bring_back(self) -> None:
        """The line that was deleted last, where it was."""
        self.strip.hide()
        if self.gone is not None and self.track is not None:
            spawn(self.restore(self.track, *self.gone))
            self.gone = None

    async def restore(self, track: UUID, values: Values, place: int) -> None:
        async def work(desk: Desk) -> None:
            made = await credits.add(desk, track, **values)
            await ordering.move(desk, "credit", track, made, to=place)

        failed = await self.attempt(work)
        self.undone.setText(failed)
        self.strip.setVisible(bool(failed))
        if not failed and track == self.track and place < len(self.lines()):
            self.lines()[place].cells["person"].setFocus(Qt.FocusReason.OtherFocusReason)

    def move_line(self, key: str, to: int) -> None:
        """Another place in the order; new lines have none yet."""
        if key.startswith(NEW) or self.track is None:
            return
        track, credit = self.track, UUID(key)
        before = [one for one in self.lines()[:to] if not one.key.startswith(NEW)]
        place = len(before)
        spawn(self.attempt(lambda desk: ordering.move(desk, "credit", track, credit, to=place)))

    def leave(self) -> None:
        """Saves what can be saved and keeps the rest aside."""
        if self.track is None:
            return
        for line in self.lines():
            self.settle(line, left=True)
        open_ = [one for one in self.lines() if one.changed() and one not in self.busy]
        kept = {one.key: one.values() for one in open_ if not one.check(quiet=True)}
        with suppress(OSError):
            self.drafts.put(self.track, FIELD, kept or None)

    def forget(self) -> None:
        """The track was deleted: nothing is saved any more."""
        self.track = None
        self.put([])
