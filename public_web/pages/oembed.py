"""/oembed: the embed code of a track's or release's address, for machines (oembed.com)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit
from uuid import UUID

from sanic import HTTPResponse, Request

from public_web import album
from public_web.meta import Shown
from public_web.render import THEMES, pages
from public_web.shared import EMBED_WIDTH, Shared
from server.catalog.facts import Facts, access_facts, hidden
from server.catalog.queries import track_view
from server.catalog.visibility import Decision, Release, Surface, Visibility
from server.identity.access import ANONYMOUS
from server.kit.config import Settings
from server.kit.cors import OPEN_HEADERS
from server.kit.errors import AppError
from server.kit.http import Api
from server.releases import queries as releases
from server.releases import views
from sync.wire import codec
from sync.wire.problems import Code

Kind = Literal["track", "release"]

api = Api("page_oembed", prefix="")
CACHE_AGE_S = 3600
THUMBNAIL = 500
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
PASSED_ON = ("t", "v", "theme")
_PIXELS = re.compile(r"[1-9][0-9]{0,4}")
_NOT_XML = r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What no XML document may hold (XML 1.0 section 2.2); compiled at its first use (10 ms)."""
KINDS: dict[str, Kind] = {"track": "track", "release": "release"}
FORMATS = {"json": "application/json", "xml": "text/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address names: a track or a release, and the options that go with it."""

    kind: Kind
    id: UUID | None
    address: tuple[str, str] | None
    secret: str | None
    options: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """What the answer is made of; addresses in full. `public`: shared caches may keep it."""

    title: str
    author: str
    author_url: str
    picture: str | None
    embed: str
    height: int
    public: bool


@api.route("GET", "/oembed", surface=Surface.EMBED, name="oembed", documented=False)
async def show(request: Request) -> HTTPResponse:
    """The oEmbed answer; failures have the status that oembed.com section 2.3.4 names."""
    try:
        found = await _answer(request)
    except AppError as error:
        found = HTTPResponse(
            error.message,
            status=error.status,
            headers={**error.headers, "cache-control": "no-store"},
            content_type="text/plain; charset=utf-8",
        )
    found.headers.update(OPEN_HEADERS)
    return found


async def _answer(request: Request) -> HTTPResponse:
    form = request.args.get("format", "json")
    if form not in FORMATS:
        raise AppError(Code.UNIMPLEMENTED, "The format must be json or xml.")
    width = _limit(request, "maxwidth")
    height = _limit(request, "maxheight")
    made = pages(request)
    asked = read_address(request.args.get("url"), {made.site["url"], _own(request)})
    made_of = _release if asked.kind == "release" else _track
    found = await made_of(made.settings, asked)
    told = _rich(made.settings, found, asked.options, width, height)
    text = codec.encode(told) if form == "json" else _xml(told)
    age = "public, max-age=300" if found.public else "private, no-store"
    return HTTPResponse(text, headers={"cache-control": age}, content_type=FORMATS[form])


def read_address(text: str | None, sites: set[str]) -> Asked:
    """What a page or embed address of one of `sites` names. MALFORMED for all others."""
    try:
        parts = urlsplit(text or "")
        values = {name: found[0] for name, found in parse_qs(parts.fragment).items()}
        values |= {name: found[0] for name, found in parse_qs(parts.query).items()}
    except ValueError:
        raise _foreign() from None
    if not parts.netloc or parts.netloc not in {urlsplit(site).netloc for site in sites}:
        raise _foreign()
    options = {name: values[name] for name in PASSED_ON if values.get(name)}
    if options.get("theme") not in THEMES:
        options.pop("theme", None)
    return _named(parts.path, values.get("s"), options)


def _foreign() -> AppError:
    return AppError(Code.MALFORMED, "`url` must be an address of this site.", field="url")


def _named(path: str, secret: str | None, options: dict[str, str]) -> Asked:
    match path.strip("/").split("/"):
        case ["embed", "track" | "release" as kind, text]:
            try:
                return Asked(KINDS[kind], UUID(text), None, secret, options)
            except ValueError:
                raise hidden() from None
        case [handle, slug] if handle.startswith("@"):
            return Asked("track", None, _address(handle, slug), secret, options)
        case [handle, "r", slug] if handle.startswith("@"):
            return Asked("release", None, _address(handle, slug), secret, options)
    raise hidden()


def _address(handle: str, slug: str) -> tuple[str, str]:
    return unquote(handle[1:]).casefold(), unquote(slug)


async def _track(settings: Settings, asked: Asked) -> Embedded:
    facts = await _visible(asked)
    shown = Shown(settings=settings, facts=facts, track=await track_view(facts))
    public = facts.context.visibility is Visibility.PUBLIC and facts.ends_at is None
    return _embedded(shown, public=public)


async def _release(settings: Settings, asked: Asked) -> Embedded:
    """Of a release that a logged-out visitor with this very address could open."""
    seen = await releases.require(
        ANONYMOUS, release_id=asked.id, address=asked.address, secret=asked.secret
    )
    if seen.decide(Surface.EMBED) is Decision.HIDE:
        raise releases.hidden()
    view = views.release_view(seen)
    shown = album.Shown(settings=settings, seen=seen, release=view, cover=view.artwork)
    return _embedded(shown, public=seen.open_to_all)


def _embedded(shown: Shared, *, public: bool) -> Embedded:
    pictures = shown.pictures
    return Embedded(
        title=shown.title,
        author=shown.artist.name,
        author_url=shown.absolute(shown.artist.url),
        picture=shown.absolute(pictures[str(THUMBNAIL)]) if pictures else None,
        embed=shown.embed,
        height=shown.HEIGHT,
        public=public,
    )


async def _visible(asked: Asked) -> Facts:
    """What a logged-out visitor with this very address could open."""
    facts = await access_facts(
        ANONYMOUS, track_id=asked.id, address=asked.address, secret=asked.secret
    )
    if facts is None:
        raise hidden()
    if facts.allows(Surface.PAGE) and facts.decide(Surface.EMBED) is not Decision.HIDE:
        return facts
    live = facts.context.release is Release.LIVE
    if live and facts.context.visibility is Visibility.UNLISTED:
        raise AppError(Code.UNAUTHENTICATED, "This track is only shown by its secret address.")
    raise hidden()


def _rich(
    settings: Settings,
    found: Embedded,
    options: dict[str, str],
    width: int | None,
    height: int | None,
) -> dict[str, Any]:
    wide, high = min(width or EMBED_WIDTH, EMBED_WIDTH), min(height or found.height, found.height)
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "provider_name": settings.site_name,
        "provider_url": settings.public_url,
        "title": found.title,
        "author_name": found.author,
        "author_url": found.author_url,
        "cache_age": CACHE_AGE_S,
    }
    if found.picture and min(width or THUMBNAIL, height or THUMBNAIL) >= THUMBNAIL:
        told |= {
            "thumbnail_url": found.picture,
            "thumbnail_width": THUMBNAIL,
            "thumbnail_height": THUMBNAIL,
        }
    return {**told, "width": wide, "height": high, "html": _frame(found, options, wide, high)}


def _frame(found: Embedded, options: dict[str, str], width: int, height: int) -> str:
    joint = "&" if "?" in found.embed else "?"
    more = urlencode(options, quote_via=quote)
    source = found.embed + (joint + more if more else "")
    return (
        f'<iframe src="{html.escape(source)}" width="{width}" height="{height}" '
        f'title="{html.escape(found.title)}" frameborder="0" loading="lazy" '
        f'allow="autoplay; encrypted-media" sandbox="{SANDBOX}"></iframe>'
    )


def _xml(found: dict[str, Any]) -> bytes:
    texts = {name: re.sub(_NOT_XML, "", str(value)) for name, value in found.items()}
    rows = "".join(f"<{n}>{html.escape(text, quote=False)}</{n}>" for n, text in texts.items())
    return f'<?xml version="1.0" encoding="utf-8"?>\n<oembed>{rows}</oembed>\n'.encode()


def _limit(request: Request, name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not _PIXELS.fullmatch(text):
        raise AppError(Code.MALFORMED, f"`{name}` must be a number of pixels.", field=name)
    return int(text)


def _own(request: Request) -> str:
    return f"{request.scheme}://{request.host}"
