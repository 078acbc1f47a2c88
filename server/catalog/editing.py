"""What an edit means: release times, licenses, tags, and the fields that it leaves alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from server.catalog.models import ReleaseState
from server.kit import db
from server.kit.errors import AppError, invalid
from sync.wire import codec
from sync.wire.fields import UNSET, Unset
from sync.wire.problems import Code
from sync.wire.records import SessionRecord


def given(edit: object, kind: type | None = None) -> dict[str, Any]:
    """The fields (only those of `kind`) that an edit sets, checked, as the columns take them."""
    changes = {
        f.name: getattr(edit, f.name)
        for f in fields(kind or edit)  # type: ignore[arg-type]
        if getattr(edit, f.name) is not UNSET
    }
    if isinstance(changes.get("session"), SessionRecord):
        changes["session"] = codec.plain(changes["session"])
    if isinstance(changes.get("credits"), list):
        changes["credits"] = codec.plain(changes["credits"])
    if "title" in changes:
        changes["title"] = title(changes["title"])
    return changes


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Moments beyond are somebody's mistake. The very first and last are no times in UTC, and the zero
of some languages' clocks, year 1, becomes -infinity in PostgreSQL.
"""


def check_moment(field: str, moment: datetime | None, remedy: str | None = None) -> None:
    """INVALID for a moment that nobody can mean."""
    if moment is None:
        return
    if moment >= LATEST:
        raise invalid(field, "This moment is too far away.", remedy)
    if moment < EARLIEST:
        raise invalid(field, "This moment is too long ago.", remedy)


@dataclass(frozen=True, slots=True)
class Release:
    """A track's release: a draft (with a moment that is only a plan), scheduled, or live since."""

    state: ReleaseState
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release (None: none any more) says of a track of it."""

    release_id: UUID | None
    state: ReleaseState
    at: datetime | None
    teaser_from: datetime | None


async def released(
    was: Release, state: ReleaseState | Unset, at: datetime | Unset | None
) -> Release:
    """What a release becomes by an edit of its state, its moment or both.

    Scheduling needs a moment in the future of the database's clock: INVALID, RELEASE_IN_PAST.
    What becomes live without a moment has been so since it was due, or is from now on.
    """
    wanted = Release(
        was.state if isinstance(state, Unset) else state, was.at if isinstance(at, Unset) else at
    )
    if wanted == was:
        return was
    check_moment("release_at", wanted.at)
    found = await db.execute("SELECT clock_timestamp() AS now")
    now: datetime = found[0]["now"]
    if wanted.state is ReleaseState.LIVE:
        return _live(was, None if isinstance(at, Unset) else at, now)
    if wanted.state is ReleaseState.SCHEDULED:
        _check_schedule(wanted.at, now)
    return wanted


def _live(was: Release, at: datetime | None, now: datetime) -> Release:
    if at is not None and at > now:
        raise invalid(
            "release_at", "This moment is still to come.", "Schedule the release instead."
        )
    since = was.at if was.state is not ReleaseState.DRAFT else None
    if since is not None and since > now:
        since = None
    return Release(ReleaseState.LIVE, at or since or now)


def _check_schedule(at: datetime | None, now: datetime) -> None:
    if at is None:
        raise invalid("release_at", "A scheduled release needs its moment.")
    if at <= now:
        raise AppError(
            Code.RELEASE_IN_PAST,
            "This moment has passed.",
            field="release_at",
            remedy="Publish now, or give a moment in the future.",
        )


_TURNING = re.compile("[\u202d\u202e]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Ends of lines, too, and what ends up in names of files and commands a terminal obeys."""


def title(text: str) -> str:
    """A title of one line without white space around it; there must be something to be seen.

    Characters that override the direction of letters are dropped (Unicode TR 36, 2.4); those that
    only embed a piece of another direction are a part of how some titles are written.
    """
    shown = _CONTROLS.sub(" ", _TURNING.sub("", text))
    if not any(unicodedata.category(c)[0] in "LNPS" for c in shown):
        raise invalid("title", "A title needs at least one visible character.")
    return shown.strip()


def fold_tags(labels: list[str]) -> dict[str, str]:
    """Folded name -> label as typed first; white space is trimmed, empty ones are dropped."""
    found: dict[str, str] = {}
    for label in labels:
        clean = " ".join(label.split()).lstrip("#")
        name = unicodedata.normalize("NFKC", clean).casefold()[:50]
        if name:
            found.setdefault(name, clean)
    return found
