"""What the catalog shows: frozen values, plain enough to be JSON and the context of pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from server.catalog.models import (
    DownloadPolicy,
    ReleaseState,
    RenditionKind,
    RenditionStatus,
    VersionStatus,
    Visibility,
)
from server.catalog.schemas import LICENSES, StemView
from server.catalog.visibility import Release

ARTWORK_SIZES = (200, 500, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistView:
    """Whose track it is."""

    handle: str
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditView:
    """Who did what, as it is stored."""

    person: str
    role: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseView:
    """`code` as in the API; `text` only for a custom one."""

    code: str
    name: str
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureView:
    """Why processing failed, and what to do about it."""

    code: str
    message: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionView:
    """One way to hear a version. Bandwidths in bits per second, as HLS means them."""

    kind: RenditionKind
    tier: str
    status: RenditionStatus
    codecs: str
    bandwidth: int
    average_bandwidth: int
    segments: int
    bytes: int
    failure: FailureView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalView:
    """The file that was uploaded; shown to staff."""

    asset_id: UUID
    filename: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One mix or master. `failure`, `warnings`, `original` and `stems` are for staff."""

    id: UUID
    track_id: UUID
    label: str
    position: float
    primary: bool
    status: VersionStatus
    progress: int
    duration_ms: int | None
    sample_rate: int | None
    channels: int | None
    bit_depth: int | None
    codec: str | None
    lufs: float | None
    lra: float | None
    true_peak: float | None
    ready_at: datetime | None
    created_at: datetime
    renditions: list[RenditionView]
    waveform_url: str | None = None
    grant_url: str | None = None
    playlist_url: str | None = None
    failure: FailureView | None = None
    warnings: list[Any] = field(default_factory=list)
    original: OriginalView | None = None
    stems: list[StemView] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture that the liner notes name as `image:<sha256>`, at `url`, in pixels."""

    sha256: str
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackView:
    """A track in full. `secret` is for editors of an unlisted track, `artwork_failure` for staff.

    `playlist_url` is the signed address of the primary version's playlist; `published_at` the
    moment it went live.
    """

    id: UUID
    slug: str
    url: str
    title: str
    artist: ArtistView
    description_md: str
    liner_notes_md: str
    pictures: list[PictureView]
    session: dict[str, Any]
    genre: str
    tags: list[str]
    credits: list[CreditView]
    license: LicenseView
    isrc: str | None
    artwork: dict[str, str] | None
    visibility: Visibility
    release: Release
    release_state: ReleaseState
    release_at: datetime | None
    published_at: datetime | None
    download_policy: DownloadPolicy
    comments_open: bool
    primary_version_id: UUID | None
    versions: list[VersionView]
    play_count: int
    comment_count: int
    rev: int
    created_at: datetime
    updated_at: datetime
    playlist_url: str | None = None
    secret: str | None = None
    artwork_failure: FailureView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackListing:
    """A track as a line of a list."""

    id: UUID
    slug: str
    url: str
    title: str
    artist: ArtistView
    artwork: dict[str, str] | None
    duration_ms: int | None
    status: VersionStatus
    visibility: Visibility
    release: Release
    published_at: datetime | None
    updated_at: datetime
    play_count: int
    rev: int


def artist_view(handle: str, name: str) -> ArtistView:
    """The artist with the address of their page."""
    return ArtistView(handle=handle, name=name, url=f"/@{handle}")


def license_view(code: str, text: str) -> LicenseView:
    """A license by its code."""
    name, url = LICENSES.get(code, (code, ""))
    return LicenseView(code=code, name=name, url=url, text=text)


def artwork_urls(track_id: UUID, render: UUID | str | None, secret: str | None) -> Any:
    """Addresses by size in pixels; they change with the picture. None where there is none."""
    if render is None:
        return None
    query = f"?v={str(render).replace('-', '')[-8:]}" + (f"&s={secret}" if secret else "")
    return {str(size): f"/artwork/{track_id}/{size}.jpg{query}" for size in ARTWORK_SIZES}


def picture_url(track_id: UUID, sha256: str, secret: str | None) -> str:
    """The address of a picture in liner notes; it changes with the picture."""
    return f"/artwork/{track_id}/notes/{sha256}.jpg" + (f"?s={secret}" if secret else "")
