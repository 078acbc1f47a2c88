"""Bringing sound into the library: look at a file, then make a track, a version or a stem of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from studio.actions.desk import Desk
from studio.store import facts
from sync.client import blobs, editing
from sync.client.errors import FileChanged, FileUnsettled
from sync.client.hashing import FileDigests, hash_file
from sync.sound import Examination, examine
from sync.wire.choices import StemRole
from sync.wire.uploads import UploadKind

_WITH = """SELECT track.id, track.title FROM item JOIN track ON track.id = item.parent
    WHERE item.kind = 'version' AND item.data ->> '$.sha256' = ? LIMIT 1"""
Progress = Callable[[str, float], None]
"""Told what is being done, and how far it is, from 0 to 1; called in the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file as it was found, ready to be added."""

    path: Path
    digests: FileDigests
    sound: Examination

    @property
    def title(self) -> str:
        """What the file calls itself, or its name without the ending."""
        return (self.sound.tags.get("title") or self.path.stem.replace("_", " ")).strip()[:300]


def _silent(_what: str, _done: float) -> None:
    """For who does not look."""


async def look(path: Path, progress: Progress = _silent) -> Looked:
    """Reads a file whole: its digests, and what the server would find. Raises SoundError,
    UploadError (no such file, empty, still being written, a name that is no text).
    """
    loop = asyncio.get_running_loop()
    try:
        digests = await hash_file(path, lambda done, size: progress("reading", done / size))
    except FileChanged as error:
        raise FileUnsettled(path) from error

    def tell(done: float) -> None:
        loop.call_soon_threadsafe(progress, "listening", done)

    sound = await asyncio.to_thread(examine, path, progress=tell)
    return Looked(path=path, digests=digests, sound=sound)


async def known(desk: Desk, found: Looked) -> tuple[UUID, str] | None:
    """The track, and its title, that has this very file as a version; where the file was missed,
    it is found.
    """

    def work() -> tuple[UUID, str] | None:
        with desk.reading() as reader:
            rows = reader.ask(_WITH, found.digests.sha256)
        if not rows:
            return None
        blobs.keep(desk.local, UploadKind.ORIGINAL, found.path, found.digests)
        return UUID(rows[0]["id"]), str(rows[0]["title"])

    return await asyncio.to_thread(work)


async def add_track(desk: Desk, found: Looked, *, title: str = "", label: str = "Master") -> UUID:
    """A new track with the file as its first version; a draft that nobody else sees."""

    def work() -> UUID:
        with desk.local.edit():
            track = editing.create(desk.local, "track", {"title": title or found.title})
            _version(desk, track, found, label, 0.0)
        return track

    return await asyncio.to_thread(work)


async def add_version(desk: Desk, track: UUID, found: Looked, *, label: str) -> UUID:
    """Another mix or master of a track, behind the others."""

    def work() -> UUID:
        with desk.reading() as reader:
            last = reader.items(track, "version")
        place = float(last[-1].data.get("position", 0)) + 1 if last else 0.0
        return _version(desk, track, found, label, place)

    return await asyncio.to_thread(work)


async def add_stem(
    desk: Desk, version: UUID, found: Looked, *, role: StemRole, title: str = ""
) -> UUID:
    """A stem of a version, behind the others."""

    def work() -> UUID:
        with desk.reading() as reader:
            last = reader.items(version, "stem")
        place = float(last[-1].data.get("position", 0)) + 1 if last else 0.0
        data = {"title": title or found.title, "role": str(role), "position": place}
        return _hang(desk, "stem", version, found, UploadKind.STEM, data)

    return await asyncio.to_thread(work)


def _version(desk: Desk, track: UUID, found: Looked, label: str, place: float) -> UUID:
    data = {"label": label, "position": place}
    return _hang(desk, "version", track, found, UploadKind.ORIGINAL, data)


def _hang(
    desk: Desk,
    kind: str,
    parent: UUID,
    found: Looked,
    upload: UploadKind,
    data: dict[str, object],
) -> UUID:
    with desk.local.edit() as db:
        sha256 = blobs.keep(desk.local, upload, found.path, found.digests)
        facts.keep(db, sha256, found.sound)
        return editing.create(desk.local, kind, {**data, "sha256": sha256}, parent)
