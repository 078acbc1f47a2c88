"""One attempt to make a teaser: fetch the original, cut and encode a part of it, store, publish."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from uuid import UUID

from server.catalog import renditions, teasers
from server.catalog.rendering import TryAgainError, opened_original, workplace
from server.catalog.teasers import Wanted
from server.kit import db
from server.kit.config import Settings
from server.kit.logs import logger
from server.kit.resources import Resources
from server.media.encode.plan import (
    Clip,
    Event,
    Failed,
    Failure,
    FailureCode,
    Limits,
    Made,
    Plan,
    Step,
)
from server.media.encode.render import render
from server.media.names import object_key
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind

log = logger(__name__)
POINTS = 600
"""As many as a wide window has pixels for, at two to a bar."""


LOST = Failure(
    code=FailureCode.SOURCE_MISSING,
    message="The file that the teaser is cut from is not on the server any more.",
    remedy="Add the version again.",
    permanent=True,
)
INTERNAL = Failure(
    code=FailureCode.INTERNAL,
    message="The server could not make the teaser.",
    remedy="Move its window a little, and it is tried again; or ask the server’s admin.",
    permanent=True,
)


async def give_up(track_id: UUID, failure: Failure = INTERNAL) -> None:
    """The artist is told instead of waiting for ever."""
    async with db.unit_of_work():
        await teasers.tell(track_id, failure)


async def cut(resources: Resources, track_id: UUID) -> None:
    """Makes the teaser that the track should have, unless it has it. Raises TryAgainError."""
    wanted = await teasers.wanted_of(track_id)
    if wanted is None or await teasers.is_made(wanted):
        return
    attempt = new_id()
    published = False
    try:
        published = await _make(resources, wanted, attempt)
    finally:
        if not published:
            await asyncio.shield(renditions.discard(resources, attempt))


async def _make(resources: Resources, wanted: Wanted, attempt: UUID) -> bool:
    key = object_key(UploadKind.ORIGINAL, wanted.sha256)
    async with workplace(resources) as room, opened_original(resources, key, room) as original:
        if original is None:
            log.error("teaser_source_missing", track=str(wanted.track_id))
            await give_up(wanted.track_id, LOST)
            return False
        out = room / "out"
        made: list[Made] = []
        failed: list[Failed] = []

        async def on_event(event: Event) -> None:
            if isinstance(event, Made):
                await renditions.store(resources, attempt, out, event.files)
                made.append(event)
            elif isinstance(event, Failed):
                failed.append(event)

        await render(_plan(resources.settings, wanted, original, out), on_event)
        if failed:
            return await _failed(wanted, failed[0].failure)
        peaks = await _peaks(resources, wanted, room)
    return await teasers.publish(wanted, attempt, tuple(made), peaks)


async def _failed(wanted: Wanted, failure: Failure) -> bool:
    """All or nothing: a teaser that only some browsers play would be asked about, not heard."""
    if not failure.permanent:
        raise TryAgainError(f"{failure.code}: {failure.detail or failure.message}")
    await give_up(wanted.track_id, failure)
    log.error("teaser_failed", track=str(wanted.track_id), code=failure.code, why=failure.detail)
    return False


def _plan(settings: Settings, wanted: Wanted, original: Path, out: Path) -> Plan:
    extras = {Step.AAC: settings.render_aac, Step.MP3: settings.render_mp3}
    return Plan(
        source=str(original),
        out_dir=str(out),
        required=(),
        optional=(Step.OPUS, *(step for step, asked in extras.items() if asked)),
        tags={"title": f"{wanted.title} (teaser)", "artist": wanted.artist},
        clip=Clip(start_ms=wanted.start_ms, length_ms=wanted.length_ms),
        limits=Limits(
            cpu_seconds=settings.render_timeout_s,
            wall_seconds=settings.render_timeout_s,
            memory_mb=settings.render_memory_mb,
            max_seconds=settings.max_duration_s,
        ),
    )


async def _peaks(resources: Resources, wanted: Wanted, room: Path) -> list[int]:
    """The clip's part of the waveform that was stored with the version."""
    path = room / "waveform.json"
    await resources.store.fetch(renditions.RENDERS, f"{wanted.render_id}/waveform.json", path)
    return await asyncio.to_thread(peaks_of, path, wanted.start_ms, wanted.length_ms)


def peaks_of(path: Path, start_ms: int, length_ms: int) -> list[int]:
    """At most POINTS (minimum, maximum) pairs of a part of a waveform file, flat."""
    whole = json.loads(path.read_bytes())
    a_second = whole["sample_rate"] / whole["samples_per_pixel"]
    first = int(start_ms * a_second / 1000)
    last = min(whole["length"], max(first + 1, round((start_ms + length_ms) * a_second / 1000)))
    pairs = list(zip(whole["data"][0::2], whole["data"][1::2], strict=True))[first:last]
    step = max(1, -(-len(pairs) // POINTS))
    found: list[int] = []
    for at in range(0, len(pairs), step):
        group = pairs[at : at + step]
        found += [min(low for low, _ in group), max(high for _, high in group)]
    return found
