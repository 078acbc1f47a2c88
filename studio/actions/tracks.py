"""One track with its versions, as its panel shows it; and what can be done to tracks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions.library import Library, TrackRow
from studio.store.reading import Item, Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk

LONGEST_TITLE, LONGEST_TAG, MOST_TAGS, LONGEST_TEXT = 300, 50, 30, 50_000
"""As sync.wire.fields has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A mix or master. `state` is what to show: waiting, sending, missing, changed, failed,
    pending, processing, ready; `problem` says for people what is wrong and `remedy` what to do.
    """

    id: UUID
    label: str
    state: str
    primary: bool
    duration_ms: int | None
    sample_rate: int | None
    bit_depth: int | None
    channels: int | None
    codec: str
    lufs: float | None
    lra: float | None
    true_peak: float | None
    warnings: tuple[str, ...]
    problem: str
    remedy: str
    file: str
    stems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A track; `row` is how it stands in lists."""

    row: TrackRow
    description: str
    primary_version_id: str | None
    versions: tuple[Version, ...]


def read(library: Library, track_id: UUID) -> Track | None:
    """A track as it is now; None if it is gone."""

    def question(reader: Reader) -> Track | None:
        found = reader.track(track_id)
        if found is None:
            return None
        row, data = found
        versions = reader.items(track_id, "version")
        return Track(
            row=row,
            description=str(data.get("description_md") or ""),
            primary_version_id=data.get("primary_version_id"),
            versions=tuple(_version(reader, item, row.version_id) for item in versions),
        )

    return library.ask(question, None)


def readable(library: Library) -> bool:
    """Whether the library says anything at all: if it does not, a track that is not found may
    well be there.
    """
    return library.ask(lambda reader: reader.number(UUID(int=0)) is None, False)


def fault(name: str, value: Any) -> str:
    """What is wrong with the value of a field, for people; empty if nothing is."""
    match name:
        case "title" if not str(value).strip():
            return "A track needs a title."
        case "title" | "genre" if len(value) > LONGEST_TITLE:
            return f"At most {LONGEST_TITLE} letters; these are {len(value)}."
        case "tags" if len(value) > MOST_TAGS:
            return f"At most {MOST_TAGS} tags; these are {len(value)}."
        case "tags" if long := [tag for tag in value if len(tag) > LONGEST_TAG]:
            return f"At most {LONGEST_TAG} letters a tag: “{long[0][:20]}…” is longer."
        case "description_md" if len(value) > LONGEST_TEXT:
            return f"At most {LONGEST_TEXT:,} letters; these are {len(value):,}."
    return ""


async def edit(desk: Desk, track_id: UUID, edits: Mapping[str, tuple[Any, Any]]) -> None:
    """Changes fields from what was seen to what is wanted. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    changes = {name: editing.Edit(*pair) for name, pair in edits.items()}
    await asyncio.to_thread(editing.patch, desk.local, "track", track_id, changes)


async def edit_many(
    desk: Desk, tracks: Sequence[UUID], values: Mapping[str, Any], add_tags: Sequence[str] = ()
) -> None:
    """The same values, and tags, for several tracks: all of them or none."""
    from sync.client import editing

    def work() -> None:
        with desk.local.edit():
            for track_id in tracks:
                if values:
                    editing.write(desk.local, "track", track_id, values)
                if add_tags:
                    editing.change_set(desk.local, "track", track_id, "tags", add=add_tags)

    await asyncio.to_thread(work)


async def remove(desk: Desk, tracks: Sequence[UUID]) -> None:
    """Takes tracks away, with everything that hangs on them; all of them or none."""
    from sync.client import editing

    def work() -> None:
        with desk.local.edit():
            for track_id in tracks:
                editing.delete(desk.local, "track", track_id)

    await asyncio.to_thread(work)


def _version(reader: Reader, item: Item, played: UUID | None) -> Version:
    data = item.data
    file = reader.file(str(data.get("sha256") or ""))
    failure: dict[str, Any] = data.get("failure") or {}
    state, problem = _state(data, file.state if file else "", (file and file.why) or "")
    return Version(
        id=item.id,
        label=str(data.get("label") or ""),
        state=state,
        primary=item.id == played,
        duration_ms=data.get("duration_ms"),
        sample_rate=data.get("sample_rate"),
        bit_depth=data.get("bit_depth"),
        channels=data.get("channels"),
        codec=str(data.get("codec") or ""),
        lufs=data.get("lufs"),
        lra=data.get("lra"),
        true_peak=data.get("true_peak"),
        warnings=tuple(_said(one) for one in data.get("warnings") or ()),
        problem=problem or str(failure.get("message") or ""),
        remedy=str(failure.get("remedy") or "") if not problem else _REMEDIES.get(state, ""),
        file=str(data.get("filename") or (file.path.name if file else "")),
        stems=len(reader.items(item.id, "stem")),
    )


_REMEDIES = {
    "missing": "Put the file back, or add it again from its new place.",
    "changed": "Add the changed file as a new version, or put the old one back.",
    "failed": "Mend what is said here, then add the file again.",
}


def _state(data: Mapping[str, Any], file: str, why: str) -> tuple[str, str]:
    """What to show, and what is wrong on this machine."""
    if data.get("status"):
        return str(data["status"]), ""
    if file in _REMEDIES:
        return file, why
    return {"sending": "sending", "done": "pending"}.get(file, "waiting"), ""


def _said(warning: Any) -> str:
    return str(warning.get("message", "") if isinstance(warning, dict) else warning)
