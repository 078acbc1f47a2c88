"""When the tracks of releases come out: the earliest release that has a track says so.

A track that came out, or was scheduled, by itself is left alone. What a release has scheduled or
brought out goes back to a draft when no release that is scheduled or out has it any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.catalog import service as catalog
from server.catalog.editing import Plan
from server.kit import db
from server.releases.queries import READY
from sync.wire.choices import ReleaseState

DRAFT = Plan(None, ReleaseState.DRAFT, None, None)
_TRACKS = f"""SELECT t.id, t.plan_id, t.release_state, t.release_at, t.teaser_from,
        {READY} AS ready, clock_timestamp() AS now
    FROM tracks t WHERE t.id = ANY($1::uuid[]) AND t.deleted_at IS NULL
    ORDER BY t.id FOR UPDATE"""  # noqa: S608 - constants only
_DRIVERS = """SELECT p.track_id, r.id, r.release_at, r.teaser_from
    FROM release_tracks p JOIN releases r ON r.id = p.release_id
    WHERE p.track_id = ANY($1::uuid[]) AND p.deleted_at IS NULL AND r.deleted_at IS NULL
      AND r.state IN ('scheduled', 'live')"""


@dataclass(frozen=True, slots=True)
class Driver:
    """A release that is scheduled or out; out it is from its moment on."""

    release_id: UUID
    at: datetime
    teaser_from: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A track as it is. `ready`: its primary version can be heard."""

    plan: Plan
    ready: bool


def planned(track: Standing, drivers: Sequence[Driver], now: datetime) -> Plan:
    """What becomes of a track by the releases that have it and are scheduled or out.

    Live it is from the moment on and once it is ready; it stays live when that changes.
    """
    was = track.plan
    if was.release_id is None and was.state is not ReleaseState.DRAFT:
        return was
    if not drivers:
        return was if was.release_id is None else DRAFT
    first = min(drivers, key=lambda d: (d.at, d.release_id))
    stays = was.release_id == first.release_id and was.state is ReleaseState.LIVE
    live = first.at <= now and (track.ready or stays)
    state = ReleaseState.LIVE if live else ReleaseState.SCHEDULED
    return Plan(first.release_id, state, first.at, first.teaser_from)


async def follow(track_ids: Iterable[UUID]) -> None:
    """Puts these tracks where their releases want them. Hold the names of the library first."""
    wanted = sorted(set(track_ids))
    async with db.unit_of_work():
        found = await db.execute(_TRACKS, wanted)
        drivers = defaultdict(list)
        for row in await db.execute(_DRIVERS, wanted):
            drivers[row["track_id"]].append(
                Driver(row["id"], row["release_at"], row["teaser_from"])
            )
        for row in found:
            track = _standing(row)
            plan = planned(track, drivers[row["id"]], row["now"])
            if plan != track.plan:
                await catalog.follow_plan(row["id"], plan)


async def on_release(release_id: UUID) -> list[UUID]:
    """The tracks that are or were on a release, or whose moment it gives."""
    found = await db.execute(
        """SELECT track_id AS id FROM release_tracks WHERE release_id = $1
           UNION SELECT id FROM tracks WHERE plan_id = $1""",
        release_id,
    )
    return [row["id"] for row in found]


def _standing(row: dict[str, Any]) -> Standing:
    plan = Plan(
        row["plan_id"], ReleaseState(row["release_state"]), row["release_at"], row["teaser_from"]
    )
    return Standing(plan, row["ready"])
