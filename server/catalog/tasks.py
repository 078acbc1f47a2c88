"""The jobs of the catalog: render a version, draw a track's artwork, sweep what nobody publishes.

What decodes is imported when a job runs: the web process knows these jobs too, and should not
carry the decoders.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from server.catalog import pictures, renditions
from server.kit import db
from server.kit.logs import logger
from server.kit.queue import job
from server.kit.resources import Resources

log = logger(__name__)


async def render_given_up(
    resources: Resources, error: str, version_id: str, primary: bool = False
) -> None:
    """The last attempt failed: the artist is told so instead of waiting for ever."""
    await renditions.give_up(UUID(version_id), error)


@job("catalog.render", queue="transcode", max_attempts=5, given_up=render_given_up)
async def render_version(resources: Resources, version_id: str, primary: bool = False) -> None:
    """Makes what a version lacks: everything for a new one, only missing extras for a ready one."""
    from server.catalog.rendering import Attempt

    source = await renditions.begin(UUID(version_id))
    if source is None:
        return
    attempt = Attempt(resources, source, primary=primary)
    try:
        await attempt.run()
    except BaseException:
        await asyncio.shield(renditions.release(source.version_id))
        raise
    finally:
        if not attempt.published:
            await asyncio.shield(renditions.discard(resources, attempt.render))


@job("catalog.artwork", queue="light", max_attempts=4)
async def draw_artwork(resources: Resources, track_id: str) -> None:
    """Cuts an uploaded picture to the sizes that pages show."""
    from server.catalog.rendering import cut_artwork

    found = await db.row(
        """SELECT a.id, a.sha256 FROM tracks t JOIN assets a ON a.id = t.artwork_id
            WHERE t.id = $1 AND t.deleted_at IS NULL AND a.state <> 'mismatch'""",
        UUID(track_id),
    )
    if found is not None:
        await cut_artwork(resources, UUID(track_id), found["id"], found["sha256"])


@job("catalog.note_pictures", queue="light", max_attempts=4)
async def draw_note_pictures(resources: Resources, track_id: str) -> None:
    """Draws what the liner notes of a track newly name."""
    await _draw(resources, await pictures.wanted(UUID(track_id)))


@job("catalog.picture_arrived", queue="light", max_attempts=4)
async def picture_arrived(resources: Resources, library_id: str, sha256: str) -> None:
    """Draws a picture for the notes that named it before it was here."""
    await _draw(resources, await pictures.naming(UUID(library_id), sha256))


async def _draw(resources: Resources, wanted: list[pictures.Wanted]) -> None:
    from server.catalog.rendering import draw_note

    for picture in wanted:
        await draw_note(resources, picture)


async def teaser_given_up(resources: Resources, error: str, track_id: str) -> None:
    """The last attempt failed."""
    from server.catalog.cutting import give_up

    await give_up(UUID(track_id))


@job("catalog.teaser", queue="transcode", max_attempts=5, given_up=teaser_given_up)
async def cut_teaser(resources: Resources, track_id: str) -> None:
    """Makes the part of a track that is played before it is out, unless it is made already."""
    from server.catalog.cutting import cut

    await cut(resources, UUID(track_id))


@job("catalog.sweep_renders", cron="41 4 * * *", max_attempts=2)
async def sweep_renders(resources: Resources) -> None:
    """Deletes what nobody publishes, with a day's grace for renders under way."""
    count = await renditions.sweep(resources)
    log.info("renders_swept", deleted=count)
