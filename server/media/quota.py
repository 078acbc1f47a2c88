"""Storage of a library: bytes used and reserved, under the lock of its usage row.

Locks are taken in this order: upload, object key, asset, usage.
"""

from __future__ import annotations

from uuid import UUID

from server.kit import db
from server.kit.errors import AppError
from sync.wire.problems import Code


async def lock(library_id: UUID) -> tuple[int, int]:
    """Locks the usage row until the unit of work ends; bytes (used, reserved)."""
    found = await db.execute(
        """INSERT INTO library_usage (library_id) VALUES ($1)
           ON CONFLICT (library_id) DO UPDATE SET library_id = excluded.library_id
           RETURNING used_bytes, reserved_bytes""",
        library_id,
    )
    return found[0]["used_bytes"], found[0]["reserved_bytes"]


async def reserve(library_id: UUID, size: int, limit: int) -> None:
    """Sets `size` bytes aside. `limit` 0 is none. AppError QUOTA_EXCEEDED with the numbers."""
    used, reserved = await lock(library_id)
    if limit and used + reserved + size > limit:
        raise AppError(
            Code.QUOTA_EXCEEDED,
            f"{size} bytes do not fit: {max(0, limit - used - reserved)} of {limit} are free.",
            field="size",
            remedy="Delete what is not needed, or ask the site's administrator for more space.",
            details={"used": used, "reserved": reserved, "limit": limit, "size": size},
        )
    await change(library_id, reserved=size)


async def change(library_id: UUID, *, used: int = 0, reserved: int = 0) -> None:
    """Adds to (or with negative numbers takes from) what is used and reserved."""
    await db.execute(
        """INSERT INTO library_usage (library_id, used_bytes, reserved_bytes)
           VALUES ($1, greatest(0, $2), greatest(0, $3))
           ON CONFLICT (library_id) DO UPDATE
           SET used_bytes = greatest(0, library_usage.used_bytes + $2),
               reserved_bytes = greatest(0, library_usage.reserved_bytes + $3)""",
        library_id,
        used,
        reserved,
    )
