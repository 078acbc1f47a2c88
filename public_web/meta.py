"""What a track page tells machines: OpenGraph's music.song and a player card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote

from public_web.moments import local
from public_web.shared import Shared, Tag, card, open_graph
from server.catalog.facts import Facts
from server.catalog.views import ArtistView, TrackView
from server.catalog.visibility import (
    Context,
    Decision,
    Release,
    Surface,
    Token,
    Visibility,
    decide,
)
from server.releases.schemas import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Shared):
    """A track and the absolute addresses under which others know it."""

    HEIGHT: ClassVar[int] = 166
    facts: Facts
    track: TrackView
    on: Place | None = None

    @property
    def name(self) -> str:
        return self.track.title

    @property
    def artist(self) -> ArtistView:
        return self.track.artist

    @property
    def paths(self) -> tuple[str, str]:
        return self.track.url, f"/embed/track/{self.track.id}"

    @property
    def pictures(self) -> dict[str, str] | None:
        return self.track.artwork

    @property
    def words(self) -> str:
        return self.track.description_md or self.track.liner_notes_md

    @property
    def secret(self) -> str | None:
        return self.facts.secret if self.track.visibility is Visibility.UNLISTED else None

    @property
    def album_url(self) -> str | None:
        """The address of the release that the track is on, if everybody may see that."""
        return self.absolute(quote(self.on.release.url, safe="/@")) if self.on else None

    @property
    def published(self) -> datetime | None:
        """When it came out, on the clocks of the time zone of its release."""
        at = self.track.published_at
        return local(at, self.on.release.time_zone if self.on else "") if at else None

    @property
    def audio(self) -> str | None:
        """The lasting address of the MP3, if everybody who knows the page may hear it."""
        if not heard_by_all(self.facts) or not self._has_mp3():
            return None
        return self.opened(f"/api/v1/versions/{self.facts.version_id}/audio.mp3")

    @property
    def indexed(self) -> bool:
        """Whether search engines may keep the page."""
        public = self.track.visibility is Visibility.PUBLIC
        return public and self.track.release in {Release.LIVE, Release.TEASER}

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


def tags(shown: Shown) -> list[Tag]:
    """The <meta> elements of a track page as (attribute, key, content)."""
    audio = shown.audio
    found = [*open_graph(shown, "music.song", audio), *_song(shown), *card(shown, audio)]
    if not shown.indexed:
        found.append(("name", "robots", "noindex"))
    return found


def _song(shown: Shown) -> Iterator[Tag]:
    duration = shown.facts.duration_ms
    if duration:
        yield "property", "music:duration", str(max(1, round(duration / 1000)))
    if shown.album_url:
        yield "property", "music:album", shown.album_url
        # A property of the album that was named last, hence right after it (ogp.me, music.song).
        if shown.on and shown.on.number:
            yield "property", "music:album:track", str(shown.on.number)
    if shown.published:
        yield "property", "music:release_date", shown.published.date().isoformat()
        yield "property", "article:published_time", shown.published.isoformat()
