"""The part of a track that may be heard before it is out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.settings import Places
from sync.wire.teasers import LONGEST_MS, SHORTEST_MS, USUAL_MS, window

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from studio.actions.library import Library
    from studio.audio.pcm import PcmCache

__all__ = [
    "LONGEST_MS",
    "SHORTEST_MS",
    "USUAL_MS",
    "Outline",
    "decode",
    "lies_here",
    "outline",
    "put",
    "window",
]
Outline = list[tuple[int, int]]
"""Lowest and highest of each column, full scale 32768."""


async def outline(places: Places, sha256: str, width: int) -> Outline:
    """A sound as so many columns, if this machine has decoded it; else nothing."""
    return await asyncio.to_thread(_outline, places, sha256, width) if sha256 else []


def lies_here(library: Library, sha256: str) -> bool:
    """Whether the file of a sound is on this machine."""
    file = library.ask(lambda reader: reader.file(sha256), None)
    return file is not None and file.path.is_file()


async def decode(cache: PcmCache, library: Library, sha256: str) -> bool:
    """Decodes a sound whose file is on this machine, so that it has an outline; False if it
    cannot be: its page tells why.
    """
    from studio.audio.pcm import DecodingCancelled, SourceChanged, Wanted
    from sync.sound.errors import SoundError

    file = library.ask(lambda reader: reader.file(sha256), None)
    if file is None:
        return False
    decoding = cache.start(Wanted(path=file.path, sha256=sha256))
    try:
        await asyncio.wrap_future(decoding.future)
    except (DecodingCancelled, SoundError, SourceChanged, OSError):
        return False
    return True


async def put(desk: Desk, track: UUID, start_ms: int, length_ms: int) -> None:
    """Which part of a track the teaser is. Raises NoSuchRecord."""
    from studio.actions.releasing import write_tracks

    await write_tracks(desk, [track], {"teaser_start_ms": start_ms, "teaser_ms": length_ms})


def _outline(places: Places, sha256: str, width: int) -> Outline:
    from studio.audio.pcm import PcmCache
    from studio.audio.pyramid import open_pyramid

    folder = places.cache / "sound"
    if not folder.is_dir():
        return []
    found: Any = PcmCache(folder).find(sha256)
    if found is None:
        return []
    try:
        ends = open_pyramid(found).view(0, found.frames, width)
    except (OSError, ValueError):
        return []
    return [(int(low), int(high)) for low, high in ends.T]
