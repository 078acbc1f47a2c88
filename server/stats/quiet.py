"""Plays of people who asked not to be tracked: added to the day, and nothing kept of them.

What must be remembered so that the same rules hold is in Redis: for a day, under the play's own
random id, when it began and that it was added; and for half an hour, in a bucket of the rate
limits, whose keys nobody can read back, that this listener has had this track.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from typing import cast
from uuid import UUID

from server.catalog.facts import Facts
from server.kit import db
from server.kit.errors import AppError
from server.kit.limits import Rate, spend
from server.kit.resources import Resources
from server.stats import rules
from server.stats.schemas import PlayReport

REMEMBER_S = 86_400
"""Longer than a play lasts: one that was forgotten would be added again."""
ONCE = Rate(per_minute=60 / rules.AGAIN_AFTER.total_seconds(), burst=1)


async def record_quietly(
    resources: Resources,
    facts: Facts,
    report: PlayReport,
    spans: Sequence[tuple[int, int]],
    listener: str,
) -> None:
    """Adds to the day what is new in this report: a play, then its completion.

    `listener` tells listeners of a day apart. What is claimed is held against the clock since the
    play's first report, and a listener within 30 minutes of a play counts once, as for all others.
    """
    assert facts.duration_ms
    heard = rules.covered(spans)
    if heard > rules.possible(await _age_ms(resources, report)):
        return
    play = (
        rules.enough(heard, facts.duration_ms)
        and await _first(resources, report, "play")
        and await _not_again(resources, facts, listener)
    )
    if play:
        await _mark(resources, report, "counted")
    whole = (
        rules.complete(heard, facts.duration_ms)
        and await _marked(resources, report, "counted")
        and await _first(resources, report, "whole")
    )
    if play or whole:
        await _add(facts.track_id, play=play, whole=whole, heard_ms=heard)


async def _add(track_id: UUID, *, play: bool, whole: bool, heard_ms: int) -> None:
    async with db.unit_of_work():
        await db.execute(
            """INSERT INTO analytics_daily AS d
                  (track_id, day, quiet_plays, quiet_completions, quiet_ms)
               VALUES ($1, (now() AT TIME ZONE 'utc')::date, $2, $3, $4)
               ON CONFLICT (track_id, day) DO UPDATE SET
                  quiet_plays = d.quiet_plays + EXCLUDED.quiet_plays,
                  quiet_completions = d.quiet_completions + EXCLUDED.quiet_completions,
                  quiet_ms = d.quiet_ms + EXCLUDED.quiet_ms""",
            track_id,
            int(play),
            int(whole),
            heard_ms if play else 0,
        )
        await db.execute(
            "UPDATE tracks SET play_count = play_count + $2 WHERE id = $1",
            track_id,
            int(play),
        )


async def _first(resources: Resources, report: PlayReport, what: str) -> bool:
    """Whether this is the first time that `what` is said of the play."""
    said = resources.redis.set(_key(report, what), "1", nx=True, ex=REMEMBER_S)
    return bool(await cast(Awaitable[object], said))


async def _mark(resources: Resources, report: PlayReport, what: str) -> None:
    await cast(Awaitable[object], resources.redis.set(_key(report, what), "1", ex=REMEMBER_S))


async def _marked(resources: Resources, report: PlayReport, what: str) -> bool:
    return bool(await cast(Awaitable[object], resources.redis.exists(_key(report, what))))


async def _age_ms(resources: Resources, report: PlayReport) -> float:
    """Milliseconds since the first report of the play, by this machine's clock."""
    now = time.time()
    begun = resources.redis.set(_key(report, "begun"), now, nx=True, get=True, ex=REMEMBER_S)
    before = await cast(Awaitable[bytes | None], begun)
    return max(0.0, now - float(before)) * 1000 if before else 0.0


async def _not_again(resources: Resources, facts: Facts, listener: str) -> bool:
    """Whether this listener may be counted for this track (again)."""
    try:
        await spend(resources, "quiet-play", f"{facts.track_id} {listener}", ONCE, always=True)
    except AppError:
        return False
    return True


def _key(report: PlayReport, what: str) -> str:
    return f"quiet:{report.play_id}:{what}"
