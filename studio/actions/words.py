"""Records, fields and values in words that a musician understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

KINDS = {
    "track": "track",
    "version": "version",
    "stem": "stem",
    "credit": "credit",
    "note": "note",
    "release": "release",
    "release_track": "place on the release",
    "preview_link": "private link",
    "comment": "comment",
}
FIELDS = {
    "title": "Title",
    "slug": "Address",
    "description_md": "Description",
    "liner_notes_md": "Liner notes",
    "session": "Session",
    "genre": "Genre",
    "tags": "Tags",
    "license": "License",
    "license_text": "Words of the license",
    "isrc": "ISRC",
    "upc": "UPC",
    "visibility": "Who may hear it",
    "release_state": "State",
    "state": "State",
    "release_at": "Release date",
    "time_zone": "Time zone",
    "teaser_from": "Teaser from",
    "teaser_start_ms": "Beginning of the teaser",
    "teaser_ms": "Length of the teaser",
    "download_policy": "Downloads",
    "allow_download": "Downloads",
    "comments_open": "Comments",
    "artwork_sha256": "Artwork",
    "primary_version_id": "Version that listeners hear",
    "version_id": "Version",
    "track_id": "Track",
    "label": "Name",
    "position": "Place in the list",
    "role": "Role",
    "credits": "Credits",
    "person": "Name",
    "url": "Link",
    "at_ms": "Moment",
    "body": "Text",
    "kind": "Kind",
    "token": "Link",
    "expires_at": "Expires",
    "max_uses": "How often it opens",
    "revoked": "Withdrawn",
}
MOST_WORDS = 6
"""Of a text that stands for what has no name."""
LONG = frozenset({"description_md", "liner_notes_md", "body", "license_text"})
"""Fields of many words, shown with what differs in them."""
_CHOICES = {
    "visibility": {
        "public": "Everybody",
        "unlisted": "Whoever has the link",
        "private": "Nobody else",
    },
    "release_state": {"draft": "Draft", "scheduled": "Scheduled", "live": "Live"},
    "download_policy": {
        "disabled": "None",
        "320": "MP3",
        "original": "Original file",
        "stems": "Original file and stems",
    },
    "license": {"all-rights-reserved": "All rights reserved", "custom": "Words of my own"},
}
_MOMENTS = frozenset({"release_at", "teaser_from", "expires_at"})


def field_name(name: str) -> str:
    """What a field is called."""
    return FIELDS.get(name, name.replace("_", " ").capitalize())


def kind_name(kind: str) -> str:
    """What a kind of record is called."""
    return KINDS.get(kind, kind.replace("_", " "))


def record_name(kind: str, data: Mapping[str, Any]) -> str:
    """What a record is called: its own name, or else what it is."""
    for name in ("title", "label", "person"):
        if data.get(name):
            return str(data[name])
    words = str(data.get("body") or "").split()
    cut = "…" if len(words) > MOST_WORDS else ""
    return f"“{' '.join(words[:MOST_WORDS])}{cut}”" if words else f"A {kind_name(kind)}"


def value_words(name: str, value: Any, others: Mapping[str, str] | None = None) -> str:
    """A value as people say it; `others`: names of records by id."""
    if value is None or value == "":
        return "Nothing"
    if isinstance(value, bool):
        return _yes_or_no(name, value)
    if name in _MOMENTS:
        return moment(str(value))
    if name == "artwork_sha256":
        return f"A picture ({str(value)[:8]})"
    if name.endswith("_id"):
        return (others or {}).get(str(value), "One that is gone")
    if name.endswith("_ms") and isinstance(value, int | float):
        minutes, seconds = divmod(int(value) // 1000, 60)
        return f"{minutes}:{seconds:02d}"
    if isinstance(value, list):
        return ", ".join(_one(item) for item in value) or "Nothing"
    if isinstance(value, dict):
        return "\n".join(f"{field_name(key)}: {value_words(key, v)}" for key, v in value.items())
    chosen = _CHOICES.get("release_state" if name == "state" else name, {})
    return chosen.get(str(value), str(value))


def moment(text: str) -> str:
    """`27 Nov 2026, 09:00`, on this machine's clock."""
    try:
        at = datetime.fromisoformat(text).astimezone()
    except ValueError:
        return text
    return f"{at.day} {at:%b %Y, %H:%M}"


def _yes_or_no(name: str, value: bool) -> str:
    if name == "comments_open":
        return "Open" if value else "Closed"
    return "Yes" if value else "No"


def _one(item: Any) -> str:
    if isinstance(item, dict):
        return " ".join(str(part) for part in item.values() if part)
    return str(item)
