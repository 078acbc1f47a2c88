"""Publish a track: what it still needs, who may hear it, and the address of its page at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.actions import going_live
from studio.actions.going_live import Check, Stand
from studio.ui.frame import emptied
from studio.ui.parts.buttons import Button
from studio.ui.parts.controls import TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.progress import Spinner
from studio.ui.parts.segmented import Segmented
from studio.ui.spawn import spawn
from studio.ui.tokens import Space

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SPACE = Space()
WIDTH = 540
AUDIENCE = (("public", "Everybody"), ("unlisted", "Whoever has the link"))


def checked(check: Check) -> QWidget:
    """A line with a mark."""
    icon, tone = ("circle-check", "good") if check.met else ("circle-alert", "bad")
    if check.met and not check.blocks:
        icon, tone = "clock", "dim"
    words = column(label(check.text, wrap=True), gap=SPACE.hair)
    if not check.met and check.remedy:
        words.addWidget(label(check.remedy, "dim", wrap=True))
    line = row(IconLabel(icon, tone), gap=SPACE.m)
    line.addLayout(words, 1)
    return holder(line)


class PublishNow(Dialog):
    """Asks first; then stays and shows how far it is, until the page is up or it is closed."""

    def __init__(self, window: MainWindow, track_id: UUID) -> None:
        self.window_, self.session, self.track_id = window, window.session, track_id
        found = self.stand()
        title = found.title if found else ""
        super().__init__(
            window, f"Publish “{title or 'Untitled'}”", verb="Publish now", width=WIDTH
        )
        self.begun = False
        self.list = column(gap=SPACE.m)
        self.audience = Segmented("Who may hear it")
        self.audience.set_choices(AUDIENCE)
        self.audience.choose("public")
        self.who = holder(column(label("Who may hear it", "dim"), self.audience, gap=SPACE.xs))
        self.trouble = Banner("", "bad")
        self.trouble.hide()
        self.spinner = Spinner("Publishing")
        self.doing = label("", "dim", wrap=True)
        going = row(self.spinner, self.doing, gap=SPACE.m)
        going.setStretch(1, 1)
        self.going = holder(going)
        self.going.hide()
        self.address = TextInput()
        self.address.setReadOnly(True)
        copy, opened = Button("Copy", icon="copy"), Button("Open page", icon="external-link")
        copy.clicked.connect(self.copy)
        opened.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self.address.text())))
        self.page = holder(
            column(Field("Address of the page", self.address), row(copy, opened, None))
        )
        self.page.hide()
        self.points = holder(self.list)
        for part in (self.points, self.who, self.trouble, self.going, self.page):
            self.add(part)
        self.session.changed.connect(self.follow)
        self.session.account.connect(self.show_checks)
        self.show_checks()

    def stand(self) -> Stand | None:
        """How far it is."""
        return going_live.stand(self.session.library, self.session.who, self.track_id)

    def show_checks(self) -> None:
        """What it needs; the one thing that can be done from here is to sign in."""
        if self.begun:
            return
        found = going_live.checks(self.session.library, self.session.who, self.track_id)
        emptied(self.list)
        for check in found:
            self.list.addWidget(checked(check))
        others = [check for check in found[:2] if not check.met and check.blocks]
        self.yes.setText("Publish now" if self.session.who else "Sign in…")
        self.yes.setEnabled(bool(found) and not others)
        self.fit()

    def fit(self) -> None:
        """As tall as what it shows now."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def accept(self) -> None:
        """Signs in, or publishes."""
        if self.session.who is None:
            spawn(self.window_.enter(), busy=self.yes)
        elif self.begun:
            super().accept()
        else:
            spawn(self.publish(), busy=self.yes)

    async def publish(self) -> None:
        from studio.actions.publishing import publish
        from studio.problems import explain

        unlisted = self.audience.choice() == "unlisted"
        try:
            await self.session.do(lambda desk: publish(desk, self.track_id, unlisted=unlisted))
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            self.trouble.say(told, "bad")
            self.trouble.show()
            return
        self.begun = True
        self.who.hide()
        self.going.show()
        self.yes.setText("Close")
        if self.no is not None:
            self.no.hide()
        self.follow()

    def follow(self) -> None:
        """How far it is now."""
        found = self.stand()
        if not self.begun or found is None:
            if not self.begun:
                self.show_checks()
            return
        if found.status == "failed" or found.state == "draft":
            self.going.hide()
            self.trouble.say(
                found.problem or "The server did not publish it; see “To decide”.", "bad"
            )
            self.trouble.show()
        elif found.live:
            self.show_page(found)
        else:
            self.doing.setText(self.told(found))
        self.fit()

    def told(self, found: Stand) -> str:
        """What happens just now."""
        if not found.sent:
            return "Sending it to the server. You can close this and go on working."
        return "The server prepares the sound: a minute or so. You can close this."

    def show_page(self, found: Stand) -> None:
        """It is up."""
        self.going.hide()
        self.points.hide()
        self.heading.setText(f"“{found.title}” is live")
        self.address.setText(found.address)
        self.address.setCursorPosition(0)
        self.page.show()

    def copy(self) -> None:
        """Into the clipboard."""
        QGuiApplication.clipboard().setText(self.address.text())
        self.window_.toasts.tell("Address copied", "good")


async def publish_now(window: MainWindow, track_id: UUID) -> None:
    """Opens the dialog and stays until it is closed."""
    dialog = PublishNow(window, track_id)
    try:
        await dialog.ask()
    finally:
        dialog.veil.deleteLater()
        dialog.deleteLater()


def publish_chosen(window: MainWindow) -> None:
    """The track that is open, or the one that is chosen."""
    opened = window.opened_track()
    chosen = [opened] if opened is not None else window.pane.table.chosen()
    if len(chosen) == 1:
        spawn(publish_now(window, chosen[0].id))
    else:
        window.toasts.tell("Choose one track to publish", "info")
