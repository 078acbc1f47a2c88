"""What the player on a page or embed is given (static_src/kit/types.ts has the same shapes)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sanic import Request

from public_web.memo import CLOCK
from public_web.moments import clock, day, length, moment, parse_clock, short_moment
from public_web.render import theme
from server.catalog.views import TrackListing, TrackView, VersionView
from server.delivery import service as delivery
from server.delivery.queries import Listening, Teaser
from server.identity.access import Viewer, csrf_token
from server.kit.config import Settings
from server.kit.markdown import Picture, render

TARGET_LUFS = -14.0
"""What most streaming services play at, and what the Level button of the player aims for."""

_SESSION_LABELS = {
    "instruments": "Instruments",
    "outboard": "Outboard",
    "room": "Room",
    "date": "Recorded",
    "tempo_bpm": "Tempo",
    "key": "Key",
}


def version_asked(request: Request) -> UUID | None:
    """The version of `?v=`, None when it is no id."""
    try:
        return UUID(request.args.get("v", ""))
    except ValueError:
        return None


def track_context(found: Listening) -> dict[str, Any]:
    """`track` of the templates."""
    track = found.track
    published = track.published_at
    return {
        "id": str(track.id),
        "slug": track.slug,
        "title": track.title,
        "url": track.url + (f"?s={quote(found.facts.secret)}" if found.facts.secret else ""),
        "artist": track.artist,
        "description_html": rendered(track.description_md),
        "liner_notes_html": rendered(track.liner_notes_md, _pictures(track)),
        "genre": track.genre,
        "tags": track.tags,
        "license": track.license,
        "published_at": published.isoformat() if published else None,
        "artwork": track.artwork and {**track.artwork, "alt": f"Cover of {track.title}"},
        "duration_ms": found.facts.duration_ms,
        "credits": track.credits,
        "session": _session(track.session),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the address asks of the player."""

    theme: str
    start_ms: int
    autoplay: bool
    embed: bool


def wanted(request: Request, *, embed: bool) -> Wanted:
    """The options of a request."""
    return Wanted(
        theme=theme(request),
        start_ms=parse_clock(request.args.get("t")) or 0,
        autoplay=request.args.get("autoplay") in {"1", "true"},
        embed=embed,
    )


def expiry(settings: Settings, found: Listening, now: float) -> int | None:
    """When what the viewer may hear expires; None if they may not hear it."""
    if found.heard is None:
        return None
    return delivery.ends(settings, found.facts, now)


def page_key(settings: Settings, found: Listening, options: Wanted, now: float) -> Hashable:
    """Everything that a page for somebody not signed in depends on."""
    let_in = found.facts.secret, found.facts.previewed, found.facts.context.token_downloads
    return found.state, let_in, options, expiry(settings, found, now)


def common(
    settings: Settings, viewer: Viewer, found: Listening, options: Wanted, *, now: float
) -> dict[str, Any]:
    """What page and embed share: track, versions, player, and the way out without JavaScript.

    Expiries are counted from `now`; the player is told memo.CLOCK, which stands for the time at
    which the page is sent.
    """
    track = track_context(found)
    grant, fallback, heard = None, None, found.heard
    expires_at = expiry(settings, found, now)
    if heard is not None and expires_at is not None:
        grant = delivery.grant(settings, heard, expires_at, now=CLOCK)
        fallback = delivery.fallback_url(settings, heard.streams, expires_at)
    teaser = heard.teaser if heard else None
    versions = found.track.versions
    if teaser is not None:
        versions = [v for v in versions if v.id == found.facts.version_id]
    return {
        "track": track,
        "teaser": teaser and _announced(teaser, found),
        "versions": [_version(v) for v in versions],
        "chosen": str(found.facts.version_id),
        "audio_fallback_url": fallback,
        "published_label": day(found.track.published_at) if found.track.published_at else None,
        "player": {
            "track": {
                name: track[name]
                for name in ("id", "slug", "title", "url", "artist", "artwork", "duration_ms")
            },
            "versions": [_playable(v, teaser) for v in versions],
            "grant": grant,
            "urls": {"comments": "/api/v1/comments", "plays": "/api/v1/plays"},
            "viewer": None if options.embed else _shown(viewer),
            "csrf": None if options.embed else csrf_token(settings, viewer),
            "embed": options.embed,
            "start_ms": 0 if teaser else options.start_ms,
            "autoplay": options.autoplay,
            "theme": options.theme,
            "target_lufs": TARGET_LUFS,
            "secret": found.facts.secret,
        },
    }


def row(listing: TrackListing) -> dict[str, Any]:
    """One line of a list of tracks."""
    return {
        "title": listing.title,
        "url": listing.url,
        "artist": listing.artist,
        "artwork": listing.artwork,
        "duration_label": clock(listing.duration_ms) if listing.duration_ms else None,
        "published_label": day(listing.published_at) if listing.published_at else None,
    }


def _shown(viewer: Viewer) -> dict[str, str] | None:
    return {"handle": viewer.handle, "name": viewer.display_name} if viewer.signed_in else None


def _version(v: VersionView) -> dict[str, Any]:
    return {
        "id": str(v.id),
        "label": v.label,
        "primary": v.primary,
        "status": v.status.value,
        "failure": v.failure,
        "duration_ms": v.duration_ms,
        "lufs": v.lufs,
        "true_peak": v.true_peak,
    }


def _announced(teaser: Teaser, found: Listening) -> dict[str, Any]:
    """How long the part is that is played, and until when it is all there is."""
    at = found.facts.release_at
    return {
        "length_label": length(teaser.length_ms),
        "release_at": at.isoformat() if at else None,
        "release_label": moment(at) if at else None,
        "release_short": short_moment(at) if at else None,
    }


def _peaks(teaser: Teaser) -> dict[str, Any]:
    return {"bits": 8, "length": len(teaser.peaks) // 2, "data": teaser.peaks}


def _playable(v: VersionView, teaser: Teaser | None) -> dict[str, Any]:
    """A version for the player; where only a part is played, just that and its waveform."""
    return {
        "id": str(v.id),
        "label": v.label,
        "primary": v.primary,
        "duration_ms": v.duration_ms,
        "lufs": v.lufs,
        "true_peak": v.true_peak,
        "status": v.status.value,
        "peaks": _peaks(teaser) if teaser else None,
        "waveform_url": None if teaser else v.waveform_url,
        "grant_url": v.grant_url,
    }


def _session(session: dict[str, Any]) -> dict[str, Any] | None:
    found = {label: session.get(name) for name, label in _SESSION_LABELS.items()}
    if found["Tempo"]:
        found["Tempo"] = f"{found['Tempo']:g} BPM"
    return found if any(found.values()) else None


def rendered(markdown: str, pictures: tuple[Picture, ...] = ()) -> str:
    """What an artist wrote, as safe HTML; `pictures` are those that it may show."""
    return render(markdown, profile="notes", pictures=pictures) if markdown else ""


def _pictures(track: TrackView) -> tuple[Picture, ...]:
    return tuple(
        Picture(sha256=p.sha256, url=p.url, width=p.width, height=p.height) for p in track.pictures
    )
