"""The kinds of records kept in step: which of their fields people edit, and how these merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from sync.wire.choices import (
    DownloadPolicy,
    License,
    LinkDownload,
    ReleaseKind,
    ReleaseState,
    StemRole,
    Visibility,
)
from sync.wire.fields import (
    UNSET,
    CommentText,
    Isrc,
    Label,
    LinkToken,
    LongText,
    Milliseconds,
    Moment,
    Name,
    Position,
    Sha256,
    ShortText,
    Tags,
    TeaserLength,
    TimeZone,
    Title,
    Unset,
    Upc,
    Url,
    Visits,
)
from sync.wire.records import Credits, SessionRecord


class FieldClass(StrEnum):
    """How two edits of one field become one; see sync.wire.merge."""

    TEXT = "text"
    SET = "set"
    ORDER = "order"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFields:
    """A track, as far as people write it. Every field is left out of an edit that spares it."""

    title: Title | Unset = UNSET
    slug: ShortText | Unset = UNSET
    description_md: LongText | Unset = UNSET
    liner_notes_md: LongText | Unset = UNSET
    session: SessionRecord | Unset = UNSET
    genre: ShortText | Unset = UNSET
    tags: Tags | Unset = UNSET
    license: License | Unset = UNSET
    license_text: LongText | Unset = UNSET
    isrc: Isrc | Unset | None = UNSET
    visibility: Visibility | Unset = UNSET
    release_state: ReleaseState | Unset = UNSET
    release_at: Moment | Unset | None = UNSET
    download_policy: DownloadPolicy | Unset = UNSET
    comments_open: bool | Unset = UNSET
    artwork_sha256: Sha256 | Unset | None = UNSET
    primary_version_id: UUID | Unset | None = UNSET
    teaser_start_ms: Milliseconds | Unset | None = UNSET
    teaser_ms: TeaserLength | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFields:
    """A mix or master; its file is named by digest and cannot be exchanged."""

    label: Label | Unset = UNSET
    position: Position | Unset = UNSET
    sha256: Sha256 | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class StemFields:
    """A stem of a version."""

    title: Title | Unset = UNSET
    role: StemRole | Unset = UNSET
    position: Position | Unset = UNSET
    credits: Credits | Unset = UNSET
    sha256: Sha256 | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFields:
    """Who did what on a track."""

    person: Name | Unset = UNSET
    role: Name | Unset = UNSET
    url: Url | Unset = UNSET
    position: Position | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFields:
    """A private note at a moment of a track, seen by those who work on it."""

    at_ms: Milliseconds | Unset = UNSET
    version_id: UUID | Unset | None = UNSET
    body: CommentText | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFields:
    """Tracks that come out together: a single, an EP or an album.

    `time_zone` is what the artist thinks of the moment in; `release_at` is an instant.
    `teaser_from`: from when on a part of its tracks may be heard before that.
    """

    title: Title | Unset = UNSET
    kind: ReleaseKind | Unset = UNSET
    slug: ShortText | Unset = UNSET
    description_md: LongText | Unset = UNSET
    artwork_sha256: Sha256 | Unset | None = UNSET
    upc: Upc | Unset | None = UNSET
    license: License | Unset = UNSET
    license_text: LongText | Unset = UNSET
    download_policy: DownloadPolicy | Unset = UNSET
    visibility: Visibility | Unset = UNSET
    state: ReleaseState | Unset = UNSET
    release_at: Moment | Unset | None = UNSET
    time_zone: TimeZone | Unset = UNSET
    teaser_from: Moment | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTrackFields:
    """A track's place on a release."""

    track_id: UUID | Unset = UNSET
    position: Position | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLinkFields:
    """An address by which somebody hears a release before it is out. The studio makes `token`,
    so that a link can be made offline. `max_uses`: how many browsers it opens; None for any.
    """

    label: Label | Unset = UNSET
    token: LinkToken | Unset = UNSET
    expires_at: Moment | Unset | None = UNSET
    max_uses: Visits | Unset | None = UNSET
    allow_download: LinkDownload | Unset = UNSET
    revoked: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFields:
    """A kind that people do not edit by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record. `code` is its number in the feed and never given to another."""

    name: str
    code: int
    fields: type
    parent: str | None = None
    required: frozenset[str] = frozenset()
    """What a create must carry."""
    fixed: frozenset[str] = frozenset()
    """What only a create may carry."""
    classes: Mapping[str, FieldClass] = field(default_factory=lambda: MappingProxyType({}))
    """The fields that do not merge as PLAIN."""

    def class_of(self, name: str) -> FieldClass:
        """How `name` merges."""
        return self.classes.get(name, FieldClass.PLAIN)

    @property
    def editable(self) -> frozenset[str]:
        """The names of the fields that people write."""
        return frozenset(f.name for f in fields(self.fields))

    @property
    def file_field(self) -> str | None:
        """The field that names a file by digest, if the record stands for one."""
        return "sha256" if "sha256" in self.editable else None


_TEXTS = dict.fromkeys(("description_md", "liner_notes_md", "body"), FieldClass.TEXT)
_ORDERED = {"position": FieldClass.ORDER}
_ALL = (
    Kind(
        name="track",
        code=1,
        fields=TrackFields,
        required=frozenset({"title"}),
        classes={**_TEXTS, "tags": FieldClass.SET},
    ),
    Kind(
        name="version",
        code=2,
        fields=VersionFields,
        parent="track",
        required=frozenset({"label", "sha256"}),
        fixed=frozenset({"sha256"}),
        classes=_ORDERED,
    ),
    Kind(
        name="stem",
        code=3,
        fields=StemFields,
        parent="version",
        required=frozenset({"title", "role", "sha256"}),
        fixed=frozenset({"sha256"}),
        classes=_ORDERED,
    ),
    Kind(
        name="credit",
        code=4,
        fields=CreditFields,
        parent="track",
        required=frozenset({"person", "role"}),
        classes=_ORDERED,
    ),
    Kind(
        name="note",
        code=5,
        fields=NoteFields,
        parent="track",
        required=frozenset({"at_ms", "body"}),
        classes=_TEXTS,
    ),
    Kind(
        name="release",
        code=8,
        fields=ReleaseFields,
        required=frozenset({"title"}),
        classes=_TEXTS,
    ),
    Kind(
        name="release_track",
        code=9,
        fields=ReleaseTrackFields,
        parent="release",
        required=frozenset({"track_id"}),
        fixed=frozenset({"track_id"}),
        classes=_ORDERED,
    ),
    Kind(
        name="preview_link",
        code=10,
        fields=PreviewLinkFields,
        parent="release",
        required=frozenset({"label", "token"}),
        fixed=frozenset({"token"}),
    ),
    Kind(name="comment", code=6, fields=NoFields, parent="track"),
    Kind(name="conflict", code=7, fields=NoFields),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""By name, in the order in which a first sync sends them: parents before their children."""
