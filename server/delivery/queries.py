"""What delivery reads: a version's streams and pictures together with the facts of access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.catalog.detail import DETAIL, track_of
from server.catalog.facts import Facts, demand, facts_of, hidden, named, statements
from server.catalog.views import TrackView
from server.catalog.visibility import Surface
from server.identity.access import Viewer
from server.kit import db
from sync.wire import codec

_STREAMS = """(SELECT coalesce(json_agg(json_build_object('kind', x.kind, 'tier', x.tier,
        'render_id', x.render_id, 'path', x.path, 'codecs', x.codecs, 'bandwidth', x.bandwidth,
        'average_bandwidth', x.average_bandwidth)), '[]')
    FROM transcodes x WHERE x.version_id = v.id AND x.status = 'ready')::text AS streams"""
_PEAKS = "(SELECT y.render_id FROM waveforms y WHERE y.version_id = v.id) AS peaks"
_WITH_STREAMS = statements(_STREAMS)["version"]
_TO_LISTEN = statements(DETAIL, _STREAMS)
_WITH_PEAKS = statements(_PEAKS)["version"]
_STREAMS_ONLY = f"""SELECT {_STREAMS} FROM track_versions v
    JOIN tracks t ON t.id = v.track_id JOIN users u ON u.id = t.owner_id
    WHERE v.id = $1 AND v.status = 'ready' AND v.deleted_at IS NULL AND t.deleted_at IS NULL
      AND u.disabled_at IS NULL"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One published rendition. `path` begins with the tier; bandwidths in bits per second."""

    kind: str
    tier: str
    render_id: UUID
    path: str
    codecs: str
    bandwidth: int
    average_bandwidth: int

    @property
    def directory(self) -> str:
        """What is signed: render and tier."""
        return f"{self.render_id}/{self.tier}"

    @property
    def file(self) -> str:
        """Where it lies within `directory`."""
        return self.path.removeprefix(f"{self.tier}/")

    @property
    def is_hls(self) -> bool:
        """Whether `path` is a playlist, not the sound itself."""
        return self.path.endswith(".m3u8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What a page with a player shows."""

    facts: Facts
    track: TrackView
    renditions: list[Rendition]


async def stream(
    viewer: Viewer, version_id: UUID, secret: str | None
) -> tuple[Facts, list[Rendition]]:
    """A version's renditions, if the viewer may hear it; else what `require` raises."""
    found = await db.row(_WITH_STREAMS, viewer.user_id, version_id)
    facts = _allowed(found, viewer, Surface.STREAM, secret)
    return facts, renditions(found)


async def listen(
    viewer: Viewer,
    surface: Surface,
    *,
    track_id: UUID | None = None,
    version_id: UUID | None = None,
    address: tuple[str, str] | None = None,
    secret: str | None = None,
) -> Listening:
    """A track in full with the renditions of one version, in one statement, if `surface` is
    allowed; what may be heard of them is still to be asked."""
    by, keys = named(track_id=track_id, version_id=version_id, address=address)
    found: Any = await db.row(_TO_LISTEN[by], viewer.user_id, *keys)
    facts = _allowed(found, viewer, surface, secret)
    return Listening(
        facts=facts, track=track_of(facts, found["detail"]), renditions=renditions(found)
    )


async def granted_stream(version_id: UUID) -> list[Rendition]:
    """A version's renditions for somebody who holds a signature of ours. 404 if it is gone."""
    found = await db.row(_STREAMS_ONLY, version_id)
    if found is None:
        raise hidden()
    return renditions(found)


async def peaks(viewer: Viewer, version_id: UUID, secret: str | None) -> tuple[Facts, UUID]:
    """The render whose waveform is a version's, if the viewer may see it."""
    found = await db.row(_WITH_PEAKS, viewer.user_id, version_id)
    facts = _allowed(found, viewer, Surface.WAVEFORM, secret)
    render: UUID | None = found["peaks"] if found else None
    if render is None:
        raise hidden()
    return facts, render


def renditions(row: Any) -> list[Rendition]:
    """The renditions out of a row with the `streams` column."""
    return codec.decode(row["streams"], list[Rendition])


def _allowed(found: Any, viewer: Viewer, surface: Surface, secret: str | None) -> Facts:
    if found is None:
        raise hidden()
    facts = facts_of(found, viewer, secret)
    demand(facts, surface)
    return facts
