"""Positions and dates as people write and read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s?)?")
_COLONS = re.compile(r"\d{1,7}(?::[0-5]?\d){1,2}")


def parse_clock(text: str | None) -> int | None:
    """ "83", "1:23", "1:02:03", "1m23s" as milliseconds; None when it is no time."""
    clean = (text or "").strip().lower()
    if not clean.isascii():
        return None
    if _COLONS.fullmatch(clean):
        total = 0
        for part in clean.split(":"):
            total = total * 60 + int(part)
        return total * 1000
    found = _UNITS.fullmatch(clean)
    if not clean or found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 3600 + minutes * 60 + seconds) * 1000


def clock(ms: int) -> str:
    """83000 as "1:23", 3723000 as "1:02:03"."""
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def iso_duration(ms: int | None) -> str | None:
    """185000 as "PT3M5S" (ISO 8601), None where it is unknown or nothing."""
    seconds = round((ms or 0) / 1000)
    if not seconds:
        return None
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{count}{unit}" for count, unit in parts if count)


def moment(at: datetime) -> str:
    """Friday 4 December 2026, 18:00 UTC: for those whose browser does not say it in their zone."""
    utc = at.astimezone(UTC)
    return f"{utc:%A} {utc.day} {utc:%B %Y}, {utc:%H:%M} UTC"


def short_moment(at: datetime) -> str:
    """4 Dec 2026, 18:00 UTC: the same where there is little room."""
    utc = at.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y}, {utc:%H:%M} UTC"


def length(ms: int) -> str:
    """30000 as "30 seconds", 75000 as "75 seconds", 500 as "1 second"."""
    seconds = max(1, round(ms / 1000))
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def local(at: datetime, zone: str) -> datetime:
    """The same moment on the clocks of a time zone; on those of UTC where there is no such zone.

    A release comes out on the day that its artist chose, and midnight is the most usual hour.
    """
    try:
        return at.astimezone(ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return at.astimezone(UTC)


def day(at: datetime) -> str:
    """22 November 2026."""
    return f"{at.day} {at:%B %Y}"
