"""What the pages of tracks and releases tell other sites alike: addresses, cards, oEmbed."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar
from urllib.parse import quote, urlencode

import nh3

from server.catalog.views import ArtistView
from server.kit.config import Settings
from server.kit.markdown import render
from sync.wire.pictures import without_pictures

Tag = tuple[str, str, str]
PICTURE = 1000
PLAYER_WIDTH, EMBED_WIDTH = 480, 600
LONGEST_TEXT = 200
MP3 = "audio/mpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared(ABC):
    """Something with a page, an embed, a name and an artist, under its absolute addresses.

    `HEIGHT` of its embed, in pixels.
    """

    HEIGHT: ClassVar[int]
    settings: Settings

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called."""

    @property
    @abstractmethod
    def artist(self) -> ArtistView:
        """Whose it is."""

    @property
    @abstractmethod
    def paths(self) -> tuple[str, str]:
        """Of its page and of its embed."""

    @property
    @abstractmethod
    def pictures(self) -> dict[str, str] | None:
        """The paths of its cover, by size in pixels."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What its artist wrote about it, in Markdown."""

    @property
    @abstractmethod
    def secret(self) -> str | None:
        """What its addresses carry: of an unlisted one, the secret that was given."""

    @property
    def title(self) -> str:
        """Title and artist, as a headline."""
        return f"{self.name} by {self.artist.name}"

    @property
    def canonical(self) -> str:
        """The address of the page."""
        return self.opened(self.paths[0])

    @property
    def embed(self) -> str:
        """The address of the embed."""
        return self.opened(self.paths[1])

    @property
    def picture(self) -> str | None:
        """The address of the largest picture."""
        return self.absolute(self.pictures[str(PICTURE)]) if self.pictures else None

    @property
    def description(self) -> str:
        """A short plain text."""
        return plain(self.words) or self.title

    def absolute(self, path: str) -> str:
        """An address of this site in full."""
        return self.settings.public_url.rstrip("/") + path

    def opened(self, path: str) -> str:
        """The same with the secret."""
        return self.absolute(path) + (f"?s={quote(self.secret)}" if self.secret else "")

    def oembed(self, form: str) -> str:
        """Where a consumer asks for the embed code."""
        asked = urlencode({"url": self.canonical, "format": form}, quote_via=quote, safe="")
        return self.absolute(f"/oembed?{asked}")


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


def links(shown: Shared) -> list[dict[str, str]]:
    """The <link> elements."""
    kinds = (("application/json+oembed", "json"), ("text/xml+oembed", "xml"))
    return [
        {"rel": "canonical", "href": shown.canonical},
        *(
            {"rel": "alternate", "type": kind, "href": shown.oembed(form), "title": shown.title}
            for kind, form in kinds
        ),
    ]


def locale(language: str) -> str:
    """A language tag as OpenGraph wants it: language_TERRITORY."""
    known, _, region = language.replace("_", "-").partition("-")
    regions = {"en": "US"}
    return f"{known}_{(region or regions.get(known, known)).upper()}"


def open_graph(shown: Shared, kind: str, audio: str | None = None) -> Iterator[Tag]:
    """What OpenGraph wants of any page, and where its sound is (ogp.me)."""
    yield "name", "description", shown.description
    yield "property", "og:type", kind
    yield "property", "og:title", shown.name
    yield "property", "og:site_name", shown.settings.site_name
    yield "property", "og:url", shown.canonical
    yield "property", "og:description", shown.description
    yield "property", "og:locale", locale(shown.settings.site_language)
    if shown.picture:
        yield from media("og:image", shown.picture, "image/jpeg", PICTURE, PICTURE)
        yield "property", "og:image:alt", f"Cover of {shown.name}"
    if audio:
        yield from media("og:audio", audio, MP3)
    # Consumers that know no audio show the embed as if it were a video.
    yield from media("og:video", shown.embed, "text/html", EMBED_WIDTH, shown.HEIGHT)
    yield "property", "music:musician", shown.absolute(shown.artist.url)


def media(key: str, url: str, kind: str, width: int = 0, height: int = 0) -> Iterator[Tag]:
    """A picture, a sound or a frame as OpenGraph tells of it."""
    yield "property", key, url
    if url.startswith("https://"):
        yield "property", f"{key}:secure_url", url
    yield "property", f"{key}:type", kind
    if width:
        yield "property", f"{key}:width", str(width)
        yield "property", f"{key}:height", str(height)


def card(shown: Shared, audio: str | None = None) -> Iterator[Tag]:
    """The card of social networks, with a player where it may be shown."""
    # Cards are shown inside pages that are served by TLS, which would refuse a plain frame.
    player = shown.settings.secure
    yield "name", "twitter:card", "player" if player else "summary_large_image"
    yield "name", "twitter:title", shown.name
    yield "name", "twitter:description", shown.description
    if shown.picture:
        yield "name", "twitter:image", shown.picture
        yield "name", "twitter:image:alt", f"Cover of {shown.name}"
    if not player:
        return
    yield "name", "twitter:player", shown.embed
    yield "name", "twitter:player:width", str(PLAYER_WIDTH)
    yield "name", "twitter:player:height", str(shown.HEIGHT)
    if audio:
        yield "name", "twitter:player:stream", audio
        yield "name", "twitter:player:stream:content_type", MP3
