"""What artists send: new tracks, versions and stems, and edits of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from server.catalog.models import DownloadPolicy, StemRole, Visibility
from sync.wire.choices import License
from sync.wire.fields import (
    UNSET,
    Isrc,
    Label,
    LongText,
    Moment,
    Position,
    ShortText,
    Tags,
    Title,
    Token,
    Unset,
)
from sync.wire.kinds import TrackFields
from sync.wire.records import Credits, SessionRecord

LICENSES: dict[str, tuple[str, str]] = {
    "all-rights-reserved": ("All rights reserved", ""),
    "cc0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "cc-by": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-sa": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "cc-by-nc": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "cc-by-nd": ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    "cc-by-nc-sa": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "cc-by-nc-nd": ("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    "custom": ("Custom", ""),
}
"""Code -> (name, address) of the licenses a track may carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithSecret:
    """The query of whatever belongs to a track. `s`: the secret of an unlisted one."""

    s: Token = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackDraft:
    """POST /tracks. Without `release_at` the track is live as soon as it is ready."""

    title: Title
    original_asset_id: UUID
    visibility: Visibility = Visibility.PRIVATE
    release_at: Moment | None = None
    slug: ShortText = ""
    version_label: Label = "Master"
    description_md: LongText = ""
    liner_notes_md: LongText = ""
    session: SessionRecord | None = None
    genre: ShortText = ""
    tags: Tags = field(default_factory=list)
    credits: Credits = field(default_factory=list)
    license: License = "all-rights-reserved"
    license_text: LongText = ""
    isrc: Isrc | None = None
    download_policy: DownloadPolicy = DownloadPolicy.DISABLED
    comments_open: bool = True
    artwork_asset_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackEdit(TrackFields):
    """PATCH /tracks/:id. What is left out stays; `rev` refuses an edit of an older state.

    Without a `release_state`, a `release_at` means: scheduled for then, or with null: live now.
    """

    credits: Credits | Unset = UNSET
    artwork_asset_id: UUID | Unset | None = UNSET
    rev: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDraft:
    """POST /tracks/:id/versions."""

    original_asset_id: UUID
    label: Label
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionEdit:
    """PATCH /versions/:id."""

    label: Label | Unset = UNSET
    position: Position | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class StemDraft:
    """POST /versions/:id/stems."""

    asset_id: UUID
    role: StemRole
    title: Title
    credits: Credits = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class StemView:
    """A stem as staff see it."""

    id: UUID
    role: StemRole
    title: str
    position: float
    asset_id: UUID
    credits: Credits


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCreated:
    """A new version waits to be processed."""

    id: UUID
    track_id: UUID
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretLink:
    """The secret part of an unlisted track's address."""

    token: str
    url: str
