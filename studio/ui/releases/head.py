"""The head of a release's page: what it is, how it stands, and the weightiest thing to do."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPoint, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from studio.actions import zones
from studio.actions.releases import Release
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.chips import Chip
from studio.ui.parts.covers import CoverArt
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import Flow, column, holder, row
from studio.ui.releases.pictures import Pictures
from studio.ui.releases.words import VISIBILITIES, facts, state
from studio.ui.tokens import Space

SPACE = Space()
COVER = 88
SEEN = {"public": "globe", "unlisted": "link", "private": "lock"}


class Head(QWidget):
    """It tells what is wanted; the page does it."""

    left = Signal()
    published = Signal()
    unpublished = Signal()
    removal = Signal()
    copied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("arrow-left", "Back to all releases", shortcut="Alt+Left")
        self.cover = CoverArt("", COVER)
        self.over = label("", "overline")
        self.title = ElidedLabel("", "display")
        self.chips = Flow(SPACE.s)
        self.state, self.moment = Chip(""), Chip("")
        self.seen, self.blocks, self.unsent = Chip(""), Chip(""), Chip("")
        for chip in (self.state, self.moment, self.seen, self.blocks, self.unsent):
            self.chips.addWidget(chip)
        self.address = ""
        self.publish = Button("Publish now", kind="primary", icon="rocket")
        self.open = Button("Open page", icon="external-link")
        self.unpublish = Button("Unpublish")
        self.more = IconButton("ellipsis", "More")
        words = column(
            None, self.over, self.title, SPACE.xs, holder(self.chips), None, gap=SPACE.hair
        )
        deeds = (self.publish, self.open, self.unpublish, self.more)
        whole = row(self.back, self.cover, words, *deeds, gap=SPACE.m)
        whole.setStretch(2, 1)
        whole.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.m)
        self.setLayout(whole)
        self.back.clicked.connect(self.left)
        self.publish.clicked.connect(self.published)
        self.unpublish.clicked.connect(self.unpublished)
        self.open.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self.address)))
        self.more.clicked.connect(self.menu)

    def show_address(self, address: str) -> None:
        """Where people find it; empty while they cannot."""
        self.address = address
        self.open.setVisible(bool(address))

    def show_release(self, release: Release, at: datetime, pictures: Pictures) -> None:
        """What it is now."""
        found = release.row
        self.over.setText(facts(found).upper())
        self.title.setText(found.title)
        picture = pictures.get(found.artwork, lambda: release.artwork_file)
        self.cover.show_cover(found.title, picture)
        words, tone, icon = state(found, at)
        self.state.show_state(words, tone, icon=icon)
        moment = found.moment
        self.moment.setVisible(moment is not None)
        if moment is not None:
            said = f"{zones.said(moment, found.zone)}, {zones.city(found.zone)}"
            self.moment.show_state(said, icon="calendar-days")
        who = str(release.data.get("visibility") or "private")
        self.seen.show_state(dict(VISIBILITIES).get(who, who), icon=SEEN.get(who, "globe"))
        live = found.state == "live"
        self.blocks.setVisible(bool(found.blocking) and not live)
        self.blocks.show_state(f"{found.blocking} to do", "warn")
        self.unsent.setVisible(bool(found.unsent))
        self.unsent.show_state("Not sent yet", icon="cloud-upload")
        self.publish.setVisible(not live)
        self.unpublish.setVisible(live)

    def menu(self) -> None:
        """What is seldom wanted."""
        menu = QMenu(self)
        if self.address:
            menu.addAction("Copy the page’s address", self.copy)
            menu.addSeparator()
        menu.addAction("Delete release…", self.removal.emit)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def copy(self) -> None:
        """The address, into the clipboard."""
        QGuiApplication.clipboard().setText(self.address)
        self.copied.emit()
