"""One attempt to render a version: fetch the original, run the encoders, store, publish."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from server.catalog import pictures, renditions
from server.catalog.renditions import Source
from server.kit.config import Settings
from server.kit.logs import logger
from server.kit.resources import Resources
from server.kit.working import PermanentFailure
from server.media import service as media
from server.media.encode.plan import (
    REQUIRED,
    Event,
    Failed,
    Failure,
    FailureCode,
    File,
    Limits,
    Made,
    Plan,
    Progress,
    Required,
    Step,
)
from server.media.encode.render import render
from server.media.names import object_key
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind

log = logger(__name__)
OVERVIEW_POINTS = 1200
_MEASURES = re.compile(r"(\d+)x(\d+)\.jpg$")


class TryAgainError(Exception):
    """A failure that the next attempt may not meet."""


class Attempt:
    """`published` tells whether anything of `render` is in use and must be kept."""

    def __init__(self, resources: Resources, source: Source, *, primary: bool) -> None:
        self.resources = resources
        self.source = source
        self.primary = primary
        self.render = new_id()
        self.published = False
        self._out = Path()
        self._shown = 0.0

    async def run(self) -> None:
        """Renders and publishes. Raises TryAgainError; a permanent failure settles the version."""
        if self.source.condemned:
            # What lies under its digest now may be somebody else's file.
            await self._fail(_NOT_THE_FILE)
            return
        steps = self._missing()
        if self.source.status == "ready" and not steps:
            return
        async with (
            workplace(self.resources) as room,
            opened_original(self.resources, self.source.object_key, room) as original,
        ):
            if original is None:
                await self._fail(_GONE)
                return
            self._out = room / "out"
            self._out.mkdir()
            outcome = await render(self._plan(original, steps), self._on_event)
        if outcome.failure is not None and self.source.status != "ready":
            await self._fail(outcome.failure)

    def _missing(self) -> tuple[Step, ...]:
        wanted = wanted_extras(self.resources.settings)
        if self.source.has_artwork and not self.source.is_primary:
            wanted = tuple(step for step in wanted if step is not Step.ARTWORK)
        if self.source.status == "ready":
            return tuple(s for s in wanted if s.value not in self.source.made and s in _RENDITIONS)
        return wanted

    def _plan(self, original: Path, extras: tuple[Step, ...]) -> Plan:
        settings = self.resources.settings
        return Plan(
            source=str(original),
            out_dir=str(self._out),
            required=() if self.source.status == "ready" else REQUIRED,
            optional=extras,
            expected_sha256=self.source.sha256,
            tags={"title": self.source.title, "artist": self.source.artist},
            limits=Limits(
                cpu_seconds=settings.render_timeout_s,
                wall_seconds=settings.render_timeout_s,
                memory_mb=settings.render_memory_mb,
                max_seconds=settings.max_duration_s,
            ),
        )

    async def _on_event(self, event: Event) -> None:
        match event:
            case Progress(phase="required", fraction=fraction):
                await self._show(fraction)
            case Required():
                await self._publish(event)
            case Made():
                await self._add(event)
            case Failed(failure=failure, step=step) if step is not None:
                await renditions.add_failure(self.source, step.value, self.render, failure)

    async def _show(self, fraction: float) -> None:
        if time.monotonic() - self._shown >= 1:
            self._shown = time.monotonic()
            await renditions.progress(self.source.version_id, int(fraction * 100))

    async def _publish(self, event: Required) -> None:
        digest = event.examination.sha256
        if not await media.verify_asset(self.resources, self.source.asset_id, digest):
            await renditions.settle(self.source.version_id, failure=_NOT_THE_FILE)
            raise PermanentFailure("the asset was condemned meanwhile")
        await renditions.store(self.resources, self.render, self._out, event.files)
        overview = await asyncio.to_thread(read_overview, self._out / "waveform.json")
        self.published = await renditions.publish(
            self.source, self.render, event, overview, primary=self.primary
        )
        if not self.published:
            raise TryAgainError("another attempt was published first")

    async def _add(self, event: Made) -> None:
        if not event.files:
            return
        await renditions.store(self.resources, self.render, self._out, event.files)
        if event.step is Step.ARTWORK:
            if await renditions.show_artwork(self.source.track_id, self.render, None):
                self.published = True
            return
        await renditions.add(self.source, self.render, event)
        self.published = True

    async def _fail(self, failure: Failure) -> None:
        if failure.code == FailureCode.CHECKSUM and not self.source.condemned:
            await media.verify_asset(self.resources, self.source.asset_id, "")
        if not failure.permanent:
            raise TryAgainError(f"{failure.code}: {failure.detail or failure.message}")
        await renditions.settle(self.source.version_id, failure=failure)


_RENDITIONS = {Step.AAC, Step.MP3, Step.FLAC}
_NOT_THE_FILE = Failure(
    code=FailureCode.CHECKSUM,
    message="What arrived is not the file that was announced.",
    remedy="Upload it again.",
    permanent=True,
)
_GONE = Failure(
    code=FailureCode.SOURCE_MISSING,
    message="The original file is not in the store any more.",
    remedy="Upload it again.",
    permanent=True,
)


def wanted_extras(settings: Settings) -> tuple[Step, ...]:
    """The optional steps that the settings ask for, in the order they are made."""
    chosen = {
        Step.AAC: settings.render_aac,
        Step.MP3: settings.render_mp3,
        Step.FLAC: settings.render_flac,
        Step.ARTWORK: True,
        Step.SPECTRUM: settings.render_spectrum,
    }
    return tuple(step for step, wanted in chosen.items() if wanted)


async def cut_artwork(
    resources: Resources,
    record_id: UUID,
    asset_id: UUID,
    sha256: str,
    *,
    of: renditions.Pictured = "tracks",
) -> None:
    """Makes the sizes of an uploaded picture and shows them, if the record still wants it."""
    render_id = new_id()
    made, failed = await _draw(resources, render_id, sha256, Step.ARTWORK)
    if not made or not await renditions.show_artwork(record_id, render_id, asset_id, of=of):
        await renditions.discard(resources, render_id)
    if failed is not None:
        log.warning("artwork_failed", of=of, id=str(record_id), code=failed.code)
        await renditions.refuse_artwork(record_id, asset_id, failed, of=of)


async def draw_note(resources: Resources, picture: pictures.Wanted) -> None:
    """Makes what is shown of a picture in liner notes, and shows it."""
    render_id = new_id()
    made, failed = await _draw(resources, render_id, picture.sha256, Step.NOTE)
    if failed is not None:
        log.warning("note_picture_failed", id=str(picture.track_id), code=failed.code)
        await pictures.refuse(picture, failed)
    shown = False
    for file in made:
        width, height = _MEASURES.findall(file.key)[0]
        drawn = pictures.Drawn(render=render_id, width=int(width), height=int(height))
        shown = await pictures.show(picture, drawn)
    if not shown:
        await renditions.discard(resources, render_id)


async def _draw(
    resources: Resources, render_id: UUID, sha256: str, step: Step
) -> tuple[list[File], Failure | None]:
    """Draws an uploaded picture in the confined child and stores what it made; TryAgainError."""
    key = object_key(UploadKind.IMAGE, sha256)
    made: list[File] = []
    async with workplace(resources) as room:
        original = resources.store.local_path("images", key)
        if original is None:
            original = room / "picture"
            await resources.store.fetch("images", key, original)

        async def on_event(event: Event) -> None:
            if isinstance(event, Made):
                await renditions.store(resources, render_id, room, event.files)
                made.extend(event.files)

        plan = Plan(
            source=str(original),
            cover=str(original),
            out_dir=str(room),
            required=(),
            optional=(step,),
            expected_sha256=sha256,
        )
        outcome = await render(plan, on_event)
    for failed in outcome.failed:
        if not failed.failure.permanent:
            await renditions.discard(resources, render_id)
            raise TryAgainError(failed.failure.detail or failed.failure.message)
        return made, failed.failure
    return made, None


def read_overview(path: Path) -> list[int]:
    """At most OVERVIEW_POINTS (minimum, maximum) pairs of a waveform file, flat, in -128..127."""
    data: list[int] = json.loads(path.read_bytes())["data"]
    points = len(data) // 2
    step = max(1, -(-points // OVERVIEW_POINTS))
    found: list[int] = []
    for start in range(0, points, step):
        window = data[2 * start : 2 * (start + step)]
        found += [min(window[0::2]), max(window[1::2])]
    return found


@asynccontextmanager
async def workplace(resources: Resources) -> AsyncIterator[Path]:
    """A folder of its own for one attempt, gone afterwards."""
    # Beside the store, so that one file system is filled and watched, not two.
    base = resources.settings.data_dir / "tmp"
    base.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        made = stack.enter_context(tempfile.TemporaryDirectory(dir=base, prefix="render-"))
        yield Path(made).absolute()


@asynccontextmanager
async def opened_original(resources: Resources, key: str, room: Path) -> AsyncIterator[Path | None]:
    """The uploaded file of this key, fetched into `room` where it has to be; None if it is gone."""
    store = resources.store
    found = store.local_path("originals", key)
    if await store.stat("originals", key) is None:
        found = None
    elif found is None:
        found = room / "original"
        await store.fetch("originals", key, found)
    yield found
