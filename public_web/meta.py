"""What a track page tells machines: OpenGraph, player card, links to oEmbed."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

import nh3

from server.catalog.facts import Facts
from server.catalog.views import TrackView
from server.catalog.visibility import (
    Context,
    Decision,
    Release,
    Surface,
    Token,
    Visibility,
    decide,
)
from server.kit.config import Settings
from server.kit.markdown import render
from server.releases.schemas import Place
from sync.wire.pictures import without_pictures

Tag = tuple[str, str, str]
PICTURE = 1000
PLAYER_WIDTH, PLAYER_HEIGHT = 480, 166
EMBED_WIDTH, EMBED_HEIGHT = 600, 166
LONGEST_TEXT = 200
MP3 = "audio/mpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A track and the absolute addresses under which others know it."""

    settings: Settings
    facts: Facts
    track: TrackView
    on: Place | None = None

    @property
    def title(self) -> str:
        """Title and artist, as a headline."""
        return f"{self.track.title} by {self.track.artist.name}"

    @property
    def canonical(self) -> str:
        """The address of the page. For an unlisted track it carries the secret that was given."""
        return self.absolute(self.track.url) + self._secret("?")

    @property
    def embed(self) -> str:
        """The address of the embed."""
        return self.absolute(f"/embed/track/{self.track.id}") + self._secret("?")

    @property
    def picture(self) -> str | None:
        """The address of the largest picture."""
        artwork = self.track.artwork
        return self.absolute(artwork[str(PICTURE)]) if artwork else None

    @property
    def album_url(self) -> str | None:
        """The address of the release that the track is on, if everybody may see that."""
        return self.absolute(quote(self.on.release.url, safe="/@")) if self.on else None

    @property
    def audio(self) -> str | None:
        """The lasting address of the MP3, if everybody who knows the page may hear it."""
        if not heard_by_all(self.facts) or not self._has_mp3():
            return None
        version = self.facts.version_id
        return self.absolute(f"/api/v1/versions/{version}/audio.mp3") + self._secret("?")

    @property
    def description(self) -> str:
        """A short plain text."""
        return plain(self.track.description_md or self.track.liner_notes_md) or self.title

    @property
    def indexed(self) -> bool:
        """Whether search engines may keep the page."""
        public = self.track.visibility is Visibility.PUBLIC
        return public and self.track.release in {Release.LIVE, Release.TEASER}

    def absolute(self, path: str) -> str:
        """An address of this site in full."""
        return self.settings.public_url.rstrip("/") + path

    def oembed(self, form: str) -> str:
        """Where a consumer asks for the embed code."""
        asked = urlencode({"url": self.canonical, "format": form}, quote_via=quote, safe="")
        return self.absolute(f"/oembed?{asked}")

    def _secret(self, joint: str) -> str:
        secret = self.facts.secret
        hidden = self.track.visibility is Visibility.UNLISTED
        return f"{joint}s={quote(secret)}" if secret and hidden else ""

    def _has_mp3(self) -> bool:
        for version in self.track.versions:
            if version.id == self.facts.version_id:
                return any(r.kind == "mp3" for r in version.renditions)
        return False


def heard_by_all(facts: Facts) -> bool:
    """Whether a stranger who has this very address may hear the track."""
    known = facts.context
    stranger = Context(
        visibility=known.visibility,
        release=known.release,
        ready=known.ready,
        token=Token.NONE if facts.previewed else known.token,
        token_valid=known.token_valid,
        vault=known.vault,
    )
    return decide(stranger, Surface.STREAM) is Decision.ALLOW


@lru_cache(maxsize=512)
def plain(markdown: str) -> str:
    """Markdown as one line of plain text of at most 200 characters."""
    text = text_of(render(without_pictures(markdown), profile="notes"))
    if len(text) <= LONGEST_TEXT:
        return text
    return text[: LONGEST_TEXT - 1].rsplit(" ", 1)[0].rstrip() + "…"


def text_of(safe_html: str) -> str:
    """HTML as one line of plain text."""
    return " ".join(html.unescape(nh3.clean(safe_html, tags=set())).split())


def tags(shown: Shown) -> list[Tag]:
    """The <meta> elements of a track page as (attribute, key, content)."""
    found = [*_open_graph(shown), *_player_card(shown)]
    if not shown.indexed:
        found.append(("name", "robots", "noindex"))
    return found


def links(shown: Shown) -> list[dict[str, str]]:
    """The <link> elements of a track page."""
    title = shown.title
    return [
        {"rel": "canonical", "href": shown.canonical},
        {
            "rel": "alternate",
            "type": "application/json+oembed",
            "href": shown.oembed("json"),
            "title": title,
        },
        {
            "rel": "alternate",
            "type": "text/xml+oembed",
            "href": shown.oembed("xml"),
            "title": title,
        },
    ]


def locale(language: str) -> str:
    """A language tag as OpenGraph wants it: language_TERRITORY."""
    known, _, region = language.replace("_", "-").partition("-")
    regions = {"en": "US"}
    return f"{known}_{(region or regions.get(known, known)).upper()}"


def _open_graph(shown: Shown) -> Iterator[Tag]:
    track = shown.track
    yield "name", "description", shown.description
    yield "property", "og:type", "music.song"
    yield "property", "og:title", track.title
    yield "property", "og:site_name", shown.settings.site_name
    yield "property", "og:url", shown.canonical
    yield "property", "og:description", shown.description
    yield "property", "og:locale", locale(shown.settings.site_language)
    if shown.picture:
        yield from media("og:image", shown.picture, "image/jpeg", PICTURE, PICTURE)
        yield "property", "og:image:alt", f"Cover of {track.title}"
    if shown.audio:
        yield from media("og:audio", shown.audio, MP3)
    # Consumers that know no audio show the embed as if it were a video.
    yield from media("og:video", shown.embed, "text/html", EMBED_WIDTH, EMBED_HEIGHT)
    yield from _about(shown)


def _about(shown: Shown) -> Iterator[Tag]:
    track = shown.track
    duration = shown.facts.duration_ms
    if duration:
        yield "property", "music:duration", str(max(1, round(duration / 1000)))
    yield "property", "music:musician", shown.absolute(track.artist.url)
    if shown.album_url:
        yield "property", "music:album", shown.album_url
        # A property of the album that was named last, hence right after it (ogp.me, music.song).
        if shown.on and shown.on.number:
            yield "property", "music:album:track", str(shown.on.number)
    if track.published_at:
        yield "property", "music:release_date", track.published_at.date().isoformat()
        yield "property", "article:published_time", track.published_at.isoformat()


def media(key: str, url: str, kind: str, width: int = 0, height: int = 0) -> Iterator[Tag]:
    """A picture, a sound or a frame as OpenGraph tells of it."""
    yield "property", key, url
    if url.startswith("https://"):
        yield "property", f"{key}:secure_url", url
    yield "property", f"{key}:type", kind
    if width:
        yield "property", f"{key}:width", str(width)
        yield "property", f"{key}:height", str(height)


def _player_card(shown: Shown) -> Iterator[Tag]:
    # Cards are shown inside pages that are served by TLS, which would refuse a plain frame.
    player = shown.settings.secure
    yield "name", "twitter:card", "player" if player else "summary_large_image"
    yield "name", "twitter:title", shown.track.title
    yield "name", "twitter:description", shown.description
    if shown.picture:
        yield "name", "twitter:image", shown.picture
        yield "name", "twitter:image:alt", f"Cover of {shown.track.title}"
    if not player:
        return
    yield "name", "twitter:player", shown.embed
    yield "name", "twitter:player:width", str(PLAYER_WIDTH)
    yield "name", "twitter:player:height", str(PLAYER_HEIGHT)
    if shown.audio:
        yield "name", "twitter:player:stream", shown.audio
        yield "name", "twitter:player:stream:content_type", MP3
