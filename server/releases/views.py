"""Releases as they are shown: the whole of one, lines of lists, links, checklists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.catalog.views import artist_view, license_view
from server.catalog.views import artwork_urls as track_artwork
from server.catalog.visibility import Visibility, told_ms
from server.kit import db
from server.releases.queries import LIBRARY, NEWEST, OF_ARTIST, OF_TRACK, Seen, TrackRow
from server.releases.schemas import LinkView, Place, ReleaseListing, ReleaseTrackView, ReleaseView
from sync.wire import codec
from sync.wire.checklist import CheckItem, checklist, release_facts, track_facts

SIZES = (200, 500, 1000)
_LINKS = """SELECT id, label, token, expires_at, max_uses, allow_download, revoked, uses,
        last_used_at, created_at
    FROM preview_links WHERE release_id = $1 AND deleted_at IS NULL ORDER BY created_at, id"""
_CHECKED = """SELECT p.track_id, row_to_json(t)::text AS data, (SELECT coalesce(json_agg(
        json_build_object('status', v.status)), '[]')::text FROM track_versions v
        WHERE v.track_id = t.id AND v.deleted_at IS NULL) AS versions
    FROM release_tracks p JOIN LATERAL (SELECT k.title, k.visibility, k.isrc, k.release_state,
        k.plan_id, k.art_render, k.teaser_failure, k.picture_failure, k.id FROM tracks k
        WHERE k.id = p.track_id AND k.deleted_at IS NULL) t ON true
    WHERE p.release_id = $1 AND p.deleted_at IS NULL ORDER BY p.position, p.id"""


def release_view(seen: Seen) -> ReleaseView:
    """The release as its viewer may see it."""
    r = seen.row
    return ReleaseView(
        id=r.id,
        title=r.title,
        kind=r.kind,
        slug=r.slug,
        url=seen.path,
        artist=artist_view(r.handle, r.artist_name),
        description_md=r.description_md,
        artwork=artwork_urls(r.id, r.art_render, seen.secret),
        artwork_sha256=r.artwork_sha256 if seen.staff else None,
        upc=r.upc,
        license=license_view(r.license, r.license_text),
        download_policy=r.download_policy,
        visibility=r.visibility,
        release=r.release,
        state=r.state,
        release_at=r.release_at,
        time_zone=r.time_zone,
        teaser_from=r.teaser_from,
        live_at=r.live_at,
        tracks=[_track(seen, track) for track in r.tracks if seen.shows(track)],
        rev=r.rev,
        created_at=r.created_at,
        updated_at=r.updated_at,
        secret=r.secret_token if seen.editor else None,
    )


def _track(seen: Seen, t: TrackRow) -> ReleaseTrackView:
    # Who came by the release's secret is let into its unlisted tracks by theirs.
    secret = t.secret_token if seen.secret and t.visibility is Visibility.UNLISTED else None
    return ReleaseTrackView(
        place_id=t.place_id,
        position=t.position,
        id=t.id,
        title=t.title,
        slug=t.slug,
        url=f"/@{seen.row.handle}/{t.slug}" + (f"?s={secret}" if secret else ""),
        artist=artist_view(seen.row.handle, t.artist_name),
        artwork=track_artwork(t.id, t.art_render, secret),
        visibility=t.visibility,
        release=t.release,
        status=t.status,
        duration_ms=told_ms(seen.of_track(t), t.duration_ms, t.teaser_ms),
        version_id=t.version_id,
    )


def artwork_urls(release_id: UUID, render: UUID | None, secret: str | None) -> Any:
    """Addresses by size in pixels; they change with the picture. None where there is none."""
    if render is None:
        return None
    query = f"?v={render.hex[-8:]}" + (f"&s={secret}" if secret else "")
    return {str(size): f"/artwork/release/{release_id}/{size}.jpg{query}" for size in SIZES}


async def library(library_id: UUID) -> list[ReleaseListing]:
    """All releases of a library, the newest first."""
    return [_listing(row) for row in await db.rows(LIBRARY, library_id)]


async def discography(handle: str) -> list[ReleaseListing]:
    """What everybody may see listed of an artist, the newest first."""
    return [_listing(row) for row in await db.rows(OF_ARTIST, handle)]


async def newest(limit: int) -> list[ReleaseListing]:
    """What everybody may see listed of all artists, the newest first."""
    return [_listing(row) for row in await db.rows(NEWEST, limit)]


async def first_of_track(track_id: UUID) -> Place | None:
    """Where the track first came out, of the releases that everybody may see."""
    found = await db.row(OF_TRACK, track_id)
    return None if found is None else Place(release=_listing(found), number=found["number"])


def _listing(row: Any) -> ReleaseListing:
    return ReleaseListing(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        slug=row["slug"],
        url=f"/@{row['handle']}/r/{row['slug']}",
        artwork=artwork_urls(row["id"], row["art_render"], None) or _cover(row["cover"]),
        visibility=row["visibility"],
        release=row["release"],
        state=row["state"],
        release_at=row["release_at"],
        time_zone=row["time_zone"],
        tracks=row["tracks"],
        rev=row["rev"],
    )


def _cover(told: str | None) -> Any:
    if told is None:
        return None
    cover = codec.decode(told, dict[str, UUID])
    return track_artwork(cover["track_id"], cover["render"], None)


async def links(release_id: UUID, site: str) -> list[LinkView]:
    """The preview links of a release; `site` is the public address of this server."""
    found = []
    for row in await db.rows(_LINKS, release_id):
        told = dict(row)
        found.append(LinkView(url=f"{site.rstrip('/')}/p/{told.pop('token')}", **told))
    return found


async def check(seen: Seen) -> list[CheckItem]:
    """What blocks or weakens the release, by the rules of sync.wire.checklist."""
    clock: Any = await db.row("SELECT now() AS now")
    tracks = [
        track_facts(
            seen.row.id,
            row["track_id"],
            codec.decode(row["data"], dict[str, Any]),
            codec.decode(row["versions"], list[dict[str, Any]]),
        )
        for row in await db.rows(_CHECKED, seen.row.id)
    ]
    return checklist(release_facts(codec.plain(seen.row)), tracks, clock["now"])
