"""Taking stems in: what was dropped, with the best guess of name and role, to be put right."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.actions import stems
from studio.actions.stems import Found
from studio.ui.import_row import DOING, ROLES
from studio.ui.parts.controls import Combo
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.progress import Bar
from studio.ui.parts.toggles import Check
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted
from studio.ui.tokens import Space
from studio.ui.track.cells import Cell
from studio.ui.track.roles import RoleMark
from sync.wire.choices import StemRole

if TYPE_CHECKING:
    from studio.actions.desk import Desk

SPACE = Space()
WIDTH, TALLEST, COMBO = 720, 420, 140


class FoundRow(QWidget):
    """One stem that could be added."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found
        name = found.title
        self.wanted = Check(checked=True)
        self.wanted.setAccessibleName(f"Add {name}")
        self.mark, self.role = RoleMark(str(found.role)), Combo(ROLES)
        self.role.setFixedWidth(COMBO)
        self.role.setAccessibleName(f"What {name} carries")
        self.role.show_key(str(found.role))
        self.title = Cell(f"Name of {name}", strong=True)
        self.title.put(name)
        track = f" · track {found.track + 1}" if found.track is not None else ""
        self.source = ElidedLabel(f"{found.path.name}{track}", "meta")
        below = row(self.source, margins=(SPACE.s + SPACE.hair, 0, 0, 0))
        self.sign = IconLabel("circle-check", "good")
        self.sign.hide()
        self.bar = Bar(f"Reading {name}")
        self.bar.hide()
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        names = column(self.title, below, gap=0)
        line = row(self.wanted, self.mark, gap=SPACE.s)
        line.addLayout(names, 1)
        line.addWidget(self.sign)
        line.addWidget(self.role)
        edges = (0, SPACE.xs, SPACE.s, SPACE.xs)
        self.setLayout(column(line, self.bar, self.wrong, gap=SPACE.xs, margins=edges))
        self.role.picked.connect(self.mark.show_role)
        self.added = False

    def choice(self) -> Found:
        """As the artist wants it."""
        title = self.title.text().strip()
        return replace(self.found, title=title, role=StemRole(self.role.key()))

    def check(self) -> bool:
        """Whether it can be added."""
        told = stems.fault("title", self.title.text())
        self.say(told)
        self.title.set_wrong(bool(told), told)
        return not told

    def say(self, told: str) -> None:
        """What is wrong."""
        self.wrong.setText(told)
        self.wrong.setVisible(bool(told))

    def tell(self, what: str, done: float) -> None:
        """How far it is: the first half is reading."""
        self.bar.show()
        self.bar.set_share(done / 2 if what == "reading" else 0.5 + done / 2)
        self.source.setText(DOING.get(what, what))

    def settle(self) -> None:
        """It is in the library."""
        self.added = True
        self.bar.hide()
        self.sign.show()
        self.source.setText("Added")
        self.setEnabled(False)


class AddStems(Dialog):
    """Stays open until everything that is wanted was added, or was given up."""

    def __init__(
        self, window: QWidget, session: Session, version: UUID, found: Sequence[Found]
    ) -> None:
        super().__init__(
            window,
            f"Add {counted(len(found), 'stem', 'stems')}",
            text="Say what each of them carries. Files stay where they are.",
            verb="Add",
            width=WIDTH,
        )
        self.session, self.version = session, version
        self.rows = [FoundRow(one) for one in found]
        self.bringing: asyncio.Task[None] | None = None
        self.finished.connect(self.stop)
        self.trouble = Banner("", "bad")
        self.trouble.hide()
        page = holder(column(*self.rows, None, gap=0))
        page.setProperty("part", "page")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(min(TALLEST, page.sizeHint().height() + SPACE.l))
        area.setWidget(page)
        self.add(self.trouble)
        self.add(area)
        for one in self.rows:
            one.wanted.toggled.connect(self.count)
        self.count()

    def count(self) -> None:
        """How many are wanted."""
        wanted = sum(one.wanted.isChecked() for one in self.rows)
        self.yes.setText(f"Add {counted(wanted, 'stem', 'stems')}")
        self.yes.setEnabled(bool(wanted))

    def accept(self) -> None:
        """Adds what is wanted; closes when all of it is in the library."""
        wanted = [one for one in self.rows if one.wanted.isChecked() and not one.added]
        if all([one.check() for one in wanted]):
            self.bringing = spawn(self.bring(wanted), busy=self.yes)

    async def bring(self, wanted: Sequence[FoundRow]) -> None:
        """Each is an edit of its own: what is added stays, whatever becomes of the next."""
        from studio.problems import explain

        failed = 0
        for one in wanted:
            try:
                await self.session.do(partial(self.bring_one, one))
            except Exception as error:
                told = explain(error)
                if told is None:
                    raise
                failed += 1
                one.bar.hide()
                one.say(told)
            else:
                one.settle()
        if failed:
            self.trouble.say(f"{counted(failed, 'stem was', 'stems were')} not added.", "bad")
            self.trouble.show()
            self.adjustSize()
            return
        self.done(int(self.DialogCode.Accepted))

    async def bring_one(self, one: FoundRow, desk: Desk) -> None:
        """One stem."""
        await stems.add(desk, self.version, one.choice(), one.tell)

    def stop(self) -> None:
        """Given up: nobody needs the rest."""
        if self.bringing is not None:
            self.bringing.cancel()


async def add_stems(
    window: QWidget, session: Session, version: UUID, found: Sequence[Found]
) -> int:
    """Asks about stems and adds them; how many were."""
    dialog = AddStems(window, session, version, found)
    try:
        await dialog.ask()
    finally:
        dialog.veil.deleteLater()
        dialog.deleteLater()
    return sum(one.added for one in dialog.rows)
