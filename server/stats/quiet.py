"""Plays of people who asked not to be tracked: added to the day, and nothing kept of them.

That a report is not added twice is remembered for half an hour in Redis, under the play's own
random id, with nothing of the person.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import cast

from server.catalog.facts import Facts
from server.kit import db
from server.kit.resources import Resources
from server.stats import rules
from server.stats.schemas import PlayReport

REMEMBER_S = 1800


async def record_quietly(
    resources: Resources, facts: Facts, report: PlayReport, spans: Sequence[tuple[int, int]]
) -> None:
    """Adds to the day what is new in this report: a play, a completion, time."""
    assert facts.duration_ms
    if facts.staff:
        return
    heard = rules.covered(spans)
    play = rules.enough(heard, facts.duration_ms) and await _first(resources, report, "play")
    whole = rules.complete(heard, facts.duration_ms) and await _first(resources, report, "whole")
    if not play and not whole:
        return
    async with db.unit_of_work():
        await db.execute(
            """INSERT INTO analytics_daily AS d
                  (track_id, day, quiet_plays, quiet_completions, quiet_ms)
               VALUES ($1, (now() AT TIME ZONE 'utc')::date, $2, $3, $4)
               ON CONFLICT (track_id, day) DO UPDATE SET
                  quiet_plays = d.quiet_plays + EXCLUDED.quiet_plays,
                  quiet_completions = d.quiet_completions + EXCLUDED.quiet_completions,
                  quiet_ms = d.quiet_ms + EXCLUDED.quiet_ms""",
            facts.track_id,
            int(play),
            int(whole),
            report.ms_listened if play else 0,
        )
        await db.execute(
            "UPDATE tracks SET play_count = play_count + $2 WHERE id = $1",
            facts.track_id,
            int(play),
        )


async def _first(resources: Resources, report: PlayReport, what: str) -> bool:
    key = f"quiet:{report.play_id}:{what}"
    said = resources.redis.set(key, "1", nx=True, ex=REMEMBER_S)
    return bool(await cast(Awaitable[object], said))
