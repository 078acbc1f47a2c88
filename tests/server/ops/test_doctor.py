"""The doctor over a real server: well when it is, and what to do when it is not."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from server.kit import db
from server.kit.config import Mode, Settings
from server.media.models import Asset
from server.media.names import object_key
from server.ops.doctor import diagnose
from sync.wire.uploads import UploadKind
from tests.support.live import LiveServer
from tests.support.services import Services
from tests.support.uploading import make_file, make_person, upload


async def failing(settings: Settings) -> dict[str, str]:
    """Name and remedy of what is not well; every one has a remedy."""
    found = [check for check in await diagnose(settings) if not check.ok]
    assert all(check.remedy for check in found)
    return {check.name: f"{check.detail} {check.remedy}" for check in found}


@pytest.fixture
async def library(server: LiveServer, tmp_path: Path) -> list[Path]:
    """Three files in the store, two of them with their objects' paths at hand."""
    artist = await make_person("ines")
    http = server.client(headers={"authorization": f"Bearer {artist.token}"})
    paths = []
    for n in range(3):
        file = make_file(tmp_path / f"song {n}.wav", 500, n)
        asset = await Asset.get(id=await upload(http, file))
        path = server.resources.store.local_path(
            "originals", object_key(UploadKind.ORIGINAL, asset.sha256)
        )
        assert path is not None
        assert path.exists()
        paths.append(path)
    return paths


class TestStoredFiles:
    async def test_all_are_there(self, server: LiveServer, library: list[Path]) -> None:
        (found,) = [c for c in await diagnose(server.settings) if c.name == "Stored files"]
        assert (found.ok, found.detail) == (True, "3 files in 3 objects, all there")

    async def test_missing_and_damaged_ones_are_named(
        self, server: LiveServer, library: list[Path]
    ) -> None:
        library[0].unlink()
        with library[1].open("ab") as file:
            file.write(b"x")
        said = (await failing(server.settings))["Stored files"]
        assert f"song 0.wav (originals/{library[0].parent.parent.name}/" in said
        assert "song 1.wav" in said
        assert "song 2.wav" not in said
        assert "upload the files again" in said
        assert library[1].exists(), "the doctor changes nothing"

    async def test_orphans_are_named_once_they_are_old(
        self, server: LiveServer, library: list[Path]
    ) -> None:
        store = server.resources.store
        for n in range(5):
            key = f"ff/ff/{n}{'f' * 63}"
            await store.put("originals", key, b"nobody's", content_type="audio/wav")
            path = store.local_path("originals", key)
            assert path is not None
            os.utime(path, (time.time() - 2 * 86_400,) * 2)
        said = (await failing(server.settings))["Stored files"]
        assert "originals/ff/ff/0fff" in said
        assert "and 2 more" in said
        assert "acetate scheduler" in said
        assert path.exists(), "the doctor changes nothing"

    async def test_by_the_command(self, settings: Settings, clean: None) -> None:
        (found,) = [c for c in await diagnose(settings) if c.name == "Stored files"]
        assert (found.ok, found.detail) == (True, "0 files in 0 objects, all there")
        assert not db.is_open(), "it closes what it has opened"


class TestDiagnose:
    async def test_all_is_well(self, server: LiveServer) -> None:
        assert set(await failing(server.settings)) <= {"Web assets"}

    async def test_nothing_answers(self, settings: Settings, tmp_path: Path) -> None:
        nowhere = replace(
            settings,
            database_url=f"asyncpg://a:b@/c?host={tmp_path}",
            redis_url=f"unix://{tmp_path}/none.sock",
            public_url="http://127.0.0.1:9",
        )
        found = await failing(nowhere)
        assert set(found) >= {"PostgreSQL", "Schema", "Clock", "Redis", "Site", "Stored files"}
        assert "DATABASE_URL" in found["PostgreSQL"]
        assert "REDIS_URL" in found["Redis"]

    async def test_an_unmigrated_database(self, settings: Settings, services: Services) -> None:
        url = services.create_database("unmigrated")
        found = await failing(replace(settings, database_url=url))
        assert "acetate migrate" in found["Schema"]
        services.drop_database("unmigrated")

    @pytest.mark.parametrize(
        ("name", "bad", "good"),
        [("maxmemory-policy", "allkeys-lru", "noeviction"), ("appendonly", "no", "yes")],
    )
    async def test_a_forgetful_redis(
        self, settings: Settings, name: str, bad: str, good: str
    ) -> None:
        client = Redis.from_url(settings.redis_url)
        await client.config_set(name, bad)
        found = await failing(settings)
        await client.config_set(name, good)
        await client.aclose()
        assert f"config set {name} {good}" in found["Redis"]

    @pytest.mark.parametrize("secret", ["short", "a" * 64])
    async def test_weak_secrets(self, settings: Settings, secret: str) -> None:
        found = await failing(replace(settings, session_secret=secret))
        assert "SESSION_SECRET" in found["Secrets"]

    async def test_secrets_that_others_can_read(self, settings: Settings) -> None:
        settings.data_dir.mkdir(exist_ok=True)
        (settings.data_dir / "secrets.env").touch(mode=0o644)
        assert "chmod 600" in (await failing(settings))["Secrets"]

    @pytest.mark.parametrize(
        ("url", "word"),
        [
            ("music.example.org", "is no address"),
            ("https://music.example.org/site", "https://music.example.org"),
            ("http://music.example.org", "TLS"),
        ],
    )
    async def test_an_address_that_cannot_be(self, settings: Settings, url: str, word: str) -> None:
        found = await failing(replace(settings, public_url=url, mode=Mode.PRODUCTION))
        assert word in found["PUBLIC_URL"]

    async def test_a_store_that_cannot_be_written(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        found = await failing(replace(settings, data_dir=tmp_path / "file"))
        assert "ACETATE_DATA" in found["Object store"]
