"""Of the tour: a second computer of the artist, and what both of them wrote at the same time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from studio.actions import account, decisions, liner, syncing
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from tests.support.pair import home
from tests.tour.hands import breathe, click, find, keys, line, until, write
from tests.tour.walk import ARTIST, PASSWORD, Walk

DEVICE = "Laptop"
WORD, MINE, THEIRS = "four", "half past five", "six"


async def decide(walk: Walk) -> str:
    """Write the same words anew on two computers, and decide which stand."""
    session = walk.window.session
    async with second(walk) as laptop:
        await session.stop()  # as if its cable were pulled
        track = await rewrite(walk)
        await rewrite_on(laptop, track)
        session.start()
        await until(lambda: asked(walk), "both are asked which words stand")
    await click("To decide*")
    await breathe(0.5)
    await walk.camera.take("conflict")
    await click("Edit…")
    await breathe(0.3)
    await walk.camera.take("conflict-edited")
    await click("Back")
    await click("Keep mine*")
    await until(lambda: not asked(walk) and not walk.unsent(), "it is decided, and sent")
    text = liner.read(session.library, track) or ""
    return "mine stand" if MINE in text and THEIRS not in text else text


@asynccontextmanager
async def second(walk: Walk) -> AsyncIterator[Desk]:
    """It has the whole library, from the server."""
    with open_desk(home(walk.window.session.places.data.parent, DEVICE)) as desk:
        await account.sign_in(desk, walk.server, ARTIST, PASSWORD, device=DEVICE)
        await sync(desk)
        yield desk


async def sync(desk: Desk) -> None:
    async with syncing.engine(desk) as engine:
        await engine.once()


async def rewrite(walk: Walk) -> UUID:
    """Here: the word is chosen by a double click and written over."""
    await click("All tracks")
    table = walk.window.pane.table
    await write("Search tracks", walk.luggage.titles[0])
    await line(table, 0)
    await keys("Ctrl+Return", table)
    await click("Liner notes")
    editor = await find("Liner notes", QPlainTextEdit)
    place = editor.cursorRect(editor.document().find(WORD)).center() - QPoint(4, 0)
    QTest.mouseDClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClicks(editor, MINE)
    await until(walk.unsent, "the new words are kept")
    opened = walk.window.opened_track()
    assert opened is not None
    return opened.id


async def rewrite_on(desk: Desk, track: UUID) -> None:
    """There, and it reaches the server first."""
    library = Library(desk.places)
    library.changed()
    seen = liner.read(library, track) or ""
    await liner.save(desk, track, seen=seen, wanted=seen.replace(WORD, THEIRS))
    await sync(desk)


def asked(walk: Walk) -> int:
    """How many conflicts the window has to show."""
    session = walk.window.session
    return len(decisions.conflicts(session.library, decisions.this_device(session.settings)))
