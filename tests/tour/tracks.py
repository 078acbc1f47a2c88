"""Of the tour: tracks, their sound, stems, words and people."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit

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
from tests.tour.walk import Walk

NOTES = """## Recorded between two ports

The strings were taken on the **car deck**, at four in the morning.

- Felt piano, close
One ribbon microphone, far
"""  # the editor goes on with a list by itself


async def bring(walk: Walk) -> str:
    """Bring three mixes in."""
    await click("Choose a file…")
    await choose_files(*(str(path) for path in walk.luggage.mixes))
    await find("Add 3 files", QAbstractButton)
    await walk.camera.take("import")
    await click("Add 3 files")
    table = walk.window.pane.table
    await until(lambda: table.tracks.rowCount() == len(walk.luggage.mixes), "three tracks")
    return f"{table.tracks.rowCount()} tracks"


async def library(walk: Walk) -> str:
    """Name one in the list, and find it by a word."""
    await line(walk.window.pane.table, 0)
    await write("Genre", "Ambient")
    await keys("Tab")
    await walk.camera.take("library")
    await write("Search tracks", "ferry")
    await breathe(0.3)
    await walk.camera.take("search")
    found = walk.window.pane.table.tracks.rowCount()
    await line(walk.window.pane.table, 0)
    return f"{found} found"


async def sound(walk: Walk) -> str:
    """Open it and listen."""
    await keys("Ctrl+Return")
    wave: Any = None

    def ready() -> bool:
        nonlocal wave
        page: Any = walk.window.pages.get("track")
        card = page.tab("sound").card if page is not None else None
        wave = card
        return card is not None and card.transport.play.isEnabled()

    await until(ready, "the sound can be played")
    await click("Play")
    await breathe(1.5)
    await walk.camera.take("sound")
    await click("Pause")
    position = wave.session.player.position
    if not position:
        raise NotThere("the play head did not move")
    return f"played up to frame {position}"


async def versions(walk: Walk) -> str:
    """Add a louder version, and find out blind whether it is better."""
    await click("Add version")
    await choose_files(str(walk.luggage.louder))
    await click("Add 1 file")
    card: Any = walk.window.page("track")
    card = card.tab("sound").card
    await click("Blind test of two versions")
    await find("X is A", QAbstractButton)
    await breathe(0.5)
    await walk.camera.take("blind-test")
    await click("End the blind test")
    await walk.camera.take("versions")
    return "two versions"


async def stems(walk: Walk) -> str:
    """Bring its stems in and mix them."""
    await click("Stems")
    await click("Add stems")
    await choose_files(*(str(path) for path in walk.luggage.stems))
    await find("Add 4 stems", QAbstractButton)
    await walk.camera.take("stems-import")
    await click("Add 4 stems")
    await find("Solo *", QAbstractButton)
    await click("Play")  # as soon as all of them were read
    await breathe(1.0)
    await walk.camera.take("stems")
    await click("Pause")
    await click("Sum against the mix")
    await until(lambda: seen("Sum against the mix", QAbstractButton), "the null test has ended")
    await walk.camera.take("null-test")
    return "4 stems"


async def liner(walk: Walk) -> str:
    """Write the liner notes."""
    await click("Liner notes")
    editor = await find("Liner notes", QPlainTextEdit)
    editor.setFocus()
    for number, text in enumerate(NOTES.splitlines()):
        if number:
            await keys("Return", editor)

        QTest.keyClicks(editor, text)
    await breathe(0.5)
    await walk.camera.take("liner-notes")
    return f"{len(editor.toPlainText().split())} words"


async def credits(walk: Walk) -> str:
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
    await walk.camera.take("credits")
    await click("History")
    await breathe(1.0)
    await walk.camera.take("history")
    return "Kaja Tamm, Cello"
