"""What stands around the parts in the gallery, and over them: an invented catalogue."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from studio.ui.parts.buttons import Button, IconButton, PlayButton
from studio.ui.parts.cards import Card
from studio.ui.parts.chips import Chip, LoudnessChip
from studio.ui.parts.controls import (
    SearchInput,
)
from studio.ui.parts.covers import CoverArt
from studio.ui.parts.fuzzy import Command
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import Flow, column, holder, row, rule
from studio.ui.parts.notices import Toast, Toasts
from studio.ui.parts.progress import Bar, Spinner
from studio.ui.parts.segmented import Segmented
from studio.ui.parts.sidebar import SidebarEntry, SidebarItem
from studio.ui.parts.toggles import Check
from studio.ui.tokens import Size, Space

SIZE, SPACE = Size(), Space()


def sidebar() -> QWidget:
    """Places to go and releases."""
    places = [
        SidebarItem("Releases", icon="disc-3", count=6),
        SidebarItem("Tracks", icon="music-2", count=10_000),
        SidebarItem("Transfers", icon="cloud-upload", count=3),
        SidebarItem("Schedule", icon="calendar-days"),
        SidebarItem("Comments", icon="message-square", count=12),
    ]
    releases = [
        SidebarEntry("Night Drive EP", "27 Nov · scheduled", tone="accent"),
        SidebarEntry("Salt & Static", "Draft", tone="mute"),
        SidebarEntry("Harbour Tapes (Recorded at Room 9)", "Live", tone="good"),
        SidebarEntry("Kopli Sessions", "Upload failed", tone="bad"),
    ]
    made = QFrame()
    group = QButtonGroup(made)
    for item in (*places, *releases):
        group.addButton(item)
    places[1].setChecked(True)
    brand = row(IconLabel("audio-lines", "accent", size=22), label("Studio", "heading"), None)
    brand.setContentsMargins(SPACE.m, SPACE.xs, 0, SPACE.xs)
    over = row(label("RELEASES", "overline"), None, IconButton("plus", "New release", small=True))
    over.setContentsMargins(SPACE.m, 0, SPACE.xs, 0)
    lists = column(*places, SPACE.l, over, *releases, gap=SPACE.hair)
    edges = (SPACE.m, SPACE.l, SPACE.m, SPACE.m)
    whole = column(brand, SearchInput("Search   Ctrl+K"), lists, None, account(), margins=edges)
    whole.setSpacing(SPACE.m)
    made.setLayout(whole)
    made.setProperty("surface", "side")
    made.setFixedWidth(SIZE.sidebar)
    return made


def account() -> QWidget:
    """Who is signed in, and how much room is left."""
    room = Bar("Storage", tone="accent")
    room.set_share(0.62)
    told = row(label("Storage", "meta"), None, label("124 of 200 GB", "meta"))
    names = column(label("Mara Ilves"), ElidedLabel("music.marailves.example", "meta"), gap=0)
    who = row(CoverArt("Mara Ilves", 32), names, IconButton("settings", "Settings"))
    who.setStretch(1, 1)
    return holder(column(told, room, who, gap=SPACE.s, margins=(SPACE.m, 0, SPACE.m, 0)))


def head() -> QWidget:
    """The head of a page."""
    flow = Flow(SPACE.s)
    for chip in (
        Chip("Scheduled 27 Nov 09:00", "info", icon="calendar-clock"),
        Chip("Unlisted", icon="eye-off"),
        Chip("synthwave"),
        Chip("122 BPM · F♯ min"),
    ):
        flow.addWidget(chip)
    chips = holder(flow)
    title = ElidedLabel("Night Drive", "display")
    over = label("TRACK 2 · NIGHT DRIVE EP", "overline")
    words = column(None, over, title, SPACE.xs, chips, None, gap=SPACE.hair)
    actions = row(
        Button("Preview", icon="eye"),
        Button("Share", icon="share-2"),
        Button("Publish now", kind="primary", icon="rocket"),
        IconButton("ellipsis", "More"),
    )
    line = row(CoverArt("Night Drive", 88), words, actions, gap=SPACE.l)
    line.setStretch(1, 1)
    return holder(line)


def player() -> Card:
    """The transport."""
    card = Card()
    versions = Segmented("Version")
    choices = [("a", "Master v3"), ("b", "Mix v5"), ("c", "Demo")]
    versions.set_choices(choices, lettered=True)
    versions.choose("a")
    loop = IconButton("repeat", "Loop", checkable=True)
    loop.setChecked(True)
    clock = label("1:38.552", "mono")
    line = row(
        IconButton("skip-back", "Back"),
        PlayButton(),
        IconButton("skip-forward", "Next"),
        loop,
        SPACE.xs,
        clock,
        label("/ 4:18", "mono"),
        SPACE.s,
        versions,
        IconButton("plus", "Add version"),
        None,
        LoudnessChip("LUFS", -9.8),
        LoudnessChip("dBTP", -0.3),
        IconButton("volume-2", "Volume"),
    )
    card.add(line)
    return card


def status() -> QWidget:
    """The strip at the foot of the window."""
    bar = Bar("Uploading")
    bar.set_share(0.41)
    bar.setFixedWidth(160)
    what = ElidedLabel("Lead vocal.wav · part 7 of 18", "meta")
    line = row(
        Spinner("Syncing", side=SIZE.icon_small),
        label("Uploading 3 of 14", "strong"),
        what,
        bar,
        label("41 % · 8.2 MB/s · 2 min left", "meta"),
        IconButton("pause", "Pause sync", small=True),
        None,
        label("2 changes waiting", "meta"),
        IconLabel("cloud-check", "good", size=SIZE.icon_small),
        label("Connected", "meta"),
        gap=SPACE.m,
        margins=(SPACE.l, 0, SPACE.l, 0),
    )
    made = QFrame()
    made.setLayout(column(rule(), line, gap=0))
    made.setProperty("surface", "side")
    made.setFixedHeight(SIZE.status)
    return made


def commands(choose: Callable[[str], None]) -> list[Command]:
    """What the palette offers."""
    return [
        Command("Publish Night Drive EP", lambda: None, icon="rocket", group="Release"),
        Command("Preview public page", lambda: None, icon="eye", shortcut="Ctrl+P"),
        Command("Add version…", lambda: None, icon="plus", shortcut="Ctrl+Shift+V"),
        Command("Pause uploads", lambda: None, icon="pause", group="Transfers"),
        Command("Theme: dark", lambda: choose("dark"), icon="settings", group="View"),
        Command("Theme: light", lambda: choose("light"), icon="settings", group="View"),
        Command("Theme: high contrast", lambda: choose("contrast"), icon="eye", group="View"),
    ]


def some_toasts(toasts: Toasts) -> list[Toast]:
    """Toasts in their tones."""
    undo = ("Undo", lambda: None)
    return [
        toasts.tell("Night Drive is live", "good", detail="marailves.example/night-drive"),
        toasts.tell("3 tracks removed from the release", action=undo),
        toasts.tell("Demo.aiff could not be read", "bad", detail="It ends after 1:12 of 4:18."),
    ]


def history() -> QWidget:
    """What a side sheet may hold."""
    lines = [
        row(IconLabel("history"), column(label(what), label(when, "meta"), gap=0), None)
        for what, when in (
            ("Title changed from “Nite Drive”", "Today 14:02 · this computer"),
            ("Master v3 added", "Yesterday 22:40 · this computer"),
            ("Credits edited by Jonas Beck", "20 Nov 11:15"),
        )
    ]
    return holder(column(*lines, None, gap=SPACE.m))


def summary() -> QWidget:
    """What a dialog may hold."""
    made = holder(column(Check("Mail 1,204 followers", checked=True), Check("Post to the feed")))
    made.setMinimumSize(QSize(0, SIZE.control * 2))
    return made
