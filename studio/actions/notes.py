"""What is said at moments of a track: private notes, to write; comments of listeners, to read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions.library import Library
from studio.store.reading import Item, Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk

LONGEST = 4_000
"""As sync.wire.fields has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Seen by those who work on the track. `author` is empty until the server knows of it."""

    id: UUID
    at_ms: int
    body: str
    author: str
    created_at: str
    version_id: UUID | None
    unsent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A listener's; it is answered and moderated on the page of the track."""

    id: UUID
    at_ms: int
    body: str
    author: str
    created_at: str
    held: bool


def notes(library: Library, track: UUID) -> tuple[Note, ...]:
    """The notes of a track, in order of time."""

    def question(reader: Reader) -> tuple[Note, ...]:
        found = [_note(item) for item in reader.items(track, "note")]
        return tuple(sorted(found, key=lambda note: (note.at_ms, note.id)))

    return library.ask(question, ())


def comments(library: Library, track: UUID) -> tuple[Comment, ...]:
    """The comments of a track, in order of time; those without a moment are about its start."""

    def question(reader: Reader) -> tuple[Comment, ...]:
        found = [_comment(item) for item in reader.items(track, "comment")]
        return tuple(sorted(found, key=lambda one: (one.at_ms, one.created_at, one.id)))

    return library.ask(question, ())


def fault(body: str) -> str:
    """What is wrong with a note, for people; empty if nothing is."""
    over = len(body) - LONGEST
    return f"A note holds {LONGEST:,} letters: take out {over:,}." if over > 0 else ""


async def add(
    desk: Desk, track: UUID, at_ms: int, body: str, *, version: UUID | None = None
) -> UUID:
    """A note at a moment. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    data: dict[str, Any] = {"at_ms": max(0, at_ms), "body": body}
    if version is not None:
        data["version_id"] = str(version)
    return await asyncio.to_thread(editing.create, desk.local, "note", data, track)


async def rewrite(desk: Desk, note: UUID, *, seen: str, wanted: str) -> None:
    """Other words, from those that were seen. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    edits = {"body": editing.Edit(seen, wanted)}
    await asyncio.to_thread(editing.patch, desk.local, "note", note, edits)


async def remove(desk: Desk, note: UUID) -> None:
    """Takes a note away."""
    from sync.client import editing

    await asyncio.to_thread(editing.delete, desk.local, "note", note)


async def put_back(desk: Desk, track: UUID, note: Note) -> None:
    """Takes a removal back; what was never sent is written anew. Raises NoSuchRecord."""
    from sync.client import editing
    from sync.client.errors import NoSuchRecord

    try:
        await asyncio.to_thread(editing.restore, desk.local, "note", note.id)
    except NoSuchRecord:
        await add(desk, track, note.at_ms, note.body, version=note.version_id)


def _note(item: Item) -> Note:
    data = item.data
    version = data.get("version_id")
    return Note(
        id=item.id,
        at_ms=int(data.get("at_ms") or 0),
        body=str(data.get("body") or ""),
        author=str(data.get("author") or ""),
        created_at=str(data.get("created_at") or ""),
        version_id=UUID(str(version)) if version else None,
        unsent=item.unsent > 0,
    )


def _comment(item: Item) -> Comment:
    data = item.data
    return Comment(
        id=item.id,
        at_ms=int(data.get("at_ms") or 0),
        body=str(data.get("body") or ""),
        author=str(data.get("author") or data.get("handle") or "Somebody"),
        created_at=str(data.get("created_at") or ""),
        held=data.get("status") == "held",
    )
