"""Grants, playlists, waveforms, artwork, and the signed sound itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from sanic import HTTPResponse, Request
from sanic.response import raw

from server.catalog import pictures
from server.catalog import queries as catalog
from server.catalog.models import Visibility
from server.catalog.schemas import WithSecret
from server.catalog.visibility import Release, Surface
from server.delivery import artwork, queries, service, waveforms
from server.identity.access import viewer
from server.kit import signing
from server.kit.asking import resources
from server.kit.cors import OPEN_HEADERS, allow_preflight, any_origin
from server.kit.errors import AppError, not_found
from server.kit.http import JSON, Api, query, reply
from server.kit.objects.values import TYPES
from server.kit.responder import send_object
from server.releases import queries as releases
from sync.wire.fields import Points, Token
from sync.wire.problems import Code

api = Api("delivery", prefix="")
PLAYLIST = "application/vnd.apple.mpegurl"
NOT_KEPT = {"cache-control": "private, no-store"}
FOR_EVER = "max-age=31536000, immutable"
LONGEST_FILE = 200
"""Nothing that is rendered has a longer name; a store might refuse to look one up."""
HEARD = (Code.PAYMENT_REQUIRED, Code.PROCESSING)
"""What refuses a stream besides 404."""

_SIGNED = re.compile(
    r"/media/hls/(?P<sig>[A-Za-z0-9_-]{22})/(?P<exp>[0-9]{10})/"
    r"(?P<dir>[0-9a-z-]{1,40}/(?:std|lossless|teaser))/"
    r"(?P<file>[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*\.(?:m3u8|m4s|mp4|aac|ts|mp3))"
)
"""The same expression as in nginx/media.conf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistQuery:
    """`grant`: what a grant's playlist address carries. `tier` lossless is for the entitled.

    Before a track is out, and with `tier` teaser, what is played is a part of it.
    `codec`: which stream of the tier, for players that cannot play its best.
    """

    s: Token = ""
    grant: Token = ""
    tier: Literal["std", "lossless", "teaser"] = "std"
    codec: Literal["opus", "aac", "flac"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveformQuery:
    """`points`: how many to shorten the waveform to."""

    s: Token = ""
    points: Points | None = None


@api.route(
    "GET",
    "/api/v1/tracks/<track_id:uuid>",
    surface=Surface.PAGE,
    query=WithSecret,
    reply=catalog.TrackView,
)
@any_origin
async def show_track(request: Request, track_id: UUID) -> HTTPResponse:
    """A track in full, with the signed playlist of its primary version."""
    secret = query(request, WithSecret).s
    facts, track = await catalog.open_track(
        await viewer(request), Surface.PAGE, track_id=track_id, secret=secret
    )
    if facts.version_id is not None and facts.allows(Surface.STREAM):
        settings = resources(request).settings
        expires_at = service.ends(settings, facts, service.clock())
        playlist = service.playlist_url(settings, facts.version_id, expires_at)
        track = replace(track, playlist_url=playlist)
    return reply(track)


@api.route(
    "GET",
    "/api/v1/versions/<version_id:uuid>/grant",
    surface=Surface.STREAM,
    query=WithSecret,
    reply=service.Grant,
    errors=HEARD,
)
@any_origin
async def grant(request: Request, version_id: UUID) -> HTTPResponse:
    """Signed addresses of a version's sound, or its teaser's, for as long as the grant lasts."""
    secret = query(request, WithSecret).s
    heard = await queries.stream(await viewer(request), version_id, secret)
    settings, now = resources(request).settings, service.clock()
    expires_at = service.ends(settings, heard.facts, now)
    return reply(service.grant(settings, heard, expires_at, now=now), headers=NOT_KEPT)


@api.route(
    "GET",
    "/api/v1/stream/<version_id=uuid:ext=m3u8>",
    surface=Surface.STREAM,
    query=PlaylistQuery,
    content_type=PLAYLIST,
    errors=(*HEARD, Code.EXPIRED),
)
@any_origin
async def playlist(request: Request, version_id: UUID, ext: str) -> HTTPResponse:
    """The signed master playlist of a version: Opus, or what `codec` asks for."""
    asked = query(request, PlaylistQuery)
    settings = resources(request).settings
    now = service.clock()
    tier: str = asked.tier
    teaser = tier == service.TEASER
    expires_at = service.check_playlist_grant(settings, version_id, asked.grant, now, tier=tier)
    if expires_at is not None and tier != service.LOSSLESS:
        found = await queries.granted_stream(version_id, teaser=teaser)
    else:
        heard = await queries.stream(await viewer(request), version_id, asked.s, teaser=teaser)
        found = heard.streams
        if tier == service.LOSSLESS and not service.lossless(heard.facts):
            raise not_found("This stream")
        tier = service.TEASER if heard.teaser else tier
        expires_at = service.ends(settings, heard.facts, now)
    text = service.master_playlist(settings, found, expires_at, tier=tier, codec=asked.codec)
    return raw(text, content_type=PLAYLIST, headers=NOT_KEPT)


@api.route(
    "GET",
    "/api/v1/versions/<version_id:uuid>/audio.mp3",
    surface=Surface.STREAM,
    query=WithSecret,
    status=302,
    content_type="audio/mpeg",
    errors=HEARD,
)
@any_origin
async def audio_file(request: Request, version_id: UUID) -> HTTPResponse:
    """The lasting address of a version's MP3; leads to a signed one."""
    secret = query(request, WithSecret).s
    heard = await queries.stream(await viewer(request), version_id, secret)
    settings = resources(request).settings
    expires_at = service.ends(settings, heard.facts, service.clock())
    url = service.fallback_url(settings, heard.streams, expires_at)
    if url is None:
        raise not_found("An MP3 of this version")
    headers = {**NOT_KEPT, "location": url}
    return HTTPResponse(status=302, headers=headers, content_type="audio/mpeg")


@api.route(
    "GET",
    "/api/v1/versions/<version_id:uuid>/waveform",
    surface=Surface.WAVEFORM,
    query=WaveformQuery,
    reply=waveforms.Peaks,
    ranged=True,
    errors=HEARD,
)
@any_origin
async def waveform(request: Request, version_id: UUID) -> HTTPResponse | None:
    """A version's peaks, as audiowaveform version 2 has them."""
    asked = query(request, WaveformQuery)
    facts, render = await queries.peaks(await viewer(request), version_id, asked.s)
    headers = _cached(facts, "max-age=300")
    if asked.points is None:
        return await send_object(
            request,
            waveforms.BUCKET,
            waveforms.key(render, "waveform.json"),
            content_type=JSON,
            headers={**OPEN_HEADERS, **headers},
        )
    store = resources(request).store
    return raw(
        await waveforms.shortened(store, render, asked.points), headers=headers, content_type=JSON
    )


@api.route(
    "GET",
    "/api/v1/versions/<version_id:uuid>/waveform.png",
    surface=Surface.WAVEFORM,
    query=WithSecret,
    content_type="image/png",
    ranged=True,
    errors=HEARD,
)
@any_origin
async def waveform_picture(request: Request, version_id: UUID) -> HTTPResponse | None:
    """A version's waveform, drawn."""
    secret = query(request, WithSecret).s
    facts, render = await queries.peaks(await viewer(request), version_id, secret)
    return await send_object(
        request,
        waveforms.BUCKET,
        waveforms.key(render, "waveform.png"),
        content_type="image/png",
        headers={**OPEN_HEADERS, **_cached(facts, "max-age=300")},
    )


@api.route(
    "GET",
    "/artwork/<track_id:uuid>/<size=int:ext=jpg>",
    surface=Surface.PAGE,
    documented=False,
)
@any_origin
async def picture(request: Request, track_id: UUID, size: int, ext: str) -> HTTPResponse | None:
    """A track's cover in one of three sizes."""
    facts = await catalog.require(
        await viewer(request), Surface.PAGE, track_id=track_id, secret=request.args.get("s")
    )
    if facts.art_render is None or size not in artwork.SIZES:
        raise not_found("This picture")
    key = await artwork.ensure(resources(request).store, facts.art_render, size)
    # The address changes with the picture (`v`), so that a copy may be kept.
    age = "max-age=86400" if request.args.get("v") else "max-age=300"
    return await send_object(
        request,
        artwork.BUCKET,
        key,
        content_type="image/jpeg",
        headers={**OPEN_HEADERS, **_cached(facts, age)},
    )


@api.route(
    "GET",
    "/artwork/<track_id:uuid>/notes/<sha256=str:ext=jpg>",
    surface=Surface.PAGE,
    documented=False,
)
@any_origin
async def note_picture(
    request: Request, track_id: UUID, sha256: str, ext: str
) -> HTTPResponse | None:
    """A picture of a track's liner notes, if they name it."""
    facts = await catalog.require(
        await viewer(request), Surface.PAGE, track_id=track_id, secret=request.args.get("s")
    )
    drawn = await pictures.drawn(track_id, sha256)
    if drawn is None:
        raise not_found("This picture")
    return await send_object(
        request,
        artwork.BUCKET,
        drawn.key,
        content_type="image/jpeg",
        headers={**OPEN_HEADERS, **_cached(facts, "max-age=3600")},
    )


@api.route(
    "GET",
    "/artwork/release/<release_id:uuid>/<size=int:ext=jpg>",
    surface=Surface.PAGE,
    documented=False,
)
@any_origin
async def release_picture(
    request: Request, release_id: UUID, size: int, ext: str
) -> HTTPResponse | None:
    """A release's cover in one of three sizes."""
    secret = request.args.get("s")
    seen = await releases.require(await viewer(request), release_id=release_id, secret=secret)
    if seen.row.art_render is None or size not in artwork.SIZES:
        raise not_found("This picture")
    key = await artwork.ensure(resources(request).store, seen.row.art_render, size)
    age = "max-age=86400" if request.args.get("v") else "max-age=300"
    kept = "public" if seen.open_to_all else "private"
    return await send_object(
        request,
        artwork.BUCKET,
        key,
        content_type="image/jpeg",
        headers={**OPEN_HEADERS, "cache-control": f"{kept}, {age}"},
    )


@api.route("GET", "/media/hls/<rest:path>", surface="signature", documented=False)
@any_origin
async def media(request: Request, rest: str) -> HTTPResponse | None:
    """Signed sound, as nginx serves it in production: 403 tampered, 410 expired, 404 missing."""
    found = _SIGNED.fullmatch(request.path)
    settings = resources(request).settings
    if found is None or not signing.media_valid(
        settings.secure_link_secret, found["dir"], int(found["exp"]), found["sig"]
    ):
        raise AppError(Code.TAMPERED, "This address was not signed by this site.")
    if int(service.clock()) > int(found["exp"]):
        raise AppError(
            Code.EXPIRED, "This address has expired.", remedy="Ask for a new grant of the version."
        )
    if len(found["file"]) > LONGEST_FILE:
        raise not_found("This file")
    ending = f".{found['file'].rpartition('.')[2]}"
    return await send_object(
        request,
        "hls",
        f"{found['dir']}/{found['file']}",
        content_type=TYPES[ending],
        headers={**OPEN_HEADERS, "cache-control": f"private, {FOR_EVER}"},
    )


for _path in ("/api/v1/versions/<version_id:uuid>/grant", "/media/hls/<rest:path>"):
    allow_preflight(api, _path, method="GET")


def _cached(facts: catalog.Facts, age: str) -> dict[str, str]:
    """Shared caches keep only what everybody may see, and not beyond the end of a release."""
    open_to_all = (
        facts.context.visibility is Visibility.PUBLIC
        and facts.context.release is Release.LIVE
        and not facts.staff
    )
    return {"cache-control": f"{'public' if open_to_all else 'private'}, {age}"}
