"""Do store and tables agree: objects that no asset names, assets without object, drifted usage.

Both sides are walked in order of their keys, so that memory stays the same however much there is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from server.kit import db
from server.kit.logs import logger
from server.kit.objects import Stored
from server.kit.resources import Resources
from server.media import service
from server.media.names import BUCKETS, bucket_of, object_key
from server.media.schemas import Ledger
from sync.wire.uploads import UploadKind

log = logger(__name__)

PAGE = 1000
MOST_SHOWN = 1000
GRACE = timedelta(hours=24)
"""An object is in the store before its row is committed; younger ones are not called loose."""
_PAGE = """
    SELECT sha256, min(size) AS size, array_agg(id) AS ids FROM assets
     WHERE kind = $1 AND state <> 'mismatch' AND sha256 > $2
     GROUP BY sha256 ORDER BY sha256 COLLATE "C" LIMIT $3
"""
_DRIFTED = """
    SELECT u.id FROM users u
      LEFT JOIN library_usage l ON l.library_id = u.id
      LEFT JOIN (SELECT library_id, sum(size) AS bytes FROM assets WHERE state <> 'mismatch'
                  GROUP BY library_id) a ON a.library_id = u.id
      LEFT JOIN (SELECT library_id, sum(size) AS bytes FROM uploads
                  WHERE status IN ('open', 'completing') AND store_ref <> ''
                  GROUP BY library_id) o ON o.library_id = u.id
     WHERE coalesce(l.used_bytes, 0) <> coalesce(a.bytes, 0)
        OR coalesce(l.reserved_bytes, 0) <> coalesce(o.bytes, 0)
     ORDER BY u.id
"""


@dataclass(frozen=True, slots=True)
class _Row:
    sha256: str
    size: int
    ids: tuple[UUID, ...]


@dataclass(slots=True)
class _Findings:
    objects: int = 0
    assets: int = 0
    loose: list[tuple[UploadKind, Stored]] = field(default_factory=list)
    lost: list[UUID] = field(default_factory=list)


async def check(resources: Resources) -> Ledger:
    """Compares; changes nothing. For `doctor` and the nightly job."""
    found = await _compare(resources)
    drifted = [row["id"] for row in await db.rows(_DRIFTED)]
    return Ledger(
        objects=found.objects,
        assets=found.assets,
        loose=[f"{stored.bucket}/{stored.key}" for _, stored in found.loose][:MOST_SHOWN],
        lost=found.lost[:MOST_SHOWN],
        drifted=drifted[:MOST_SHOWN],
    )


async def sweep(resources: Resources) -> int:
    """Deletes loose objects, reports lost ones; how many were deleted."""
    found = await _compare(resources)
    dropped = 0
    for kind, stored in found.loose:
        dropped += await service.drop_loose(resources, kind, stored.key.rpartition("/")[2])
    for asset_id in found.lost:
        log.error("asset_lost", asset_id=str(asset_id))
    return dropped


async def _compare(resources: Resources) -> _Findings:
    found = _Findings()
    for kind in BUCKETS:
        await _compare_kind(resources, kind, found)
    return found


async def _compare_kind(resources: Resources, kind: UploadKind, found: _Findings) -> None:
    """Walks both in order of key, as in a merge: whichever is behind lacks its counterpart."""
    rows = _rows(kind)
    row = await anext(rows, None)
    async for stored in resources.store.walk(bucket_of(kind)):
        found.objects += 1
        while row is not None and object_key(kind, row.sha256) < stored.key:
            _lost(found, row)
            row = await anext(rows, None)
        if row is None or object_key(kind, row.sha256) != stored.key:
            _loose(found, kind, stored)
            continue
        found.assets += len(row.ids)
        if row.size != stored.size:
            found.lost.extend(row.ids)
        row = await anext(rows, None)
    while row is not None:
        _lost(found, row)
        row = await anext(rows, None)


def _lost(found: _Findings, row: _Row) -> None:
    found.assets += len(row.ids)
    found.lost.extend(row.ids)


def _loose(found: _Findings, kind: UploadKind, stored: Stored) -> None:
    old = stored.modified < datetime.now(UTC) - GRACE
    if old and len(found.loose) < MOST_SHOWN:
        found.loose.append((kind, stored))


async def _rows(kind: UploadKind) -> AsyncIterator[_Row]:
    after = ""
    while page := await db.rows(_PAGE, kind.value, after, PAGE):
        for row in page:
            yield _Row(row["sha256"], row["size"], tuple(row["ids"]))
        after = page[-1]["sha256"]
