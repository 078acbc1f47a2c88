"""Tracks that are to come out, of which a part may be heard already."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from server.catalog.models import ReleaseState, RenditionKind, RenditionStatus, Teaser, Transcode
from server.kit.resources import Resources
from sync.wire.ids import new_id
from tests.support.published import Published, publish

STARTS_MS, LENGTH_MS = 60_000, 30_000
PEAKS = [n % 90 * (1 if n % 2 else -1) for n in range(400)]


async def tease(
    resources: Resources, *, left: timedelta = timedelta(days=11), **fields: Any
) -> Published:
    """A public track that comes out in `left`, with a teaser that is made; small objects."""
    now = datetime.now(UTC)
    given = {"release_at": now + left, "teaser_from": now - timedelta(hours=1), **fields}
    made = await publish(resources, release_state=ReleaseState.SCHEDULED, **given)
    render = new_id()
    await Teaser.create(
        track=made.track,
        version=made.version,
        render_id=render,
        start_ms=STARTS_MS,
        length_ms=LENGTH_MS,
        peaks=PEAKS,
    )
    for kind, codecs in (("opus", "Opus"), ("aac", "mp4a.40.2"), ("mp3", "mp3")):
        path = f"teaser/{kind}/" + ("audio.mp3" if kind == "mp3" else "index.m3u8")
        await Transcode.create(
            version=made.version,
            kind=RenditionKind(kind),
            tier="teaser",
            status=RenditionStatus.READY,
            render_id=render,
            path=path,
            codecs=codecs,
            bandwidth=170_000,
            average_bandwidth=160_000,
            segments=5,
        )
        body = f"teaser {kind}".encode()
        await resources.store.put("hls", f"{render}/{path}", body, content_type="audio/mpeg")
    return made
