"""Where a version becomes ready or failed: settle() and what leads to it.

pending --begin--> processing --publish--> ready (optional renditions follow one by one)
                              --fail-----> failed --retry--> pending
                              --release--> pending (to be tried again)

Every attempt writes under a render id of its own; the first to publish wins, and what a slower
one made is thrown away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from server.catalog import teasers
from server.catalog.models import (
    RenditionKind,
    RenditionStatus,
    Transcode,
    Waveform,
)
from server.kit import db
from server.kit.logs import logger
from server.kit.resources import Resources
from server.media.names import object_key
from sync.wire import codec
from sync.wire.uploads import UploadKind

if TYPE_CHECKING:
    from server.media.encode.plan import Failure, File, Made, Rendition, Required

log = logger(__name__)
HLS, RENDERS = "hls", "renders"
TEASER_TIER = "teaser"
Pictured = Literal["tracks", "releases"]
"""The tables whose rows have a picture."""


class NotStoredError(Exception):
    """An object that was put is not there as it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a render job needs to know of its version."""

    version_id: UUID
    track_id: UUID
    asset_id: UUID
    sha256: str
    condemned: bool
    object_key: str
    status: str
    title: str
    artist: str
    has_artwork: bool
    is_primary: bool
    made: frozenset[str]


async def begin(version_id: UUID) -> Source | None:
    """Marks the version as being processed; None when it is gone or has failed for good."""
    await db.execute(
        """UPDATE track_versions SET status = 'processing', progress = 0
            WHERE id = $1 AND status IN ('pending', 'processing') RETURNING id""",
        version_id,
    )
    found = await db.execute(
        """SELECT v.id, v.track_id, v.original_id, v.status, a.sha256,
                  a.state = 'mismatch' AS condemned, t.title, t.artist_name,
                  t.artwork_id IS NOT NULL OR t.art_render IS NOT NULL AS has_artwork,
                  coalesce(t.primary_version_id = v.id, true) AS is_primary,
                  array(SELECT kind FROM transcodes
                         WHERE version_id = v.id AND tier <> 'teaser') AS made
             FROM track_versions v JOIN tracks t ON t.id = v.track_id
                  JOIN assets a ON a.id = v.original_id
            WHERE v.id = $1 AND v.deleted_at IS NULL AND t.deleted_at IS NULL
              AND v.status <> 'failed'""",
        version_id,
    )
    if not found:
        return None
    row = found[0]
    return Source(
        version_id=row["id"],
        track_id=row["track_id"],
        asset_id=row["original_id"],
        sha256=row["sha256"],
        condemned=row["condemned"],
        object_key=object_key(UploadKind.ORIGINAL, row["sha256"]),
        status=row["status"],
        title=row["title"],
        artist=row["artist_name"],
        has_artwork=row["has_artwork"],
        is_primary=row["is_primary"],
        made=frozenset(row["made"]),
    )


async def progress(version_id: UUID, percent: int) -> None:
    """How far the required part is."""
    await db.execute(
        "UPDATE track_versions SET progress = $2 WHERE id = $1 AND status = 'processing'",
        version_id,
        percent,
    )


async def store(resources: Resources, render: UUID, out_dir: Path, files: Iterable[File]) -> None:
    """Puts what a render made, and looks that each is there. NotStoredError if one is not."""
    await asyncio.gather(*(_store(resources, render, out_dir, item) for item in files))


async def _store(resources: Resources, render: UUID, out_dir: Path, item: File) -> None:
    bucket, key = place(render, item.key)
    await resources.store.put(
        bucket, key, out_dir / item.key, content_type=item.content_type, sha256=item.sha256
    )
    found = await resources.store.stat(bucket, key)
    if found is None or found.size != item.size:
        raise NotStoredError(f"{bucket}/{key} should have {item.size} bytes")


def place(render: UUID, key: str) -> tuple[str, str]:
    """(bucket, key) of a render's file: streams apart from pictures and peaks."""
    streamed = key.startswith(("std/", "lossless/", "teaser/"))
    return (HLS if streamed else RENDERS), f"{render}/{key}"


async def publish(
    source: Source, render: UUID, made: Required, overview: list[int], *, primary: bool
) -> bool:
    """The required part is stored: the version becomes ready. False if another was first."""
    async with db.unit_of_work():
        if not await settle(source.version_id, render=render, made=made):
            return False
        await replace_transcodes(source.version_id, render, made.renditions, made.files)
        await Waveform.filter(version_id=source.version_id).delete()
        await Waveform.create(
            version_id=source.version_id,
            render_id=render,
            sample_rate=made.examination.sample_rate,
            points=len(overview) // 2,
            overview=overview,
        )
        await db.execute(
            """UPDATE tracks SET primary_version_id = $2, rev = rev + 1
                WHERE id = $1 AND (primary_version_id IS NULL OR $3)""",
            source.track_id,
            source.version_id,
            primary,
        )
        await teasers.keep(source.track_id)
    return True


async def settle(
    version_id: UUID,
    *,
    render: UUID | None = None,
    made: Required | None = None,
    failure: Failure | None = None,
) -> bool:
    """The only place where a version becomes ready or failed. False if it is settled already."""
    if failure is not None:
        told = {"code": failure.code, "message": failure.message, "remedy": failure.remedy}
        found = await db.execute(
            """UPDATE track_versions SET status = 'failed', failure = $2::jsonb
                WHERE id = $1 AND status IN ('pending', 'processing') RETURNING id""",
            version_id,
            _json(told),
        )
        log.warning(
            "version_failed", version=str(version_id), code=failure.code, why=failure.detail
        )
        return bool(found)
    assert made is not None, "a version is settled by what was made or by a failure"
    facts = made.examination
    found = await db.execute(
        """UPDATE track_versions SET status = 'ready', ready_at = now(), progress = 100,
                  failure = NULL, render_id = $2, duration_ms = $3, sample_rate = $4,
                  channels = $5, bit_depth = $6, codec = $7, lufs = $8, lra = $9,
                  true_peak = $10, warnings = $11::jsonb, file_tags = $12::jsonb
            WHERE id = $1 AND status = 'processing' RETURNING id""",
        version_id,
        render,
        facts.duration_ms,
        facts.sample_rate,
        facts.channels,
        facts.bit_depth,
        facts.codec,
        made.sound_lufs,
        facts.lra,
        facts.true_peak_dbtp,
        _json([asdict(warning) for warning in facts.warnings]),
        _json(dict(facts.tags)),
    )
    return bool(found)


async def give_up(version_id: UUID, error: str) -> None:
    """No attempt succeeded: the version fails, with what the artist can do."""
    await settle(version_id, failure=_given_up(error))


async def sweep(resources: Resources) -> int:
    """Deletes objects of renders that no row names and that are a day old; returns how many."""
    used = {
        str(row["render"])
        for row in await db.rows(
            """SELECT render_id AS render FROM track_versions WHERE render_id IS NOT NULL
               UNION SELECT render_id FROM transcodes
               UNION SELECT art_render FROM tracks WHERE art_render IS NOT NULL
               UNION SELECT art_render FROM releases WHERE art_render IS NOT NULL
               UNION SELECT render_id FROM note_pictures WHERE render_id IS NOT NULL"""
        )
    }
    before = datetime.now(UTC) - timedelta(days=1)
    deleted = 0
    for bucket in (HLS, RENDERS):
        async for item in resources.store.walk(bucket):
            if item.key.partition("/")[0] not in used and item.modified < before:
                await resources.store.delete(bucket, item.key)
                deleted += 1
    return deleted


async def release(version_id: UUID) -> None:
    """The attempt broke off: the version waits for the next one."""
    await db.execute(
        "UPDATE track_versions SET status = 'pending' WHERE id = $1 AND status = 'processing'",
        version_id,
    )


async def add(source: Source, render: UUID, made: Made) -> None:
    """An optional rendition is stored: streams may use it from now on."""
    if made.rendition is not None:
        async with db.unit_of_work():
            await replace_transcodes(source.version_id, render, [made.rendition], made.files)


async def add_failure(source: Source, kind: str, render: UUID, failure: Failure) -> None:
    """An optional rendition could not be made; the version stays ready without it."""
    if kind not in {k.value for k in RenditionKind}:
        log.warning("optional_step_failed", step=kind, code=failure.code)
        return
    async with db.unit_of_work():
        await (
            Transcode.filter(version_id=source.version_id, kind=kind)
            .exclude(tier=TEASER_TIER)
            .delete()
        )
        await Transcode.create(
            version_id=source.version_id,
            kind=kind,
            status=RenditionStatus.FAILED,
            render_id=render,
            failure={"code": failure.code, "message": failure.message, "remedy": failure.remedy},
        )


async def show_artwork(
    record_id: UUID, render: UUID, asset_id: UUID | None, *, of: Pictured = "tracks"
) -> bool:
    """`render` holds the record's picture, if it still wants that asset's (None: the file's)."""
    found = await db.execute(
        f"""UPDATE {of} SET art_render = $2, art_failure = NULL, rev = rev + 1
            WHERE id = $1 AND artwork_id IS NOT DISTINCT FROM $3::uuid
              AND ($3::uuid IS NOT NULL OR art_render IS NULL) RETURNING id""",  # noqa: S608 - of two words
        record_id,
        render,
        asset_id,
    )
    return bool(found)


async def refuse_artwork(
    record_id: UUID, asset_id: UUID, failure: Failure, *, of: Pictured = "tracks"
) -> None:
    """The picture cannot be used: the artist is told why, and the last good one stays."""
    await db.execute(
        f"""UPDATE {of} SET art_failure = $3::jsonb, rev = rev + 1
            WHERE id = $1 AND artwork_id = $2""",  # noqa: S608 - of two words
        record_id,
        asset_id,
        _json({"code": failure.code, "message": failure.message, "remedy": failure.remedy}),
    )


async def discard(resources: Resources, render: UUID) -> None:
    """Deletes what an attempt stored that nobody publishes."""
    for bucket in (HLS, RENDERS):
        async for item in resources.store.walk(bucket, f"{render}/"):
            await resources.store.delete(bucket, item.key)


async def replace_transcodes(
    version_id: UUID, render: UUID, renditions: Iterable[Rendition], files: Iterable[File]
) -> None:
    """What is heard of a version from now on, each kind of a tier instead of the last."""
    listed = list(files)
    for item in renditions:
        folder = item.media_key.rpartition("/")[0] + "/"
        own = [f for f in listed if f.key.startswith(folder)]
        await Transcode.filter(version_id=version_id, kind=item.name.value, tier=item.tier).delete()
        await Transcode.create(
            version_id=version_id,
            kind=RenditionKind(item.name.value),
            tier=item.tier,
            status=RenditionStatus.READY,
            render_id=render,
            path=item.playlist_key or item.media_key,
            codecs=item.codecs,
            bandwidth=item.bandwidth,
            average_bandwidth=item.average_bandwidth,
            segments=item.segments,
            priming=item.priming,
            samples=item.samples,
            bytes=sum(f.size for f in own),
            files=[asdict(f) for f in own],
        )


def _given_up(error: str) -> Failure:
    from server.media.encode.plan import Failure

    return Failure(
        code="processing_failed",
        message="Processing broke off again and again.",
        remedy="Try again; if it fails once more, ask the administrator to look at the job.",
        permanent=True,
        detail=error,
    )


def _json(value: Any) -> str:
    return codec.encode(value).decode()
