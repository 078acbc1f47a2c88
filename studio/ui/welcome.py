"""The first steps where there is no track yet: library, server, first file; all can be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from studio.actions import own_server
from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.frame import scrolling
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.paint import begin, box, square, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Space, Type

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SPACE, TYPE = Space(), Type()
WIDE, MARK = 640, 32


class Mark(QWidget):
    """The number of a step, or a check once it is done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self.done = number, False
        self.setFixedSize(MARK, MARK)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = begin(self), QRectF(self.rect())
        tone = "good" if self.done else "accent"
        box(painter, area, MARK / 2, fill=colour(f"{tone}_bg" if self.done else "info_bg"))
        if self.done:
            icons.paint(painter, "check", square(area, 18), tone)
            return
        centre = Qt.AlignmentFlag.AlignHCenter
        bold = font(TYPE.body, TYPE.bold)
        words(painter, area, str(self.number), font=bold, tone=tone, align=centre)


class Step(QFrame):
    """A card: what to do, why, and buttons; it is ticked when it is done."""

    def __init__(
        self, number: int, title: str, text: str, *buttons: Button, extra: QWidget
    ) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.mark = Mark(number)
        self.text, self.extra, self.lead = label(text, "dim", wrap=True), extra, buttons[0]
        self.tools = holder(row(*buttons, None, gap=SPACE.s))
        said = column(label(title, "heading"), self.text, extra, self.tools, gap=SPACE.s)
        line = row(gap=SPACE.l, margins=(SPACE.l, SPACE.l, SPACE.l, SPACE.l))
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(said, 1)
        self.setLayout(line)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def finish(self, text: str) -> None:
        """Done: says how, and takes the buttons away."""
        self.mark.done = True
        self.mark.update()
        self.text.setText(text)
        self.extra.hide()
        self.tools.hide()


class DropHere(QFrame):
    """Shows where the first file goes; files can be dropped anywhere, though."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(84)
        line = row(
            None,
            IconLabel("upload", "accent"),
            label("Drop a WAV, FLAC, AIFF or MP3 file here", "strong"),
            None,
            gap=SPACE.m,
        )
        self.setLayout(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        pen = QPen(colour("edge"), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour("bg"))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, Radius().control, Radius().control)


class Welcome(QWidget):
    """Goes away by itself with the first track."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.window_, self.session = window, window.session
        self.setAccessibleName("Welcome")
        self.where, self.server, self.file = self.make_where(), self.make_server(), self.make_file()
        head = column(
            label("Welcome to Acetate", "display"),
            label("Three steps to your first published track; each can be skipped.", "dim"),
            gap=SPACE.xs,
        )
        cards = column(head, SPACE.s, self.where, self.server, self.file, gap=SPACE.m)
        middle = holder(cards)
        middle.setMaximumWidth(WIDE)
        centred = row(gap=0)
        centred.addStretch(1)
        centred.addWidget(middle, 8)
        centred.addStretch(1)
        page = column(None, centred, None, margins=(SPACE.l, SPACE.l, SPACE.l, SPACE.l))
        self.setLayout(column(scrolling(page), gap=0))
        self.session.account.connect(self.show_account)
        self.show_account()
        self.lead_on()

    def make_where(self) -> Step:
        """The first step."""
        keep, show = Button("Keep it there"), Button("Choose another folder…")
        keep.clicked.connect(self.keep_place)
        show.clicked.connect(self.choose_place)
        return Step(
            1,
            "Your library is on this machine",
            "Tracks, notes and mixes are kept in a folder of their own and work without a "
            "network. Your sound files stay where they are.",
            keep,
            show,
            extra=ElidedLabel(str(self.session.places.data), "mono"),
        )

    def make_server(self) -> Step:
        """The second."""
        sign, own = Button("Sign in…"), Button("Start one on this machine…")
        later = Button("Work without for now", kind="quiet")
        sign.clicked.connect(self.window_.sign_in)
        own.clicked.connect(self.start_server)
        own.setVisible(own_server.program() is not None)
        later.clicked.connect(self.work_alone)
        return Step(
            2,
            "Your server",
            "That is where people hear what you release, and how your other machines keep in "
            "step. You can sign in whenever you like.",
            sign,
            own,
            later,
            extra=holder(row()),
        )

    def make_file(self) -> Step:
        """The third."""
        choose, skip = Button("Choose a file…"), Button("Skip all this", kind="quiet")
        choose.clicked.connect(self.window_.choose_files)
        skip.clicked.connect(self.skip)
        return Step(
            3,
            "Your first track",
            "It is a draft that nobody else hears until you publish it.",
            choose,
            skip,
            extra=DropHere(),
        )

    def lead_on(self) -> None:
        """The next step stands out."""
        steps = (self.where, self.server, self.file)
        following = next(step for step in steps if not step.mark.done)
        for step in steps:
            step.lead.set_kind("primary" if step is following else "plain")

    def keep_place(self) -> None:
        """The first step is done."""
        self.where.finish(f"In {self.session.places.data}")
        self.lead_on()

    def choose_place(self) -> None:
        """Another folder; the studio opens again there."""
        from studio.ui.elsewhere import choose_folder

        choose_folder(self.window_)

    def start_server(self) -> None:
        """One of one’s own."""
        from studio.ui.own_server import make_server
        from studio.ui.spawn import spawn

        spawn(make_server(self.window_, self.session))

    def work_alone(self) -> None:
        """The second is skipped."""
        self.server.finish("Not now. “Sign in” at the foot of the sidebar is always there.")
        self.lead_on()

    def show_account(self) -> None:
        """The second is done as soon as somebody is signed in."""
        who = self.session.who
        if who is not None:
            self.keep_place()
            self.server.finish(f"Signed in as @{who.handle} at {who.server}")
            self.lead_on()

    def skip(self) -> None:
        """Back to the empty list; it does not come again."""
        self.session.prefer(welcomed=True)
        self.window_.visit("tracks")

    def refresh(self) -> None:
        """With the first track the list is the place to be."""
        if self.session.library.counts(0).all:
            self.window_.visit("tracks")


def greet(window: MainWindow) -> None:
    """Shows the first steps where nobody has begun yet."""
    session = window.session
    empty = not session.library.counts(0).all
    if empty and not session.settings.welcomed and session.who is None:
        window.visit("welcome")


def first_added(window: MainWindow, added: Sequence[UUID]) -> bool:
    """The first tracks are in the library: the way to a page of their own is one click. False
    if they are not the first.
    """
    from studio.ui.publish_now import publish_now
    from studio.ui.spawn import spawn

    session = window.session
    if session.settings.welcomed or session.library.counts(0).all > len(set(added)):
        return False
    session.prefer(welcomed=True)
    window.toasts.tell(
        "Your first track is here",
        "good",
        action=("Publish now…", lambda: spawn(publish_now(window, added[-1]))),
        detail="Nobody else hears it yet. Publish it now, or go on working on it.",
    )
    return True
