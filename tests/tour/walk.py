"""The tour, step by step: a release is built as its artist would, then heard by the public."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit

from studio.ui.main_window import MainWindow
from tests.tour.camera import Camera
from tests.tour.hands import (
    NotThere,
    breathe,
    choose_files,
    click,
    find,
    keys,
    line,
    seen,
    until,
    write,
)

ARTIST, NAME, PASSWORD = "mara", "Mara Ilves", "a studio by the sea"
RELEASE = "Night Ferry"
SENT_WITHIN_S, READY_WITHIN_S = 120.0, 300.0
NOTES = """## Recorded between two ports

The strings were taken on the **car deck**, at four in the morning.

- Felt piano, close
One ribbon microphone, far
"""  # the editor goes on with a list by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Luggage:
    """What is brought along: mixes of three tracks, stems of the first, a cover."""

    mixes: tuple[Path, ...]
    titles: tuple[str, ...]
    stems: tuple[Path, ...]
    cover: Path


@dataclass(slots=True)
class Walk:
    """One tour. `page` is the release's public address once it is out."""

    window: MainWindow
    camera: Camera
    luggage: Luggage
    server: str
    page: str = ""
    done: list[str] = field(default_factory=list)

    async def welcome(self) -> str:
        """Begin where there is nothing yet, and sign in."""
        await self.camera.take("welcome")
        await click("Keep it there")
        await click("Sign in…")
        await write("Server", self.server)
        await write("Handle or e-mail", ARTIST)
        await write("Password", PASSWORD)
        await self.camera.take("sign-in")
        await click("Sign in")
        await until(lambda: self.window.session.who is not None, "signed in")
        return f"@{ARTIST} at {self.server}"

    async def bring(self) -> str:
        """Bring three mixes in."""
        await click("Choose a file…")
        await choose_files(*(str(path) for path in self.luggage.mixes))
        await find("Add 3 files", QAbstractButton)
        await self.camera.take("import")
        await click("Add 3 files")
        table = self.window.pane.table
        await until(lambda: table.tracks.rowCount() == len(self.luggage.mixes), "three tracks")
        await self.dismiss()
        return f"{table.tracks.rowCount()} tracks"

    async def dismiss(self) -> None:
        """Whatever the studio offers after the first track: not now."""
        for name in ("Not now", "Later"):
            with_it = False
            try:
                await asyncio.wait_for(click(name), 1.5)
                with_it = True
            except (NotThere, TimeoutError):
                pass
            if with_it:
                return

    async def library(self) -> str:
        """Name one in the list, and find it by a word."""
        await line(self.window.pane.table, 0)
        await write("Genre", "Ambient")
        await keys("Tab")
        await self.camera.take("library")
        await write("Search tracks", "ferry")
        await breathe(0.3)
        await self.camera.take("search")
        found = self.window.pane.table.tracks.rowCount()
        await line(self.window.pane.table, 0)
        return f"{found} found"

    async def sound(self) -> str:
        """Open it and listen."""
        await keys("Ctrl+Return")
        wave: Any = None

        def ready() -> bool:
            nonlocal wave
            page: Any = self.window.pages.get("track")
            card = page.tab("sound").card if page is not None else None
            wave = card
            return card is not None and card.transport.play.isEnabled()

        await until(ready, "the sound can be played")
        await click("Play")
        await breathe(1.5)
        await self.camera.take("sound")
        await click("Pause")
        position = wave.session.player.position
        if not position:
            raise NotThere("the play head did not move")
        return f"played up to frame {position}"

    async def stems(self) -> str:
        """Bring its stems in and mix them."""
        await click("Stems")
        await click("Add stems")
        await choose_files(*(str(path) for path in self.luggage.stems))
        await find("Add 4 stems", QAbstractButton)
        await self.camera.take("stems-import")
        await click("Add 4 stems")
        await find("Solo *", QAbstractButton)
        await click("Play")  # as soon as all of them were read
        await breathe(1.0)
        await self.camera.take("stems")
        await click("Pause")
        return "4 stems"

    async def liner(self) -> str:
        """Write the liner notes."""
        await click("Liner notes")
        editor = await find("Liner notes", QPlainTextEdit)
        editor.setFocus()
        for number, text in enumerate(NOTES.splitlines()):
            if number:
                await keys("Return", editor)

            QTest.keyClicks(editor, text)
        await breathe(0.5)
        await self.camera.take("liner-notes")
        return f"{len(editor.toPlainText().split())} words"

    async def credits(self) -> str:
        """Say who did what."""
        await click("Credits")
        await click("Add a person")
        focused = QApplication.focusWidget()
        if not isinstance(focused, QLineEdit):
            raise NotThere("a field for the name")

        QTest.keyClicks(focused, "Kaja Tamm")
        await keys("Tab")
        into = QApplication.focusWidget()
        if into is not None:
            QTest.keyClicks(into, "Cello")
        await keys("Return")
        await breathe(0.6)
        await self.camera.take("credits")
        await click("History")
        await breathe(1.0)
        await self.camera.take("history")
        return "Kaja Tamm, Cello"

    async def release(self) -> str:
        """Put a release together."""
        await click("Releases*")
        await self.camera.take("releases-empty")
        await click("New release")
        await write("Title", RELEASE)
        await click("EP")
        await self.camera.take("new-release")
        await click("Create")
        for title in self.luggage.titles:
            await write("Find tracks to add", title)
            await click(f"Add {title}")
        await click("Choose…")
        await choose_files(str(self.luggage.cover))
        await breathe(1.5)
        await self.camera.take("release")
        return f"{RELEASE}, {len(self.luggage.mixes)} tracks"

    async def sent(self) -> str:
        """Send everything, and watch it go."""
        await click("Transfers*")
        await breathe(0.5)
        await self.camera.take("transfers")
        await until(
            lambda: not self.unsent(), f"everything is sent; {self.unsent()}", SENT_WITHIN_S
        )
        return "nothing left to send"

    def unsent(self) -> int:
        """How many edits the server has not."""
        from studio.actions import syncing

        desk = self.window.session.desk
        return syncing.status(desk).unsent if desk is not None else -1

    async def schedule(self) -> str:
        """Look at the calendar, and at what is missing."""
        await click("Releases*")
        await breathe(0.3)
        await self.camera.take("release-sent")
        await keys("Alt+Left")
        await breathe(0.3)
        await self.camera.take("releases")
        return "one release in the calendar"

    async def publish(self) -> str:
        """Do what is missing, and publish it."""
        await click("Releases*")
        listed = self.window.page("releases").overview.list
        listed.setFocus()
        await keys("Return", listed)
        await breathe(0.5)
        await click("Make *")
        await until(self.all_ready, "the server has prepared every track", READY_WITHIN_S)
        await self.camera.take("checklist")
        await click("Publish now")
        await self.camera.take("publish")
        dialog = QApplication.activeModalWidget()
        await click("Publish now", dialog)
        await until(self.out, "the release is out")
        await self.camera.take("published")
        self.page = self.out()
        return self.page

    def all_ready(self) -> bool:
        """Whether every version is ready on the server."""
        from studio.actions.library import Filter

        counted = self.window.session.library.counts(0)
        ready = self.window.session.library.ask(lambda r: r.count(Filter(status="ready")), 0)
        return counted.all == ready

    def out(self) -> str:
        """The address that the studio offers once the release is out, sent and prepared."""
        found = seen("Open page", QAbstractButton)
        return (
            "" if found is None or self.unsent() else self.window.page("releases").one.head.address
        )

    async def frame(self) -> str:
        """Look at the rest of the house."""
        await click("To decide*")
        await self.camera.take("decisions")
        await click("Settings")
        await self.camera.take("settings")
        await keys("Ctrl+K")
        await breathe(0.3)
        await self.camera.take("commands")
        await keys("Escape")
        await keys("F1")
        await breathe(0.3)
        await self.camera.take("shortcuts")
        await keys("Escape")
        return "decisions, settings, commands, shortcuts"


def steps(walk: Walk) -> list[Callable[[], Awaitable[str]]]:
    """In order."""
    return [
        walk.welcome,
        walk.bring,
        walk.library,
        walk.sound,
        walk.stems,
        walk.liner,
        walk.credits,
        walk.release,
        walk.sent,
        walk.schedule,
        walk.frame,
        walk.publish,
    ]


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
