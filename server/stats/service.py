"""Recording plays and adding up days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.catalog.facts import Facts
from server.kit import db
from server.kit.resources import Resources
from server.stats import rules, visitors
from server.stats.queries import plays_of
from server.stats.quiet import record_quietly
from server.stats.schemas import PlayReport
from sync.wire import codec

KEEP_PLAYS_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """What a request tells of who listens; the address is used and dropped."""

    address: str
    agent: str
    private: bool


async def record(
    resources: Resources, facts: Facts, report: PlayReport, listener: Listener
) -> None:
    """Takes a report of one play. Repeating one changes nothing; a later one only widens it.

    What a play claims to have heard is held against the clock since its first report.
    """
    if not facts.duration_ms:
        return  # shorter than a millisecond: there is nothing to have heard
    spans = _spans(report.ranges, facts.duration_ms)
    library, settings = facts.owner_id, resources.settings
    bot = visitors.is_bot(listener.agent)
    visitor = await visitors.visitor_hash(library, listener.address, listener.agent)
    if listener.private or settings.no_tracking:
        if not bot and not facts.staff:
            await record_quietly(resources, facts, report, spans, visitor.hex())
        return
    async with db.unit_of_work():
        await db.execute(
            _RECORD,
            report.play_id,
            facts.track_id,
            report.version_id,
            visitor,
            report.ms_listened,
            _multirange(spans),
            facts.duration_ms,
            facts.staff,
            bot,
            report.ctx,
            visitors.referrer_host(report.referrer),
            visitors.country(settings, listener.address),
            visitors.family(listener.agent),
            rules.FIRST_REPORT_MS,
            rules.FASTEST * rules.TOLERANCE,
        )


async def roll_up(days: Sequence[date] | None = None) -> int:
    """Computes days anew from their plays: those given, else those with reports of late.

    Returns how many (track, day) pairs were written. Running it again changes nothing.
    """
    pairs = await db.rows(
        """SELECT DISTINCT track_id, day FROM analytics_play
            WHERE day = ANY($1::date[]) OR $1 IS NULL AND last_at > now() - interval '5 minutes'
            ORDER BY track_id, day""",
        list(days) if days is not None else None,
    )
    for pair in pairs:
        found = rules.tally(await plays_of(pair["track_id"], pair["day"]))
        async with db.unit_of_work():
            await _write(pair["track_id"], pair["day"], found)
    return len(pairs)


async def forget_old_plays() -> None:
    """Deletes single plays after a month, and the secrets that visitors were hashed under."""
    async with db.unit_of_work():
        await db.execute(
            "DELETE FROM analytics_play WHERE day < current_date - $1::int", KEEP_PLAYS_DAYS
        )
        await visitors.forget_salts()


async def _write(track_id: object, day: date, found: rules.Tally) -> None:
    await db.execute(
        _WRITE_DAY,
        track_id,
        day,
        found.plays,
        found.uniques,
        found.completions,
        found.repeats,
        found.staff_plays,
        found.bot_plays,
        found.ms_listened,
        codec.encode(found.retention).decode(),
        codec.encode(dict(found.countries)).decode(),
        codec.encode(dict(found.referrers)).decode(),
    )
    await db.execute(
        """UPDATE analytics_play p SET why = x.why
             FROM unnest($1::uuid[], $2::text[]) AS x(id, why) WHERE p.id = x.id""",
        list(found.why),
        [why.value for why in found.why.values()],
    )
    await db.execute(
        """UPDATE tracks SET play_count = (SELECT coalesce(sum(plays + quiet_plays), 0)
                  FROM analytics_daily WHERE track_id = $1) WHERE id = $1""",
        track_id,
    )


def _spans(ranges: Sequence[tuple[int, int]], duration_ms: int) -> list[tuple[int, int]]:
    """Disjoint spans in order, within the track; empty and backward ones are dropped."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(b, duration_ms)) for a, b in ranges):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _multirange(spans: Sequence[tuple[int, int]]) -> str:
    return "{" + ",".join(f"[{start},{end})" for start, end in spans) + "}"


_COVERED = "(SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest({0}) AS r)"
_CLOCK = "(extract(epoch FROM now() - p.first_at) * 1000 + $14::int)"
_RECORD = f"""
    INSERT INTO analytics_play AS p (id, track_id, version_id, day, visitor, first_at, last_at,
        ms_listened, ranges, duration_ms, completed, staff, bot, place, referrer, country, agent)
    VALUES ($1, $2, $3, (now() AT TIME ZONE 'utc')::date, $4, now(), now(), least($5, $14::int),
        CASE WHEN {_COVERED.format("$6::text::int8multirange")} <= $14 * $15::float8
             THEN $6::text::int8multirange ELSE '{{}}' END,
        $7, false, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (id) DO UPDATE SET last_at = now(),
        ms_listened = greatest(p.ms_listened, least($5::bigint, {_CLOCK}::bigint)),
        ranges = CASE
            WHEN {_COVERED.format("p.ranges + $6::text::int8multirange")} <= {_CLOCK} * $15::float8
            THEN p.ranges + $6::text::int8multirange ELSE p.ranges END
    WHERE p.track_id = EXCLUDED.track_id AND p.version_id = EXCLUDED.version_id
"""  # noqa: S608 - constants only
_WRITE_DAY = """
    INSERT INTO analytics_daily (track_id, day, plays, uniques, completions, repeats, staff_plays,
        bot_plays, ms_listened, retention, countries, referrers)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12::jsonb)
    ON CONFLICT (track_id, day) DO UPDATE SET plays = EXCLUDED.plays, uniques = EXCLUDED.uniques,
        completions = EXCLUDED.completions, repeats = EXCLUDED.repeats,
        staff_plays = EXCLUDED.staff_plays, bot_plays = EXCLUDED.bot_plays,
        ms_listened = EXCLUDED.ms_listened, retention = EXCLUDED.retention,
        countries = EXCLUDED.countries, referrers = EXCLUDED.referrers
"""
