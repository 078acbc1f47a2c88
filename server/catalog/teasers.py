"""Which teaser a track should have, which it has, and the job that makes the one the other.

A track has one while it is scheduled and its release says from when on a part of it may be heard.
It is of the primary version, once that is ready. The last one stays until the next is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from server.catalog.models import Teaser
from server.kit import db
from server.kit.queue import enqueue
from sync.wire import codec
from sync.wire.teasers import window

if TYPE_CHECKING:
    from server.media.encode.plan import Failure, Made

_WANTED = """SELECT v.id, v.render_id, v.duration_ms, t.teaser_start_ms, t.teaser_ms,
        a.sha256, t.title, t.artist_name
    FROM tracks t JOIN track_versions v ON v.id = t.primary_version_id
         JOIN assets a ON a.id = v.original_id
    WHERE t.id = $1 AND t.deleted_at IS NULL AND v.deleted_at IS NULL AND v.status = 'ready'
      AND a.state <> 'mismatch' AND v.duration_ms >= 2 AND t.teaser_from IS NOT NULL
      AND t.release_state = 'scheduled' AND t.release_at > now()"""
_FAILED = "UPDATE tracks SET teaser_failure = $2::jsonb WHERE id = $1"
_OVER = """DELETE FROM teasers c USING tracks t WHERE t.id = c.track_id AND t.id = $1
      AND t.teaser_from IS NULL AND t.release_state <> 'live' RETURNING c.track_id"""
_CLEAR = """DELETE FROM transcodes x USING track_versions v
    WHERE v.id = x.version_id AND v.track_id = $1 AND x.tier = 'teaser'"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A part of a version, and what making it needs. Milliseconds."""

    track_id: UUID
    version_id: UUID
    render_id: UUID
    sha256: str
    title: str
    artist: str
    start_ms: int
    length_ms: int


async def keep(track_id: UUID) -> None:
    """Files the making of the track's teaser where it has not the one that it should have.

    In the unit of work that changed what it depends on: the window, the plan, the versions.
    """
    wanted = await wanted_of(track_id)
    if wanted is None:
        await tell(track_id, None)
        if await db.execute(_OVER, track_id):
            await db.execute(_CLEAR, track_id)
    elif not await is_made(wanted):
        await tell(track_id, None)
        await enqueue("catalog.teaser", track_id=str(track_id))


async def wanted_of(track_id: UUID) -> Wanted | None:
    """The teaser that the track should have, None where it should have none or cannot yet."""
    found = await db.execute(_WANTED, track_id)
    if not found:
        return None
    row = found[0]
    start, end = window(row["teaser_start_ms"], row["teaser_ms"], row["duration_ms"])
    return Wanted(
        track_id=track_id,
        version_id=row["id"],
        render_id=row["render_id"],
        sha256=row["sha256"],
        title=row["title"],
        artist=row["artist_name"],
        start_ms=start,
        length_ms=end - start,
    )


async def is_made(wanted: Wanted) -> bool:
    """Whether the track's teaser is just this part of just this version."""
    return await Teaser.filter(
        track_id=wanted.track_id,
        version_id=wanted.version_id,
        start_ms=wanted.start_ms,
        length_ms=wanted.length_ms,
    ).exists()


async def tell(track_id: UUID, failure: Failure | None) -> None:
    """Why the track has no teaser, for its artist and their studio; None: nothing is wrong."""
    told = None
    if failure is not None:
        told = {"code": failure.code, "message": failure.message, "remedy": failure.remedy}
    await db.execute(_FAILED, track_id, codec.encode(told).decode() if told else None)


async def publish(wanted: Wanted, render: UUID, made: tuple[Made, ...], peaks: list[int]) -> bool:
    """The clip is stored: it is the track's teaser, instead of the last. False if it is too late:
    another part is wanted by now, or another attempt was first.
    """
    from server.catalog.renditions import replace_transcodes

    async with db.unit_of_work():
        # Whoever moves the window holds this row: nobody does between the look and the commit.
        await db.execute("SELECT id FROM tracks WHERE id = $1 FOR UPDATE", wanted.track_id)
        if await wanted_of(wanted.track_id) != wanted or await is_made(wanted):
            return False
        await Teaser.filter(track_id=wanted.track_id).delete()
        await db.execute(_CLEAR, wanted.track_id)
        await Teaser.create(
            track_id=wanted.track_id,
            version_id=wanted.version_id,
            render_id=render,
            start_ms=wanted.start_ms,
            length_ms=wanted.length_ms,
            peaks=peaks,
        )
        await tell(wanted.track_id, None)
        renditions = [one.rendition for one in made if one.rendition is not None]
        files = [file for one in made for file in one.files]
        await replace_transcodes(wanted.version_id, render, renditions, files)
    return True
