"""What artists send about releases, and what releases look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from server.catalog.models import DownloadPolicy, ReleaseState, VersionStatus, Visibility
from server.catalog.views import ArtistView, LicenseView
from server.catalog.visibility import Release
from sync.wire.choices import LinkDownload
from sync.wire.fields import UNSET, Label, Moment, Position, Unset, Visits
from sync.wire.kinds import ReleaseFields


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDraft(ReleaseFields):
    """POST /releases. `title` is required; `track_ids` in order."""

    track_ids: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEdit(ReleaseFields):
    """PATCH /releases/:id. What is left out stays; `rev` refuses an edit of an older state."""

    rev: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDraft:
    """POST /releases/:id/tracks. Without a position: behind the others."""

    track_id: UUID
    position: Position | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEdit:
    """PATCH /releases/:id/tracks/:place. Between two others: the number half way."""

    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDraft:
    """POST /releases/:id/links."""

    label: Label
    expires_at: Moment | None = None
    max_uses: Visits | None = None
    allow_download: LinkDownload = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A preview link as its artist sees it."""

    id: UUID
    label: str
    url: str
    expires_at: datetime | None
    max_uses: int | None
    allow_download: LinkDownload
    revoked: bool
    uses: int
    last_used_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTrackView:
    """A track in its place. `url` lets those in who may see the release by a secret."""

    place_id: UUID
    position: float
    id: UUID
    title: str
    slug: str
    url: str
    artist: ArtistView
    artwork: dict[str, str] | None
    visibility: Visibility
    release: Release
    status: VersionStatus | None
    duration_ms: int | None
    version_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """A release in full. `release` is its state by the clock, `state` what was written.

    `tracks` are those that the viewer may see; `secret` is for editors.
    """

    id: UUID
    title: str
    kind: str
    slug: str
    url: str
    artist: ArtistView
    description_md: str
    artwork: dict[str, str] | None
    artwork_sha256: str | None
    upc: str | None
    license: LicenseView
    download_policy: DownloadPolicy
    visibility: Visibility
    release: Release
    state: ReleaseState
    release_at: datetime | None
    time_zone: str
    teaser_from: datetime | None
    live_at: datetime | None
    tracks: list[ReleaseTrackView]
    rev: int
    created_at: datetime
    updated_at: datetime
    secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseListing:
    """A release as a line of a list."""

    id: UUID
    title: str
    kind: str
    slug: str
    url: str
    artwork: dict[str, str] | None
    visibility: Visibility
    release: Release
    state: ReleaseState
    release_at: datetime | None
    time_zone: str
    tracks: int
    rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a track stands: `number` among those that everybody sees on the release, from 1 on;
    None if they do not see it there.
    """

    release: ReleaseListing
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One thing that the public will see change. `track_id`: of which track; None of the release.

    `field` is a name of the release or track, or "on_release" of a track that comes or goes, or
    "place" (from 1 on) of one that moves.
    """

    field: str
    now: Any
    then: Any
    track_id: UUID | None = None
    track_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffView:
    """What the public sees now against what it will once the release is out as it stands.

    `seen`: whether the public sees anything of it now.
    """

    seen: bool
    changes: list[FieldChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """What the public saw from `at` on."""

    id: UUID
    at: datetime
    title: str
    tracks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackAsked:
    """POST /releases/:id/rollback."""

    state_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What the earlier state had and is not there any more, so that it was left as it is now."""

    what: Literal["track", "version", "artwork"]
    track_id: UUID | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackView:
    """What became of a rollback."""

    release: ReleaseView
    missing: list[Missing]
