"""What the public will see change: what the server last said is public, and what is here now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from studio.actions import zones
from studio.actions.library import Library
from studio.store import releases as store
from studio.store.reading import Reader

RELEASE_FIELDS = {
    "title": "Title",
    "kind": "Kind",
    "description_md": "Description",
    "artwork_sha256": "Artwork",
    "upc": "UPC",
    "license": "License",
    "license_text": "Your licence",
    "download_policy": "Downloads",
    "visibility": "Who sees it",
    "state": "State",
}
TRACK_FIELDS = {
    "title": "Title",
    "description_md": "Description",
    "liner_notes_md": "Liner notes",
    "genre": "Genre",
    "tags": "Tags",
    "artwork_sha256": "Artwork",
    "license": "License",
    "license_text": "Your licence",
    "isrc": "ISRC",
    "download_policy": "Downloads",
    "comments_open": "Comments",
    "visibility": "Who sees it",
    "release_state": "State",
    "primary_version_id": "Version that is heard",
}
WORDS = {
    "single": "Single",
    "ep": "EP",
    "album": "Album",
    "disabled": "Listen only",
    "320": "MP3 320 kbit/s",
    "original": "Original files",
    "stems": "Original files and stems",
    "public": "Public",
    "unlisted": "With the link",
    "private": "Only you",
    "draft": "Not public",
    "scheduled": "Not public until its moment",
    "live": "Public",
    "all-rights-reserved": "All rights reserved",
    "custom": "Your own words",
}
YES = {True: "yes", False: "no"}
LONG = frozenset({"description_md", "liner_notes_md", "license_text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that the public will see differently. `of` is the title of the track, empty for
    the release itself; `long` texts are best shown as what goes and what comes.
    """

    of: str
    what: str
    before: str
    after: str
    long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """`public`: something of it can be seen now. `changes`: what waits to become public."""

    public: bool
    changes: tuple[Change, ...]


def compare(library: Library, release_id: UUID) -> Publicity:
    """What the server last said, against what is here."""

    def question(reader: Reader) -> Publicity:
        told = store.told(reader, "release", release_id)
        item = store.one(reader, release_id)
        if told is None or item is None:
            return Publicity(public=False, changes=())
        changes: list[Change] = []
        out = _is_out(told, "state")
        if out:
            changes += differences(told, item.data, RELEASE_FIELDS)
            changes += _order(reader, release_id)
        for track, title, before in _told_tracks(reader, release_id):
            if _is_out(before, "release_state"):
                out = True
                now = reader.track(track)
                after = now[1] if now else {**before, "release_state": "draft"}
                changes += differences(before, after, TRACK_FIELDS, of=title)
        return Publicity(public=out, changes=tuple(changes))

    return library.ask(question, Publicity(public=False, changes=()))


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], fields: Mapping[str, str], *, of: str = ""
) -> list[Change]:
    """Field by field, in words."""
    found = []
    for name, what in fields.items():
        old, new = before.get(name), after.get(name)
        if (old or None) == (new or None) and old is not False and new is not False:
            continue
        if old == new:
            continue
        said = Change(
            of=of, what=what, before=shown(name, old), after=shown(name, new), long=name in LONG
        )
        found.append(said)
    return found


def shown(name: str, value: Any) -> str:
    """A value as people say it; empty for none."""
    if name == "artwork_sha256":
        return "a picture" if value else ""
    if name == "primary_version_id":
        return "a version" if value else ""
    if isinstance(value, bool):
        return ("open" if value else "closed") if name == "comments_open" else YES[value]
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values() if one)
    if isinstance(value, list):
        return ", ".join(shown("", one) for one in value)
    return WORDS.get(str(value), str(value)) if value is not None else ""


def _is_out(data: Mapping[str, Any], name: str) -> bool:
    """Live, or due by now: the server brings it out by its clock."""
    from datetime import UTC, datetime

    at = zones.parse(data.get("release_at"))
    due = data.get(name) == "scheduled" and at is not None and at <= datetime.now(UTC)
    return (data.get(name) == "live" or due) and data.get("visibility") != "private"


def _told_tracks(reader: Reader, release: UUID) -> list[tuple[UUID, str, dict[str, Any]]]:
    found = []
    here = [one.row.id for one in store.tracks(reader, release)]
    for track in dict.fromkeys([*store.told_tracks(reader, release), *here]):
        told = store.told(reader, "track", track)
        if told is not None:
            found.append((track, str(told.get("title") or ""), told))
    return found


def _order(reader: Reader, release: UUID) -> list[Change]:
    """Tracks that come, go or change places."""
    before = store.told_tracks(reader, release)
    here = {one.row.id: one.row.title for one in store.tracks(reader, release)}
    if before == list(here):
        return []
    names = {**here}
    for track in before:
        told = store.told(reader, "track", track)
        names.setdefault(track, str((told or {}).get("title") or "a track"))
    old, new = _listed(before, names), _listed(list(here), names)
    return [Change(of="", what="Tracks", before=old, after=new)]


def _listed(tracks: Sequence[UUID], names: Mapping[UUID, str]) -> str:
    return "\n".join(f"{number}. {names[track]}" for number, track in enumerate(tracks, 1))
