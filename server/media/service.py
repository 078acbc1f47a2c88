"""Assets after their upload: verified or condemned, and kept while somebody may need them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from server.kit import db
from server.kit.objects import StoreUnavailable
from server.kit.resources import Resources
from server.media import keyed
from server.media.models import Asset, AssetState
from server.media.names import bucket_of, object_key
from sync.wire.uploads import UploadKind

LEASE = timedelta(days=7)
"""How long an asset that nothing refers to is kept; init, complete and attaching renew it."""
UNREAD_FOR = timedelta(minutes=15)
"""An asset that no worker has read by then is read for its own sake."""
BATCH = 200


async def verify_asset(resources: Resources, asset_id: UUID, actual_sha256: str) -> bool:
    """Tells what the first whole read of an asset's bytes has found; True if they are the file.

    If they are not, the object is read once more before it is deleted (a damaged read must not
    cost a master); then every asset that relied on it is a mismatch, until the file is uploaded
    again. False too for an asset that is gone or a mismatch already: what lies under its key now
    is somebody else's. Raises StoreUnavailable when the second read finds the object whole.
    """
    asset = await Asset.get_or_none(id=asset_id)
    if asset is None or asset.state is AssetState.MISMATCH:
        return False
    if actual_sha256 != asset.sha256:
        if await recheck(resources, asset_id):
            raise StoreUnavailable("two reads of the same object differ")
        return False
    async with db.unit_of_work():
        found = await db.execute(
            "UPDATE assets SET state = 'verified' WHERE id = $1 AND state <> 'mismatch' "
            "RETURNING id",
            asset_id,
        )
    return bool(found)


async def recheck(resources: Resources, asset_id: UUID) -> bool:
    """Reads the object and says whether it is the file; verified then, condemned if not."""
    asset = await Asset.get_or_none(id=asset_id)
    if asset is None:
        return False
    async with db.unit_of_work():
        await keyed.hold(asset.kind, asset.sha256)
        asset = await Asset.select_for_update().get_or_none(id=asset_id)
        if asset is None or asset.state is AssetState.MISMATCH:
            return False
        if await keyed.content(resources, asset.kind, asset.sha256) == asset.sha256:
            await Asset.filter(id=asset_id).update(state=AssetState.VERIFIED)
            return True
        await keyed.condemn(resources, asset.kind, asset.sha256)
    return False


async def verify_unread(resources: Resources) -> int:
    """Reads assets that no worker has read since they came; how many."""
    found = await db.rows(
        "SELECT id FROM assets WHERE state = 'uploaded' AND created_at < $1 ORDER BY created_at "
        "LIMIT $2",
        datetime.now(UTC) - UNREAD_FOR,
        BATCH,
    )
    for row in found:
        await recheck(resources, row["id"])
    return len(found)


def lease() -> datetime:
    """Until when an asset that is touched now is kept for sure."""
    return datetime.now(UTC) + LEASE


async def renew_lease(asset_id: UUID) -> bool:
    """Keeps an asset for another week, whether or not anything refers to it; False if it is gone.

    Needs a unit of work around; the asset stays until that ends.
    """
    found = await db.execute(
        "UPDATE assets SET lease_until = $2 WHERE id = $1 AND state <> 'mismatch' RETURNING id",
        asset_id,
        lease(),
    )
    return bool(found)


async def drop_loose(resources: Resources, kind: UploadKind, sha256: str) -> bool:
    """Deletes an object that no asset names, if that is still so; for the ledger."""
    async with db.unit_of_work():
        await keyed.hold(kind, sha256)
        if await keyed.needed(kind, sha256):
            return False
        await resources.store.delete(bucket_of(kind), object_key(kind, sha256))
    return True
