"""How releases are spoken of: states, dates, lengths."""

from __future__ import annotations

from datetime import datetime

from studio.actions import zones
from studio.actions.releases import KIND_WORDS, ReleaseRow
from studio.ui.parts import figures

STATES = {  # words, tone, icon
    "draft": ("Draft", "plain", "pencil"),
    "scheduled": ("Scheduled", "info", "calendar-clock"),
    "teaser": ("Teaser", "info", "eye"),
    "due": ("Going live", "warn", "clock"),
    "live": ("Live", "good", "globe"),
}
TONES = {"plain": "mute", "info": "accent", "good": "good", "warn": "warn", "bad": "bad"}
"""The ink of a tone on an open ground."""
LICENSES = (
    ("all-rights-reserved", "All rights reserved"),
    ("cc-by", "CC BY: share and change, with your name"),
    ("cc-by-sa", "CC BY-SA: the same, under the same license"),
    ("cc-by-nc", "CC BY-NC: not for money"),
    ("cc-by-nd", "CC BY-ND: unchanged only"),
    ("cc-by-nc-sa", "CC BY-NC-SA: not for money, same license"),
    ("cc-by-nc-nd", "CC BY-NC-ND: not for money, unchanged"),
    ("cc0", "CC0: anybody may do anything"),
    ("custom", "Your own words…"),
)
DOWNLOADS = (
    ("disabled", "Listen only"),
    ("320", "MP3 320 kbit/s"),
    ("original", "Original files"),
    ("stems", "Original files and stems"),
)
VISIBILITIES = (("public", "Public"), ("unlisted", "With the link"), ("private", "Only me"))


def counted(number: int, one: str, many: str = "") -> str:
    """`1 track`, `3 tracks`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}".replace(",", " ")


def briefly(row: ReleaseRow) -> str:
    """`EP · 3 tracks`."""
    return f"{KIND_WORDS.get(row.kind, row.kind)} · {counted(row.tracks, 'track')}"


def facts(row: ReleaseRow) -> str:
    """`EP · 3 tracks · 11:42`."""
    length = f" · {figures.clock(row.length_ms)}" if row.length_ms else ""
    return briefly(row) + length


def state(row: ReleaseRow, now: datetime) -> tuple[str, str, str]:
    """Words, tone and icon of how it stands."""
    return STATES.get(row.stands(now), (row.state, "plain", "info"))


def moment(row: ReleaseRow) -> str:
    """`Fri 27 Nov 2026, 09:00` in the zone of the release; empty while it has none."""
    at = row.moment
    return zones.said(at, row.zone) if at is not None else ""


def shortly(row: ReleaseRow, now: datetime) -> str:
    """The same without a year that is this one."""
    text = moment(row)
    return text.replace(f" {now.year}, ", ", ")


def spoken(row: ReleaseRow, now: datetime) -> str:
    """A release for ears."""
    parts = [row.title, state(row, now)[0], facts(row), moment(row)]
    if row.blocking:
        parts.append(f"{row.blocking} to do")
    return ", ".join(part for part in parts if part)
