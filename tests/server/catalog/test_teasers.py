"""The teaser of a track: made of what is asked for, kept until the next is made, judged outside."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from server.catalog import service, teasers, versions
from server.catalog.editing import Plan
from server.catalog.facts import access_facts
from server.catalog.models import ReleaseState, Teaser, Track, TrackVersion, Transcode
from server.catalog.tasks import cut_teaser, render_version, sweep_renders, teaser_given_up
from server.catalog.visibility import Release
from server.identity.access import ANONYMOUS, Viewer
from server.kit import jobs
from server.kit.resources import Resources
from server.media.models import Asset
from server.media.names import object_key
from sync.wire.ids import new_id
from sync.wire.kinds import TrackFields
from sync.wire.uploads import UploadKind
from tests.support import judge
from tests.support.audio import music, write_wav
from tests.support.makers import make_artist, make_asset, make_track
from tests.support.published import POINTS, publish

SECONDS = 14
RATE = 48_000


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "song.wav", music(SECONDS), kind="s16")


def plan(*, teased: bool = True) -> Plan:
    now = datetime.now(UTC)
    since = now - timedelta(hours=1) if teased else None
    return Plan(None, ReleaseState.SCHEDULED, now + timedelta(days=1), since)


async def waiting() -> list[UUID]:
    """The tracks whose teasers are to be made, each as often as it was filed."""
    found = await jobs.Job.filter(name="catalog.teaser").order_by("id")
    return [UUID(job.args["track_id"]) for job in found]


async def rendered(resources: Resources, sound: Path) -> tuple[Viewer, UUID]:
    """A track whose one version went through the encoders, or tried to."""
    artist = await make_artist()
    track_id = await make_track(artist, await make_asset(resources, artist, sound))
    version = await TrackVersion.get(track_id=track_id)
    await render_version(resources, str(version.id))
    return artist, track_id


async def ready(resources: Resources, sound: Path) -> UUID:
    """A track whose version is ready, without its own sound being encoded for it."""
    made = await publish(resources, release_state=ReleaseState.DRAFT, release_at=None)
    asset = await make_asset(resources, replace(ANONYMOUS, user_id=made.owner.id), sound)
    await TrackVersion.filter(id=made.version.id).update(
        original_id=asset, duration_ms=SECONDS * 1000
    )
    return made.track.id


async def teased(resources: Resources, sound: Path) -> UUID:
    """A ready track that is to come out tomorrow, with a teaser that is made."""
    track_id = await ready(resources, sound)
    await service.edit_track(track_id, TrackFields(teaser_start_ms=2_500, teaser_ms=5_000))
    await service.follow_plan(track_id, plan())
    await cut_teaser(resources, str(track_id))
    return track_id


async def release_of(track_id: UUID) -> Release:
    facts = await access_facts(ANONYMOUS, track_id=track_id)
    assert facts is not None
    return facts.context.release


async def media(resources: Resources) -> set[str]:
    return {item.key async for item in resources.store.walk("hls") if "/teaser/" in item.key}


async def heard(resources: Resources, track_id: UUID, target: Path) -> judge.Floats:
    mp3 = await Transcode.get(version__track_id=track_id, tier="teaser", kind="mp3")
    await resources.store.fetch("hls", f"{mp3.render_id}/{mp3.path}", target)
    return judge.decode(target, channels=2, rate=RATE)


class TestCutTeaser:
    async def test_it_is_the_part_that_was_chosen(
        self, resources: Resources, sound: Path, tmp_path: Path
    ) -> None:
        track_id = await teased(resources, sound)
        made = await Teaser.get(track_id=track_id)
        assert (made.start_ms, made.length_ms) == (2_500, 5_000)
        kinds = await Transcode.filter(tier="teaser").values_list("kind", flat=True)
        assert sorted(kinds) == ["aac", "mp3", "opus"]
        assert {key.partition("/")[2] for key in await media(resources)} == {
            "teaser/opus/audio.mp4",
            "teaser/opus/index.m3u8",
            "teaser/aac/audio.mp4",
            "teaser/aac/index.m3u8",
            "teaser/mp3/audio.mp3",
        }
        found = await heard(resources, track_id, tmp_path / "clip.mp3")
        assert abs(len(found) - 5 * RATE) <= 1152
        whole = music(SECONDS)[int(2.5 * RATE) : int(7.5 * RATE)]
        level = slice(RATE, 3 * RATE)  # between the fades
        assert judge.snr_db(found[level], whole[level]) > 20

    async def test_its_waveform_is_its_own(self, resources: Resources, sound: Path) -> None:
        made = await Teaser.get(track_id=await teased(resources, sound))
        # Of the version's, as published() has it.
        peaks = [n % 100 * (1 if n % 2 else -1) for n in range(2 * POINTS)]
        first = int(2_500 * 48_000 / 256 / 1000)
        assert set(made.peaks) <= set(peaks[2 * first : 2 * (first + 940)])
        points = len(made.peaks) // 2
        # 5 s at 48 kHz have 937.5 windows of 256 samples: two to a point.
        assert 468 <= points <= 470
        assert all(-128 <= value <= 127 for value in made.peaks)

    async def test_a_second_run_changes_nothing(self, resources: Resources, sound: Path) -> None:
        track_id = await teased(resources, sound)
        before = await Teaser.get(track_id=track_id), await media(resources)
        await cut_teaser(resources, str(track_id))
        after = await Teaser.get(track_id=track_id), await media(resources)
        assert (before[0].render_id, before[1]) == (after[0].render_id, after[1])

    async def test_two_at_once_leave_one(self, resources: Resources, sound: Path) -> None:
        track_id = await ready(resources, sound)
        await service.follow_plan(track_id, plan())
        await asyncio.gather(*(cut_teaser(resources, str(track_id)) for _ in range(2)))
        made = await Teaser.get(track_id=track_id)
        assert {key.partition("/")[0] for key in await media(resources)} == {str(made.render_id)}
        assert await Transcode.filter(tier="teaser").count() == 3

    async def test_the_sound_itself_stays(self, resources: Resources, sound: Path) -> None:
        _, track_id = await rendered(resources, sound)
        await service.follow_plan(track_id, plan())
        await cut_teaser(resources, str(track_id))
        version = await TrackVersion.get(track_id=track_id)
        await render_version(resources, str(version.id))  # nothing of it is missing
        rows = await Transcode.filter(version_id=version.id, tier="std")
        assert {str(row.kind) for row in rows} == {"opus", "aac", "mp3"}
        assert {row.render_id for row in rows} == {version.render_id}


class TestKeep:
    async def test_a_window_that_moves_is_made_anew(
        self, resources: Resources, sound: Path, tmp_path: Path
    ) -> None:
        track_id = await teased(resources, sound)
        first = await Teaser.get(track_id=track_id)
        count = len(await waiting())
        await service.edit_track(track_id, TrackFields(teaser_start_ms=6_000))
        assert len(await waiting()) == count + 1
        assert (await Teaser.get(track_id=track_id)).start_ms == 2_500
        assert await release_of(track_id) is Release.TEASER  # the last one until then
        await cut_teaser(resources, str(track_id))
        second = await Teaser.get(track_id=track_id)
        assert (second.start_ms, second.length_ms) == (6_000, 5_000)
        assert second.render_id != first.render_id
        found = await heard(resources, track_id, tmp_path / "clip.mp3")
        whole = music(SECONDS)[6 * RATE : 11 * RATE]
        level = slice(RATE, 3 * RATE)
        assert judge.snr_db(found[level], whole[level]) > 20

    async def test_what_it_was_before_is_swept(self, resources: Resources, sound: Path) -> None:

        track_id = await teased(resources, sound)
        first = await media(resources)
        await service.edit_track(track_id, TrackFields(teaser_start_ms=6_000))
        await cut_teaser(resources, str(track_id))
        old = time.time() - 2 * 86_400
        async for item in resources.store.walk("hls"):
            path = resources.store.local_path("hls", item.key)
            assert path is not None
            os.utime(path, (old, old))
        await sweep_renders(resources)
        left = await media(resources)
        assert left
        assert not left & first

    @pytest.mark.parametrize("edit", [{"title": "Other"}, {"teaser_start_ms": 2_500}])
    async def test_what_it_does_not_depend_on(
        self, resources: Resources, sound: Path, edit: dict[str, object]
    ) -> None:
        track_id = await teased(resources, sound)
        count = len(await waiting())
        await service.edit_track(track_id, TrackFields(**edit))  # type: ignore[arg-type]
        assert len(await waiting()) == count

    async def test_another_version_is_cut_instead(
        self, resources: Resources, sound: Path, tmp_path: Path
    ) -> None:
        track_id = await teased(resources, sound)
        first = await Teaser.get(track_id=track_id)
        other = write_wav(tmp_path / "other.wav", music(SECONDS, seed=99), kind="s16")
        version = new_id()
        owner = (await Track.get(id=track_id).values("owner_id"))["owner_id"]
        asset = await make_asset(resources, replace(ANONYMOUS, user_id=owner), other)
        await versions.add_version(track_id, version, asset_id=asset, label="B", primary=True)
        count = len(await waiting())
        await render_version(resources, str(version), primary=True)
        assert len(await waiting()) == count + 1
        await cut_teaser(resources, str(track_id))
        made = await Teaser.get(track_id=track_id).values("version_id", "render_id")
        assert made["version_id"] == version
        assert made["render_id"] != first.render_id
        rows = await Transcode.filter(tier="teaser").values_list("version_id", flat=True)
        assert set(rows) == {version}

    async def test_it_is_filed_once_the_version_is_ready(
        self, resources: Resources, sound: Path
    ) -> None:
        artist = await make_artist()
        track_id = await make_track(artist, await make_asset(resources, artist, sound))
        await service.follow_plan(track_id, plan())
        assert await waiting() == []
        version = await TrackVersion.get(track_id=track_id)
        await render_version(resources, str(version.id))
        assert await waiting() == [track_id]

    async def test_a_version_that_failed_has_none(
        self, resources: Resources, tmp_path: Path
    ) -> None:
        text = tmp_path / "song.wav"
        text.write_text("hello, I am not audio\n" * 500)
        _, track_id = await rendered(resources, text)
        await service.follow_plan(track_id, plan())
        await cut_teaser(resources, str(track_id))
        assert await waiting() == []
        assert not await Teaser.exists()
        assert await media(resources) == set()

    async def test_none_without_a_moment_for_it(self, resources: Resources, sound: Path) -> None:
        track_id = await ready(resources, sound)
        await service.follow_plan(track_id, plan(teased=False))
        await cut_teaser(resources, str(track_id))
        assert await waiting() == []
        assert not await Teaser.exists()

    async def test_it_goes_when_it_is_called_off(self, resources: Resources, sound: Path) -> None:
        track_id = await teased(resources, sound)
        await service.follow_plan(track_id, plan(teased=False))
        assert not await Teaser.exists()
        assert not await Transcode.exists(tier="teaser")
        assert await release_of(track_id) is Release.SCHEDULED

    async def test_one_of_a_deleted_version_is_not_played(
        self, resources: Resources, sound: Path
    ) -> None:
        track_id = await teased(resources, sound)
        await TrackVersion.filter(track_id=track_id).update(deleted_at=datetime.now(UTC))
        assert await release_of(track_id) is Release.SCHEDULED


class TestFailure:
    async def test_its_artist_is_told_until_it_is_made(
        self, resources: Resources, sound: Path, tmp_path: Path
    ) -> None:
        track_id = await ready(resources, sound)
        whole = (await Asset.get(sha256=sha256(sound.read_bytes()).hexdigest())).sha256
        path = resources.store.local_path("originals", object_key(UploadKind.ORIGINAL, whole))
        assert path is not None
        path.chmod(0o600)
        path.write_bytes(b"hello, I am not audio\n" * 500)
        await service.follow_plan(track_id, plan())
        await cut_teaser(resources, str(track_id))
        told = (await Track.get(id=track_id)).teaser_failure
        assert told["message"]
        assert told["remedy"]
        path.write_bytes(sound.read_bytes())
        await service.edit_track(track_id, TrackFields(teaser_start_ms=1_000))
        assert (await Track.get(id=track_id)).teaser_failure is None
        await cut_teaser(resources, str(track_id))
        assert await Teaser.filter(track_id=track_id).exists()

    async def test_a_file_that_is_gone(self, resources: Resources, sound: Path) -> None:
        track_id = await ready(resources, sound)
        await service.follow_plan(track_id, plan())
        whole = sha256(sound.read_bytes()).hexdigest()
        path = resources.store.local_path("originals", object_key(UploadKind.ORIGINAL, whole))
        assert path is not None
        path.unlink()
        await cut_teaser(resources, str(track_id))
        assert "not on the server" in (await Track.get(id=track_id)).teaser_failure["message"]

    async def test_given_up_after_the_last_try(self, resources: Resources, sound: Path) -> None:
        track_id = await ready(resources, sound)
        await teaser_given_up(resources, "boom", str(track_id))
        assert (await Track.get(id=track_id)).teaser_failure["remedy"]


class TestPublish:
    async def test_too_late_for_a_window_that_has_moved(
        self, resources: Resources, sound: Path
    ) -> None:
        track_id = await ready(resources, sound)
        await service.follow_plan(track_id, plan())
        wanted = await teasers.wanted_of(track_id)
        assert wanted is not None
        await Track.filter(id=track_id).update(teaser_start_ms=100)
        assert not await teasers.publish(wanted, new_id(), (), [])
        assert not await Teaser.exists()
