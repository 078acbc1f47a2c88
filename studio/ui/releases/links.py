"""Private preview links: made, copied, counted, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from studio.actions import zones
from studio.actions.releases import Link, Release, now
from studio.ui.parts.amounts import NumberInput
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.cards import Card
from studio.ui.parts.chips import Chip
from studio.ui.parts.controls import Combo, TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, row, rule
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.toggles import Toggle
from studio.ui.releases.moment import viewer_zone
from studio.ui.releases.schedule import refusal
from studio.ui.releases.words import counted
from studio.ui.tokens import Space

SPACE = Space()
STATES = {
    "open": ("Open", "good"),
    "revoked": ("Revoked", "plain"),
    "expired": ("Expired", "warn"),
    "used": ("Used up", "warn"),
}
DOWNLOADS = (("none", "Listen only"), ("320", "MP3 320 kbit/s"), ("original", "Original files"))
EXPIRY = (("7", "In a week"), ("14", "In two weeks"), ("30", "In a month"), ("", "Never"))
LONGEST_LABEL, MOST_USES = 100, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A link that is to be made."""

    label: str
    expires_at: datetime | None
    max_uses: int | None
    allow_download: str


def facts(link: Link) -> str:
    """`Opened 3 times of 10 · last Fri 27 Nov 2026, 09:00 · until ...`."""
    zone = viewer_zone()
    most = f" of {link.max_uses}" if link.max_uses is not None else ""
    parts = [f"Opened {link.uses}{most} time{'' if link.uses == 1 and not most else 's'}"]
    if link.last_used_at is not None:
        parts.append(f"last {zones.said(link.last_used_at, zone)}")
    if link.expires_at is not None:
        parts.append(f"until {zones.said(link.expires_at, zone)}")
    if link.allow_download != "none":
        parts.append(f"download: {dict(DOWNLOADS).get(link.allow_download, link.allow_download)}")
    return " · ".join(parts)


class LinkRow(QWidget):
    """One link."""

    copied = Signal(object)
    revoked = Signal(object)

    def __init__(self, link: Link) -> None:
        super().__init__()
        text, tone = STATES[link.stands(now())]
        copy = IconButton("copy", f"Copy the link for {link.label}", small=True)
        stop = IconButton("x", f"Revoke the link for {link.label}", small=True)
        copy.setEnabled(link.stands(now()) == "open" and bool(link.token))
        stop.setEnabled(not link.revoked)
        head = row(ElidedLabel(link.label, "strong"), Chip(text, tone), copy, stop, gap=SPACE.s)
        head.setStretch(0, 1)
        whole = column(head, label(facts(link), "meta", wrap=True), gap=SPACE.hair)
        self.setLayout(whole)
        copy.clicked.connect(lambda: self.copied.emit(link))
        stop.clicked.connect(lambda: self.revoked.emit(link))


class NewLink(Dialog):
    """Who gets it, how long, how often, and whether they may download."""

    def __init__(self, parent: QWidget) -> None:
        text = "Whoever has the link hears the whole release before it is out. You can revoke it."
        super().__init__(parent, "New preview link", text=text, verb="Create")
        self.label = TextInput(hint="Radio 2, Kaja")
        self.expiry = Combo(EXPIRY)
        self.expiry.show_key("14")
        self.downloads = Combo(DOWNLOADS)
        self.limited = Toggle("Limit how many browsers open it", checked=True)
        self.uses = NumberInput(10, least=1, most=MOST_USES)
        self.uses.setAccessibleName("How many browsers")
        self.field = Field("For whom", self.label, help="Only you see this.")
        self.add(self.field)
        pair = row(Field("Ends", self.expiry), Field("Download", self.downloads), gap=SPACE.m)
        self.body.addLayout(pair)
        line = row(self.limited, None, self.uses, gap=SPACE.m)
        self.body.addLayout(line)
        self.limited.toggled.connect(self.uses.setEnabled)
        self.label.textChanged.connect(lambda _text: self.field.set_error(""))
        self.label.setFocus()

    def accept(self) -> None:
        text = self.label.text().strip()
        fault = "Say who it is for, so that you know which one to revoke." if not text else ""
        if len(text) > LONGEST_LABEL:
            fault = f"At most {LONGEST_LABEL} letters; these are {len(text)}."
        self.field.set_error(fault)
        if not fault:
            super().accept()

    def wanted(self) -> Wanted:
        """What was asked for."""
        days = self.expiry.key()
        return Wanted(
            label=self.label.text().strip(),
            expires_at=now() + timedelta(days=int(days)) if days else None,
            max_uses=round(self.uses.value()) if self.limited.isChecked() else None,
            allow_download=self.downloads.key(),
        )


class Links(Card):
    """`creation` asks for a new one, `revoked` names the one that shall open nothing any more."""

    creation = Signal()
    revoked = Signal(object)
    told = Signal(str, str, str)  # text, tone, detail
    dropped = Signal(object)  # id of a refused edit

    def __init__(self) -> None:
        self.new = Button("New link", icon="plus", small=True)
        super().__init__("Preview links", actions=(self.new,))
        self.shown: tuple[object, ...] | None = None
        self.server = ""
        self.lines = column(gap=SPACE.m)
        self.add(self.lines)
        self.new.clicked.connect(self.creation)

    def show_links(self, release: Release, server: str) -> None:
        """The links of a release; `server` is where they lead, empty before signing in."""
        at, links = now(), release.links
        refused = tuple(one for one in release.refused if one.kind == "preview_link")
        wanted = (tuple((link, link.stands(at)) for link in links), refused)
        self.server = server
        if wanted == self.shown:
            return
        self.shown = wanted
        while item := self.lines.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        opened = sum(state == "open" for _link, state in wanted[0])
        for one in refused:
            self.lines.addWidget(refusal(one, self.dropped.emit))
        self.note.setText(counted(opened, "open link") if links else "")
        if not links:
            text = (
                "Let somebody hear it before it is out: each link has a name, an end and a limit."
            )
            self.lines.addWidget(label(text, "dim", wrap=True))
        for number, link in enumerate(links):
            if number:
                self.lines.addWidget(rule())
            made = LinkRow(link)
            self.lines.addWidget(made)
            made.copied.connect(self.copy)
            made.revoked.connect(self.revoked)

    def copy(self, link: Link) -> None:
        """Into the clipboard."""
        if not self.server:
            detail = "A link leads to your server. Sign in first; the link stays as it is."
            self.told.emit("There is no address yet", "warn", detail)
            return
        QApplication.clipboard().setText(address(self.server, link))
        detail = "It opens once the studio has sent it." if link.local else ""
        self.told.emit(f"Link for {link.label} copied", "good", detail)


def address(server: str, link: Link) -> str:
    """Where a link leads."""
    return f"{server.rstrip('/')}/p/{link.token}"
