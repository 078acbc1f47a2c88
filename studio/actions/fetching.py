"""Sound that lies on the server and not on this computer: which, how much, and getting it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from studio.actions.library import Library
from studio.store.arrivals import Coming, coming, role
from studio.store.reading import Item, Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from sync.client.engine import Engine

__all__ = ["Away", "Coming"]
READERS = {"owner", "editor"}
"""Who may have originals and stems; see the server's decide()."""
RESTS_S = (1.0, 3.0, 10.0, 30.0)
"""Before each further try, where somebody waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A sound that is not here. `size` in bytes, if the server has said it; `record`: the version
    or stem that it is of.
    """

    sha256: str
    record: UUID
    stem: bool
    label: str
    size: int | None


def of_track(library: Library, track: UUID) -> tuple[Away, ...]:
    """What of a track's versions and stems lies only on the server; nothing for whom it gives
    none.
    """
    return library.ask(lambda reader: _of_track(reader, track), ())


def withheld(library: Library, track: UUID) -> bool:
    """Whether a track has sound that the server does not give to whoever is signed in here."""

    def question(reader: Reader) -> bool:
        known = role(reader)
        return known != "" and known not in READERS and bool(_all_away(reader, track))

    return library.ask(question, False)


def of_tracks(library: Library, tracks: Sequence[UUID]) -> tuple[Away, ...]:
    """The same of several."""
    found = {one.sha256: one for track in tracks for one in of_track(library, track)}
    return tuple(found.values())


def sounds_of(reader: Reader, track: UUID) -> list[Item]:
    """The versions of a track, then their stems."""
    versions = reader.items(track, "version")
    stems = [stem for version in versions for stem in reader.items(version.id, "stem")]
    return [*versions, *stems]


def given(reader: Reader) -> bool:
    """Whether the server gives files to somebody of this role in the library."""
    return role(reader) in READERS


def gives(library: Library) -> bool:
    """Whether the server gives files of this library to whoever is signed in here."""
    return library.ask(given, False)


def on_the_way(library: Library) -> dict[str, Coming]:
    """What somebody wants here and is not here yet, by digest, in order."""
    nothing: list[Coming] = []
    return {one.sha256: one for one in library.ask(coming, nothing)}


def of_library(desk: Desk) -> tuple[Away, ...]:
    """The same of all tracks. Blocks for the disk."""
    with desk.reading() as reader:
        if not given(reader):
            return ()
        items = [*reader.all_of("version"), *reader.all_of("stem")]
        return _away(reader, items)


async def keep(desk: Desk, away: Sequence[Away]) -> None:
    """Has them come and stay: they are fetched one after the other while there is a connection,
    over restarts too; what had failed is tried again. NotSignedIn.
    """
    from studio.actions.syncing import NotSignedIn
    from sync.client import wanted
    from sync.wire.uploads import UploadKind

    if desk.settings.account is None or await asyncio.to_thread(desk.token) is None:
        raise NotSignedIn
    sounds = [
        wanted.Wanted(
            sha256=one.sha256,
            kind=UploadKind.STEM if one.stem else UploadKind.ORIGINAL,
            record=one.record,
            size=one.size,
        )
        for one in away
    ]
    await asyncio.to_thread(wanted.want, desk.local, sounds)


async def fetch_now(desk: Desk, engine: Engine, away: Sequence[Away]) -> None:
    """Fetches them, and what else is wanted, and waits for it; what could not be had says why
    among those that are coming(). NotSignedIn, RemoteFailure, LibraryError.
    """
    from sync.client.retry import RemoteFailure

    await keep(desk, away)
    assert engine.sounds is not None  # syncing.engine() gives it one
    for rest_s in (*RESTS_S, None):
        try:
            await engine.sounds.fetch_all()
            return
        except RemoteFailure as failure:
            if rest_s is None or failure.status in {401, 403}:
                raise
            await asyncio.sleep(rest_s)


async def give_up(desk: Desk, engine: Engine | None, digests: Sequence[str]) -> None:
    """They are not to come; what has come of one is there when it is wanted again."""
    from sync.client import wanted

    for sha256 in digests:
        if engine is not None and engine.sounds is not None:
            await engine.sounds.give_up(sha256)
        else:
            await asyncio.to_thread(wanted.forget, desk.local, sha256)


async def pause(desk: Desk, engine: Engine | None, sha256: str) -> None:
    """Stops one until it is resumed."""
    from sync.client import wanted

    if engine is not None and engine.sounds is not None:
        await engine.sounds.pause(sha256)
    else:
        await asyncio.to_thread(wanted.pause, desk.local, True, sha256)


async def resume(desk: Desk, sha256: str) -> None:
    """Lets one go on."""
    from sync.client import wanted

    await asyncio.to_thread(wanted.pause, desk.local, False, sha256)


async def try_again(desk: Desk, sha256: str) -> None:
    """What failed is asked for again."""
    from sync.client import wanted

    await asyncio.to_thread(wanted.mark, desk.local, sha256, wanted.QUEUED)


async def put_first(desk: Desk, engine: Engine | None, sha256: str) -> None:
    """Fetches one before all others."""
    from sync.client import wanted

    if engine is not None and engine.sounds is not None:
        await engine.sounds.put_first(sha256)
    else:
        await asyncio.to_thread(wanted.put_first, desk.local, sha256)


def _of_track(reader: Reader, track: UUID) -> tuple[Away, ...]:
    return _all_away(reader, track) if given(reader) else ()


def _all_away(reader: Reader, track: UUID) -> tuple[Away, ...]:
    return _away(reader, sounds_of(reader, track))


def _away(reader: Reader, items: Sequence[Item]) -> tuple[Away, ...]:
    found: dict[str, Away] = {}
    for item in items:
        sha256 = item.data.get("sha256")
        if not isinstance(sha256, str):
            continue
        file = reader.file(sha256)
        if file is not None and (file.path.is_file() or file.state != "done"):
            continue
        size = item.data.get("size")
        found[sha256] = Away(
            sha256=sha256,
            record=item.id,
            stem=item.kind == "stem",
            label=str(item.data.get("label") or item.data.get("title") or "Untitled"),
            size=size if isinstance(size, int) else None,
        )
    return tuple(found.values())
