"""Sound that lies on the server and not on this computer: which, how much, and getting it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from studio.actions.library import Library
from studio.store.reading import Item, Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk

READERS = {"owner", "editor"}
"""Who may have originals and stems; see the server's decide()."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A sound that is not here. `size` in bytes, if the server has said it."""

    sha256: str
    stem: bool
    label: str
    size: int | None


Tell = Callable[[Away, int, int], None]
"""Told which sound is coming, and how many bytes of how many are here; in the event loop."""


def of_track(library: Library, track: UUID) -> tuple[Away, ...]:
    """What of a track's versions and stems lies only on the server; nothing for whom it gives
    none.
    """
    return library.ask(lambda reader: _of_track(reader, track), ())


def of_library(desk: Desk) -> tuple[Away, ...]:
    """The same of all tracks. Blocks for the disk."""
    with desk.reading() as reader:
        if not _gives(reader):
            return ()
        items = [*reader.all_of("version"), *reader.all_of("stem")]
        return _away(reader, items)


async def fetch(desk: Desk, wanted: Sequence[Away], tell: Tell) -> list[Path]:
    """Gets sounds, one after the other; where they lie now. Cancelled or broken off it is gone
    on with the next time. Raises NotSignedIn, RemoteFailure, DownloadFailed.
    """
    from studio.actions.syncing import NotSignedIn, downloader
    from sync.client.answers import get_ready
    from sync.client.remote import HttpRemote
    from sync.wire.uploads import UploadKind

    account, token = desk.settings.account, desk.token()
    if account is None or token is None:
        raise NotSignedIn
    await asyncio.to_thread(get_ready)
    remote = HttpRemote(account.server, token)
    try:
        getting, found = downloader(desk, remote), []
        for one in wanted:
            kind = UploadKind.STEM if one.stem else UploadKind.ORIGINAL

            def progress(done: int, size: int, one: Away = one) -> None:
                tell(one, done, size)

            found.append(await getting.fetch(kind, one.sha256, progress))
        return found
    finally:
        await remote.close()


def _of_track(reader: Reader, track: UUID) -> tuple[Away, ...]:
    if not _gives(reader):
        return ()
    versions = reader.items(track, "version")
    stems = [stem for version in versions for stem in reader.items(version.id, "stem")]
    return _away(reader, [*versions, *stems])


def _gives(reader: Reader) -> bool:
    rows = reader.ask("SELECT v FROM meta WHERE k = 'role'")
    return bool(rows) and str(rows[0]["v"]) in READERS


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
            stem=item.kind == "stem",
            label=str(item.data.get("label") or item.data.get("title") or "Untitled"),
            size=size if isinstance(size, int) else None,
        )
    return tuple(found.values())
