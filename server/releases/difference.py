"""Two public states of a release, field by field: what an artist is shown before publishing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from server.releases.schemas import FieldChange


def difference(now: Mapping[str, Any] | None, then: Mapping[str, Any]) -> list[FieldChange]:
    """What changes from `now` (None: nothing is seen) to `then`, the release before its tracks."""
    now = now or {"tracks": []}
    return [*_fields(now, then), *_tracks(now["tracks"], then["tracks"])]


def _fields(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in sorted(then.keys() - {"tracks"}):
        if now.get(name) != then[name]:
            yield FieldChange(field=name, now=now.get(name), then=then[name])


def _tracks(now: list[dict[str, Any]], then: list[dict[str, Any]]) -> Iterator[FieldChange]:
    before = {track["id"]: track for track in now}
    after = {track["id"]: track for track in then}
    for track in now:
        if track["id"] not in after:
            yield _change(track, "on_release", True, False)
    stay = [key for key in before if key in after]
    order = [key for key in after if key in before]
    for track in then:
        known = before.get(track["id"])
        if known is None:
            yield _change(track, "on_release", False, True)
            continue
        was, is_now = stay.index(track["id"]), order.index(track["id"])
        if was != is_now:
            yield _change(track, "place", was + 1, is_now + 1)
        for name in sorted(track.keys() - {"id"}):
            if known.get(name) != track[name]:
                yield _change(track, name, known.get(name), track[name])


def _change(track: dict[str, Any], field: str, now: Any, then: Any) -> FieldChange:
    return FieldChange(
        field=field, now=now, then=then, track_id=UUID(track["id"]), track_title=track["title"]
    )
