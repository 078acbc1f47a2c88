"""What an edit means: release times, licenses, tags, and the fields that it leaves alone."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from server.catalog.models import ReleaseState
from server.kit import db
from server.kit.errors import invalid
from sync.wire import codec
from sync.wire.fields import UNSET
from sync.wire.records import SessionRecord


def plain_changes(edit: object) -> dict[str, Any]:
    """The fields that the edit sets, checked, in the form that the columns take."""
    changes = {
        f.name: getattr(edit, f.name)
        for f in fields(edit)  # type: ignore[arg-type]
        if f.name != "rev" and getattr(edit, f.name) is not UNSET
    }
    if isinstance(changes.get("session"), SessionRecord):
        changes["session"] = codec.plain(changes["session"])
    if "title" in changes:
        changes["title"] = title(changes["title"])
    return changes


LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Later moments are somebody's mistake, and the last ones are no times in UTC any more."""


async def release(at: datetime | None) -> tuple[ReleaseState, datetime]:
    """Live now, or scheduled for a moment in the future of the database's clock."""
    found = await db.execute("SELECT now() AS now")
    now: datetime = found[0]["now"]
    if at is None:
        return ReleaseState.LIVE, now
    if at <= now:
        raise invalid(
            "release_at",
            "This moment has passed.",
            "Give a moment in the future, or null to publish at once.",
        )
    if at >= LATEST:
        raise invalid("release_at", "This moment is too far away.")
    return ReleaseState.SCHEDULED, at


def title(text: str) -> str:
    """A title without white space around it; there must be something to be seen."""
    if not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise invalid("title", "A title needs at least one visible character.")
    return text.strip()


def web_url(url: str) -> str:
    """An address that may become a link."""
    if url and not url.startswith(("https://", "http://")):
        raise invalid("credits", "Links must begin with https://.")
    return url


def fold_tags(labels: list[str]) -> dict[str, str]:
    """Folded name -> label as typed first; white space is trimmed, empty ones are dropped."""
    found: dict[str, str] = {}
    for label in labels:
        clean = " ".join(label.split()).lstrip("#")
        name = unicodedata.normalize("NFKC", clean).casefold()[:50]
        if name:
            found.setdefault(name, clean)
    return found
