"""From an uploaded file to a ready version, and every way in which it does not come to that."""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from server.catalog import queries, renditions, service, versions
from server.catalog.models import Track, TrackVersion, Transcode, VersionStatus, Waveform
from server.catalog.tasks import draw_artwork, render_given_up, render_version, sweep_renders
from server.catalog.visibility import Surface
from server.kit import db, jobs
from server.kit.resources import Resources
from server.media.models import Asset, AssetState
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.support import songs
from tests.support.makers import make_artist, make_asset, make_track


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    return songs.chord(tmp_path / "piece.wav", seconds=13)


async def version_of(track_id: UUID) -> TrackVersion:
    return await TrackVersion.get(track_id=track_id)


async def objects(resources: Resources, bucket: str) -> set[str]:
    return {item.key async for item in resources.store.walk(bucket)}


async def publish(resources: Resources, path: Path) -> TrackVersion:
    artist = await make_artist()
    track_id = await make_track(artist, await make_asset(resources, artist, path))
    version = await version_of(track_id)
    await render_version(resources, str(version.id))
    return await version_of(track_id)


class TestRenderVersion:
    async def test_a_master_becomes_streams(self, resources: Resources, piece: Path) -> None:
        version = await publish(resources, piece)
        assert (version.status, version.duration_ms) == (VersionStatus.READY, 13_000)
        assert (version.sample_rate, version.channels, version.bit_depth) == (48_000, 2, 16)
        assert version.lufs is not None
        made = {t.kind: t for t in await Transcode.filter(version_id=version.id)}
        assert {str(kind) for kind in made} == {"opus", "aac", "mp3"}
        assert all(t.status == "ready" for t in made.values())
        assert [(t.codecs, t.segments) for t in made.values() if t.kind == "opus"] == [("Opus", 3)]
        held = await objects(resources, "hls")
        for kind, names in {
            "opus": ("audio.mp4", "index.m3u8"),
            "aac": ("audio.mp4", "index.m3u8"),
            "mp3": ("audio.mp3",),
        }.items():
            assert {f"{version.render_id}/std/{kind}/{name}" for name in names} <= held
        waveform = await Waveform.get(version_id=version.id)
        assert waveform.points == 813  # 13 s have 2438 windows of 256 samples: three to a point
        track = await Track.get(id=version.track_id)
        assert track.primary_version_id == version.id

    async def test_the_asset_is_verified_by_the_first_read(
        self, resources: Resources, piece: Path
    ) -> None:
        await publish(resources, piece)
        assert (await Asset.get()).state is AssetState.VERIFIED

    async def test_running_it_again_changes_nothing(
        self, resources: Resources, piece: Path
    ) -> None:
        version = await publish(resources, piece)
        before = await objects(resources, "hls")
        await render_version(resources, str(version.id))
        assert await objects(resources, "hls") == before
        assert (await version_of(version.track_id)).render_id == version.render_id

    async def test_a_lost_extra_is_made_again(self, resources: Resources, piece: Path) -> None:
        version = await publish(resources, piece)
        await Transcode.filter(version_id=version.id, kind="mp3").delete()
        await render_version(resources, str(version.id))
        mp3 = await Transcode.get(version_id=version.id, kind="mp3")
        assert mp3.render_id != version.render_id
        assert f"{mp3.render_id}/std/mp3/audio.mp3" in await objects(resources, "hls")

    async def test_other_bytes_than_were_claimed(self, resources: Resources, piece: Path) -> None:
        artist = await make_artist()
        asset = await make_asset(resources, artist, piece, claim="ab" * 32)
        track_id = await make_track(artist, asset)
        await render_version(resources, str((await version_of(track_id)).id))
        version = await version_of(track_id)
        assert version.status is VersionStatus.FAILED
        assert version.failure["code"] == "checksum_mismatch"
        assert (await Asset.get(id=asset)).state is AssetState.MISMATCH

    async def test_a_condemned_asset_is_not_read_again(
        self, resources: Resources, piece: Path
    ) -> None:
        """Under its digest may lie, by now, the file of somebody else who really has it."""
        artist = await make_artist()
        asset = await make_asset(resources, artist, piece)
        track_id = await make_track(artist, asset)
        await Asset.filter(id=asset).update(state=AssetState.MISMATCH)
        await render_version(resources, str((await version_of(track_id)).id))
        version = await version_of(track_id)
        assert version.status is VersionStatus.FAILED
        assert version.failure["code"] == "checksum_mismatch"
        assert await objects(resources, "hls") == set()

    async def test_a_file_that_is_no_sound(self, resources: Resources, tmp_path: Path) -> None:
        text = tmp_path / "song.wav"
        text.write_text("hello, I am not audio\n" * 500)
        version = await publish(resources, text)
        assert version.status is VersionStatus.FAILED
        assert version.failure["message"]
        assert version.failure["remedy"]
        assert await objects(resources, "hls") == set()
        assert list((resources.settings.data_dir / "tmp").iterdir()) == []

    async def test_a_vanished_original(self, resources: Resources, piece: Path) -> None:
        artist = await make_artist()
        asset = await make_asset(resources, artist, piece)
        track_id = await make_track(artist, asset)
        async for item in resources.store.walk("originals"):
            await resources.store.delete("originals", item.key)
        await render_version(resources, str((await version_of(track_id)).id))
        version = await version_of(track_id)
        assert version.status is VersionStatus.FAILED
        assert version.failure["code"] == "source_missing"

    async def test_two_at_once_publish_one(self, resources: Resources, piece: Path) -> None:
        artist = await make_artist()
        track_id = await make_track(artist, await make_asset(resources, artist, piece))
        version_id = str((await version_of(track_id)).id)
        await asyncio.gather(
            render_version(resources, version_id),
            render_version(resources, version_id),
            return_exceptions=True,
        )
        version = await version_of(track_id)
        assert version.status is VersionStatus.READY
        renders = {key.split("/")[0] for key in await objects(resources, "renders")}
        assert renders == {str(version.render_id)}
        opus = await Transcode.get(version_id=version.id, kind="opus")
        assert opus.render_id == version.render_id

    async def test_cancelled_in_the_middle_it_waits_for_the_next_attempt(
        self, resources: Resources, tmp_path: Path
    ) -> None:
        long = songs.chord(tmp_path / "long.wav", seconds=120)
        artist = await make_artist()
        track_id = await make_track(artist, await make_asset(resources, artist, long))
        version_id = str((await version_of(track_id)).id)
        running = asyncio.create_task(render_version(resources, version_id))
        async with asyncio.timeout(30):
            while (await version_of(track_id)).progress == 0:
                await asyncio.sleep(0.05)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert (await version_of(track_id)).status is VersionStatus.PENDING
        assert await objects(resources, "renders") == set()
        assert list((resources.settings.data_dir / "tmp").iterdir()) == []

    async def test_a_deleted_version_is_left_alone(self, resources: Resources, piece: Path) -> None:
        artist = await make_artist()
        track_id = await make_track(artist, await make_asset(resources, artist, piece))
        await service.delete_track(track_id)
        await render_version(resources, str((await version_of(track_id)).id))
        assert await objects(resources, "hls") == set()


class TestGivenUp:
    async def test_the_artist_is_told_and_can_try_again(
        self, resources: Resources, piece: Path
    ) -> None:
        artist = await make_artist()
        track_id = await make_track(artist, await make_asset(resources, artist, piece))
        version = await version_of(track_id)
        await render_given_up(resources, "boom", str(version.id))
        failed = await version_of(track_id)
        assert failed.failure["code"] == "processing_failed"
        await versions.retry_version(version.id)
        again = await version_of(track_id)
        assert (again.status, again.failure) == (VersionStatus.PENDING, None)
        assert await jobs.Job.filter(name="catalog.render").count() == 2


class TestArtwork:
    async def test_an_uploaded_picture_is_cut(
        self, resources: Resources, piece: Path, tmp_path: Path
    ) -> None:
        picture = tmp_path / "cover.png"
        Image.new("RGB", (1400, 1400), (200, 80, 40)).save(picture)
        artist = await make_artist()
        image = await make_asset(resources, artist, picture, UploadKind.IMAGE)
        track_id = await make_track(
            artist, await make_asset(resources, artist, piece), artwork_asset_id=image
        )
        await draw_artwork(resources, str(track_id))
        track = await Track.get(id=track_id)
        held = await objects(resources, "renders")
        assert {f"{track.art_render}/art-1000.jpg", f"{track.art_render}/art-200.jpg"} <= held

    async def test_a_picture_that_cannot_be_used_is_explained(
        self, resources: Resources, piece: Path, tmp_path: Path
    ) -> None:
        picture = tmp_path / "cover.png"
        Image.new("1", (30_000, 30_000)).save(picture)
        artist = await make_artist()
        image = await make_asset(resources, artist, picture, UploadKind.IMAGE)
        track_id = await make_track(
            artist, await make_asset(resources, artist, piece), artwork_asset_id=image
        )
        await draw_artwork(resources, str(track_id))
        facts = await queries.require(artist, Surface.PAGE, track_id=track_id)
        told = (await queries.track_view(facts)).artwork_failure
        assert told is not None
        assert told.message
        assert told.remedy
        assert await objects(resources, "renders") == set()

    async def test_a_picture_that_was_replaced_meanwhile_is_thrown_away(
        self, resources: Resources
    ) -> None:
        artist = await make_artist()
        assert not await renditions.show_artwork(new_id(), new_id(), artist.user_id)


class TestSweep:
    async def test_only_what_nobody_publishes_goes(self, resources: Resources, piece: Path) -> None:
        version = await publish(resources, piece)
        stray = new_id()
        await resources.store.put("renders", f"{stray}/waveform.json", b"{}", content_type="a/b")
        fresh = new_id()
        await resources.store.put("renders", f"{fresh}/waveform.json", b"{}", content_type="a/b")
        for path in (resources.settings.data_dir / "objects").rglob("*"):
            if path.is_file() and str(fresh) not in str(path):
                os.utime(path, (time.time() - 90_000,) * 2)
        await sweep_renders(resources)
        held = await objects(resources, "renders")
        assert {key.split("/")[0] for key in held} == {str(version.render_id), str(fresh)}


class TestWithoutAac:
    async def test_settings_choose_the_extras(self, resources: Resources, piece: Path) -> None:
        chosen = replace(
            resources, settings=replace(resources.settings, render_aac=False, render_flac=True)
        )
        version = await publish(chosen, piece)
        rows = await Transcode.filter(version_id=version.id)
        assert {(str(t.kind), t.tier) for t in rows} == {
            ("opus", "std"),
            ("mp3", "std"),
            ("flac", "lossless"),
        }
        assert f"{version.render_id}/lossless/flac/audio.mp4" in await objects(resources, "hls")


async def test_the_overview_is_the_waveform(resources: Resources, piece: Path) -> None:
    version = await publish(resources, piece)
    waveform = await Waveform.get(version_id=version.id)
    chunks = [
        c async for c in resources.store.read("renders", f"{version.render_id}/waveform.json")
    ]
    full = json.loads(b"".join(chunks))["data"]
    assert (min(waveform.overview), max(waveform.overview)) == (min(full), max(full))
    found = await db.row("SELECT progress FROM track_versions")
    assert found is not None
    assert found["progress"] == 100
