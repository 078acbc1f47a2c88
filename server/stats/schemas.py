"""What players report, and what owners read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from sync.wire.fields import Milliseconds, Ranges, Secret, ShortText


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayReport:
    """POST /plays, sent again and again while one play goes on; later reports only widen it.

    `ranges` are the [from, to) milliseconds heard so far, `ms_listened` the time spent on it.
    """

    play_id: UUID
    ticket: Secret
    track_id: UUID
    version_id: UUID
    ms_listened: Milliseconds
    ranges: Ranges
    completed: bool = False
    ctx: Literal["page", "embed"] = "page"
    referrer: ShortText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One day of a track. `retention` has 100 buckets: how many plays heard each part."""

    day: date
    plays: int
    uniques: int
    completions: int
    repeats: int
    staff_plays: int
    bot_plays: int
    ms_listened: int
    retention: list[int] = field(default_factory=list)
    countries: dict[str, int] = field(default_factory=dict)
    referrers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackStats:
    """GET /tracks/:id/stats. `daily_uniques` adds up days: nobody is known from one to the next."""

    track_id: UUID
    plays: int
    daily_uniques: int
    completions: int
    days: list[DayView]
