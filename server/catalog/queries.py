"""Reading the catalog: tracks in full and lists of them, one statement each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from server.catalog.detail import DETAIL, track_of
from server.catalog.facts import (
    RELEASE,
    TEASER_MS,
    Facts,
    access_facts,
    demand,
    facts_of,
    hidden,
    named,
    require,
    require_editor,
    statements,
)
from server.catalog.models import DownloadPolicy, VersionStatus, Visibility
from server.catalog.views import (
    ArtistView,
    TrackListing,
    TrackView,
    VersionView,
    artist_view,
    artwork_urls,
)
from server.catalog.visibility import Context, Decision, Release, Surface, decide, told_ms
from server.identity.access import Viewer
from server.kit import db

__all__ = [
    "ArtistView",
    "Facts",
    "Front",
    "TrackListing",
    "TrackView",
    "VersionView",
    "access_facts",
    "demand",
    "discography",
    "front",
    "library",
    "open_track",
    "require",
    "require_editor",
    "track_view",
    "version_view",
]

MOST_LISTED = 100
_FULL = statements(DETAIL)
_DETAIL = f"SELECT {DETAIL} FROM tracks t WHERE t.id = $1"  # noqa: S608 - constants only

_LISTED = f"""SELECT t.id, t.slug, t.title, t.artist_name, t.art_render, t.visibility, t.play_count,
        t.rev, t.release_at, t.created_at, t.updated_at, t.vault, u.handle,
        v.status, v.duration_ms, {RELEASE} AS release, {TEASER_MS} AS teaser_ms
    FROM tracks t JOIN users u ON u.id = t.owner_id
    LEFT JOIN LATERAL (
        SELECT w.status, w.duration_ms FROM track_versions w
         WHERE w.track_id = t.id AND w.deleted_at IS NULL
         ORDER BY w.status = 'ready' DESC, (w.id = t.primary_version_id) IS TRUE DESC,
                  w.position, w.id LIMIT 1) v ON true
    WHERE t.deleted_at IS NULL AND u.disabled_at IS NULL"""  # noqa: S608 - constants only
# Narrows to what may be listed at all; decide() has the last word on every row.
_PUBLIC = f"""{_LISTED} AND t.visibility = 'public' AND t.release_state <> 'draft'
    AND {RELEASE} IN ('live', 'teaser') AND ($1::text IS NULL OR u.handle = $1)
    ORDER BY coalesce(t.release_at, t.created_at) DESC, t.id DESC LIMIT $2"""
_LIBRARY = f"{_LISTED} AND t.owner_id = $1 ORDER BY t.created_at DESC, t.id DESC"
_ARTISTS = """SELECT handle, display_name FROM users
    WHERE role = 'artist' AND disabled_at IS NULL LIMIT 2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The front page: the newest tracks, and the artist where the site has exactly one."""

    artist: ArtistView | None
    tracks: list[TrackListing]


async def open_track(
    viewer: Viewer,
    surface: Surface,
    *,
    track_id: UUID | None = None,
    version_id: UUID | None = None,
    address: tuple[str, str] | None = None,
    secret: str | None = None,
) -> tuple[Facts, TrackView]:
    """require() and track_view() in one statement."""
    by, keys = named(track_id=track_id, version_id=version_id, address=address)
    found = await db.row(_FULL[by], viewer.user_id, *keys)
    if found is None:
        raise hidden()
    facts = facts_of(found, viewer, secret)
    demand(facts, surface)
    return facts, track_of(facts, found["detail"])


async def track_view(facts: Facts) -> TrackView:
    """The track of facts that were required, as their viewer may see it."""
    found = await db.row(_DETAIL, facts.track_id)
    if found is None:
        raise hidden()
    return track_of(facts, found["detail"])


async def version_view(facts: Facts, version_id: UUID) -> VersionView:
    """One version of it. 404 for one that the viewer is not shown."""
    for version in (await track_view(facts)).versions:
        if version.id == version_id:
            return version
    raise hidden()


async def library(owner: Viewer) -> list[TrackListing]:
    """Everything in the viewer's own library, the newest first."""
    return [_listing(row) for row in await db.rows(_LIBRARY, owner.id)]


async def discography(handle: str, limit: int = MOST_LISTED) -> list[TrackListing]:
    """What everybody may see listed of an artist, the newest first."""
    return _listings(await db.rows(_PUBLIC, handle, limit))


async def front(limit: int = 24) -> Front:
    """The newest public tracks of the site."""
    artists = await db.rows(_ARTISTS)
    alone = artist_view(*artists[0]) if len(artists) == 1 else None
    return Front(artist=alone, tracks=_listings(await db.rows(_PUBLIC, None, limit)))


def _listings(rows: list[Any]) -> list[TrackListing]:
    found = []
    for row in rows:
        public = _public(row)
        if decide(public, Surface.LISTING) is Decision.ALLOW:
            length = told_ms(public, row["duration_ms"], row["teaser_ms"])
            found.append(replace(_listing(row), duration_ms=length))
    return found


def _public(row: Any) -> Context:
    return Context(
        visibility=Visibility(row["visibility"]),
        release=Release(row["release"]),
        ready=row["status"] == "ready",
        downloads=DownloadPolicy.DISABLED,
        vault=row["vault"],
        teaser=row["teaser_ms"] is not None,
    )


def _listing(row: Any) -> TrackListing:
    release = Release(row["release"])
    went_live = row["release_at"] or row["created_at"]
    return TrackListing(
        id=row["id"],
        slug=row["slug"],
        url=f"/@{row['handle']}/{row['slug']}",
        title=row["title"],
        artist=artist_view(row["handle"], row["artist_name"]),
        artwork=artwork_urls(row["id"], row["art_render"], None),
        duration_ms=row["duration_ms"],
        status=VersionStatus(row["status"] or "pending"),
        visibility=Visibility(row["visibility"]),
        release=release,
        published_at=went_live if release is Release.LIVE else None,
        updated_at=row["updated_at"],
        play_count=row["play_count"],
        rev=row["rev"],
    )
