"""Reading plays and days."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from server.kit import db
from server.stats.rules import Heard
from server.stats.schemas import DayView, TrackStats


async def plays_of(track_id: UUID, day: date) -> list[Heard]:
    """The plays of a track that began on a day (UTC)."""
    found = await db.rows(
        """SELECT id, visitor, first_at, ms_listened, duration_ms, staff, bot, country, referrer,
                  array(SELECT lower(r) FROM unnest(ranges) r ORDER BY 1) AS starts,
                  array(SELECT upper(r) FROM unnest(ranges) r ORDER BY 1) AS ends
             FROM analytics_play WHERE track_id = $1 AND day = $2""",
        track_id,
        day,
    )
    return [
        Heard(
            id=row["id"],
            visitor=row["visitor"],
            first_at=row["first_at"],
            spans=list(zip(row["starts"], row["ends"], strict=True)),
            ms_listened=row["ms_listened"],
            duration_ms=row["duration_ms"],
            staff=row["staff"],
            bot=row["bot"],
            country=row["country"],
            referrer=row["referrer"],
        )
        for row in found
    ]


async def track_stats(track_id: UUID) -> TrackStats:
    """The days of a track, newest first."""
    found = await db.rows(
        "SELECT * FROM analytics_daily WHERE track_id = $1 ORDER BY day DESC LIMIT 400", track_id
    )
    days = [
        DayView(
            day=row["day"],
            plays=row["plays"] + row["quiet_plays"],
            uniques=row["uniques"],
            completions=row["completions"] + row["quiet_completions"],
            repeats=row["repeats"],
            staff_plays=row["staff_plays"],
            bot_plays=row["bot_plays"],
            ms_listened=row["ms_listened"] + row["quiet_ms"],
            retention=json.loads(row["retention"]),
            countries=json.loads(row["countries"]),
            referrers=json.loads(row["referrers"]),
        )
        for row in found
    ]
    return TrackStats(
        track_id=track_id,
        plays=sum(day.plays for day in days),
        daily_uniques=sum(day.uniques for day in days),
        completions=sum(day.completions for day in days),
        days=days,
    )
