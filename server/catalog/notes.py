"""Writing private notes: remarks at a moment of a track, for those who work on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.catalog import editing, rows, trash
from server.catalog.models import Note, TrackVersion
from server.kit import db
from server.kit.errors import invalid
from sync.wire.kinds import NoteFields


async def add_note(
    track_id: UUID, note_id: UUID, first: NoteFields, *, author_id: UUID | None
) -> None:
    """Writes a note. INVALID for a version that is not of this track."""
    columns = editing.given(first)
    async with db.unit_of_work():
        await rows.locked(track_id)
        await _check_version(track_id, columns)
        await Note.create(id=note_id, track_id=track_id, author_id=author_id, **columns)


async def edit_note(note_id: UUID, edit: NoteFields) -> None:
    """Changes what the edit names."""
    changes = editing.given(edit)
    async with db.unit_of_work():
        track, _ = await rows.child(Note, note_id)
        await _check_version(track.id, changes)
        if changes:
            await Note.filter(id=note_id).update(**changes)


async def delete_note(note_id: UUID) -> None:
    """Takes a note away; it can be brought back."""
    async with db.unit_of_work():
        await rows.child(Note, note_id)
        await trash.bury("notes", note_id)


async def restore_note(note_id: UUID) -> None:
    """Brings a note back."""
    async with db.unit_of_work():
        await rows.child(Note, note_id, deleted=True)
        await trash.bring_back("notes", note_id)


async def _check_version(track_id: UUID, columns: dict[str, Any]) -> None:
    version_id = columns.get("version_id")
    if version_id is None:
        return
    if not await TrackVersion.filter(id=version_id, track_id=track_id).exists():
        raise invalid("version_id", "This is not a version of that track.")
