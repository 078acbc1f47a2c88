"""Reading releases: what is out by now, what waits, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.catalog import facts as catalog
from server.catalog.models import DownloadPolicy, ReleaseState, VersionStatus, Visibility
from server.catalog.visibility import EDITORS, STAFF, Context, Decision, Release, Surface, Token
from server.catalog.visibility import decide as decide
from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, not_found
from sync.wire import codec
from sync.wire.problems import Code

READY = """EXISTS (SELECT 1 FROM track_versions v WHERE v.id = t.primary_version_id
    AND v.status = 'ready' AND v.deleted_at IS NULL)"""
"""Whether track t can be heard."""
_ANY = """EXISTS (SELECT 1 FROM release_tracks p JOIN tracks t ON t.id = p.track_id
    WHERE p.release_id = r.id AND p.deleted_at IS NULL AND t.deleted_at IS NULL AND {so})"""
OUT = f"""CASE
    WHEN r.state <> 'scheduled' THEN r.state
    WHEN r.release_at <= now() AND {_ANY.format(so=READY)} THEN 'live'
    WHEN r.release_at > now() AND r.teaser_from <= now()
         AND {_ANY.format(so=catalog.TEASER)} THEN 'teaser'
    ELSE 'scheduled' END"""
"""The state of release r at this moment, as catalog.facts.RELEASE is a track's: it is out once the
moment has come and one of its tracks can be heard.
"""
_TRACK = f"""json_build_object('place_id', p.id, 'position', p.position, 'id', t.id,
    'slug', t.slug, 'title', t.title, 'artist_name', t.artist_name, 'visibility', t.visibility,
    'release', {catalog.RELEASE}, 'teaser_ms', {catalog.TEASER_MS}, 'vault', t.vault,
    'art_render', t.art_render, 'secret_token', t.secret_token, 'status', v.status,
    'version_id', v.id, 'duration_ms', v.duration_ms)"""
_TRACKS = f"""(SELECT coalesce(json_agg({_TRACK} ORDER BY p.position, p.id), '[]')
    FROM release_tracks p JOIN tracks t ON t.id = p.track_id LEFT JOIN LATERAL (
        SELECT w.id, w.status, w.duration_ms FROM track_versions w
         WHERE w.track_id = t.id AND w.deleted_at IS NULL
         ORDER BY w.status = 'ready' DESC, (w.id = t.primary_version_id) IS TRUE DESC,
                  w.position, w.id LIMIT 1) v ON true
    WHERE p.release_id = r.id AND p.deleted_at IS NULL AND t.deleted_at IS NULL)"""  # noqa: S608 - constants only
_LINKS = """(SELECT json_agg(l.id) FROM preview_links l WHERE l.release_id = r.id
    AND l.deleted_at IS NULL AND NOT l.revoked
    AND (l.expires_at IS NULL OR l.expires_at > now()))"""
_WHOLE = f"""SELECT json_build_object('id', r.id, 'owner_id', r.owner_id, 'handle', u.handle,
        'artist_name', u.display_name, 'title', r.title, 'kind', r.kind, 'slug', r.slug,
        'description_md', r.description_md, 'art_render', r.art_render, 'upc', r.upc,
        'artwork_sha256', (SELECT a.sha256 FROM assets a WHERE a.id = r.artwork_id),
        'license', r.license, 'license_text', r.license_text, 'visibility', r.visibility,
        'download_policy', r.download_policy, 'secret_hash', r.secret_hash,
        'secret_token', r.secret_token, 'state', r.state, 'release_at', r.release_at,
        'time_zone', r.time_zone, 'teaser_from', r.teaser_from, 'live_at', r.live_at,
        'rev', r.rev, 'created_at', r.created_at, 'updated_at', r.updated_at, 'role', c.role,
        'release', {OUT}, 'ready', {_ANY.format(so=READY)},
        'teaser', {_ANY.format(so=catalog.TEASER)}, 'links', {_LINKS}, 'tracks', {_TRACKS}
    )::text AS whole
    FROM releases r JOIN users u ON u.id = r.owner_id
    LEFT JOIN collaborators c ON c.library_id = r.owner_id AND c.user_id = $1
    WHERE r.deleted_at IS NULL AND u.disabled_at IS NULL"""  # noqa: S608 - constants only
_BY_ID = f"{_WHOLE} AND r.id = $2"
_BY_ADDRESS = f"{_WHOLE} AND u.handle = $2 AND r.slug = $3"
_LISTED = f"""SELECT r.id, r.title, r.kind, r.slug, u.handle, r.art_render, r.visibility, r.state,
        r.release_at, r.time_zone, r.rev, {OUT} AS release, {{cover}} AS cover, (SELECT count(*)
          FROM release_tracks p JOIN tracks t ON t.id = p.track_id
         WHERE p.release_id = r.id AND p.deleted_at IS NULL AND {{counted}}) AS tracks
    FROM releases r JOIN users u ON u.id = r.owner_id
    WHERE r.deleted_at IS NULL AND u.disabled_at IS NULL"""  # noqa: S608 - constants only
_ALIVE = """SELECT id FROM tracks
    WHERE owner_id = $1 AND id = ANY($2::uuid[]) AND deleted_at IS NULL"""
_USABLE = """SELECT 1 FROM track_versions
    WHERE id = $1 AND track_id = $2 AND deleted_at IS NULL AND status <> 'failed'"""
_SHOWN = f"""t.deleted_at IS NULL AND t.visibility = 'public'
          AND {catalog.RELEASE} IN ('live', 'teaser')"""
"""Whether everybody may know that track t is on a release that is out."""
LIBRARY = f"""{_LISTED.format(cover="NULL", counted="t.deleted_at IS NULL")} AND r.owner_id = $1
    ORDER BY r.created_at DESC, r.id DESC"""
_COVER = f"""(SELECT json_build_object('track_id', t.id, 'render', t.art_render)::text
    FROM release_tracks p JOIN tracks t ON t.id = p.track_id
    WHERE p.release_id = r.id AND p.deleted_at IS NULL AND t.art_render IS NOT NULL AND {_SHOWN}
    ORDER BY p.position, p.id LIMIT 1)"""  # noqa: S608 - constants only
"""The first picture of a track that everybody may see, for releases without their own."""
_PUBLIC = f"""{_LISTED.format(cover=_COVER, counted=_SHOWN)}
    AND r.visibility = 'public' AND {OUT} = 'live'"""
OF_ARTIST = f"{_PUBLIC} AND u.handle = $1 ORDER BY r.release_at DESC, r.id DESC"
NEWEST = f"{_PUBLIC} ORDER BY r.release_at DESC, r.id DESC LIMIT $1"
_NUMBER = f"""(SELECT n.number FROM (
        SELECT p.track_id, row_number() OVER (ORDER BY p.position, p.id) AS number
          FROM release_tracks p JOIN tracks t ON t.id = p.track_id
         WHERE p.release_id = first.id AND p.deleted_at IS NULL AND {_SHOWN}) n
    WHERE n.track_id = $1)"""  # noqa: S608 - constants only
"""Which one a track is of those that everybody sees on a release; NULL if they do not see it."""
OF_TRACK = f"""SELECT first.*, {_NUMBER} AS number FROM (
    {_PUBLIC} AND r.id IN (SELECT p.release_id FROM release_tracks p
        WHERE p.track_id = $1 AND p.deleted_at IS NULL)
    ORDER BY r.release_at, r.id LIMIT 1) first"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRow:
    """A track of a release, as it is stored."""

    place_id: UUID
    position: float
    id: UUID
    slug: str
    title: str
    artist_name: str
    visibility: Visibility
    release: Release
    teaser_ms: int | None
    vault: bool
    art_render: UUID | None
    secret_token: str | None
    status: VersionStatus | None
    version_id: UUID | None
    duration_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A release with its tracks, as it is stored; `role`: of the viewer in its library."""

    id: UUID
    owner_id: UUID
    handle: str
    artist_name: str
    title: str
    kind: str
    slug: str
    description_md: str
    art_render: UUID | None
    artwork_sha256: str | None
    upc: str | None
    license: str
    license_text: str
    download_policy: DownloadPolicy
    visibility: Visibility
    secret_hash: str | None
    secret_token: str | None
    state: ReleaseState
    release_at: datetime | None
    time_zone: str
    teaser_from: datetime | None
    live_at: datetime | None
    rev: int
    created_at: datetime
    updated_at: datetime
    role: str | None
    release: Release
    ready: bool
    teaser: bool
    links: list[UUID] | None
    tracks: list[TrackRow]


@dataclass(frozen=True, slots=True)
class Seen:
    """A release and what one viewer may of it. `secret`: the one given, if it is the release's."""

    row: ReleaseRow
    context: Context
    secret: str | None

    @property
    def path(self) -> str:
        """The canonical address on this site."""
        return f"/@{self.row.handle}/r/{self.row.slug}"

    @property
    def staff(self) -> bool:
        """Whether the viewer works in the library."""
        return self.context.relation in STAFF

    @property
    def editor(self) -> bool:
        """Whether the viewer may change the release."""
        return self.context.relation in EDITORS

    @property
    def previewed(self) -> bool:
        """Whether it is a private link that lets the viewer in."""
        return self.context.valid_token is Token.PREVIEW

    @property
    def open_to_all(self) -> bool:
        """Whether everybody may see it, so that shared caches may keep it."""
        public = self.context.visibility is Visibility.PUBLIC
        return public and self.context.release is Release.LIVE and not self.staff

    def decide(self, surface: Surface) -> Decision:
        """What the viewer may of the release."""
        return decide(self.context, surface)

    def allows(self, surface: Surface) -> bool:
        """Whether the viewer may have `surface` of the release."""
        return self.decide(surface) is Decision.ALLOW

    def shows(self, track: TrackRow) -> bool:
        """Whether the viewer may see that the track is on it."""
        return decide(self.of_track(track), Surface.PAGE) is Decision.ALLOW

    def of_track(self, track: TrackRow) -> Context:
        """What decides about a track for this viewer, who came by the release's address."""
        token = Token.PREVIEW if self.previewed else Token.NONE
        if token is Token.NONE and self.secret and track.visibility is Visibility.UNLISTED:
            token = Token.SECRET
        return Context(
            visibility=track.visibility,
            release=track.release,
            ready=track.status is VersionStatus.READY,
            relation=self.context.relation,
            token=token,
            vault=track.vault,
            teaser=track.teaser_ms is not None,
        )


async def require(
    viewer: Viewer,
    *,
    release_id: UUID | None = None,
    address: tuple[str, str] | None = None,
    secret: str | None = None,
) -> Seen:
    """A release, by id or by handle and slug, that the viewer may see the page of. NOT_FOUND."""
    found: Any = None
    if release_id is not None:
        found = await db.row(_BY_ID, viewer.user_id, release_id)
    elif address is not None and not any("\0" in part for part in address):
        found = await db.row(_BY_ADDRESS, viewer.user_id, *address)
    if found is None:
        raise hidden()
    seen = _seen(codec.decode(found["whole"], ReleaseRow), viewer, secret)
    if not seen.allows(Surface.PAGE):
        raise hidden()
    return seen


async def require_editor(viewer: Viewer, release_id: UUID) -> Seen:
    """A release that the viewer may change. 404 if they may not know of it, else 403."""
    found = await require(viewer, release_id=release_id)
    if not found.editor:
        raise AppError(Code.FORBIDDEN, "Only the artist and their editors may change this release.")
    return found


async def require_staff(viewer: Viewer, release_id: UUID) -> Seen:
    """A release of a library that the viewer works in. 404 for everybody else."""
    found = await require(viewer, release_id=release_id)
    if not found.staff:
        raise hidden()
    return found


async def in_library(library_id: UUID, track_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the tracks that are the library's and alive, as the transaction around sees it."""
    found = await db.execute(_ALIVE, library_id, list(track_ids))
    return {row["id"] for row in found}


async def can_stand(track_id: UUID, version_id: UUID) -> bool:
    """Whether this is a living version of the track that could stand for it."""
    return bool(await db.execute(_USABLE, version_id, track_id))


def hidden() -> AppError:
    """The one 404 of releases."""
    return not_found("This release")


def _seen(row: ReleaseRow, viewer: Viewer, secret: str | None) -> Seen:
    valid = catalog.secret_matches(secret, row.secret_hash)
    token = Token.SECRET if secret else Token.NONE
    link = any(link in viewer.previews for link in row.links or ())
    if link and not (valid and row.release is Release.LIVE):
        token = Token.PREVIEW
    context = Context(
        visibility=row.visibility,
        release=row.release,
        ready=row.ready,
        relation=catalog.relation_of(viewer, row.owner_id, row.role),
        token=token,
        token_valid=valid or token is Token.PREVIEW,
        downloads=row.download_policy,
        teaser=row.teaser,
    )
    return Seen(row, context, secret if valid else None)
