"""The doctor's look at what is stored: do the objects of the store and the tables agree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from redis.asyncio import Redis

from server.kit import db
from server.kit.config import Settings
from server.kit.objects import open_store
from server.kit.resources import Resources
from server.media import ledger
from server.media.names import bucket_of, object_key
from server.media.schemas import Ledger
from server.ops.findings import Check
from server.runtime import store_settings
from sync.wire.uploads import UploadKind

SHOWN = 3
"""Files or objects that are named; of more, the number."""
NAME = "Stored files"
_LOST = "SELECT kind, sha256, filename FROM assets WHERE id = ANY($1) ORDER BY filename, id"


async def stored(settings: Settings) -> Check:
    """Is every file there, and is there nothing besides; changes nothing."""
    async with _opened(settings) as resources:
        found = await ledger.check(resources)
        lost = await _names(found.lost[:SHOWN])
    problems = [*_missing(found, lost), *_orphaned(found), *_drifted(found)]
    if not problems:
        return Check(NAME, True, f"{found.assets} files in {found.objects} objects, all there")
    details, remedies = zip(*problems, strict=True)
    return Check(NAME, False, "; ".join(details), " ".join(remedies))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Resources]:
    """The database of this process, opened if nobody has, and a store of our own."""
    mine = not db.is_open()
    store = open_store(store_settings(settings))
    await store.open()
    try:
        if mine:
            await db.open_database(settings)
        yield Resources(settings, store, Redis.from_url(settings.redis_url))
    finally:
        if mine:
            await db.close_database()
        await store.close()


async def _names(lost: Sequence[UUID]) -> list[str]:
    """What lost files are called, and under which key their object should be."""
    names = []
    for row in await db.execute(_LOST, list(lost)):
        kind = UploadKind(row["kind"])
        names.append(f"{row['filename']} ({bucket_of(kind)}/{object_key(kind, row['sha256'])})")
    return names


def _missing(found: Ledger, names: list[str]) -> list[tuple[str, str]]:
    if not found.lost:
        return []
    remedy = "Put missing objects back from a backup of the store, or upload the files again."
    return [(f"missing or damaged: {_some(names, len(found.lost))}", remedy)]


def _orphaned(found: Ledger) -> list[tuple[str, str]]:
    if not found.loose:
        return []
    remedy = (
        "Let `acetate worker` and `acetate scheduler` run over night: they delete objects that "
        "belong to no file. If the database was restored from a backup, first look whether "
        "they are wanted."
    )
    return [(f"belong to no file: {_some(found.loose[:SHOWN], len(found.loose))}", remedy)]


def _drifted(found: Ledger) -> list[tuple[str, str]]:
    if not found.drifted:
        return []
    libraries = [str(library) for library in found.drifted]
    remedy = "Report it: quotas are counted wrongly, and no file is in danger."
    return [(f"usage is not the sum of the files of {_some(libraries, len(libraries))}", remedy)]


def _some(names: list[str], count: int) -> str:
    more = count - len(names[:SHOWN])
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more else "")
