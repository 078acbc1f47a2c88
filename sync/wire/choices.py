"""The closed sets of words that records are made of; the same on the wire and in the tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Visibility(StrEnum):
    """Who may know of a track once it is live."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class ReleaseState(StrEnum):
    """Scheduled becomes live at read time, by the database clock; teaser is derived."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"


class DownloadPolicy(StrEnum):
    """The most that may be downloaded; each includes those before it."""

    DISABLED = "disabled"
    MP3 = "320"
    ORIGINAL = "original"
    STEMS = "stems"


class StemRole(StrEnum):
    """What a stem carries."""

    VOCAL = "vocal"
    DRUM = "drum"
    BASS = "bass"
    GUITAR = "guitar"
    SYNTH = "synth"
    FX = "fx"
    OTHER = "other"


ReleaseKind = Literal["single", "ep", "album"]
"""How a release is called."""
LinkDownload = Literal["none", "320", "original"]
"""The most that somebody with a preview link may download, within each track's policy."""

License = Literal[
    "all-rights-reserved",
    "cc0",
    "cc-by",
    "cc-by-sa",
    "cc-by-nc",
    "cc-by-nd",
    "cc-by-nc-sa",
    "cc-by-nc-nd",
    "custom",
]
