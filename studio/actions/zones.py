"""Wall clocks and instants: what a date and time of day mean in a place, and how that is said.

Clocks jump twice a year in many places: an hour that is skipped does not exist, an hour that is
repeated means two instants (PEP 495).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
"""What a name of a place begins with; the rest of the database are old or technical names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a wall clock means: `at` in UTC.

    `skipped`: the clock never shows this time; `at` is as much later as the clock jumps.
    `twice`: it shows it twice, and these are both instants; `at` is one of them.
    """

    at: datetime
    skipped: bool = False
    twice: tuple[datetime, ...] = ()


def place(name: str) -> ZoneInfo:
    """The time zone of that name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


@cache
def known() -> tuple[str, ...]:
    """The names to choose from, UTC first."""
    found = (name for name in available_timezones() if name.partition("/")[0] in AREAS)
    return ("UTC", *sorted(name for name in found if "/" in name))


def meant(wall: datetime, zone: str, *, later: bool = False) -> Meant:
    """What a wall clock (without a zone) means in a place; `later` takes the second of two."""
    where = place(zone)
    before, after = (wall.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    if before == after:
        return Meant(at=before)
    if wall_of(before, zone) == wall:
        return Meant(at=after if later else before, twice=(before, after))
    # RFC 5545, 3.3.5: a time that is skipped is read with the offset from before the jump
    return Meant(at=before, skipped=True)


def wall_of(at: datetime, zone: str) -> datetime:
    """What the clock of a place shows at an instant."""
    return at.astimezone(place(zone)).replace(tzinfo=None, fold=0)


def is_later(at: datetime, zone: str) -> bool:
    """Whether it is the second of two instants at which the clock of a place shows the same."""
    return at.astimezone(place(zone)).fold == 1


def on_day(at: datetime, zone: str, day: date) -> Meant:
    """The same time of day on another day."""
    wall = wall_of(at, zone)
    moved = datetime.combine(day, wall.time())
    return meant(moved, zone, later=is_later(at, zone))


def parse(text: str | None) -> datetime | None:
    """A moment as records have it, in UTC; None for none, and for what is no moment."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None


def write(at: datetime) -> str:
    """A moment as records have it: one spelling only, or two would look like two people's edits."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def offset(at: datetime, zone: str) -> str:
    """`UTC+2`, `UTC−3:30`, or `UTC`."""
    ahead = at.astimezone(place(zone)).utcoffset() or timedelta()
    minutes = round(abs(ahead).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(minutes, 60)
    return f"UTC{'+' if ahead > timedelta() else '−'}{hours}" + (f":{rest:02d}" if rest else "")


def city(zone: str) -> str:
    """`Tallinn` for `Europe/Tallinn`."""
    return (zone or "UTC").rpartition("/")[2].replace("_", " ")


def said(at: datetime, zone: str) -> str:
    """`Fri 27 Nov 2026, 09:00`."""
    wall = wall_of(at, zone)
    return f"{day_said(wall.date())}, {wall:%H:%M}"


def day_said(day: date) -> str:
    """`Fri 27 Nov 2026`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def until(at: datetime, now: datetime) -> str:
    """`in 3 days 4 h`, `in 12 min`, `2 days ago`, `now`."""
    away = round(abs((at - now).total_seconds()) / 60)
    if not away:
        return "now"
    days, rest = divmod(away, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        text = f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    elif hours:
        text = f"{hours} h" + (f" {minutes} min" if minutes else "")
    else:
        text = f"{minutes} min"
    return f"in {text}" if at > now else f"{text} ago"


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
