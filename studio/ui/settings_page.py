"""Settings: every choice takes effect and is saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from studio.actions import decisions, preferences
from studio.ui.elsewhere import choose_folder
from studio.ui.frame import PageFrame
from studio.ui.menus import THEMES
from studio.ui.parts import figures
from studio.ui.parts.amounts import NumberInput
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.controls import Combo, TextInput
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, holder, row, rule
from studio.ui.parts.segmented import Segmented
from studio.ui.parts.toggles import Toggle
from studio.ui.session import KB
from studio.ui.spawn import spawn
from studio.ui.tokens import Space

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SPACE = Space()
CONTROL = 260
TWO_COLUMNS = 1150  # pixels from which on the cards stand side by side
GB = 2**30


def setting(name: str, help: str, control: QWidget, *, first: bool = False) -> QWidget:
    """A line: what it is, what it means, and the control at the right."""
    words = column(label(name, "strong"), label(help, "dim", wrap=True), gap=SPACE.hair)
    control.setAccessibleName(name)
    control.setAccessibleDescription(help)
    line = row(gap=SPACE.xl)
    line.addLayout(words, 1)
    line.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
    above = () if first else (rule(),)
    made = holder(column(*above, line, gap=SPACE.m))
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


class SettingsPage(PageFrame):
    """Account, library, looks, sound, connection, notices, cache."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("Settings")
        self.window_, self.session = window, window.session
        self.note.setText("Everything is saved at once")
        first = column(self.account(), self.library(), self.looks(), gap=SPACE.m)
        second = column(self.sound(), self.traffic(), gap=SPACE.m)
        self.sides = row(gap=SPACE.m)
        for side in (first, second):
            held = holder(side)
            self.sides.addWidget(held, 1)
            self.sides.setAlignment(held, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self.sides)
        self.session.account.connect(self.show_account)
        self.show_account()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        wide = self.width() >= TWO_COLUMNS
        self.sides.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    def refresh(self) -> None:
        """Comes into sight: sizes and sound cards may be others."""
        spawn(self.measure())
        spawn(self.list_cards())

    def account(self) -> Card:
        """Whose library it is, and what this machine is called."""
        card = Card("Account")
        self.who, self.where = ElidedLabel("", "strong"), label("", "dim", wrap=True)
        self.sign = Button("Sign in…")
        self.sign.clicked.connect(self.sign_in_or_out)
        line = row(column(self.who, self.where, gap=SPACE.hair), self.sign, gap=SPACE.xl)
        line.setStretch(0, 1)
        self.device = TextInput(self.session.settings.device_name)
        self.device.setPlaceholderText(decisions.this_device(self.session.settings))
        self.device.setMaxLength(80)
        self.device.setFixedWidth(CONTROL)
        self.device.editingFinished.connect(self.rename)
        card.add(line)
        help = "What it is called in the list of devices, from the next time you sign in."
        card.add(setting("Name of this computer", help, self.device))
        return card

    def library(self) -> Card:
        """Where it lies, and how it is moved."""
        card = Card("Library")
        places = self.session.places
        self.folder = ElidedLabel(str(places.data), "mono")
        self.folder.setToolTip(str(places.data))
        self.folder.setAccessibleName("Folder of the library")
        self.taken = label("", "meta")
        opened = Button("Open folder", icon="folder-open")
        opened.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(places.data)))
        )
        words = column(self.folder, self.taken, gap=SPACE.hair)
        line = row(words, opened, gap=SPACE.xl)
        line.setStretch(0, 1)
        card.add(line)
        text = "Another folder, or a drive; a library that is there already is opened."
        move = Button("Move…", icon="folder-open")
        move.clicked.connect(lambda: choose_folder(self.window_))
        card.add(setting("Move the library", text, move))
        return card

    def looks(self) -> Card:
        """Dark, light, high contrast."""
        card = Card("Looks")
        self.theme = Segmented("Theme")
        self.theme.set_choices(THEMES)
        self.theme.choose(self.session.settings.theme)
        self.theme.chosen.connect(self.window_.choose_theme)
        card.add(
            setting(
                "Theme", "High contrast has stronger lines and letters.", self.theme, first=True
            )
        )
        return card

    def sound(self) -> Card:
        """Where it goes, and how versions are compared."""
        card = Card("Sound")
        self.output = Combo((("", "The system’s own"),))
        self.output.setFixedWidth(CONTROL)
        self.output.picked.connect(self.choose_output)
        help = "Takes effect the next time a track is opened."
        card.add(setting("Output device", help, self.output, first=True))
        self.match = Toggle(checked=self.session.settings.match_loudness)
        self.match.toggled.connect(lambda on: self.session.prefer(match_loudness=on))
        help = "The louder of two mixes always seems better; matched, you hear the mix."
        card.add(setting("Match loudness of versions", help, self.match))
        self.keep = NumberInput(least=1, most=500, unit="GB")
        self.keep.setFixedWidth(CONTROL // 2)
        self.keep.setKeyboardTracking(False)
        self.keep.setValue(self.session.settings.cache_bytes / GB)
        self.keep.valueChanged.connect(
            lambda value: self.session.prefer(cache_bytes=int(value) * GB)
        )
        help = "Decoded sound is kept, so that a track plays at once the next time."
        card.add(setting("Keep at most", help, self.keep))
        self.clear = Button("Clear cache", icon="trash-2")
        self.clear.clicked.connect(lambda: spawn(self.clear_cache()))
        self.used = setting("Cache", "Nothing in it can be lost: it is made again.", self.clear)
        card.add(self.used)
        return card

    def traffic(self) -> Card:
        """How fast files go and come, and what is told."""
        card = Card("Connection and notices")
        self.limit = NumberInput(least=0, most=1_000_000, step=100, unit="KB/s")
        self.limit.setSpecialValueText("No limit")
        self.limit.setFixedWidth(CONTROL // 2 + SPACE.l)
        self.limit.setKeyboardTracking(False)
        self.limit.setValue((self.session.settings.upload_rate or 0) // KB)
        self.limit.valueChanged.connect(lambda value: self.session.limit(int(value)))
        help = "The most that uploads and downloads together may take of your connection."
        card.add(setting("Bandwidth limit", help, self.limit, first=True))
        self.notify = Toggle(checked=self.session.settings.notify)
        self.notify.toggled.connect(lambda on: self.session.prefer(notify=on))
        help = "When a track is live, a sound is ready, or an upload failed."
        card.add(setting("Notices", help, self.notify))
        return card

    # what is shown and done

    def show_account(self) -> None:
        """Who is signed in."""
        who = self.session.who
        if who is None:
            self.who.setText("Working on this machine only")
            self.where.setText("Sign in to a server to put your music online and on other devices.")
            self.sign.setText("Sign in…")
            return
        self.who.setText(who.display_name or who.handle)
        theirs = f" · the library of @{who.library}" if who.library else ""
        kept = self.session.settings
        here = who.server == f"http://127.0.0.1:{kept.own_port}"
        own = f" · runs on this machine, data in {kept.own_folder}" if here else ""
        self.where.setText(f"@{who.handle} at {who.server}{theirs}{own}")
        self.sign.setText("Sign out")

    def sign_in_or_out(self) -> None:
        """The one that can be done."""
        if self.session.who is None:
            self.window_.sign_in()
        else:
            self.window_.sign_out()

    def rename(self) -> None:
        """What this machine is called."""
        name = self.device.text().strip()
        if name != self.session.settings.device_name:
            self.session.prefer(device_name=name)

    def choose_output(self, name: str) -> None:
        """Another sound card."""
        self.session.prefer(output_device=name)
        preferences.use_sound_card(name)

    async def list_cards(self) -> None:
        """The outputs that there are; the chosen one stays listed when it is unplugged."""
        found = await preferences.sound_cards()
        chosen = self.session.settings.output_device
        self.output.clear()
        self.output.addItem("The system’s own", "")
        for name in dict.fromkeys([*found, *([chosen] if chosen else [])]):
            self.output.addItem(name if name in found else f"{name} (not connected)", name)
        self.output.show_key(chosen)

    async def measure(self) -> None:
        """How much room everything takes."""
        found = await preferences.space(self.session.places)
        self.taken.setText(f"{figures.size(found.library)} on this disk")
        self.clear.setText(f"Clear {figures.size(found.cache)}")
        self.clear.setEnabled(found.cache > 0)

    async def clear_cache(self) -> None:
        """Everything that can be made again."""
        freed = await preferences.clear_cache(self.session.places)
        self.window_.toasts.tell(f"{figures.size(freed)} are free again", "good")
        await self.measure()
