"""The jobs of releases: cut their pictures, and write down that they are out."""

from __future__ import annotations

from uuid import UUID

from server.kit import db
from server.kit.queue import job, tick
from server.kit.resources import Resources
from server.releases import clock

_PICTURE = """SELECT a.id, a.sha256 FROM releases r JOIN assets a ON a.id = r.artwork_id
    WHERE r.id = $1 AND r.deleted_at IS NULL AND a.state <> 'mismatch'"""


@job("releases.artwork", queue="light", max_attempts=4)
async def draw_artwork(resources: Resources, release_id: str) -> None:
    """Cuts an uploaded picture to the sizes that pages show."""
    from server.catalog.rendering import cut_artwork

    found = await db.row(_PICTURE, UUID(release_id))
    if found is not None:
        await cut_artwork(resources, UUID(release_id), found["id"], found["sha256"], of="releases")


@tick("releases.clock", every_s=10)
async def bring_out(resources: Resources) -> None:
    """Persists what is out by the clock of the database."""
    await clock.tick()
