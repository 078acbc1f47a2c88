"""One object key at a time: who takes, checks or deletes an object holds its key meanwhile.

Keys are made of content, so that libraries that hold the same file share the object. Without the
lock one could adopt an object that another is just deleting.
"""

from __future__ import annotations

import asyncio
import hashlib
from uuid import UUID

from server.kit import db
from server.kit.logs import logger
from server.kit.objects import ObjectMissing
from server.kit.resources import Resources
from server.media import quota
from server.media.names import bucket_of, object_key
from sync.wire.uploads import UploadKind

log = logger(__name__)


async def hold(kind: UploadKind, sha256: str) -> None:
    """Waits for the key and holds it until the unit of work ends."""
    name = f"{bucket_of(kind)}/{sha256}"
    await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)


async def content(resources: Resources, kind: UploadKind, sha256: str) -> str | None:
    """Hex SHA-256 of the bytes that really are under the key of `sha256`; None if nothing is."""
    digest = hashlib.sha256()
    stream = resources.store.read(bucket_of(kind), object_key(kind, sha256))
    try:
        async for chunk in stream:
            await asyncio.to_thread(digest.update, chunk)
    except ObjectMissing:
        return None
    return digest.hexdigest()


async def condemn(resources: Resources, kind: UploadKind, sha256: str) -> None:
    """Deletes an object that is not what its key says, and marks every asset that relied on it.

    The key must be held. Who has the right file uploads it again, and the asset is whole.
    """
    found = await db.execute(
        """UPDATE assets SET state = 'mismatch' WHERE kind = $1 AND sha256 = $2
              AND state <> 'mismatch' RETURNING id, library_id, size""",
        kind.value,
        sha256,
    )
    for row in sorted(found, key=lambda r: str(r["library_id"])):
        await quota.change(row["library_id"], used=-row["size"])
    log.warning("asset_condemned", sha256=sha256, kind=kind.value, assets=len(found))
    await resources.store.delete(bucket_of(kind), object_key(kind, sha256))


async def needed(kind: UploadKind, sha256: str, *, besides: UUID | None = None) -> bool:
    """Whether any asset (other than `besides`) relies on the object."""
    found = await db.execute(
        """SELECT 1 FROM assets WHERE kind = $1 AND sha256 = $2 AND state <> 'mismatch'
              AND id IS DISTINCT FROM $3 LIMIT 1""",
        kind.value,
        sha256,
        besides,
    )
    return bool(found)
