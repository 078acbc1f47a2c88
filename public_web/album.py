"""What a release page tells machines: OpenGraph, and schema.org MusicAlbum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from public_web.json_ld import script_safe, without_nothing
from public_web.meta import EMBED_WIDTH, PICTURE, PLAYER_WIDTH, Tag, locale, media, plain
from public_web.moments import iso_duration
from server.catalog.visibility import Visibility
from server.kit.config import Settings
from server.releases.queries import Seen
from server.releases.schemas import ReleaseView

SET_HEIGHT = 450
"""Of a frame that shows the tracks, too."""
TYPES = {"single": "SingleRelease", "ep": "EPRelease", "album": "AlbumRelease"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A release and the absolute addresses under which others know it."""

    settings: Settings
    seen: Seen
    release: ReleaseView
    cover: dict[str, str] | None

    @property
    def canonical(self) -> str:
        """The address of the page. For an unlisted release it carries the secret that was given."""
        return self.absolute(quote(self.release.url, safe="/@")) + self._secret()

    @property
    def title(self) -> str:
        """Title and artist, as a headline."""
        return f"{self.release.title} by {self.release.artist.name}"

    @property
    def embed(self) -> str:
        """The address of the embed."""
        found = self.absolute(f"/embed/release/{self.release.id}")
        return found + self._secret()

    @property
    def picture(self) -> str | None:
        """The address of the largest picture."""
        return self.absolute(self.cover[str(PICTURE)]) if self.cover else None

    @property
    def description(self) -> str:
        """A short plain text."""
        return plain(self.release.description_md) or self.title

    def absolute(self, path: str) -> str:
        """An address of this site in full."""
        return self.settings.public_url.rstrip("/") + path

    def oembed(self, form: str) -> str:
        """Where a consumer asks for the embed code."""
        asked = urlencode({"url": self.canonical, "format": form}, quote_via=quote, safe="")
        return self.absolute(f"/oembed?{asked}")

    def _secret(self) -> str:
        unlisted = self.release.visibility is Visibility.UNLISTED
        secret = self.seen.secret if unlisted else None
        return f"?s={quote(secret)}" if secret else ""


def tags(shown: Shown) -> list[Tag]:
    """The <meta> elements as (attribute, key, content)."""
    found = list(_open_graph(shown))
    if not shown.seen.open_to_all:
        found.append(("name", "robots", "noindex"))
    return found


def links(shown: Shown) -> list[dict[str, str]]:
    """The <link> elements."""
    return [
        {"rel": "canonical", "href": shown.canonical},
        *(
            {
                "rel": "alternate",
                "type": f"{kind}+oembed",
                "href": shown.oembed(form),
                "title": shown.title,
            }
            for kind, form in (("application/json", "json"), ("text/xml", "xml"))
        ),
    ]


def described(shown: Shown) -> str:
    """The text of the JSON-LD element."""
    release, out = shown.release, shown.release.live_at or shown.release.release_at
    artist = {
        "@type": "MusicGroup",
        "name": release.artist.name,
        "url": shown.absolute(release.artist.url),
    }
    return script_safe(
        without_nothing(
            {
                "@context": "https://schema.org",
                "@type": "MusicAlbum",
                "@id": shown.canonical,
                "name": release.title,
                "url": shown.canonical,
                "description": shown.description,
                "albumReleaseType": f"https://schema.org/{TYPES.get(release.kind, TYPES['album'])}",
                "datePublished": out.date().isoformat() if out else None,
                "image": shown.picture,
                "byArtist": artist,
                "gtin12": release.upc if release.upc and len(release.upc) == 12 else None,
                "gtin13": release.upc if release.upc and len(release.upc) == 13 else None,
                "license": release.license.url or None,
                "numTracks": len(release.tracks),
                "track": _tracks(shown),
            }
        )
    )


def _tracks(shown: Shown) -> dict[str, Any]:
    found = [
        {
            "@type": "ListItem",
            "position": number,
            "item": {
                "@type": "MusicRecording",
                "name": track.title,
                "url": shown.absolute(track.url),
                "duration": iso_duration(track.duration_ms),
            },
        }
        for number, track in enumerate(shown.release.tracks, start=1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(found), "itemListElement": found}


def _open_graph(shown: Shown) -> Iterator[Tag]:
    release, out = shown.release, shown.release.live_at or shown.release.release_at
    yield "name", "description", shown.description
    yield "property", "og:type", "music.album"
    yield "property", "og:title", release.title
    yield "property", "og:site_name", shown.settings.site_name
    yield "property", "og:url", shown.canonical
    yield "property", "og:description", shown.description
    yield "property", "og:locale", locale(shown.settings.site_language)
    if shown.picture:
        yield from media("og:image", shown.picture, "image/jpeg", PICTURE, PICTURE)
        yield "property", "og:image:alt", f"Cover of {release.title}"
    # Consumers that know no audio show the embed as if it were a video.
    yield from media("og:video", shown.embed, "text/html", EMBED_WIDTH, SET_HEIGHT)
    yield "property", "music:musician", shown.absolute(release.artist.url)
    if out:
        yield "property", "music:release_date", out.date().isoformat()
    for number, track in enumerate(release.tracks, start=1):
        yield "property", "music:song", shown.absolute(track.url)
        yield "property", "music:song:track", str(number)
    yield from _card(shown)


def _card(shown: Shown) -> Iterator[Tag]:
    # Cards are shown inside pages that are served by TLS, which would refuse a plain frame.
    player = shown.settings.secure
    yield "name", "twitter:card", "player" if player else "summary_large_image"
    yield "name", "twitter:title", shown.release.title
    yield "name", "twitter:description", shown.description
    if shown.picture:
        yield "name", "twitter:image", shown.picture
        yield "name", "twitter:image:alt", f"Cover of {shown.release.title}"
    if player:
        yield "name", "twitter:player", shown.embed
        yield "name", "twitter:player:width", str(PLAYER_WIDTH)
        yield "name", "twitter:player:height", str(SET_HEIGHT)
