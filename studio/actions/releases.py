"""Releases as lists and pages show them: what they are, their tracks, their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from studio.actions import zones
from studio.actions.library import Library, TrackRow
from studio.actions.todo import Point, points
from studio.store import releases as store
from studio.store.reading import Item, Reader
from studio.store.releases import Placed, Refused
from sync.wire.gtin import check_digit

__all__ = ["Refused", "Release", "ReleaseRow", "every", "read"]

KINDS = (("single", "Single"), ("ep", "EP"), ("album", "Album"))
KIND_WORDS = dict(KINDS)
LONGEST_TITLE, LONGEST_TEXT = 300, 50_000
"""As sync.wire.fields has them."""
LOUDNESS_SPREAD = 3.0
"""LU between the loudest and the softest track from which on listeners reach for the volume."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A release in a list."""

    id: UUID
    title: str
    kind: str
    state: str
    release_at: datetime | None
    teaser_from: datetime | None
    live_at: datetime | None
    zone: str
    artwork: str
    tracks: int
    length_ms: int
    blocking: int
    unsent: int
    local: bool

    def stands(self, now: datetime) -> str:
        """draft, scheduled, teaser, due (its moment has come, the server has not said so yet) or
        live.
        """
        if self.state != "scheduled" or self.release_at is None:
            return self.state
        if self.release_at <= now:
            return "due"
        teased = self.teaser_from is not None and self.teaser_from <= now
        return "teaser" if teased else "scheduled"

    @property
    def moment(self) -> datetime | None:
        """When it comes or came out."""
        return self.live_at or self.release_at if self.state == "live" else self.release_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRelease:
    """A track at its place. `sha256` is the file of the version that it plays."""

    place: UUID
    position: float
    row: TrackRow
    teaser_start_ms: int | None
    teaser_ms: int
    sha256: str
    unsent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A private preview link."""

    id: UUID
    label: str
    token: str
    expires_at: datetime | None
    max_uses: int | None
    allow_download: str
    revoked: bool
    uses: int
    last_used_at: datetime | None
    local: bool

    def stands(self, now: datetime) -> str:
        """open, revoked, expired or used (as often as it may be)."""
        if self.revoked:
            return "revoked"
        if self.expires_at is not None and self.expires_at <= now:
            return "expired"
        return "used" if self.max_uses is not None and self.uses >= self.max_uses else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release with all that hangs on it; `data` holds its fields as records have them."""

    row: ReleaseRow
    data: dict[str, Any]
    tracks: tuple[OnRelease, ...]
    links: tuple[Link, ...]
    points: tuple[Point, ...]
    refused: tuple[Refused, ...]
    artwork_file: Path | None

    @property
    def spread(self) -> float:
        """LU between its loudest and its softest track."""
        known = [one.row.lufs for one in self.tracks if one.row.lufs is not None]
        return max(known) - min(known) if known else 0.0


def every(library: Library) -> list[ReleaseRow]:
    """All releases: what comes next first, then drafts, then what is out."""

    def question(reader: Reader) -> list[ReleaseRow]:
        placed: dict[UUID, list[Placed]] = {}
        for one in store.tracks(reader):
            placed.setdefault(one.release, []).append(one)
        return [_row(item, placed.get(item.id, [])) for item in store.every(reader)]

    return library.ask(question, [])


def read(library: Library, release_id: UUID) -> Release | None:
    """A release as it is now; None if it is gone."""

    def question(reader: Reader) -> Release | None:
        item = store.one(reader, release_id)
        if item is None:
            return None
        placed = store.tracks(reader, release_id)
        links = store.below(reader, release_id, "preview_link")
        family = [release_id, *(one.place for one in placed), *(one.id for one in links)]
        family += [one.row.id for one in placed]
        return Release(
            row=_row(item, placed),
            data=item.data,
            tracks=tuple(_track(reader, one) for one in placed),
            links=tuple(_link(one) for one in links),
            points=points(item.data, placed),
            refused=tuple(store.refused(reader, family)),
            artwork_file=picture(reader, str(item.data.get("artwork_sha256") or "")),
        )

    return library.ask(question, None)


def cover(library: Library, sha256: str) -> Path | None:
    """Where a picture lies on this machine, if it does."""
    return library.ask(lambda reader: picture(reader, sha256), None) if sha256 else None


def picture(reader: Reader, sha256: str) -> Path | None:
    """The same for who reads already."""
    file = reader.file(sha256) if sha256 else None
    return file.path if file is not None and file.path.is_file() else None


def refused_of(release: Release, *fields: str) -> list[Refused]:
    """What the server refused of these fields of the release."""
    return [
        one
        for one in release.refused
        if one.kind == "release" and (one.field in fields or set(fields) & set(one.fields))
    ]


def fault(name: str, value: Any) -> str:
    """What is wrong with the value of a field, for people; empty if nothing is."""
    match name:
        case "title" if not str(value).strip():
            return "A release needs a title."
        case "title" if len(value) > LONGEST_TITLE:
            return f"At most {LONGEST_TITLE} letters; these are {len(value)}."
        case "description_md" | "license_text" if len(value) > LONGEST_TEXT:
            return f"At most {LONGEST_TEXT:,} letters; these are {len(value):,}."
        case "upc" if value:
            return _upc_fault(str(value))
    return ""


def upc_of(text: str) -> str:
    """The digits of a UPC as it was typed or pasted, with spaces and dashes left out."""
    return "".join(text.split()).replace("-", "")


def _upc_fault(digits: str) -> str:
    if not (digits.isascii() and digits.isdigit()):
        return "A UPC has digits only: copy it from your distributor."
    if len(digits) not in (12, 13):
        return f"A UPC has 12 digits, an EAN 13; these are {len(digits)}."
    due = check_digit(digits[:-1])
    if due != int(digits[-1]):
        return (
            f"The last digit should be {due}, not {digits[-1]}. One of the digits is mistyped: "
            "compare it with your distributor’s."
        )
    return ""


def now() -> datetime:
    """The clock of this machine; the server's decides."""
    return datetime.now(UTC)


def _row(item: Item, placed: Sequence[Placed]) -> ReleaseRow:
    data = item.data
    return ReleaseRow(
        id=item.id,
        title=str(data.get("title") or ""),
        kind=str(data.get("kind") or "single"),
        state=str(data.get("state") or "draft"),
        release_at=zones.parse(data.get("release_at")),
        teaser_from=zones.parse(data.get("teaser_from")),
        live_at=zones.parse(data.get("live_at")),
        zone=str(data.get("time_zone") or "UTC"),
        artwork=str(data.get("artwork_sha256") or ""),
        tracks=len(placed),
        length_ms=sum(one.row.duration_ms or 0 for one in placed),
        blocking=sum(point.blocks for point in points(data, placed)),
        unsent=item.unsent + sum(one.unsent for one in placed),
        local=item.local,
    )


def _track(reader: Reader, placed: Placed) -> OnRelease:
    version = placed.row.version_id
    found = reader.items(placed.row.id, "version") if version else []
    sha256 = next((str(one.data.get("sha256") or "") for one in found if one.id == version), "")
    return OnRelease(
        place=placed.place,
        position=placed.position,
        row=placed.row,
        teaser_start_ms=placed.data.get("teaser_start_ms"),
        teaser_ms=int(placed.data.get("teaser_ms") or 30_000),
        sha256=sha256,
        unsent=placed.unsent,
    )


def _link(item: Item) -> Link:
    data = item.data
    return Link(
        id=item.id,
        label=str(data.get("label") or ""),
        token=str(data.get("token") or ""),
        expires_at=zones.parse(data.get("expires_at")),
        max_uses=data.get("max_uses"),
        allow_download=str(data.get("allow_download") or "none"),
        revoked=bool(data.get("revoked")),
        uses=int(data.get("uses") or 0),
        last_used_at=zones.parse(data.get("last_used_at")),
        local=item.local,
    )
