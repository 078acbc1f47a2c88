"""The doctor over a real server: well when it is, and what to do when it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from server.kit.config import Mode, Settings
from server.ops.doctor import diagnose
from tests.support.live import LiveServer
from tests.support.services import Services


async def failing(settings: Settings) -> dict[str, str]:
    """Name and remedy of what is not well; every one has a remedy."""
    found = [check for check in await diagnose(settings) if not check.ok]
    assert all(check.remedy for check in found)
    return {check.name: f"{check.detail} {check.remedy}" for check in found}


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
        assert set(found) >= {"PostgreSQL", "Schema", "Clock", "Redis", "Site"}
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
