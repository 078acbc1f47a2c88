"""What the settings page shows and does beyond remembering: sound cards, cache, folders."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.settings import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Bytes that the library and the cache take up on the disk."""

    library: int
    cache: int


async def sound_cards() -> list[str]:
    """The names of the outputs that there are."""
    from studio.audio.output import devices

    return await asyncio.to_thread(devices)


def use_sound_card(name: str) -> None:
    """Where sound goes from the next time that playing starts; empty: the system's default."""
    from studio.audio.output import Preferred

    Preferred.device = name


async def space(places: Places) -> Space:
    """How much is taken up."""
    return await asyncio.to_thread(
        lambda: Space(library=_size(places.data), cache=_size(places.cache))
    )


async def clear_cache(places: Places) -> int:
    """Removes what can be made again; returns the bytes that became free. What is being played
    stays where the system does not let it go.
    """
    return await asyncio.to_thread(_clear, places.cache)


def _clear(folder: Path) -> int:
    freed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            size = path.stat().st_size
            with suppress(OSError):
                path.unlink()
                freed += size
    return freed


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file():
                total += path.stat().st_size
    return total
