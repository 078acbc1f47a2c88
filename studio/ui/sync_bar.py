"""The strip at the foot: how the library stands with its server. Everything works without one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from studio.ui.parts import figures
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, row, rule
from studio.ui.parts.progress import Bar, Spinner
from studio.ui.tokens import Size, Space

if TYPE_CHECKING:
    from studio.actions.pace import Pace

SIZE, SPACE = Size(), Space()
PHASES = {  # icon, tone, words
    "idle": ("cloud-off", "mute", "On this machine only"),
    "sign_in": ("cloud-off", "mute", "Not signed in"),
    "connecting": ("refresh-cw", "dim", "Connecting"),
    "syncing": ("refresh-cw", "accent", "Syncing"),
    "up_to_date": ("cloud-check", "good", "Up to date"),
    "offline": ("cloud-off", "warn", "Offline"),
    "update": ("circle-alert", "warn", "Update needed"),
    "stopped": ("circle-alert", "bad", "Sync stopped"),
}
BUSY = {"syncing", "connecting"}
LONGEST_NAME = 36


SENDING = ("cloud-upload", "accent", "Sending")
NOT_ALL = ("cloud-upload", "accent", "Not all sent yet")


def stands(status: Any, *, sending: bool) -> tuple[str, str, str]:
    """Icon, tone and words: in step with the server is not yet up to date while something waits."""
    if status.phase == "up_to_date" and sending:
        return SENDING
    if status.phase == "up_to_date" and (status.unsent or status.files):
        return NOT_ALL
    return PHASES[str(status.phase)]


def counted(number: int, one: str, many: str) -> str:
    """`1 file`, `3 files`."""
    return f"{number:,} {one if number == 1 else many}".replace(",", " ")


def waiting(status: Any) -> str:
    """What has not gone yet."""
    parts = []
    if status.unsent:
        parts.append(counted(status.unsent, "change waits", "changes wait"))
    if status.files:
        parts.append(counted(status.files, "file to send", "files to send"))
    if status.wanted:
        parts.append(counted(status.wanted, "sound to fetch", "sounds to fetch"))
    return " · ".join(parts)


def wanting(status: Any) -> str:
    """What somebody has to decide."""
    parts = []
    if status.conflicts:
        parts.append(counted(status.conflicts, "conflict", "conflicts"))
    if status.refused:
        parts.append(counted(status.refused, "edit refused", "edits refused"))
    if status.lost:
        parts.append(counted(status.lost, "edit to bring back", "edits to bring back"))
    return " · ".join(parts)


def said(status: Any, *, signed_in: bool) -> str:
    """One sentence behind the phase."""
    if status.phase == "offline":
        return "You can go on working; changes go out when the server can be reached again."
    if status.phase == "sign_in" and not signed_in:
        return "Everything works; sign in to put your music online."
    return str(status.problem)


def shortened(name: str) -> str:
    """A file's name, its middle left out where it is long."""
    return name if len(name) <= LONGEST_NAME else f"{name[:20]}…{name[-15:]}"


def going(pace: Pace) -> str:
    """`41 % · 8.2 MB/s · 2 min left`."""
    parts = [f"{pace.share * 100:.0f} %"]
    if pace.doing:
        parts.append(pace.doing)
    if pace.speed:
        parts.append(f"{figures.size(pace.speed)}/s")
    if pace.left_s is not None:
        parts.append(lasting(pace.left_s))
    return " · ".join(parts)


def lasting(seconds: float) -> str:
    """`2 min left`, never to the second where nobody can know."""
    if seconds < 60:
        return "under 1 min left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min left"
    return f"{round(minutes / 60)} h left"


class SyncBar(QFrame):
    """A click syncs now, or signs in."""

    sync_now = Signal()
    sign_in = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "side")
        self.setFixedHeight(SIZE.status)
        self.setAccessibleName("Sync")
        self.sign = IconLabel("cloud-off", "mute", size=SIZE.icon_small)
        self.spinner = Spinner("Syncing", side=SIZE.icon_small)
        self.phase = label("Opening the library…", "strong")
        self.sentence = ElidedLabel("", "meta")
        self.bar = Bar("Upload")
        self.bar.setFixedWidth(140)
        self.figure = label("", "meta")
        self.waits = label("", "meta")
        self.wants = label("", "error")
        self.button = Button("Sync now", kind="quiet", icon="refresh-cw", small=True)
        self.enter = Button("Sign in…", small=True)
        self.signed_in, self.sending = True, False
        self.status: Any = None
        line = row(
            self.spinner,
            self.sign,
            self.phase,
            self.bar,
            self.figure,
            self.sentence,
            self.wants,
            self.waits,
            self.button,
            self.enter,
            gap=SPACE.m,
            margins=(SPACE.l, 0, SPACE.m, 0),
        )
        line.setStretch(5, 1)
        self.setLayout(column(rule(), line, gap=0))
        self.button.clicked.connect(self.sync_now)
        self.enter.clicked.connect(self.sign_in)
        for part in (self.spinner, self.bar, self.figure, self.button, self.enter):
            part.hide()

    def show_account(self, signed_in: bool) -> None:
        """Whether there is a server to sync with."""
        self.signed_in = signed_in
        self.button.setVisible(signed_in)
        self.enter.hide()  # the sidebar has one; here it comes when a token has run out

    def show_status(self, status: Any) -> None:
        """As the engine told it."""
        self.status = status
        busy = status.phase in BUSY
        self.spinner.setVisible(busy)
        self.sign.setVisible(not busy)
        if not status.files:
            self.show_sending(sending=False)
        self.show_stand()
        self.sentence.setText(said(status, signed_in=self.signed_in))
        self.waits.setText(waiting(status))
        self.wants.setText(wanting(status))
        again = status.phase == "sign_in"
        self.enter.setVisible(again and self.signed_in)
        self.button.setVisible(self.signed_in and not again)
        self.button.setEnabled(not busy)

    def show_stand(self) -> None:
        """The phase, or what is on its way."""
        if self.status is not None:
            icon, tone, words = stands(self.status, sending=self.sending)
            self.sign.show_icon(icon, tone)
            self.phase.setText(words)

    def show_sending(self, *, sending: bool) -> None:
        """Whether a file is on its way."""
        self.sending = sending
        self.bar.setVisible(sending)
        self.figure.setVisible(sending)

    def show_problem(self, text: str) -> None:
        """The library itself cannot be used."""
        self.sign.show_icon("circle-alert", "bad")
        self.phase.setText("Library not open")
        self.sentence.setText(text)

    def show_upload(self, path: Path, pace: Pace) -> None:
        """How far the file is that is being sent."""
        self.show_sending(sending=bool(pace.size))
        self.show_stand()
        if pace.size:
            self.bar.set_share(pace.share)
            self.figure.setText(f"{shortened(path.name)} · {going(pace)}")
