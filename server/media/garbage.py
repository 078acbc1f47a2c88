"""What nobody needs goes: assets that nothing refers to and whose lease has ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.kit import db
from server.kit.logs import logger
from server.kit.resources import Resources
from server.media import keyed, quota
from server.media.models import Asset
from server.media.names import bucket_of, object_key
from sync.wire.uploads import UploadKind

log = logger(__name__)

BATCH = 200

# Every foreign key to assets but that of uploads, whichever slice it belongs to.
_REFERRERS = """
    SELECT c.conrelid::regclass::text AS relation, a.attname AS field
      FROM pg_constraint c JOIN pg_attribute a
           ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = 'assets'::regclass
       AND c.conrelid <> 'uploads'::regclass
"""


async def collect(resources: Resources) -> int:
    """Removes assets that nothing refers to and whose lease has ended; how many.

    First such an asset is marked, so that nobody relies on it any more, and only then the object
    goes; a process that dies in between leaves what the next run finishes.
    """
    collected = 0
    for row in await _unneeded():
        await _mark(row["id"])
        collected += await _remove(resources, row["id"], UploadKind(row["kind"]), row["sha256"])
    return collected


async def _mark(asset_id: UUID) -> None:
    async with db.unit_of_work():
        await Asset.select_for_update().get_or_none(id=asset_id)
        for row in await _unneeded(asset_id):
            if row["state"] != "mismatch":
                await Asset.filter(id=asset_id).update(state="mismatch")
                await quota.change(row["library_id"], used=-row["size"])


async def _remove(resources: Resources, asset_id: UUID, kind: UploadKind, sha256: str) -> int:
    async with db.unit_of_work():
        await keyed.hold(kind, sha256)
        await Asset.select_for_update().get_or_none(id=asset_id)
        if not [row for row in await _unneeded(asset_id) if row["state"] == "mismatch"]:
            return 0
        if not await keyed.needed(kind, sha256):
            await resources.store.delete(bucket_of(kind), object_key(kind, sha256))
        await Asset.filter(id=asset_id).delete()
    log.info("asset_collected", asset_id=str(asset_id), kind=kind.value, sha256=sha256)
    return 1


async def _unneeded(asset_id: UUID | None = None) -> list[dict[str, Any]]:
    """Assets (or that one, if it is so) that may go. Names come from PostgreSQL's own catalogue."""
    referrers = await db.execute(_REFERRERS)
    unreferred = [
        f"""AND NOT EXISTS (SELECT 1 FROM {r["relation"]} r WHERE r."{r["field"]}" = a.id)"""  # noqa: S608
        for r in referrers
    ]
    sql = f"""SELECT id, kind, sha256, state, library_id, size FROM assets a
               WHERE lease_until < now() AND ($1::uuid IS NULL OR id = $1) {" ".join(unreferred)}
               ORDER BY lease_until LIMIT {BATCH}"""  # noqa: S608
    return await db.execute(sql, asset_id)
