"""The round through the window: every page of it with every tab, and every dialog, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QMenu, QWidget

from studio.actions import stems
from studio.actions.earlier import Earlier
from studio.ui.about import About
from studio.ui.importing import ImportDialog
from studio.ui.main_window import MainWindow
from studio.ui.parts.overlays import Dialog
from studio.ui.publish_now import PublishNow
from studio.ui.releases.asking import NewRelease, ScheduleOn
from studio.ui.releases.history import States
from studio.ui.releases.links import NewLink
from studio.ui.shortcuts import Shortcuts
from studio.ui.sign_in import SignIn
from studio.ui.track.opening import page_of
from studio.ui.track.stems_add import AddStems
from studio.ui.track.stems_credits import StemCredits
from studio.ui.track.tabs import TABS
from sync.client import events
from sync.wire.ids import new_id
from tests.studio.ui import furnished
from tests.studio.ui.desks import settle, until
from tests.studio.ui.furnished import SOON, Furnished, furnish
from tests.support.audio import Samples


@dataclass(frozen=True, slots=True)
class Stop:
    """What is in sight, and the widget that holds it: the window, or what lies over it."""

    name: str
    root: QWidget


async def walk(
    window: MainWindow, folder: Path, *, sound: Samples | None = None
) -> AsyncIterator[Stop]:
    """Everything there is to see; begins with an empty library."""
    yield Stop("welcome", window)
    for key in ("tracks", "releases", "transfers", "decisions"):
        window.visit(key)
        await settle()
        yield Stop(f"{key} empty", window)
    window.session.prefer(welcomed=True)
    made = await furnish(window, folder, sound=sound)
    for part in (library, pages, track, release, dialogs, track_dialogs):
        async for stop in part(window, made):
            for toast in window.toasts.shown if stop.name != "toast" else ():
                toast.dismiss()  # it lies over what may have the focus, until it goes by itself
            yield stop
    furnished.sign_in(window)
    for key in ("settings", "tracks"):
        window.visit(key)
        await rest(made)
        yield Stop(f"{key} signed in", window)


async def library(window: MainWindow, made: Furnished) -> AsyncIterator[Stop]:
    """The list with one track chosen, with several, and with none found."""
    window.visit("tracks")
    window.show_track(made.tracks[0])
    await settle()
    yield Stop("library", window)
    window.pane.table.selectAll()
    yield Stop("library, several", window)
    window.pane.search.setText("zzz")
    window.pane.enter()
    yield Stop("library, nothing found", window)
    window.pane.search.clear()
    window.pane.enter()
    window.show_track(made.tracks[0])
    async for stop in menus(window):
        yield stop


async def menus(window: MainWindow) -> AsyncIterator[Stop]:
    """Of the bar, of the chosen tracks."""
    for action in window.menuBar().actions():
        menu: Any = action.menu()
        menu.popup(window.mapToGlobal(window.rect().center()))
        yield Stop(f"menu {action.text()}", menu)
        menu.close()
    window.track_menu(window.mapToGlobal(window.rect().center()))
    popped = [one for one in window.findChildren(QMenu) if one.isVisible()]
    yield Stop("menu of a track", popped[-1])
    popped[-1].close()


async def pages(window: MainWindow, made: Furnished) -> AsyncIterator[Stop]:
    """Transfers with a file on its way, decisions, settings."""
    for key in ("transfers", "decisions", "settings"):
        page: Any = window.visit(key)
        await settle()
        if key == "transfers":
            path = next(iter(page.rows.values())).file.path
            window.session.heard(events.Uploading(path, 0, 9000, 0))
            window.session.heard(events.Moving(path, 4500))
        if key == "decisions":
            next(card.edit for card in page.cards.values() if hasattr(card, "edit")).click()
        yield Stop(key, window)


async def track(window: MainWindow, made: Furnished) -> AsyncIterator[Stop]:
    """The page of a track."""
    window.open_track(made.tracks[0])
    page = page_of(window)
    for tab in TABS:
        page.show_tab(tab.key)
        shown: Any = page.made[tab.key]
        if tab.key == "sound":
            await settle()
            await shown.listening.settled()
        if tab.key == "stems" and made.whole:
            await until(partial(heard, shown.desk))
        await settle()
        yield Stop(f"track, {tab.text}", window)
        if tab.key == "sound":
            shown.write_note(400)
            shown.card.show_blind(on=True)
            yield Stop("track, blind test and a note", window)
            shown.card.show_blind(on=False)


async def rest(made: Furnished) -> None:
    """Until things stand; those that are read apart may take longer than anybody looks."""
    if made.whole:
        await settle()
    await asyncio.sleep(0.05)


def heard(desk: Any) -> bool:
    """Whether every stem was read."""
    mixing = desk.sound.mixing
    return mixing is not None and mixing.complete and desk.bar.source.isEnabled()


async def release(window: MainWindow, made: Furnished) -> AsyncIterator[Stop]:
    """All releases, one that is planned, one that is live and its earlier states."""
    page: Any = window.visit("releases")
    await rest(made)
    page.back()
    page.overview.list.choose(made.planned)
    yield Stop("releases", window)
    page.open(made.planned)
    await rest(made)
    yield Stop("release", window)
    page.back()
    page.open(made.live)
    await rest(made)
    yield Stop("release, live", window)
    sheet = States(window)
    sheet.show_states(
        [Earlier(id=new_id(), at=SOON, title=title, tracks=3) for title in ("New", "Old")]
    )
    sheet.open()
    yield Stop("earlier states", sheet)
    sheet.close()
    sheet.deleteLater()


async def dialogs(window: MainWindow, made: Furnished) -> AsyncIterator[Stop]:
    """Those that any page may open."""
    window.visit("tracks")
    sounds = [made.folder / f"{title}.wav" for title, _role in furnished.STEMS]
    page: Any = window.page("releases")
    row = page.overview.rows[0]
    planned: list[Callable[[], Dialog]] = [
        lambda: SignIn(window, window.session),
        lambda: PublishNow(window, made.tracks[0]),
        lambda: Shortcuts(window),
        lambda: About(window),
        lambda: NewRelease(window),
        lambda: ScheduleOn(window, row, SOON + timedelta(days=1), furnished.ZONE),
        lambda: NewLink(window),
        lambda: ImportDialog(window, window.session, sounds, None),
        lambda: Dialog(window, "Delete “Night Drive”?", text="It is gone.", danger=True),
    ]
    for make in planned:
        async with shown(make(), made) as dialog:
            if isinstance(dialog, ImportDialog) and dialog.looking is not None:
                await until(dialog.looking.done)
            yield Stop(type(dialog).__name__, dialog)
    window.show_commands()
    assert window.palette_ is not None
    window.palette_.query.setText("the")
    yield Stop("commands", window.palette_)
    window.palette_.leave()
    window.toasts.tell("Night Drive deleted", "info", action=("Undo", lambda: None))
    yield Stop("toast", window)
    window.toasts.shown[-1].dismiss()


async def track_dialogs(window: MainWindow, made: Furnished) -> AsyncIterator[Stop]:
    """Those of stems."""
    session = window.session
    track = page_of(window).track
    assert track is not None
    found = stems.find(session.library, made.folder / "Sub bass.wav", track.row)
    async with shown(AddStems(window, session, made.version, found), made) as dialog:
        yield Stop("AddStems", dialog)
    credit = stems.StemCredit(person="Mara Ilves", role="Vocals", url="")
    people: list[str] = ["Mara Ilves"]
    async with shown(
        StemCredits(window, "Lead vocal", [credit], people=people, roles=[]), made
    ) as dialog:
        yield Stop("StemCredits", dialog)


@asynccontextmanager
async def shown(dialog: Dialog, made: Furnished) -> AsyncIterator[Any]:
    """A dialog that is open, and then given up."""
    dialog.open()
    if not isinstance(dialog, ImportDialog):
        await rest(made)
    try:
        yield dialog
    finally:
        dialog.reject()
        dialog.veil.deleteLater()
        dialog.deleteLater()
        QApplication.sendPostedEvents()
