"""A track in full as one JSON column, and what each viewer is shown of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from server.catalog.facts import Facts
from server.catalog.models import ReleaseState, RenditionStatus, StemRole, VersionStatus
from server.catalog.schemas import StemView
from server.catalog.views import (
    CreditView,
    FailureView,
    OriginalView,
    PictureView,
    RenditionView,
    TrackView,
    VersionView,
    artist_view,
    artwork_urls,
    license_view,
    picture_url,
)
from server.catalog.visibility import Decision, Release, Surface, told_ms
from sync.wire import codec
from sync.wire.pictures import references
from sync.wire.records import CreditRecord

_RENDITIONS = """(SELECT coalesce(json_agg(json_build_object(
        'kind', x.kind, 'tier', x.tier, 'status', x.status, 'codecs', x.codecs,
        'bandwidth', x.bandwidth, 'average_bandwidth', x.average_bandwidth,
        'segments', x.segments, 'bytes', x.bytes, 'failure', x.failure) ORDER BY x.kind), '[]')
    FROM transcodes x WHERE x.version_id = w.id AND x.tier <> 'teaser')"""
_STEMS = """(SELECT coalesce(json_agg(json_build_object(
        'id', s.id, 'role', s.role, 'title', s.title, 'position', s.position,
        'asset_id', s.asset_id, 'credits', s.credits) ORDER BY s.position, s.id), '[]')
    FROM stems s WHERE s.version_id = w.id AND s.deleted_at IS NULL)"""
_ORIGINAL = """(SELECT json_build_object('asset_id', a.id, 'filename', a.filename,
        'size', a.size, 'sha256', a.sha256) FROM assets a WHERE a.id = w.original_id)"""
_VERSION = f"""json_build_object(
        'id', w.id, 'label', w.label, 'position', w.position, 'status', w.status,
        'progress', w.progress, 'duration_ms', w.duration_ms, 'sample_rate', w.sample_rate,
        'channels', w.channels, 'bit_depth', w.bit_depth, 'codec', w.codec, 'lufs', w.lufs,
        'lra', w.lra, 'true_peak', w.true_peak, 'ready_at', w.ready_at,
        'created_at', w.created_at, 'failure', w.failure, 'warnings', w.warnings,
        'renditions', {_RENDITIONS}, 'stems', {_STEMS}, 'original', {_ORIGINAL})"""
DETAIL = f"""json_build_object(
    'description_md', t.description_md, 'liner_notes_md', t.liner_notes_md,
    'session', t.session, 'genre', t.genre, 'license', t.license, 'isrc', t.isrc,
    'license_text', t.license_text, 'release_state', t.release_state, 'tags', t.tag_names,
    'play_count', t.play_count, 'created_at', t.created_at, 'updated_at', t.updated_at,
    'secret_token', t.secret_token, 'art_failure', t.art_failure,
    'credits', (SELECT coalesce(json_agg(json_build_object('person', c.person, 'role', c.role,
            'url', c.url) ORDER BY c.position, c.id), '[]') FROM credits c
            WHERE c.track_id = t.id AND c.deleted_at IS NULL),
    'pictures', (SELECT coalesce(json_agg(json_build_object('sha256', p.sha256,
            'width', p.width, 'height', p.height) ORDER BY p.id), '[]') FROM note_pictures p
            WHERE p.track_id = t.id AND p.render_id IS NOT NULL),
    'versions', (SELECT coalesce(json_agg({_VERSION} ORDER BY w.position, w.id), '[]')
            FROM track_versions w WHERE w.track_id = t.id AND w.deleted_at IS NULL)
    )::text AS detail"""  # noqa: S608 - constants only


# What is stored is decoded without the rules for what is sent: they may have changed since.
@dataclass(frozen=True, slots=True, kw_only=True)
class _Stem:
    id: UUID
    role: StemRole
    title: str
    position: float
    asset_id: UUID
    credits: list[CreditView]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    id: UUID
    label: str
    position: float
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
    failure: FailureView | None
    warnings: list[Any]
    renditions: list[RenditionView]
    stems: list[_Stem]
    original: OriginalView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detail:
    description_md: str
    liner_notes_md: str
    session: dict[str, Any]
    genre: str
    license: str
    license_text: str
    isrc: str | None
    release_state: ReleaseState
    tags: list[str]
    play_count: int
    created_at: datetime
    updated_at: datetime
    secret_token: str | None
    art_failure: FailureView | None
    credits: list[CreditView]
    pictures: list[_Picture]
    versions: list[_Version]


def track_of(facts: Facts, detail: str) -> TrackView:
    """The track as the viewer of `facts` may see it."""
    d = _decoded(detail)
    live = facts.context.release is Release.LIVE
    return TrackView(
        id=facts.track_id,
        slug=facts.slug,
        url=facts.path,
        title=facts.title,
        artist=artist_view(facts.handle, facts.artist_name),
        description_md=d.description_md,
        liner_notes_md=d.liner_notes_md,
        pictures=_pictures(facts, d),
        session=d.session,
        genre=d.genre,
        tags=d.tags,
        credits=d.credits,
        license=license_view(d.license, d.license_text),
        isrc=d.isrc,
        artwork=artwork_urls(facts.track_id, facts.art_render, facts.secret),
        visibility=facts.context.visibility,
        release=facts.context.release,
        release_state=d.release_state,
        release_at=facts.release_at,
        published_at=(facts.release_at or d.created_at) if live else None,
        download_policy=facts.context.downloads,
        comments_open=facts.comments_open,
        primary_version_id=facts.primary_version_id,
        versions=[_version(facts, v) for v in _shown(facts, d.versions)],
        play_count=d.play_count,
        comment_count=facts.comment_count,
        rev=facts.rev,
        created_at=d.created_at,
        updated_at=d.updated_at,
        secret=d.secret_token if facts.editor else None,
        artwork_failure=d.art_failure if facts.staff else None,
    )


@lru_cache(maxsize=512)
def _decoded(detail: str) -> _Detail:
    return codec.decode(detail, _Detail)


def _shown(facts: Facts, versions: list[_Version]) -> list[_Version]:
    """Staff see all. Others see what can be heard, or that the first one is on its way."""
    if facts.staff:
        return versions
    ready = [v for v in versions if v.status is VersionStatus.READY]
    if ready:
        return ready
    return [
        replace(v, status=VersionStatus.PROCESSING, progress=0)
        for v in versions
        if v.id == facts.version_id
    ]


def _pictures(facts: Facts, d: _Detail) -> list[PictureView]:
    named = set(references(d.liner_notes_md))
    return [
        PictureView(
            sha256=p.sha256,
            url=picture_url(facts.track_id, p.sha256, facts.secret),
            width=p.width,
            height=p.height,
        )
        for p in d.pictures
        if p.sha256 in named
    ]


def _version(facts: Facts, v: _Version) -> VersionView:
    ready = v.status is VersionStatus.READY
    query = f"?s={facts.secret}" if facts.secret else ""
    api = f"/api/v1/versions/{v.id}"
    return VersionView(
        id=v.id,
        track_id=facts.track_id,
        label=v.label,
        position=v.position,
        primary=v.id == facts.primary_version_id,
        status=v.status,
        progress=100 if ready else v.progress,
        duration_ms=told_ms(facts.context, v.duration_ms, facts.teaser_ms),
        sample_rate=v.sample_rate,
        channels=v.channels,
        bit_depth=v.bit_depth,
        codec=v.codec,
        lufs=v.lufs,
        lra=v.lra,
        true_peak=v.true_peak,
        ready_at=v.ready_at,
        created_at=v.created_at,
        renditions=_renditions(facts, v),
        waveform_url=f"{api}/waveform{query}" if ready else None,
        grant_url=f"{api}/grant{query}" if ready else None,
        playlist_url=f"/api/v1/stream/{v.id}.m3u8{query}" if ready else None,
        failure=v.failure if facts.staff else None,
        warnings=v.warnings if facts.staff else [],
        original=v.original if facts.staff else None,
        stems=[_stem(s) for s in v.stems] if facts.staff else [],
    )


def _stem(s: _Stem) -> StemView:
    return StemView(
        id=s.id,
        role=s.role,
        title=s.title,
        position=s.position,
        asset_id=s.asset_id,
        credits=[CreditRecord(person=c.person, role=c.role, url=c.url) for c in s.credits],
    )


def _renditions(facts: Facts, v: _Version) -> list[RenditionView]:
    """Staff see all. Who hears no more than a teaser sees none: their sizes tell the length."""
    if facts.staff:
        return v.renditions
    if facts.decide(Surface.STREAM) is Decision.HIDE:
        return []
    return [r for r in v.renditions if r.status is RenditionStatus.READY]
