"""What a release page tells machines: OpenGraph, and schema.org MusicAlbum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from public_web.json_ld import script_safe, without_nothing
from public_web.meta import PICTURE, Tag, locale, media, plain
from public_web.moments import iso_duration
from server.catalog.visibility import Visibility
from server.kit.config import Settings
from server.releases.queries import Seen
from server.releases.schemas import ReleaseView

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
        unlisted = self.release.visibility is Visibility.UNLISTED
        secret = self.seen.secret if unlisted else None
        path = quote(self.release.url, safe="/@")
        return self.absolute(path) + (f"?s={quote(secret)}" if secret else "")

    @property
    def picture(self) -> str | None:
        """The address of the largest picture."""
        return self.absolute(self.cover[str(PICTURE)]) if self.cover else None

    @property
    def description(self) -> str:
        """A short plain text."""
        headline = f"{self.release.title} by {self.release.artist.name}"
        return plain(self.release.description_md) or headline

    def absolute(self, path: str) -> str:
        """An address of this site in full."""
        return self.settings.public_url.rstrip("/") + path


def tags(shown: Shown) -> list[Tag]:
    """The <meta> elements as (attribute, key, content)."""
    found = list(_open_graph(shown))
    if not shown.seen.open_to_all:
        found.append(("name", "robots", "noindex"))
    return found


def links(shown: Shown) -> list[dict[str, str]]:
    """The <link> elements."""
    return [{"rel": "canonical", "href": shown.canonical}]


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
    yield "property", "music:musician", shown.absolute(release.artist.url)
    if out:
        yield "property", "music:release_date", out.date().isoformat()
    for track in release.tracks:
        yield "property", "music:song", shown.absolute(track.url)
    yield "name", "twitter:card", "summary_large_image"
    yield "name", "twitter:title", release.title
    yield "name", "twitter:description", shown.description
    if shown.picture:
        yield "name", "twitter:image", shown.picture
        yield "name", "twitter:image:alt", f"Cover of {release.title}"
