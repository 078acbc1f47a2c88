"""Who plays on a stem: a small editor over the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.actions.stems import StemCredit
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.overlays import Dialog
from studio.ui.tokens import Space
from studio.ui.track.credits_lines import CreditLine, heading
from studio.ui.track.ordered import Ordered

SPACE = Space()
WIDTH, LOW, TALL = 640, 180, 320


class StemCredits(Dialog):
    """Stays open until every line can be saved, or until it is given up."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        credits: Sequence[StemCredit],
        *,
        people: Sequence[str],
        roles: Sequence[str],
    ) -> None:
        super().__init__(parent, f"Credits of {title}", verb="Save", width=WIDTH)
        self.people, self.roles, self.count = people, roles, 0
        self.list = Ordered("Credits")
        self.none = label("Nobody yet. Who sings or plays here?", "dim")
        self.more = Button("Add a person", icon="plus", small=True)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(LOW)
        area.setMaximumHeight(TALL)
        page = holder(column(self.list, self.none, None, gap=SPACE.s))
        page.setProperty("part", "page")
        area.setWidget(page)
        self.add(heading())
        self.add(area)
        self.body.addLayout(row(self.more, None))
        self.more.clicked.connect(self.add_line)
        self.list.moved.connect(lambda _key, _to: None)
        self.show_lines([self.line(one) for one in credits])
        if not credits:
            self.add_line()

    def line(self, credit: StemCredit) -> CreditLine:
        """A line of the editor."""
        self.count += 1
        values = {"person": credit.person, "role": credit.role, "url": credit.url}
        made = CreditLine(str(self.count), values)
        made.offer(self.people, self.roles)
        made.given_up.connect(self.drop)
        made.edited.connect(lambda _key: made.check(quiet=True))
        return made

    def lines(self) -> list[CreditLine]:
        """All of them, in order."""
        return [one for one in self.list.rows if isinstance(one, CreditLine)]

    def show_lines(self, lines: Sequence[CreditLine]) -> None:
        self.list.show_rows(lines)
        self.none.setVisible(not lines)

    def add_line(self) -> None:
        """An empty one, to be typed into."""
        made = self.line(StemCredit(person="", role=""))
        self.show_lines([*self.lines(), made])
        made.cells["person"].setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self, key: str) -> None:
        """Take a line out."""
        self.show_lines([one for one in self.lines() if one.key != key])

    def credits(self) -> list[StemCredit]:
        """What is typed; empty lines do not count."""
        return [StemCredit(**one.values()) for one in self.lines() if not one.empty()]

    def accept(self) -> None:
        """Only with lines that can be saved."""
        if all([one.check() for one in self.lines() if not one.empty()]):
            super().accept()
