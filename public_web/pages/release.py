"""/@handle/r/slug: the page of a release, and one player for all its tracks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from sanic import HTTPResponse, Request

from public_web import album, shared
from public_web.moments import clock, day, local, moment
from public_web.pages.player import Wanted, common, rendered, wanted
from public_web.pages.track import SECRET_HEADERS
from public_web.pages.visitor import see_other, signed_in_again
from public_web.render import pages
from server.catalog.visibility import Release as Out
from server.catalog.visibility import Surface
from server.delivery import queries as delivery
from server.delivery.service import clock as server_clock
from server.identity.access import Viewer, viewer
from server.kit.config import Settings
from server.kit.http import Api
from server.releases import previews, queries, views
from server.releases.queries import Seen
from server.releases.schemas import ReleaseListing, ReleaseTrackView, ReleaseView

api = Api("page_release", prefix="")
FRAMED = ("name", "robots", "noindex, indexifembedded")
"""Of an embed: it is found by the page that shows it, not by itself."""
WAITING = {Out.SCHEDULED, Out.TEASER}
KINDS = {"single": "Single", "ep": "EP", "album": "Album"}


@api.route(
    "GET", "/<handle:at>/r/<slug:str>", surface=Surface.PAGE, name="release", documented=False
)
@signed_in_again
async def show(request: Request, handle: str, slug: str) -> HTTPResponse:
    """The page of a release, with `?s=` for the secret."""
    asking = await viewer(request)
    address = (unquote(handle).casefold(), unquote(slug))
    seen = await queries.require(asking, address=address, secret=request.args.get("s"))
    if unquote(request.path) != seen.path:
        query = f"?{request.query_string}" if request.query_string else ""
        return see_other(seen.path + query)
    made, now = pages(request), server_clock()
    options = wanted(request, embed=False)

    async def context() -> dict[str, Any]:
        return await release_context(made.settings, asking, seen, options, now=now)

    headers = SECRET_HEADERS if seen.secret or seen.previewed else None
    return await made.remembered(
        request, "release.html", asking, context, key=None, now=now, headers=headers
    )


async def release_context(
    settings: Settings, asking: Viewer, seen: Seen, options: Wanted, *, now: float
) -> dict[str, Any]:
    """What the template is given. Each track is shown as its own page would show it."""
    release = views.release_view(seen)
    heard = await delivery.listen_all(asking, Surface.PAGE, _secrets(seen, release))
    lines, players = [], []
    for view in release.tracks:
        found = heard.get(view.id)
        if found is None:
            continue  # it went away just now
        told = common(settings, asking, found, options, now=now)
        lines.append(_line(view, told))
        players.append(told["player"])
    cover = _cover(release, players)
    shown = album.Shown(settings=settings, seen=seen, release=release, cover=cover)
    return {
        "release": _release(release, lines, cover),
        "tracks": lines,
        "player": _queue(release, players),
        "preview": await _preview(asking, seen),
        "comes_out": _comes_out(release),
        "meta": album.tags(shown),
        "links": shared.links(shown),
        "json_ld": album.described(shown),
    }


async def release_embed(
    settings: Settings, asking: Viewer, seen: Seen, options: Wanted, *, now: float
) -> dict[str, Any]:
    """The same as the template of embeds wants it, which calls `track` whatever it is about."""
    context = await release_context(settings, asking, seen, options, now=now)
    release, player = context["release"], context["player"]
    secret = f"?s={quote(seen.secret)}" if seen.secret else ""
    return {
        **context,
        "track": {**release, "url": seen.path + secret, "duration_ms": None},
        "versions": [],
        "player": player or {"start_ms": 0, "versions": []},
        "meta": [FRAMED],
        "links": [link for link in context["links"] if link["rel"] == "canonical"],
    }


def _secrets(seen: Seen, release: ReleaseView) -> dict[UUID, str | None]:
    """Who came by the release's secret has that of each of its tracks."""
    known = {row.id: row.secret_token for row in seen.row.tracks}
    return {view.id: known[view.id] if seen.secret else None for view in release.tracks}


def _cover(release: ReleaseView, players: list[dict[str, Any]]) -> dict[str, str] | None:
    """Its own, else that of the first track that has one."""
    covers = (player["track"]["artwork"] for player in players)
    return release.artwork or next((cover for cover in covers if cover), None)


def _release(
    release: ReleaseView, lines: list[dict[str, Any]], cover: dict[str, str] | None
) -> dict[str, Any]:
    # Of parts there is no sum that would mean anything.
    teased = any(line["teaser"] for line in lines)
    total = 0 if teased else sum(line["duration_ms"] or 0 for line in lines)
    out = None if release.release is Out.DRAFT else release.live_at or release.release_at
    out = out and local(out, release.time_zone)
    return {
        "id": str(release.id),
        "title": release.title,
        "kind": KINDS.get(release.kind, release.kind),
        "artist": release.artist,
        "artwork": cover and {**cover, "alt": f"Cover of {release.title}"},
        "description_html": rendered(release.description_md),
        "license": release.license,
        "upc": release.upc,
        "published_at": out.isoformat() if out else None,
        "published_label": day(out) if out else None,
        "total_label": clock(total) if total else None,
    }


def _line(view: ReleaseTrackView, told: dict[str, Any]) -> dict[str, Any]:
    version = _chosen(told["player"])
    duration = version["duration_ms"] if version else None
    return {
        "id": str(view.id),
        "title": view.title,
        "url": view.url,
        "artist": view.artist.name,
        "version": version and version["id"],
        "ready": bool(version and version["status"] == "ready"),
        "duration_ms": duration,
        "duration_label": clock(duration) if duration else None,
        "audio_fallback_url": told["audio_fallback_url"],
        "teaser": told["teaser"],
    }


def _chosen(player: dict[str, Any]) -> dict[str, Any] | None:
    primary = [v for v in player["versions"] if v["primary"]] or player["versions"]
    return primary[0] if primary else None


def _queue(release: ReleaseView, players: list[dict[str, Any]]) -> dict[str, Any] | None:
    """One player for all: what versions are to a track, tracks are to a release."""
    versions = []
    for player in players:
        version = _chosen(player)
        if version is not None:
            title = player["track"]["title"]
            versions.append({**version, "label": title, "primary": False, "track": player["track"]})
    if not versions:
        return None
    artwork = release.artwork
    whole = {"id": str(release.id), "slug": release.slug, "title": release.title}
    about = {"url": release.url, "artist": release.artist, "artwork": artwork, "duration_ms": None}
    # The others ask for theirs when their turn comes.
    return {**players[0], "queue": True, "track": {**whole, **about}, "versions": versions}


async def _preview(asking: Viewer, seen: Seen) -> dict[str, Any] | None:
    if not seen.previewed:
        return None
    ends = await previews.ends_at(seen.row.id, asking.previews)
    return {"ends": ends and _moment(ends)}


def _moment(at: datetime) -> dict[str, str]:
    return {"at": at.isoformat(), "label": moment(at)}


def _comes_out(release: ReleaseView) -> dict[str, str] | None:
    at = release.release_at
    if at is None or release.release not in WAITING or at <= datetime.now(UTC):
        return None
    return _moment(at)


def listed(listing: ReleaseListing, artist: Any) -> dict[str, Any]:
    """One card of a list of releases."""
    out = listing.release_at and local(listing.release_at, listing.time_zone)
    return {
        "title": listing.title,
        "kind": KINDS.get(listing.kind, listing.kind),
        "url": quote(listing.url, safe="/@"),
        "artist": artist,
        "artwork": listing.artwork,
        "published_label": day(out) if out else None,
        "tracks": listing.tracks,
    }
