"""What still blocks or weakens a release: the same answer in the studio, offline, and here.

The rules look at records as the change feed tells them, so that either side asks with its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Severity = Literal["block", "advice"]
Sound = Literal["none", "waiting", "ready", "failed"]
CheckCode = Literal[
    "no_tracks",
    "no_version",
    "version_waiting",
    "version_failed",
    "track_private",
    "track_is_out",
    "no_moment",
    "moment_passed",
    "release_private",
    "no_artwork",
    "no_upc",
    "no_isrc",
    "kind_differs",
    "teaser_too_late",
    "teaser_failed",
    "picture_failed",
]
SINGLE_UP_TO, EP_UP_TO = 3, 6
"""Tracks of a single and of an EP at most, as stores commonly count them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """One finding. block: it cannot come out like this, or not all of it; advice: better mend it.

    `track_id`: the track in question; None for the release as a whole.
    """

    code: CheckCode
    severity: Severity
    message: str
    remedy: str
    track_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTrack:
    """A track of the release, in the release's order. `sound`: of the best of its versions.

    `is_out`: it is live, or scheduled, by itself or with another release. `teaser_failure` and
    `picture_failure`: what could not be made, and what to do; None where nothing is wrong.
    """

    id: UUID
    title: str
    visibility: str
    isrc: str | None
    has_artwork: bool
    sound: Sound
    is_out: bool
    teaser_failure: tuple[str, str] | None = None
    picture_failure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRelease:
    """A release, as far as the rules look at it."""

    kind: str
    visibility: str
    state: str
    release_at: datetime | None
    teaser_from: datetime | None
    upc: str | None
    has_artwork: bool


def checklist(
    release: CheckRelease, tracks: Sequence[CheckTrack], now: datetime
) -> list[CheckItem]:
    """Everything that is amiss: what blocks first, within that the release before its tracks."""
    found = [*_of_release(release, tracks, now)]
    for track in tracks:
        found.extend(_of_track(release, track))
    return sorted(found, key=lambda item: item.severity != "block")


def release_facts(data: Mapping[str, Any]) -> CheckRelease:
    """The facts out of the `data` of a release record; times are RFC 3339 texts there."""
    return CheckRelease(
        kind=data.get("kind") or "single",
        visibility=data.get("visibility") or "private",
        state=data.get("state") or "draft",
        release_at=_moment(data.get("release_at")),
        teaser_from=_moment(data.get("teaser_from")),
        upc=data.get("upc"),
        has_artwork=bool(data.get("artwork_sha256")),
    )


def track_facts(
    release_id: UUID, track_id: UUID, data: Mapping[str, Any], versions: Iterable[Mapping[str, Any]]
) -> CheckTrack:
    """The facts out of the `data` of a track and of its living versions."""
    own = (data.get("release_state") or "draft") != "draft"
    return CheckTrack(
        id=track_id,
        title=data.get("title") or "",
        visibility=data.get("visibility") or "private",
        isrc=data.get("isrc"),
        has_artwork=bool(data.get("artwork_sha256") or data.get("art_render")),
        sound=_sound([str(v.get("status") or "pending") for v in versions]),
        is_out=own and str(data.get("plan_id")) != str(release_id),
        teaser_failure=_failure(data.get("teaser_failure")),
        picture_failure=_failure(data.get("picture_failure")),
    )


def _failure(told: Mapping[str, Any] | None) -> tuple[str, str] | None:
    return (str(told.get("message") or ""), str(told.get("remedy") or "")) if told else None


def _sound(states: Sequence[str]) -> Sound:
    if not states:
        return "none"
    if "ready" in states:
        return "ready"
    return "failed" if set(states) == {"failed"} else "waiting"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _of_release(
    release: CheckRelease, tracks: Sequence[CheckTrack], now: datetime
) -> Iterator[CheckItem]:
    if not tracks:
        yield _block("no_tracks", "There are no tracks on this release.", "Add at least one.")
    yield from _of_moment(release, now)
    if release.visibility == "private":
        yield _block(
            "release_private",
            "The release is private: nobody will see it.",
            "Make it public, or unlisted for people with the link.",
        )
    if not release.has_artwork:
        bare = "" if all(t.has_artwork for t in tracks) else ", nor has each of its tracks"
        yield _advice(
            "no_artwork", f"The release has no artwork{bare}.", "Add a square picture of 1000 px."
        )
    if not release.upc:
        yield _advice(
            "no_upc", "The release has no UPC.", "Add it if the release is sold anywhere."
        )
    yield from _of_kind(release.kind, len(tracks))


def _of_moment(release: CheckRelease, now: datetime) -> Iterator[CheckItem]:
    if release.state == "live":
        return
    if release.release_at is None:
        yield _block("no_moment", "There is no release date.", "Choose a date, or publish it now.")
    elif release.state == "draft" and release.release_at <= now:
        yield _block(
            "moment_passed",
            "The release date has passed.",
            "Choose a moment in the future, or publish it now.",
        )
    elif release.teaser_from and release.teaser_from >= release.release_at:
        yield _advice(
            "teaser_too_late",
            "The teaser would begin when the release is out already.",
            "Let it begin earlier.",
        )


def _of_kind(kind: str, count: int) -> Iterator[CheckItem]:
    fits = "single" if count <= SINGLE_UP_TO else "ep" if count <= EP_UP_TO else "album"
    order = ("single", "ep", "album")
    if count and order.index(kind) < order.index(fits):
        names = {"single": "a single", "ep": "an EP", "album": "an album"}
        yield _advice(
            "kind_differs",
            f"{count} tracks are more than {names[kind]} usually has.",
            f"Call it {names[fits]}.",
        )


def _of_track(release: CheckRelease, track: CheckTrack) -> Iterator[CheckItem]:
    name = f"“{track.title}”"
    if track.teaser_failure is not None and release.teaser_from is not None:
        why, remedy = track.teaser_failure
        yield _advice("teaser_failed", f"{name} has no teaser: {why}", remedy, track.id)
    if track.picture_failure is not None:
        why, remedy = track.picture_failure
        said = f"A picture in the notes of {name} is not shown: {why}"
        yield _advice("picture_failed", said, remedy, track.id)
    match track.sound:
        case "none":
            text = (f"{name} has no sound yet.", "Add a version.")
            yield _block("no_version", *text, track.id)
        case "failed":
            text = (f"{name} could not be processed.", "Look at its version, and add another.")
            yield _block("version_failed", *text, track.id)
        case "waiting":
            text = (f"{name} is not processed yet.", "Let the studio finish sending it.")
            yield _block("version_waiting", *text, track.id)
    if track.visibility == "private" and release.visibility != "private":
        text = (f"{name} is private: it will not be heard.", "Make it public, or take it off.")
        yield _block("track_private", *text, track.id)
    if track.is_out:
        text = (
            f"{name} comes out by itself or with another release.",
            "Make the track a draft if it shall wait for this one.",
        )
        yield _advice("track_is_out", *text, track.id)
    if not track.isrc:
        text = (f"{name} has no ISRC.", "Add it if you collect royalties.")
        yield _advice("no_isrc", *text, track.id)


def _block(code: CheckCode, message: str, remedy: str, track_id: UUID | None = None) -> CheckItem:
    return CheckItem(code=code, severity="block", message=message, remedy=remedy, track_id=track_id)


def _advice(code: CheckCode, message: str, remedy: str, track_id: UUID | None = None) -> CheckItem:
    return CheckItem(
        code=code, severity="advice", message=message, remedy=remedy, track_id=track_id
    )
