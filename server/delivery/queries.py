"""What delivery reads: a version's streams and pictures together with the facts of access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from server.catalog.detail import DETAIL, track_of
from server.catalog.facts import Facts, demand, facts_of, hidden, named, statements
from server.catalog.views import TrackView
from server.catalog.visibility import Decision, Surface
from server.identity.access import Viewer
from server.kit import db
from sync.wire import codec

_ALL = """coalesce(json_agg(json_build_object('kind', x.kind, 'tier', x.tier,
        'directory', x.render_id || '/' || x.tier, 'file', substr(x.path, length(x.tier) + 2),
        'codecs', x.codecs, 'bandwidth', x.bandwidth,
        'average_bandwidth', x.average_bandwidth)), '[]')"""
_STREAMS = f"""(SELECT {_ALL} FROM transcodes x WHERE x.version_id = v.id AND x.tier <> 'teaser'
    AND x.status = 'ready')::text AS streams"""  # noqa: S608 - constants only
_TEASER = f"""CASE WHEN t.teaser_from IS NOT NULL THEN (
    SELECT json_build_object('starts_ms', c.start_ms, 'length_ms', c.length_ms, 'peaks', c.peaks,
        'renditions', (SELECT {_ALL} FROM transcodes x WHERE x.version_id = c.version_id
            AND x.tier = 'teaser' AND x.render_id = c.render_id AND x.status = 'ready'))
    FROM teasers c JOIN track_versions y ON y.id = c.version_id
    WHERE c.track_id = t.id AND y.deleted_at IS NULL) END::text AS teaser"""  # noqa: S608 - constants only
_THREAD = """coalesce((SELECT md5(string_agg(concat_ws('|', k.id, k.status, w.handle,
        w.display_name), ';' ORDER BY k.id)) FROM comments k JOIN users w ON w.id = k.user_id
    WHERE k.track_id = t.id), '') AS thread"""
"""Changes whenever the comments do: they are never edited, only shown, hidden and deleted."""
_PEAKS = "(SELECT y.render_id FROM waveforms y WHERE y.version_id = v.id) AS peaks"
_WITH_STREAMS = statements(_STREAMS, _TEASER)["version"]
_TO_LISTEN = statements("t.id AS track_id", DETAIL, _STREAMS, _TEASER, _THREAD)
_WITH_PEAKS = statements(_PEAKS)["version"]
_STREAMS_ONLY = f"""SELECT {_STREAMS}, {_TEASER} FROM track_versions v
    JOIN tracks t ON t.id = v.track_id JOIN users u ON u.id = t.owner_id
    WHERE v.id = $1 AND v.status = 'ready' AND v.deleted_at IS NULL AND t.deleted_at IS NULL
      AND u.disabled_at IS NULL"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One published rendition: `file` within `directory` (render and tier), which is signed.

    Bandwidths in bits per second.
    """

    kind: Literal["opus", "aac", "flac", "mp3"]
    tier: str
    directory: str
    file: str
    codecs: str
    bandwidth: int
    average_bandwidth: int

    @property
    def is_hls(self) -> bool:
        """Whether `file` is a playlist, not the sound itself."""
        return self.file.endswith(".m3u8")


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """The renditions of a version, one object for as long as they stay the same.

    Told apart by identity, so that what is made of them can be kept at next to no cost.
    """

    renditions: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """The part of a track that is played before it is out: its `streams`, and where it lies.

    `peaks`: minimum and maximum of each point, flat, -128 to 127.
    """

    starts_ms: int
    length_ms: int
    peaks: tuple[int, ...]
    streams: Streams


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody may hear of a version: all of it, or, where there is a `teaser`, only that."""

    facts: Facts
    streams: Streams
    teaser: Teaser | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What a page with a player shows. `state` changes whenever anything that it shows does."""

    facts: Facts
    detail: str
    streams_text: str
    teaser_text: str | None
    state: tuple[str, ...]

    @property
    def track(self) -> TrackView:
        """The track in full."""
        return track_of(self.facts, self.detail)

    @property
    def streams(self) -> Streams:
        """All renditions of the version; what may be heard of them is still to be asked."""
        return _decoded(self.streams_text)

    @property
    def heard(self) -> Heard | None:
        """What the viewer may hear of it; None for nothing."""
        if self.facts.allows(Surface.STREAM):
            return Heard(facts=self.facts, streams=self.streams)
        found = _teaser(self.teaser_text)
        if found is None or not teased(self.facts):
            return None
        return Heard(facts=self.facts, streams=found.streams, teaser=found)


async def stream(
    viewer: Viewer, version_id: UUID, secret: str | None, *, teaser: bool = False
) -> Heard:
    """What the viewer may hear of a version; else what `require` raises.

    Before it is out that is its teaser; with `teaser`, those who may hear all of it hear that too.
    """
    found: Any = await db.row(_WITH_STREAMS, viewer.user_id, version_id)
    facts = None if found is None else facts_of(found, viewer, secret)
    if facts is None:
        raise hidden()
    if not (teaser or teased(facts)):
        demand(facts, Surface.STREAM)
        return Heard(facts=facts, streams=streams_of(found))
    demand(facts, Surface.TEASER_STREAM)
    part = _teaser(found["teaser"])
    if part is None:
        raise hidden()
    return Heard(facts=facts, streams=part.streams, teaser=part)


def teased(facts: Facts) -> bool:
    """Whether the viewer hears, at this moment, a part of the track and not the whole."""
    whole = facts.decide(Surface.STREAM)
    return whole is Decision.HIDE and facts.decide(Surface.TEASER_STREAM) is not Decision.HIDE


async def listen(
    viewer: Viewer,
    surface: Surface,
    *,
    track_id: UUID | None = None,
    version_id: UUID | None = None,
    address: tuple[str, str] | None = None,
    secret: str | None = None,
) -> Listening:
    """A track in full with the renditions of one version, in one statement, if allowed."""
    by, keys = named(track_id=track_id, version_id=version_id, address=address)
    found: Any = await db.row(_TO_LISTEN[by], viewer.user_id, *keys)
    return _listening(found, _allowed(found, viewer, surface, secret))


async def listen_all(
    viewer: Viewer, surface: Surface, secrets: Mapping[UUID, str | None]
) -> dict[UUID, Listening]:
    """The same of many tracks by id, each with the secret given for it, in one statement as well;
    without those that are gone or not allowed.
    """
    found = {}
    for row in await db.rows(_TO_LISTEN["tracks"], viewer.user_id, list(secrets)):
        facts = facts_of(row, viewer, secrets[row["track_id"]])
        if facts.allows(surface):
            found[facts.track_id] = _listening(row, facts)
    return found


async def granted_stream(version_id: UUID, *, teaser: bool = False) -> Streams:
    """A version's renditions, or its track's teaser's, for somebody who holds our signature for
    that. 404 if it is gone.
    """
    found = await db.row(_STREAMS_ONLY, version_id)
    if found is None:
        raise hidden()
    if not teaser:
        return streams_of(found)
    part = _teaser(found["teaser"])
    if part is None:
        raise hidden()
    return part.streams


async def peaks(viewer: Viewer, version_id: UUID, secret: str | None) -> tuple[Facts, UUID]:
    """The render whose waveform is a version's, if the viewer may see it."""
    found = await db.row(_WITH_PEAKS, viewer.user_id, version_id)
    facts = _allowed(found, viewer, Surface.WAVEFORM, secret)
    render: UUID | None = found["peaks"] if found else None
    if render is None:
        raise hidden()
    return facts, render


def streams_of(row: Any) -> Streams:
    """The renditions out of a row with the `streams` column."""
    return _decoded(row["streams"])


@lru_cache(maxsize=1024)
def _decoded(streams: str) -> Streams:
    return Streams(codec.decode(streams, tuple[Rendition, ...]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teaser:
    starts_ms: int
    length_ms: int
    peaks: tuple[int, ...]
    renditions: tuple[Rendition, ...]


@lru_cache(maxsize=256)
def _teaser(text: str | None) -> Teaser | None:
    if text is None:
        return None
    found = codec.decode(text, _Teaser)
    return Teaser(
        starts_ms=found.starts_ms,
        length_ms=found.length_ms,
        peaks=found.peaks,
        streams=Streams(found.renditions),
    )


def _listening(found: Any, facts: Facts) -> Listening:
    return Listening(
        facts=facts,
        detail=found["detail"],
        streams_text=found["streams"],
        teaser_text=found["teaser"],
        state=tuple(found.values()),
    )


def _allowed(found: Any, viewer: Viewer, surface: Surface, secret: str | None) -> Facts:
    if found is None:
        raise hidden()
    facts = facts_of(found, viewer, secret)
    demand(facts, surface)
    return facts
