"""What delivery reads: a version's streams and pictures together with the facts of access."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from server.catalog.detail import DETAIL, track_of
from server.catalog.facts import Facts, demand, facts_of, hidden, named, statements
from server.catalog.views import TrackView
from server.catalog.visibility import Surface
from server.identity.access import Viewer
from server.kit import db
from sync.wire import codec

_STREAMS = """(SELECT coalesce(json_agg(json_build_object('kind', x.kind, 'tier', x.tier,
        'directory', x.render_id || '/' || x.tier, 'file', substr(x.path, length(x.tier) + 2),
        'codecs', x.codecs, 'bandwidth', x.bandwidth,
        'average_bandwidth', x.average_bandwidth)), '[]')
    FROM transcodes x WHERE x.version_id = v.id AND x.status = 'ready')::text AS streams"""
_THREAD = """coalesce((SELECT md5(string_agg(concat_ws('|', k.id, k.status, w.handle,
        w.display_name), ';' ORDER BY k.id)) FROM comments k JOIN users w ON w.id = k.user_id
    WHERE k.track_id = t.id), '') AS thread"""
"""Changes whenever the comments do: they are never edited, only shown, hidden and deleted."""
_PEAKS = "(SELECT y.render_id FROM waveforms y WHERE y.version_id = v.id) AS peaks"
_WITH_STREAMS = statements(_STREAMS)["version"]
_TO_LISTEN = statements(DETAIL, _STREAMS, _THREAD)
_WITH_PEAKS = statements(_PEAKS)["version"]
_STREAMS_ONLY = f"""SELECT {_STREAMS} FROM track_versions v
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
class Listening:
    """What a page with a player shows. `state` changes whenever anything that it shows does."""

    facts: Facts
    detail: str
    streams_text: str
    state: tuple[str, ...]

    @property
    def track(self) -> TrackView:
        """The track in full."""
        return track_of(self.facts, self.detail)

    @property
    def streams(self) -> Streams:
        """All renditions of the version; what may be heard of them is still to be asked."""
        return _decoded(self.streams_text)


async def stream(viewer: Viewer, version_id: UUID, secret: str | None) -> tuple[Facts, Streams]:
    """A version's renditions, if the viewer may hear it; else what `require` raises."""
    found = await db.row(_WITH_STREAMS, viewer.user_id, version_id)
    facts = _allowed(found, viewer, Surface.STREAM, secret)
    return facts, streams_of(found)


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
    facts = _allowed(found, viewer, surface, secret)
    return Listening(
        facts=facts,
        detail=found["detail"],
        streams_text=found["streams"],
        state=tuple(found.values()),
    )


async def granted_stream(version_id: UUID) -> Streams:
    """A version's renditions for somebody who holds a signature of ours. 404 if it is gone."""
    found = await db.row(_STREAMS_ONLY, version_id)
    if found is None:
        raise hidden()
    return streams_of(found)


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


def _allowed(found: Any, viewer: Viewer, surface: Surface, secret: str | None) -> Facts:
    if found is None:
        raise hidden()
    facts = facts_of(found, viewer, secret)
    demand(facts, surface)
    return facts
