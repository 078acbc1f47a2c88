"""Assets after their upload: verified, condemned, collected, and store and tables compared."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from server.catalog.models import Track, TrackVersion
from server.kit.objects import StoreUnavailable
from server.media import garbage, ledger, queries, uploads
from server.media.models import Asset, AssetState, LibraryUsage, Upload, UploadStatus
from server.media.service import recheck, verify_asset, verify_unread
from sync.wire.uploads import UploadKind
from tests.support.live import LiveServer
from tests.support.uploading import (
    INIT,
    Artist,
    make_file,
    make_person,
    send_all,
    started,
    upload,
)

ClientOf = Callable[[Artist], httpx.AsyncClient]
LONG_AGO = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """A short recording."""
    return make_file(tmp_path / "take.wav", 5000)


async def object_path(server: LiveServer, asset_id: str) -> Path:
    found = await queries.asset(asset_id)
    path = server.resources.store.local_path(found.bucket, found.key)
    assert path is not None
    return path


async def used(person: Artist) -> int:
    return (await LibraryUsage.get(library_id=person.id)).used_bytes


class TestVerifyAsset:
    async def test_right(self, server: LiveServer, http: httpx.AsyncClient, take: Path):
        asset_id = await upload(http, take)
        sha256 = started(take)["sha256"]
        for _ in range(2):
            assert await verify_asset(server.resources, asset_id, sha256)
        assert (await Asset.get(id=asset_id)).state is AssetState.VERIFIED

    async def test_wrong_goes_and_can_come_again(
        self, server: LiveServer, http: httpx.AsyncClient, take: Path, artist: Artist
    ):
        wrong = make_file(take.with_name("wrong.wav"), 5000, 2)
        asset_id = await upload(http, wrong, sha256=started(take)["sha256"])
        assert not await verify_asset(server.resources, asset_id, started(wrong)["sha256"])
        assert not (await object_path(server, asset_id)).exists()
        assert await used(artist) == 0
        assert not await queries.usable(artist.id, asset_id, UploadKind.ORIGINAL)
        assert await upload(http, take) == asset_id
        assert await used(artist) == 5000
        assert await verify_asset(server.resources, asset_id, started(take)["sha256"])

    async def test_a_damaged_read_costs_no_master(
        self, server: LiveServer, http: httpx.AsyncClient, take: Path
    ):
        asset_id = await upload(http, take)
        with pytest.raises(StoreUnavailable):
            await verify_asset(server.resources, asset_id, "0" * 64)
        assert (await object_path(server, asset_id)).read_bytes() == take.read_bytes()

    async def test_a_mismatch_never_becomes_somebody_elses_file(
        self, server: LiveServer, http: httpx.AsyncClient, take: Path, client_of: ClientOf
    ):
        wrong = make_file(take.with_name("wrong.wav"), 5000, 2)
        thief = client_of(await make_person("otto"))
        sha256 = started(take)["sha256"]
        stolen = await upload(thief, wrong, sha256=sha256)
        await recheck(server.resources, stolen)
        await upload(http, take)
        assert not await verify_asset(server.resources, stolen, sha256)
        assert not await recheck(server.resources, stolen)
        assert (await Asset.get(id=stolen)).state is AssetState.MISMATCH

    async def test_unknown(self, server: LiveServer):
        unknown = "01980000-0000-7000-8000-000000000000"
        assert not await verify_asset(server.resources, unknown, "0" * 64)


class TestVerifyUnread:
    async def test_reads_what_no_worker_has_read(
        self, server: LiveServer, http: httpx.AsyncClient, take: Path
    ):
        right = await upload(http, take, kind="stem")
        other = make_file(take.with_name("b.wav"), 50, 2)
        wrong = await upload(http, other, kind="stem", sha256="a" * 64)
        assert await verify_unread(server.resources) == 0
        await Asset.all().update(created_at=LONG_AGO)
        assert await verify_unread(server.resources) == 2
        assert (await Asset.get(id=right)).state is AssetState.VERIFIED
        assert (await Asset.get(id=wrong)).state is AssetState.MISMATCH


class TestCollectGarbage:
    async def test_only_what_nobody_needs(
        self, server: LiveServer, http: httpx.AsyncClient, tmp_path: Path, artist: Artist
    ):
        files = [make_file(tmp_path / f"{n}.wav", 5000, n) for n in range(3)]
        loose, leased, attached = [await upload(http, f) for f in files]
        cover = await upload(http, make_file(tmp_path / "c.png", 100), kind="image")
        track = await Track.create(
            owner_id=artist.id, slug="s", title="S", artist_name="Nina", artwork_id=cover
        )
        await TrackVersion.create(track_id=track.id, label="mix", original_id=attached)
        await Asset.exclude(id=leased).update(lease_until=LONG_AGO)
        path = await object_path(server, loose)
        assert await garbage.collect(server.resources) == 1
        assert not path.exists()
        assert {str(a.id) for a in await Asset.all()} == {leased, attached, cover}
        assert await used(artist) == 10_100
        assert (await ledger.check(server.resources)).agrees

    async def test_object_that_another_library_needs(
        self,
        server: LiveServer,
        http: httpx.AsyncClient,
        take: Path,
        client_of: ClientOf,
        artist: Artist,
    ):
        first = await upload(http, take)
        second = await upload(client_of(await make_person("otto")), take)
        await Asset.filter(id=first).update(lease_until=LONG_AGO)
        assert await garbage.collect(server.resources) == 1
        assert (await object_path(server, second)).read_bytes() == take.read_bytes()
        assert await used(artist) == 0

    async def test_asking_again_keeps_it(
        self, server: LiveServer, http: httpx.AsyncClient, take: Path
    ):
        asset_id = await upload(http, take)
        await Asset.all().update(lease_until=LONG_AGO)
        assert (await http.post(INIT, json=started(take))).json()["asset_id"] == asset_id
        assert await garbage.collect(server.resources) == 0

    async def test_process_that_died_after_the_mark(
        self, server: LiveServer, http: httpx.AsyncClient, take: Path, artist: Artist
    ):
        asset_id = await upload(http, take)
        path = await object_path(server, asset_id)
        await Asset.all().update(lease_until=LONG_AGO)
        await garbage._mark(asset_id)
        assert await used(artist) == 0
        assert path.exists()
        assert await garbage.collect(server.resources) == 1
        assert not path.exists()
        assert await used(artist) == 0


class TestExpire:
    async def test_idle_uploads_end(
        self, server: LiveServer, http: httpx.AsyncClient, song: Path, artist: Artist
    ):
        view = await send_all(http, song)
        assert await uploads.expire(server.resources) == 0
        await Upload.all().update(expires_at=LONG_AGO)
        assert await uploads.expire(server.resources) == 1
        assert (await Upload.get(id=view["upload_id"])).status is UploadStatus.EXPIRED
        assert list((server.settings.data_dir / "uploads").iterdir()) == []
        usage = await LibraryUsage.get(library_id=artist.id)
        assert (usage.used_bytes, usage.reserved_bytes) == (0, 0)
        assert (await http.get(f"/api/v1/upload/{view['upload_id']}")).json()["state"] == "expired"
        fresh = (await http.post(INIT, json=started(song))).json()
        assert fresh["upload_id"] != view["upload_id"]

    async def test_signing_keeps_one_open(
        self, server: LiveServer, http: httpx.AsyncClient, song: Path
    ):
        await http.post(INIT, json=started(song))
        await Upload.all().update(expires_at=LONG_AGO)
        await http.post(INIT, json=started(song))
        assert await uploads.expire(server.resources) == 0

    async def test_what_only_the_store_knows(self, server: LiveServer):
        store = server.resources.store.uploads
        ref = await store.begin(
            "originals", "aa/bb/cc", size=10, part_size=10, content_type="audio/wav"
        )
        log = server.settings.data_dir / "uploads" / f"{ref}.log"
        assert await uploads.expire(server.resources) == 0
        old = time.time() - 30 * 86400
        os.utime(log, (old, old))
        assert await uploads.expire(server.resources) == 1
        assert not log.exists()


class TestLedger:
    async def test_finds_what_does_not_agree(
        self, server: LiveServer, http: httpx.AsyncClient, tmp_path: Path, artist: Artist
    ):
        files = [make_file(tmp_path / f"{n}.wav", 500, n) for n in range(4)]
        ids = [await upload(http, f) for f in files]
        await upload(http, make_file(tmp_path / "c.png", 100), kind="image")
        assert (await ledger.check(server.resources)).agrees
        (await object_path(server, ids[1])).unlink()
        with (await object_path(server, ids[2])).open("ab") as file:
            file.write(b"x")
        store = server.resources.store
        key = f"ff/ff/{'f' * 64}"
        await store.put("originals", key, b"nobody's", content_type="audio/wav")
        await LibraryUsage.all().update(used_bytes=7)
        young = await ledger.check(server.resources)
        assert young.loose == []
        old = time.time() - 2 * 86400
        path = store.local_path("originals", key)
        assert path is not None
        os.utime(path, (old, old))
        found = await ledger.check(server.resources)
        assert found.loose == [f"originals/{key}"]
        assert {str(i) for i in found.lost} == {ids[1], ids[2]}
        assert found.drifted == [artist.id]
        assert (found.objects, found.assets) == (5, 5)
        assert await ledger.sweep(server.resources) == 1
        assert not path.exists()
        assert (await object_path(server, ids[0])).exists()
