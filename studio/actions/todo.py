"""What still blocks a drop or weakens it, by the checklist that the server goes by, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from studio.store.releases import Placed
from sync.wire import checklist
from sync.wire.checklist import EP_UP_TO, SINGLE_UP_TO, CheckItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to do. `tracks` are those that it is about; none: the release itself."""

    code: str
    blocks: bool
    message: str
    remedy: str
    tracks: tuple[UUID, ...] = ()


MANY = {
    "no_version": ("{} tracks have no sound yet.", "Add a version to each."),
    "version_failed": ("{} tracks could not be processed.", "Look at their versions."),
    "version_waiting": ("{} tracks are not processed yet.", "Let the studio finish sending them."),
    "track_private": ("{} tracks are private: they will not be heard.", "Make them public."),
    "track_is_out": (
        "{} tracks come out by themselves or with another release.",
        "Make them drafts if they shall wait for this one.",
    ),
    "no_isrc": ("{} tracks have no ISRC.", "Add them if you collect royalties."),
}
"""What is said once of several tracks."""
DEEDS = {  # of one track or none, of several
    "no_tracks": ("Add tracks", ""),
    "no_version": ("Show the track", "Show the first"),
    "version_failed": ("Show the track", "Show the first"),
    "version_waiting": ("Sync now", "Sync now"),
    "track_private": ("Make it public", "Make the {} tracks public"),
    "track_is_out": ("Show the track", "Show the first"),
    "no_moment": ("Choose a moment", ""),
    "moment_passed": ("Choose a moment", ""),
    "release_private": ("Make it public", ""),
    "no_artwork": ("Choose artwork…", ""),
    "no_upc": ("Enter the UPC", ""),
    "no_isrc": ("Show the track", "Show the first"),
    "kind_differs": ("Call it so", ""),
    "teaser_too_late": ("Choose another", ""),
    "teaser_failed": ("Show the teaser", ""),
    "picture_failed": ("Show the track", ""),
}
"""What the button says that leads there."""


def points(release: Mapping[str, Any], tracks: Sequence[Placed]) -> tuple[Point, ...]:
    """What there is to do for a release with these tracks, what blocks first."""
    facts = [
        checklist.track_facts(
            one.release, one.row.id, one.data, [{"status": state} for state in one.states]
        )
        for one in tracks
    ]
    found = checklist.checklist(checklist.release_facts(release), facts, datetime.now(UTC))
    groups: dict[tuple[str, UUID | None], list[CheckItem]] = {}
    for item in found:
        joined = item.code in MANY
        groups.setdefault((item.code, None if joined else item.track_id), []).append(item)
    return tuple(_point(items) for items in groups.values())


def deed(point: Point) -> str:
    """What can be done about it at once; empty for nothing."""
    one, many = DEEDS.get(point.code, ("", ""))
    return many.format(len(point.tracks)) if len(point.tracks) > 1 else one


def fitting_kind(tracks: int) -> str:
    """What a release of so many tracks is called."""
    return "single" if tracks <= SINGLE_UP_TO else "ep" if tracks <= EP_UP_TO else "album"


def _point(items: Sequence[CheckItem]) -> Point:
    first = items[0]
    message, remedy = first.message, first.remedy
    if len(items) > 1:
        text, remedy = MANY[first.code]
        message = text.format(len(items))
    return Point(
        code=first.code,
        blocks=first.severity == "block",
        message=message,
        remedy=remedy,
        tracks=tuple(item.track_id for item in items if item.track_id is not None),
    )
