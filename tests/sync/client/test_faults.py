"""Uploads over a network and to a server that fail in every way; over S3; by proof."""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from server.identity.models import CollaboratorRole
from server.media.models import Asset, Upload
from server.media.service import verify_asset
from sync.client import events
from sync.client.errors import (
    UploadRefused,
)
from sync.client.uploader import Uploader
from tests.support.uploading import MIB, SIZE, World, make_collaborator

PART = 8 * MIB


class TestFaults:
    async def test_connection_cut_in_a_part(self, world: World, song: Path):
        world.proxy.add("PUT", r"/parts/2\?", drop_after=3 * MIB, times=2)
        asset_id = await world.upload(song)
        assert await world.stored(asset_id) == song.read_bytes()
        assert world.proxy.sent() <= SIZE + 2 * PART
        assert {w.part for w in world.of(events.Waiting)} == {2}

    async def test_a_cut_connection_leaves_no_file_open(self, world: World, song: Path):
        world.proxy.add("PUT", r"/parts/2\?", drop_after=3 * MIB, times=2)
        gc.disable()  # which would close it, some time
        try:
            await world.upload(song)
            opened = {file.path for file in psutil.Process().open_files()}
        finally:
            gc.enable()
        assert str(song) not in opened

    @pytest.mark.parametrize("status", [500, 502, 503, 429])
    async def test_server_that_stumbles(self, world: World, song: Path, status: int):
        for what in (("POST", "init"), ("PUT", r"/parts/1\?"), ("POST", "complete")):
            world.proxy.add(*what, status=status)
        asset_id = await world.upload(song)
        assert await world.stored(asset_id) == song.read_bytes()
        assert len(world.of(events.Waiting)) == 3

    async def test_waits_as_long_as_it_is_told(self, world: World, song: Path):
        world.proxy.add("POST", "init", status=429, headers={"retry-after": "1"})
        before = time.monotonic()
        await world.upload(song)
        assert time.monotonic() - before >= 1
        assert world.of(events.Waiting)[0].seconds >= 1

    async def test_server_that_stays_broken(self, world: World, song: Path):
        world.proxy.add("POST", "init", status=500, times=100)
        with pytest.raises(UploadRefused):
            await world.upload(song)
        assert world.proxy.count("POST", "init") == 8

    async def test_network_away(self, world: World, song: Path):
        world.proxy.refusing = True
        running = asyncio.create_task(world.upload(song))
        while len(world.of(events.Waiting)) < 5:
            await asyncio.sleep(0.02)
        world.proxy.refusing = False
        assert await world.stored(await running) == song.read_bytes()

    async def test_damage_on_the_wire(self, world: World, song: Path):
        world.proxy.add("PUT", r"/parts/3\?", corrupt_at=1000)
        asset_id = await world.upload(song)
        assert await world.stored(asset_id) == song.read_bytes()
        assert world.proxy.sent() == SIZE + (SIZE - 2 * PART)
        assert [s.status for s in world.proxy.seen if "/parts/3" in s.path] == [422, 200]

    async def test_lost_reply_to_a_part(self, world: World, song: Path):
        world.proxy.add("PUT", r"/parts/1\?", lose_reply=True)
        assert await world.stored(await world.upload(song)) == song.read_bytes()

    @pytest.mark.parametrize("call", ["init", "complete"])
    async def test_lost_reply(self, world: World, song: Path, call: str):
        world.proxy.add("POST", call, lose_reply=True)
        asset_id = await world.upload(song)
        assert world.proxy.sent() == SIZE
        assert await Asset.all().count() == 1
        assert (await Asset.get()).id == asset_id

    async def test_expired_url(self, world: World, song: Path):
        world.settings = replace(world.settings, part_url_ttl=1)
        await world.restart()
        world.proxy.rate = 8 * MIB
        few = Uploader(world.journal, world.remote, lanes=1, backoff_s=0.05)
        asset_id = await few.upload(song, on_event=world.events.append)
        assert await world.stored(asset_id) == song.read_bytes()
        assert 410 in [s.status for s in world.proxy.seen if s.method == "PUT"]
        assert not world.of(events.Waiting), "a URL that is too old costs no wait"

    async def test_server_restarts_between_parts(self, world: World, song: Path):
        world.proxy.rate = 16 * MIB
        one = Uploader(world.journal, world.remote, lanes=1, backoff_s=0.05)
        running = asyncio.create_task(one.upload(song, on_event=world.events.append))
        await world.proxy.until(lambda: world.proxy.sent() > PART + MIB)
        await world.restart()
        assert await world.stored(await running) == song.read_bytes()
        assert world.proxy.sent() <= SIZE + PART

    async def test_upload_that_the_server_lost(self, world: World, song: Path):
        world.proxy.rate = 16 * MIB
        running = asyncio.create_task(world.upload(song))
        await world.proxy.until(lambda: world.proxy.sent() > MIB)
        for upload in await Upload.all():
            await world.remote.abort(upload.id)
        assert await world.stored(await running) == song.read_bytes()
        assert world.of(events.Restarted)


class TestProof:
    async def test_contributor_proves_instead_of_sending(self, world: World, song: Path):
        asset_id = await world.upload(song)
        friend = await make_collaborator(world.artist, "friend", CollaboratorRole.CONTRIBUTOR)
        theirs = Uploader(world.open_journal(), world.as_person(friend))
        assert await theirs.upload(song, library="nina") == asset_id
        assert world.proxy.sent() == SIZE
        assert world.proxy.count("POST", "prove") == 1

    async def test_contributor_sends_what_is_new(self, world: World, song: Path):
        friend = await make_collaborator(world.artist, "friend", CollaboratorRole.CONTRIBUTOR)
        theirs = Uploader(world.open_journal(), world.as_person(friend))
        asset_id = await theirs.upload(song, library="nina")
        assert (await Asset.get(id=asset_id)).library_id == world.artist.id

    async def test_unknown_library(self, world: World, song: Path):
        with pytest.raises(UploadRefused) as refused:
            await world.upload(song, library="nobody")
        assert refused.value.status == 404


class TestMismatch:
    async def test_file_that_was_condemned_is_sent_again(self, world: World, song: Path):
        asset_id = await world.upload(song)
        found = await Asset.get(id=asset_id)
        store = world.server.resources.store
        key = f"{found.sha256[:2]}/{found.sha256[2:4]}/{found.sha256}"
        await store.put("originals", key, b"rot", content_type="audio/wav")
        assert not await verify_asset(world.server.resources, asset_id, "0" * 64)
        assert await world.upload(song) == asset_id
        assert world.proxy.sent() == 2 * SIZE
        assert await world.stored(asset_id) == song.read_bytes()


class TestOverS3:
    async def test_stores_the_very_file(self, s3_world: World, song: Path):
        asset_id = await s3_world.upload(song)
        assert await s3_world.stored(asset_id) == song.read_bytes()
        assert s3_world.proxy.sent() == 0, "parts go to the store itself"

    async def test_resumes(self, s3_world: World, song: Path):
        slow = Uploader(s3_world.journal, s3_world.remote, rate=12 * MIB, lanes=1)
        running = asyncio.create_task(slow.upload(song, on_event=s3_world.events.append))
        while (
            s3_world.of(events.Uploading)[-1:] == [] or s3_world.of(events.Uploading)[-1].done == 0
        ):
            await asyncio.sleep(0.02)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        asset_id = await s3_world.upload(song)
        assert await s3_world.stored(asset_id) == song.read_bytes()
        done = s3_world.of(events.Done)[-1]
        assert done.sent <= SIZE - PART

    async def test_expired_urls(self, s3_world: World, song: Path):
        s3_world.settings = replace(s3_world.settings, part_url_ttl=1)
        await s3_world.restart()
        slow = Uploader(s3_world.journal, s3_world.remote, rate=6 * MIB, lanes=1, backoff_s=0.05)
        asset_id = await slow.upload(song)
        assert await s3_world.stored(asset_id) == song.read_bytes()
