"""Uploads against the real server, with everything that goes wrong in between."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from server.media.models import Asset, LibraryUsage, Upload, UploadStatus
from sync.client import events
from sync.client.errors import (
    FileEmpty,
    FileVanished,
    UploadCancelled,
    UploadError,
    UploadRefused,
)
from sync.client.journal import EntryState, Target
from sync.client.uploader import Uploader
from sync.wire.problems import Code
from sync.wire.uploads import UploadKind
from tests.support.uploading import MIB, SIZE, World, make_file

PART = 8 * MIB
LANES = 4


def target(world: World, path: Path) -> Target:
    return Target(server=world.proxy.url, path=path, kind=UploadKind.ORIGINAL)


class TestUpload:
    async def test_stores_the_very_file(self, world: World, song: Path):
        asset_id = await world.upload(song)
        assert await world.stored(asset_id) == song.read_bytes()
        assert world.proxy.sent() == SIZE
        assert world.of(events.Done) == [events.Done(song, asset_id, SIZE)]
        assert world.of(events.Uploading)[-1].done == SIZE
        assert world.of(events.Hashing)[-1].done == SIZE
        assert world.journal.entry(target(world, song)).state is EntryState.DONE

    async def test_small_file_of_one_part(self, world: World, tmp_path: Path):
        path = make_file(tmp_path / "tiny.png", 17)
        asset_id = await world.upload(path, kind=UploadKind.IMAGE)
        assert await world.stored(asset_id) == path.read_bytes()

    async def test_last_part_that_is_full(self, world: World, tmp_path: Path):
        path = make_file(tmp_path / "even.wav", 2 * PART)
        assert await world.stored(await world.upload(path)) == path.read_bytes()

    async def test_again_sends_nothing(self, world: World, song: Path, tmp_path: Path):
        asset_id = await world.upload(song)
        copy = tmp_path / "another name.wav"
        copy.write_bytes(song.read_bytes())
        assert await world.upload(copy) == asset_id
        assert await world.upload(song) == asset_id
        assert world.proxy.sent() == SIZE
        assert world.of(events.Done)[-1].sent == 0

    async def test_refuses_the_same_file_twice_at_once(self, world: World, song: Path):
        first = asyncio.create_task(world.upload(song))
        await world.proxy.until(lambda: world.proxy.sent() > 0)
        with pytest.raises(UploadError, match="already"):
            await world.upload(song)
        await first

    async def test_empty_file(self, world: World, tmp_path: Path):
        (tmp_path / "empty.wav").touch()
        with pytest.raises(FileEmpty):
            await world.upload(tmp_path / "empty.wav")

    async def test_missing_file(self, world: World, tmp_path: Path):
        with pytest.raises(FileVanished):
            await world.upload(tmp_path / "none.wav")
        with pytest.raises(FileVanished, match="not a file"):
            await world.upload(tmp_path)

    async def test_refusal_says_why(self, world: World, tmp_path: Path):
        path = make_file(tmp_path / "notes.txt", 100)
        with pytest.raises(UploadRefused) as refused:
            await world.upload(path)
        assert refused.value.problem.code is Code.UNSUPPORTED
        assert "wav" in refused.value.problem.remedy
        assert world.proxy.count("POST", "init") == 1

    async def test_revoked_token(self, world: World, song: Path):
        stranger = Uploader(world.journal, world.as_person(replace(world.artist, token="x")))
        with pytest.raises(UploadRefused) as refused:
            await stranger.upload(song)
        assert refused.value.status == 401

    async def test_event_loop_stays_free(self, world: World, tmp_path: Path):
        path = make_file(tmp_path / "long.wav", 40 * MIB)
        worst = 0.0

        async def watch() -> None:
            nonlocal worst
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0.005)
                worst = max(worst, time.perf_counter() - before - 0.005)

        from sync.client.hashing import hash_file

        watching = asyncio.create_task(watch())
        await asyncio.sleep(0.02)
        worst = 0.0
        await hash_file(path)
        watching.cancel()
        assert worst < 0.05


class TestResume:
    async def test_sends_only_what_is_missing(self, world: World, song: Path):
        world.proxy.add("PUT", r"/parts/3\?", status=500, times=100)
        with pytest.raises(UploadRefused):
            await world.upload(song)
        world.proxy.faults.clear()
        before = world.proxy.sent()
        asset_id = await world.upload(song)
        assert world.proxy.sent() - before == SIZE - 2 * PART
        assert await world.stored(asset_id) == song.read_bytes()
        assert world.of(events.Uploading)[-1].resumed == 2 * PART

    async def test_cancelled_task_goes_on_later(self, world: World, song: Path):
        world.proxy.rate = 8 * MIB
        running = asyncio.create_task(world.upload(song))
        await world.proxy.until(lambda: world.proxy.sent() > 14 * MIB)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        world.proxy.rate = None
        again = Uploader(world.open_journal(), world.remote, backoff_s=0.05)
        assert await world.stored(await again.upload(song)) == song.read_bytes()
        assert world.proxy.sent() <= SIZE + LANES * PART

    async def test_journal_lost(self, world: World, song: Path, tmp_path: Path):
        world.proxy.add("PUT", r"/parts/3\?", status=400, times=100)
        with pytest.raises(UploadRefused):
            await world.upload(song)
        world.proxy.faults.clear()
        before = world.proxy.sent()
        world.journal.close()
        (tmp_path / "journal.db").unlink()
        fresh = Uploader(world.open_journal(), world.remote)
        await fresh.upload(song)
        assert world.proxy.sent() - before == SIZE - 2 * PART

    async def test_two_laptops_help_each_other(self, world: World, song: Path, tmp_path: Path):
        copy = tmp_path / "copy.wav"
        copy.write_bytes(song.read_bytes())
        other = Uploader(world.open_journal(), world.as_person(world.artist), backoff_s=0.05)
        found = await asyncio.gather(world.upload(song), other.upload(copy))
        assert found[0] == found[1]
        assert await Asset.all().count() == 1
        usage = await LibraryUsage.get(library_id=world.artist.id)
        assert (usage.used_bytes, usage.reserved_bytes) == (SIZE, 0)


class TestFileChanges:
    async def _change_meanwhile(self, world: World, song: Path, change) -> bytes:
        world.proxy.rate = 16 * MIB
        one = Uploader(world.journal, world.remote, lanes=1, backoff_s=0.05)
        running = asyncio.create_task(one.upload(song, on_event=world.events.append))
        await world.proxy.until(lambda: world.proxy.sent() > PART + MIB)
        change()
        world.proxy.rate = None
        stored = await world.stored(await running)
        assert world.of(events.Changed)
        assert await Upload.filter(status=UploadStatus.ABORTED).count() == 1
        return stored

    async def test_appended(self, world: World, song: Path):
        def append() -> None:
            with song.open("ab") as file:
                file.write(b"more")

        assert await self._change_meanwhile(world, song, append) == song.read_bytes()

    async def test_rewritten_with_the_same_size(self, world: World, song: Path):
        stored = await self._change_meanwhile(world, song, lambda: make_file(song, seed=2) and None)
        assert stored == song.read_bytes()

    async def test_rewritten_behind_the_same_time(self, world: World, song: Path):
        seen = song.stat()

        def rewrite() -> None:
            with song.open("r+b") as file:
                file.seek(2 * PART)
                file.write(b"other bytes")
            os.utime(song, ns=(seen.st_atime_ns, seen.st_mtime_ns))

        assert await self._change_meanwhile(world, song, rewrite) == song.read_bytes()

    async def test_replaced(self, world: World, song: Path, tmp_path: Path):
        fresh = make_file(tmp_path / "fresh", seed=3)
        stored = await self._change_meanwhile(world, song, lambda: fresh.replace(song) and None)
        assert stored == song.read_bytes()

    async def test_deleted(self, world: World, song: Path):
        with pytest.raises(FileVanished, match="cannot be read"):
            await self._change_meanwhile(world, song, song.unlink)
        assert world.journal.entry(target(world, song)).state is EntryState.FAILED

    async def test_changed_between_two_runs(self, world: World, song: Path):
        world.proxy.add("PUT", r"/parts/3\?", status=500, times=100)
        with pytest.raises(UploadRefused):
            await world.upload(song)
        world.proxy.faults.clear()
        make_file(song, seed=9)
        assert await world.stored(await world.upload(song)) == song.read_bytes()
        assert await Upload.filter(status=UploadStatus.ABORTED).count() == 1


class TestControl:
    async def test_pause_and_resume(self, world: World, song: Path):
        world.proxy.rate = 8 * MIB
        running = asyncio.create_task(world.upload(song))
        await world.proxy.until(lambda: world.proxy.sent() > MIB)
        await world.uploader.pause(song)
        while not world.of(events.Paused):
            await asyncio.sleep(0.01)
        begun = len(world.proxy.seen)
        world.proxy.rate = None
        await asyncio.sleep(0.5)
        assert len(world.proxy.seen) == begun
        await world.uploader.resume(song)
        assert await world.stored(await running) == song.read_bytes()

    async def test_pause_outlives_the_process(self, world: World, song: Path):
        await world.uploader.pause(song)
        again = Uploader(world.open_journal(), world.remote)
        running = asyncio.create_task(again.upload(song, on_event=world.events.append))
        while not world.of(events.Paused):
            await asyncio.sleep(0.01)
        assert not world.proxy.seen
        await again.resume(song)
        await running

    async def test_cancel_frees_the_parts(self, world: World, song: Path):
        world.proxy.rate = 8 * MIB
        running = asyncio.create_task(world.upload(song))
        await world.proxy.until(lambda: world.proxy.sent() > MIB)
        await world.uploader.cancel(song)
        with pytest.raises(UploadCancelled):
            await running
        assert (await Upload.get()).status is UploadStatus.ABORTED
        assert (await LibraryUsage.get(library_id=world.artist.id)).reserved_bytes == 0
        assert world.journal.unfinished() == []

    async def test_bandwidth_cap(self, world: World, song: Path):
        rate = 10 * MIB
        capped = Uploader(world.journal, world.remote, rate=rate)
        await world.upload(make_file(song.with_name("warm.wav"), 100))
        before = time.monotonic()
        took: list[float] = []

        def note(event: events.Event) -> None:
            if isinstance(event, events.Uploading | events.Completing):
                took.append(time.monotonic() - before)

        await capped.upload(song, on_event=note)
        assert SIZE / (took[-1] - took[0]) == pytest.approx(rate, rel=0.1)
