"""Sound that came from the server, taken off this computer again: the server keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from studio.actions.fetching import given, sounds_of
from studio.actions.library import Library
from studio.settings import Places
from studio.store.reading import Reader
from sync.client.errors import LibraryError

if TYPE_CHECKING:
    from studio.actions.desk import Desk


class CannotFree(LibraryError):
    """Why a sound stays here, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A sound that came from the server and lies here; `size` in bytes."""

    sha256: str
    path: Path
    size: int


def of_tracks(library: Library, places: Places, tracks: Sequence[UUID]) -> tuple[Fetched, ...]:
    """What of these tracks came from the server. What was added on this computer is never part of
    it: that file is its artist's own. Nothing for whom the server would not give it again.
    """

    def question(reader: Reader) -> tuple[Fetched, ...]:
        if not given(reader):
            return ()
        found = {one.sha256: one for track in tracks for one in _fetched(reader, places, track)}
        return tuple(found.values())

    return library.ask(question, ())


async def free(desk: Desk, fetched: Sequence[Fetched]) -> tuple[Fetched, ...]:
    """Those of them that are gone from here now; another can be fetched again at any time.

    What the server is not known to have, or an edit waits for, stays. CannotFree.
    """
    return tuple([one for one in fetched if await asyncio.to_thread(_free, desk, one)])


def _free(desk: Desk, one: Fetched) -> bool:
    from sync.client import blobs

    try:
        return blobs.let_go(desk.local, desk.places.fetched, one.sha256)
    except OSError as error:
        raise CannotFree(
            f"{one.path.name} cannot be removed: {error.strerror or error}. Close whatever plays "
            f"it, see to it that {one.path.parent} is yours to write, and remove it again."
        ) from error


def _fetched(reader: Reader, places: Places, track: UUID) -> Iterator[Fetched]:
    for item in sounds_of(reader, track):
        sha256 = item.data.get("sha256")
        file = reader.file(sha256) if isinstance(sha256, str) else None
        if file is None or file.state != "done" or not file.path.is_relative_to(places.fetched):
            continue
        if file.path.is_file():
            yield Fetched(sha256=str(sha256), path=file.path, size=file.path.stat().st_size)
