"""The liner notes of a track: read, checked, saved."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from uuid import UUID

from studio.actions.library import Library
from studio.actions.tracks import LONGEST_TEXT
from studio.store.reading import Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk

_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")


def read(library: Library, track: UUID) -> str | None:
    """The notes as they are now; None if the track is gone."""

    def question(reader: Reader) -> str | None:
        found = reader.track(track)
        return str(found[1].get("liner_notes_md") or "") if found else None

    return library.ask(question, None)


async def save(desk: Desk, track: UUID, *, seen: str, wanted: str) -> None:
    """One edit; those of an hour's writing that were not sent become one. Raises NotEditable,
    NoSuchRecord.
    """
    from sync.client import editing

    edits = {"liner_notes_md": editing.Edit(seen, wanted)}
    await asyncio.to_thread(editing.patch, desk.local, "track", track, edits)


def words(text: str) -> int:
    """How many words a text has; what only formats it is none."""
    return sum(1 for _ in _WORD.finditer(text))


def fault(text: str) -> str:
    """What is wrong with the notes, for people; empty if nothing is."""
    over = len(text) - LONGEST_TEXT
    if over <= 0:
        return ""
    letters = "1 letter" if over == 1 else f"{over:,} letters"
    return f"Liner notes hold {LONGEST_TEXT:,} letters. Take out {letters} and they are saved."
