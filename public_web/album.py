"""What a release page tells machines: OpenGraph, and schema.org MusicAlbum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote

from public_web.json_ld import script_safe, without_nothing
from public_web.moments import iso_duration, local
from public_web.shared import Shared, Tag, card, open_graph
from server.catalog.views import ArtistView
from server.catalog.visibility import Visibility
from server.releases.queries import Seen
from server.releases.schemas import ReleaseView

TYPES = {"single": "SingleRelease", "ep": "EPRelease", "album": "AlbumRelease"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Shared):
    """A release and the absolute addresses under which others know it."""

    HEIGHT: ClassVar[int] = 450
    seen: Seen
    release: ReleaseView
    cover: dict[str, str] | None

    @property
    def name(self) -> str:
        return self.release.title

    @property
    def artist(self) -> ArtistView:
        return self.release.artist

    @property
    def paths(self) -> tuple[str, str]:
        return quote(self.release.url, safe="/@"), f"/embed/release/{self.release.id}"

    @property
    def pictures(self) -> dict[str, str] | None:
        return self.cover

    @property
    def words(self) -> str:
        return self.release.description_md

    @property
    def out(self) -> datetime | None:
        """When it came or comes out, on the clocks of its time zone."""
        at = self.release.live_at or self.release.release_at
        return local(at, self.release.time_zone) if at else None

    @property
    def secret(self) -> str | None:
        return self.seen.secret if self.release.visibility is Visibility.UNLISTED else None


def tags(shown: Shown) -> list[Tag]:
    """The <meta> elements as (attribute, key, content)."""
    found = [*open_graph(shown, "music.album"), *_album(shown), *card(shown)]
    if not shown.seen.open_to_all:
        found.append(("name", "robots", "noindex"))
    return found


def described(shown: Shown) -> str:
    """The text of the JSON-LD element."""
    release, out = shown.release, shown.out
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


def _album(shown: Shown) -> Iterator[Tag]:
    release, out = shown.release, shown.out
    if out:
        yield "property", "music:release_date", out.date().isoformat()
    for number, track in enumerate(release.tracks, start=1):
        yield "property", "music:song", shown.absolute(track.url)
        yield "property", "music:song:track", str(number)
