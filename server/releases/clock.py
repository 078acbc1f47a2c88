"""What the clock of the database has made public is written down, each thing once.

Nobody waits for this: whether a release or a track is out is decided when it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from server.catalog import facts
from server.catalog import service as catalog
from server.catalog.rows import hold_names
from server.kit import db
from server.kit.logs import logger
from server.releases import planning, states
from server.releases.queries import OUT

log = logger(__name__)

_DUE = f"""SELECT r.id, r.owner_id FROM releases r WHERE r.state = 'scheduled'
    AND r.release_at <= now() AND r.deleted_at IS NULL AND {OUT} = 'live'"""  # noqa: S608
_DUE_TRACKS = f"""SELECT t.id, t.owner_id FROM tracks t WHERE t.release_state = 'scheduled'
    AND t.release_at <= now() AND t.deleted_at IS NULL AND {facts.RELEASE} = 'live'"""  # noqa: S608
_CAME_OUT = f"""UPDATE releases r SET state = 'live', live_at = r.release_at, rev = r.rev + 1,
        updated_at = now()
    WHERE r.id = $1 AND r.state = 'scheduled' AND r.deleted_at IS NULL AND {OUT} = 'live'
    RETURNING r.id"""  # noqa: S608
# Tracks that were changed by themselves so that a release now has a say in them, or none has.
_ASTRAY = """SELECT t.id, t.owner_id FROM tracks t LEFT JOIN LATERAL (
        SELECT r.id, r.release_at FROM release_tracks p JOIN releases r ON r.id = p.release_id
         WHERE p.track_id = t.id AND p.deleted_at IS NULL AND r.deleted_at IS NULL
           AND r.state IN ('scheduled', 'live')
         ORDER BY r.release_at, r.id LIMIT 1) d ON true
    WHERE t.deleted_at IS NULL AND (t.plan_id IS NOT NULL
          OR (t.release_state = 'draft' AND d.id IS NOT NULL))
      AND (t.plan_id, t.release_at) IS DISTINCT FROM (d.id, d.release_at)"""


@dataclass(slots=True)
class _Due:
    """What is to be done in one library."""

    releases: list[UUID] = field(default_factory=list)
    tracks: list[UUID] = field(default_factory=list)
    astray: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What came out by this tick, and by no other."""

    releases: list[UUID]
    tracks: list[UUID]


async def tick() -> Ticked:
    """Writes down everything that is out by now, and puts tracks back that went astray."""
    due: dict[UUID, _Due] = defaultdict(_Due)
    for row in await db.rows(_DUE):
        due[row["owner_id"]].releases.append(row["id"])
    for row in await db.rows(_DUE_TRACKS):
        due[row["owner_id"]].tracks.append(row["id"])
    for row in await db.rows(_ASTRAY):
        due[row["owner_id"]].astray.append(row["id"])
    out = Ticked([], [])
    for library_id, found in due.items():
        with _alone("library_tick_failed", library_id):
            releases, tracks = await _in_library(library_id, found)
            out.releases.extend(releases)
            out.tracks.extend(tracks)
    for release_id in out.releases:
        log.info("release_out", release=str(release_id))
    for release_id in {*out.releases, *await states.edited()}:
        with _alone("state_not_kept", release_id):
            await states.keep(release_id)
    return out


@contextmanager
def _alone(event: str, whose: UUID) -> Iterator[None]:
    """One that cannot be written down holds up no other; it is tried again by the next tick."""
    try:
        yield
    except Exception:
        log.exception(event, id=str(whose))


async def _in_library(library_id: UUID, due: _Due) -> tuple[list[UUID], list[UUID]]:
    releases: list[UUID] = []
    async with db.unit_of_work():
        await hold_names(library_id)
        for release_id in sorted(due.releases):
            releases += [row["id"] for row in await db.execute(_CAME_OUT, release_id)]
        tracks = await catalog.came_out(due.tracks)
        await planning.follow(due.astray)
    return releases, tracks
