"""What counts as a play: published rules, a pure function over the reports of one day.

- a play: 30 s of distinct sound, or half of a track shorter than a minute;
- the same visitor within 30 minutes of a counted play is a repeat; at most 20 a day count;
- a completion: 90 % of the track covered, wherever the position stood;
- plays of the artist, collaborators and admins, and of bots, are kept apart and never count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

Spans = Sequence[tuple[int, int]]

ENOUGH_MS = 30_000
SHORT_TRACK_MS = 60_000
FASTEST = 2
"""Players go up to double speed, so an hour on the clock can cover two of the track."""
TOLERANCE = 1.1
FIRST_REPORT_MS = 11_000
"""What a first report may claim: players report every 10 s. Too little to count by itself."""
AGAIN_AFTER = timedelta(minutes=30)
MOST_A_DAY = 20
COMPLETE = 0.9
BUCKETS = 100


class Why(StrEnum):
    """The rule that decided about a play."""

    COUNTED = "counted"
    TOO_SHORT = "too_short"
    REPEAT = "repeat_within_30_min"
    DAILY_CAP = "over_20_a_day"
    STAFF = "own_play"
    BOT = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One play as stored: `spans` are disjoint and in order."""

    id: UUID
    visitor: bytes | None
    first_at: datetime
    spans: Spans
    ms_listened: int
    duration_ms: int
    staff: bool = False
    bot: bool = False
    country: str | None = None
    referrer: str | None = None


@dataclass(slots=True)
class Tally:
    """What a day adds up to, and why each play counted or did not."""

    plays: int = 0
    uniques: int = 0
    completions: int = 0
    repeats: int = 0
    staff_plays: int = 0
    bot_plays: int = 0
    ms_listened: int = 0
    retention: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    countries: Counter[str] = field(default_factory=Counter)
    referrers: Counter[str] = field(default_factory=Counter)
    why: dict[UUID, Why] = field(default_factory=dict)


def covered(spans: Spans) -> int:
    """Milliseconds of distinct sound."""
    return sum(end - start for start, end in spans)


def enough(covered_ms: int, duration_ms: int) -> bool:
    """Whether this much of a track is a play."""
    if duration_ms < SHORT_TRACK_MS:
        return covered_ms * 2 >= duration_ms
    return covered_ms >= ENOUGH_MS


def complete(covered_ms: int, duration_ms: int) -> bool:
    """Whether this much is the whole of it, as people count."""
    return covered_ms >= COMPLETE * duration_ms


def possible(age_ms: float) -> float:
    """The most that can have been heard this long after a play's first report."""
    return (age_ms + FIRST_REPORT_MS) * FASTEST * TOLERANCE


def buckets(spans: Spans, duration_ms: int) -> list[int]:
    """1 for each hundredth of the track of which at least half was heard."""
    found = []
    for n in range(BUCKETS):
        low, high = duration_ms * n / BUCKETS, duration_ms * (n + 1) / BUCKETS
        heard = sum(max(0.0, min(end, high) - max(start, low)) for start, end in spans)
        found.append(int(high > low and heard * 2 >= high - low))
    return found


def tally(plays: Iterable[Heard]) -> Tally:
    """The day's figures; the order of the reports does not matter."""
    found = Tally()
    counted: dict[bytes, list[datetime]] = {}
    for play in sorted(plays, key=lambda p: (p.first_at, p.id)):
        why = _judge(play, counted.get(play.visitor or play.id.bytes, []))
        found.why[play.id] = why
        _add(found, play, why)
        if why is Why.COUNTED:
            counted.setdefault(play.visitor or play.id.bytes, []).append(play.first_at)
    found.uniques = len(counted)
    return found


def _judge(play: Heard, before: list[datetime]) -> Why:
    if play.staff:
        return Why.STAFF
    if play.bot:
        return Why.BOT
    if not enough(covered(play.spans), play.duration_ms):
        return Why.TOO_SHORT
    if before and play.first_at - before[-1] < AGAIN_AFTER:
        return Why.REPEAT
    if len(before) >= MOST_A_DAY:
        return Why.DAILY_CAP
    return Why.COUNTED


def _add(found: Tally, play: Heard, why: Why) -> None:
    if why is Why.STAFF:
        found.staff_plays += 1
        return
    if why is Why.BOT:
        found.bot_plays += 1
        return
    found.ms_listened += play.ms_listened
    found.repeats += why is Why.REPEAT
    hundredths = buckets(play.spans, play.duration_ms)
    found.retention = [a + b for a, b in zip(found.retention, hundredths, strict=True)]
    if why is not Why.COUNTED:
        return
    found.plays += 1
    found.completions += complete(covered(play.spans), play.duration_ms)
    if play.country:
        found.countries[play.country] += 1
    if play.referrer:
        found.referrers[play.referrer] += 1
