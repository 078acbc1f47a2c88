"""Every signed address of sound: grants, playlists, and the capability that a playlist's URL is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

from server.catalog.facts import Facts
from server.catalog.visibility import Relation, Surface
from server.delivery.queries import Heard, Rendition, Streams, Teaser
from server.kit import signing
from server.kit.config import Settings
from server.kit.errors import AppError, not_found
from server.kit.tickets import Ticket, issue_ticket
from sync.wire.problems import Code

WINDOW_S = 900
"""Expiries are rounded up to this, so that URLs stay the same for a while and can be cached."""

LINK_TTL_S = 900
"""How long sound that was handed out by a private link can be heard, at least."""

Codec = Literal["opus", "aac", "flac", "mp3"]
PREFERENCE: tuple[Codec, ...] = ("opus", "aac", "flac", "mp3")
STANDARD, LOSSLESS, TEASER = "std", "lossless", "teaser"
_ENTITLED = frozenset({Relation.MEMBER, Relation.BUYER})
_FILES = {"mp3": "audio/mpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One address to play from. `mime` is what MediaSource.isTypeSupported is asked."""

    codec: Codec
    kind: Literal["hls", "file"]
    mime: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaserGrant:
    """Which part of the version a grant is for, and when the whole is out."""

    starts_ms: int
    length_ms: int
    release_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The right to hear a version until `expires_at`; times in epoch seconds.

    With `teaser`, only that part of it: then `sources` play nothing else.

    `sources` in order of preference; `ticket` goes along with reports of plays.
    """

    version_id: UUID
    expires_at: int
    server_time: int
    ticket: str
    playlist: str
    sources: tuple[Source, ...]
    teaser: TeaserGrant | None = None


def grant(settings: Settings, heard: Heard, expires_at: int, *, now: float) -> Grant:
    """What a player needs to play what may be heard of a version."""
    facts, part = heard.facts, heard.teaser
    assert facts.version_id is not None, "a stream that is allowed has a version"
    tiers = (TEASER,) if part else (STANDARD, LOSSLESS) if lossless(facts) else (STANDARD,)
    ticket = Ticket(facts.version_id, expires_at, facts.allows(Surface.PLAY_COUNT))
    return Grant(
        version_id=facts.version_id,
        expires_at=expires_at,
        server_time=int(now),
        ticket=issue_ticket(settings.session_secret, ticket),
        playlist=playlist_url(settings, facts.version_id, expires_at, tier=tiers[0]),
        sources=_sources(settings.secure_link_secret, heard.streams, tiers, expires_at),
        teaser=None if part is None else _part(part, facts),
    )


def _part(teaser: Teaser, facts: Facts) -> TeaserGrant:
    return TeaserGrant(
        starts_ms=teaser.starts_ms, length_ms=teaser.length_ms, release_at=facts.release_at
    )


def expiry(now: float, ttl: int, ends_at: int | None = None) -> int:
    """When a grant given now ends, in epoch seconds; never after `ends_at`."""
    rounded = -(-(int(now) + ttl) // WINDOW_S) * WINDOW_S
    return rounded if ends_at is None else min(rounded, ends_at)


def ends(settings: Settings, facts: Facts, now: float) -> int:
    """When a grant given now to this viewer ends, in epoch seconds. Whoever came by a private link
    asks again and again, so that revoking it stops the sound, too.
    """
    ttl = min(settings.hls_token_ttl, LINK_TTL_S) if facts.previewed else settings.hls_token_ttl
    return expiry(now, ttl, facts.ends_at)


def lossless(facts: Facts) -> bool:
    """Whether the viewer may hear the lossless stream: staff, members and buyers."""
    return facts.staff or facts.relation in _ENTITLED


def fallback_url(settings: Settings, streams: Streams, expires_at: int) -> str | None:
    """The signed MP3, for players that know nothing else."""
    for rendition in streams.renditions:
        if rendition.kind == "mp3":
            return _signed(settings.secure_link_secret, rendition, expires_at)
    return None


def master_playlist(
    settings: Settings,
    streams: Streams,
    expires_at: int,
    *,
    tier: str = STANDARD,
    codec: str | None = None,
) -> bytes:
    """The master playlist (RFC 8216 section 4.3.4.2) of one codec, its variants signed.

    Of the `codec` that is asked for, else of the best that the tier has; NOT_FOUND if it has none.
    Players take what a master lists for interchangeable, and break when they switch codecs in the
    middle: hence one master for each.
    """
    found = _master(settings.secure_link_secret, streams, expires_at, tier, codec)
    if found is None:
        raise not_found("A stream of this kind")
    return found


@lru_cache(maxsize=1024)
def _master(
    secret: str, streams: Streams, expires_at: int, tier: str, codec: str | None
) -> bytes | None:
    shown = [r for r in _preferred(streams, (tier,)) if r.is_hls and codec in {None, r.kind}]
    if not shown:
        return None
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for r in shown:
        if r.kind == shown[0].kind:
            lines += [
                f"#EXT-X-STREAM-INF:BANDWIDTH={r.bandwidth},"
                f'AVERAGE-BANDWIDTH={r.average_bandwidth},CODECS="{r.codecs}"',
                _signed(secret, r, expires_at),
            ]
    return "\n".join([*lines, ""]).encode()


def playlist_url(
    settings: Settings, version_id: UUID, expires_at: int, *, tier: str = STANDARD
) -> str:
    """The address of the master playlist of a tier, good without a session until it expires."""
    return _playlist_url(settings.session_secret, version_id, expires_at, tier)


@lru_cache(maxsize=4096)
def _playlist_url(secret: str, version_id: UUID, expires_at: int, tier: str) -> str:
    key = signing.derive(secret, "playlist")
    signature = signing.sign(key, _playlist_claim(version_id, str(expires_at), tier))
    named = "" if tier == STANDARD else f"tier={tier}&"
    return f"/api/v1/stream/{version_id}.m3u8?{named}grant={expires_at}.{signature}"


def _playlist_claim(version_id: UUID, expires_at: str, tier: str) -> str:
    """What is signed; the signature of a teaser must not open the whole."""
    return f"{version_id}:{expires_at}" + ("" if tier == STANDARD else f":{tier}")


def check_playlist_grant(
    settings: Settings, version_id: UUID, text: str | None, now: float, *, tier: str = STANDARD
) -> int | None:
    """The expiry of an address that we signed for this tier's playlist; None for anything else.
    410 when it is over.
    """
    expires, _, signature = (text or "").partition(".")
    if not (expires.isascii() and expires.isdigit() and len(expires) == 10 and signature.isascii()):
        return None
    key = signing.derive(settings.session_secret, "playlist")
    if not signing.verify(key, _playlist_claim(version_id, expires, tier), signature):
        return None
    if now > int(expires):
        raise AppError(
            Code.EXPIRED, "This address has expired.", remedy="Open the track again for a new one."
        )
    return int(expires)


def clock() -> float:
    """Epoch seconds; expiries are by this machine's clock, as they are in nginx."""
    return time.time()


@lru_cache(maxsize=1024)
def _sources(
    secret: str, streams: Streams, tiers: tuple[str, ...], expires_at: int
) -> tuple[Source, ...]:
    return tuple(_source(secret, r, expires_at) for r in _preferred(streams, tiers))


def _source(secret: str, r: Rendition, expires_at: int) -> Source:
    return Source(
        codec=r.kind,
        kind="hls" if r.is_hls else "file",
        mime=f'audio/mp4; codecs="{r.codecs}"' if r.is_hls else _FILES[r.kind],
        url=_signed(secret, r, expires_at),
    )


def _preferred(streams: Streams, tiers: tuple[str, ...]) -> list[Rendition]:
    shown = [r for r in streams.renditions if r.tier in tiers]
    return sorted(shown, key=lambda r: PREFERENCE.index(r.kind))


def _signed(secret: str, rendition: Rendition, expires_at: int) -> str:
    return f"{signing.media_prefix(secret, rendition.directory, expires_at)}/{rendition.file}"
