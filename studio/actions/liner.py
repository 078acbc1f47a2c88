"""The liner notes of a track: read, checked, saved, with pictures that lie with the library."""

from __future__ import annotations

import asyncio
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from studio.actions import releasing
from studio.actions.library import Library
from studio.actions.tracks import LONGEST_TEXT
from studio.store.reading import Reader
from sync.wire.pictures import references, without_pictures

if TYPE_CHECKING:
    from studio.actions.desk import Desk

LARGEST_PICTURE = 32 << 20
"""Bytes; the server draws no larger ones."""
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


async def keep_picture(desk: Desk, source: Path | bytes) -> str:
    """Copies a picture (a file, or PNG out of the clipboard) to the library, from where it is
    sent once notes name it; returns its digest. Raises OSError.
    """
    from sync.client import blobs
    from sync.client.hashing import hash_file
    from sync.wire.uploads import UploadKind

    def copy() -> Path:
        content = source if isinstance(source, bytes) else source.read_bytes()
        ending = ".png" if isinstance(source, bytes) else source.suffix.lower()
        folder = desk.places.data / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{hashlib.sha256(content).hexdigest()}{ending}"
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_bytes(content)
            part.replace(path)
        return path

    path = await asyncio.to_thread(copy)
    digests = await hash_file(path)
    return await asyncio.to_thread(blobs.keep, desk.local, UploadKind.IMAGE, path, digests)


def picture(library: Library, sha256: str) -> Path | None:
    """Where a picture lies on this machine; None if it is only on the server."""
    found = library.ask(lambda reader: reader.file(sha256), None)
    return found.path if found is not None and found.path.exists() else None


def pictures_told(library: Library, text: str) -> str:
    """How many pictures of a text are yet to be sent, for people; empty if none is."""

    def question(reader: Reader) -> int:
        files = [reader.file(sha256) for sha256 in references(text)]
        return sum(1 for file in files if file is not None and file.state != "done")

    waiting = library.ask(question, 0)
    many = f"{waiting} pictures" if waiting != 1 else "1 picture"
    return f"{many} waiting to be sent" if waiting else ""


def not_shown(library: Library, track: UUID, text: str) -> str:
    """Which picture of the notes the server could not draw, why, and what to do; empty if none."""

    def question(reader: Reader) -> str:
        found = reader.track(track)
        failure = found[1].get("picture_failure") if found else None
        if not failure or failure.get("sha256") not in references(text):
            return ""
        why, remedy = failure.get("message") or "", failure.get("remedy") or ""
        return f"A picture is not shown to readers: {why} {remedy}".strip()

    return library.ask(question, "")


def picture_fault(width: int, height: int, format_: str, size: int) -> str:
    """Why a picture cannot be in notes, with what to do; empty if it can."""
    if size > LARGEST_PICTURE:
        return "Pictures hold 32 MB. Save it as JPEG, or smaller, and add it again."
    return releasing.picture_fault(width, height, format_)


def described(path: Path) -> str:
    """What a picture may be said to show, out of its name, until somebody says it better."""
    return " ".join(re.split(r"[\s_\-]+", path.stem)).strip()


def words(text: str) -> int:
    """How many words a text has; what only formats it is none."""
    return sum(1 for _ in _WORD.finditer(without_pictures(text)))


def fault(text: str) -> str:
    """What is wrong with the notes, for people; empty if nothing is."""
    over = len(text) - LONGEST_TEXT
    if over <= 0:
        return ""
    letters = "1 letter" if over == 1 else f"{over:,} letters"
    return f"Liner notes hold {LONGEST_TEXT:,} letters. Take out {letters} and they are saved."
