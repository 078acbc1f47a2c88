"""A library from before there were releases: migrated with its data, and back."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from server.kit import migrations
from tests.support.services import Services

BEFORE, THIS = ("0_", "1_"), "2_"
LIBRARY = """
    INSERT INTO users (id, handle, email, email_key, password_hash, display_name, role,
                       created_at)
        VALUES (gen_random_uuid(), 'ines', 'i', 'i', '-', 'Ines', 'artist', now());
    INSERT INTO tracks (id, owner_id, slug, title, artist_name, release_state, release_at,
                        created_at, updated_at)
        SELECT gen_random_uuid(), id, 'ferry', 'Ferry', 'Ines', 'live', now(), now(), now()
          FROM users;
    INSERT INTO assets (id, library_id, kind, sha256, size, filename, lease_until, created_at)
        SELECT gen_random_uuid(), id, 'original', repeat('a', 64), 5, 'a.wav', now(), now()
          FROM users;
    INSERT INTO track_versions (id, track_id, original_id, label, created_at)
        SELECT gen_random_uuid(), t.id, a.id, 'Mix', now() FROM tracks t, assets a;
    INSERT INTO transcodes (id, version_id, kind, status, render_id, created_at)
        SELECT gen_random_uuid(), v.id, 'opus', 'ready', gen_random_uuid(), now()
          FROM track_versions v;
"""


def step(prefix: str) -> Any:
    """A migration as a module."""
    (path,) = (migrations.LOCATION / "models").glob(f"{prefix}*.py")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
async def old(services: Services) -> AsyncIterator[asyncpg.Connection]:
    """A database of the time before, with a library in it."""
    url = services.create_database("acetate_old")
    connection = await asyncpg.connect(migrations.plain_dsn(url))
    try:
        for prefix in BEFORE:
            async with connection.transaction():
                await connection.execute(await step(prefix).upgrade(None))
        await connection.execute(LIBRARY)
        yield connection
    finally:
        await connection.close()
        services.drop_database("acetate_old")


async def apply(old: asyncpg.Connection, way: str) -> None:
    async with old.transaction():
        await old.execute(await getattr(step(THIS), way)(None))


class TestReleases:
    async def test_what_was_there_stays_and_is_heard_of_again(
        self, old: asyncpg.Connection
    ) -> None:
        before = await old.fetchrow("SELECT * FROM tracks")
        await apply(old, "upgrade")
        after = await old.fetchrow("SELECT * FROM tracks")
        assert {**before, "plan_id": None, "teaser_start_ms": None, "teaser_ms": 30_000} == {
            **after
        }
        heads = [await old.fetchval("SELECT head FROM sync_library")]
        await old.execute("UPDATE tracks SET teaser_start_ms = 5")
        heads.append(await old.fetchval("SELECT head FROM sync_library"))
        assert heads[1] > heads[0]
        with pytest.raises(asyncpg.CheckViolationError):
            await old.execute("UPDATE tracks SET teaser_ms = 1000")
        teaser = """INSERT INTO transcodes (id, version_id, kind, tier, status, render_id,
                                            created_at)
            SELECT gen_random_uuid(), id, 'opus', 'teaser', 'ready', gen_random_uuid(), now()
              FROM track_versions"""
        await old.execute(teaser)
        with pytest.raises(asyncpg.UniqueViolationError):
            await old.execute(teaser)

    async def test_there_and_back_again(self, old: asyncpg.Connection) -> None:
        await apply(old, "upgrade")
        await old.execute(
            """INSERT INTO releases (id, owner_id, title, slug, created_at, updated_at)
                SELECT gen_random_uuid(), id, 'EP', 'ep', now(), now() FROM users"""
        )
        assert await old.fetchval("SELECT count(*) FROM sync_feed WHERE kind = 8") == 1
        await apply(old, "downgrade")
        assert await old.fetchval("SELECT to_regclass('releases')") is None
        assert await old.fetchval("SELECT count(*) FROM sync_feed WHERE kind >= 8") == 0
        head = await old.fetchval("SELECT head FROM sync_library")
        await old.execute("UPDATE tracks SET title = 'Other'")
        assert await old.fetchval("SELECT head FROM sync_library") == head + 1
        await apply(old, "upgrade")
        assert await old.fetchval("SELECT title FROM tracks") == "Other"
