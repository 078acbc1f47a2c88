"""The schema: equal to the models, complete with what models cannot say, refused when not there."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator

import asyncpg
import pytest
from aerich.utils import get_models_describe
from tortoise import Tortoise

from server.kit import migrations
from server.kit.db import MODELS, tortoise_config
from tests.support.services import Services

ONLY_IN_SQL = {("tracks", "search"), ("users", "search"), ("analytics_play", "ranges")}
"""Columns that the migration declares and only SQL touches."""
TABLES_ONLY_IN_SQL = {
    "sync_meta",
    "sync_library",
    "sync_feed",
    "sync_commit",
    "sync_op",
    "sync_touched",
    "record_history",
    "conflicts",
}
"""The change feed: triggers write it and statements read it."""


@pytest.fixture
async def blank(services: Services) -> AsyncIterator[str]:
    url = services.create_database("acetate_blank")
    yield url
    services.drop_database("acetate_blank")


async def columns(url: str) -> dict[tuple[str, str], tuple[str, bool]]:
    connection = await asyncpg.connect(migrations.plain_dsn(url))
    found = await connection.fetch(
        """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name <> 'aerich'"""
    )
    await connection.close()
    return {
        (r["table_name"], r["column_name"]): (r["data_type"], r["is_nullable"] == "YES")
        for r in found
    }


class TestMigrate:
    async def test_many_processes_at_once_apply_it_once(self, blank: str) -> None:
        command = "import asyncio, sys; from server.kit.migrations import migrate; "
        command += "print(len(asyncio.run(migrate(sys.argv[1]))))"
        started = [
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                command,
                blank,
                stdout=asyncio.subprocess.PIPE,
            )
            for _ in range(3)
        ]
        outputs = [(await process.communicate())[0] for process in started]
        assert [process.returncode for process in started] == [0, 0, 0]
        assert sorted(int(out) for out in outputs) == [0, 0, len(migrations.known())]

    async def test_an_unmigrated_database_is_refused_with_the_command(self, blank: str) -> None:
        with pytest.raises(migrations.UnmigratedError, match="acetate migrate"):
            await migrations.check_migrated(blank)

    async def test_a_newer_database_is_refused_and_left_alone(self, blank: str) -> None:
        await migrations.migrate(blank)
        connection = await asyncpg.connect(migrations.plain_dsn(blank))
        await connection.execute(
            "INSERT INTO aerich (version, app, content) VALUES ($1, 'models', '{}')",
            "9_from_the_future.py",
        )
        await connection.close()
        with pytest.raises(migrations.NewerSchemaError, match="newer Acetate"):
            await migrations.check_migrated(blank)
        with pytest.raises(migrations.NewerSchemaError):
            await migrations.migrate(blank)


class TestSchema:
    async def test_it_is_what_the_models_say(self, blank: str, services: Services) -> None:
        """The migrated schema has the models' columns, types and nullability, and no others."""
        await migrations.migrate(blank)
        url = services.create_database("acetate_models")
        try:
            await Tortoise.init(config=tortoise_config(url))
            await Tortoise.generate_schemas()
            await Tortoise.close_connections()
            wanted = await columns(url)
        finally:
            services.drop_database("acetate_models")
        found = await columns(blank)
        modelled = {
            key: value
            for key, value in found.items()
            if key not in ONLY_IN_SQL and key[0] not in TABLES_ONLY_IN_SQL
        }
        assert modelled == wanted

    async def test_the_migrations_know_the_models_as_they_are(self, database_url: str) -> None:
        """Else the next migration that aerich writes would contain this one's leftovers."""
        await Tortoise.init(config=tortoise_config(database_url, models=[*MODELS, "aerich.models"]))
        try:
            now = get_models_describe("models")
        finally:
            await Tortoise.close_connections()
        connection = await asyncpg.connect(migrations.plain_dsn(database_url))
        kept = await connection.fetchval("SELECT content FROM aerich ORDER BY id DESC LIMIT 1")
        await connection.close()
        stored = json.loads(kept) if isinstance(kept, str) else kept
        assert shape(stored) == shape(now)

    async def test_search_ignores_accents_and_case(self, database_url: str) -> None:
        connection = await asyncpg.connect(migrations.plain_dsn(database_url))
        found = await connection.fetchval(
            "SELECT to_tsvector('acetate', $1) @@ websearch_to_tsquery('acetate', $2)",
            "Café Björk",
            "bjork cafe",
        )
        await connection.close()
        assert found

    @pytest.mark.parametrize(
        ("table", "name"),
        [
            ("tracks", "tracks_form"),
            ("tracks", "tracks_primary_version"),
            ("track_versions", "track_versions_form"),
            ("users", "users_handle_form"),
            ("jobs", "jobs_status"),
        ],
    )
    async def test_checks_are_in_the_database(
        self, database_url: str, table: str, name: str
    ) -> None:
        connection = await asyncpg.connect(migrations.plain_dsn(database_url))
        found = await connection.fetchval(
            "SELECT count(*) FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2",
            table,
            name,
        )
        await connection.close()
        assert found == 1

    async def test_indexes_that_the_product_promises(self, database_url: str) -> None:
        connection = await asyncpg.connect(migrations.plain_dsn(database_url))
        found = [
            re.sub(r".* ON public\.", "", r["indexdef"]).replace(" USING btree", "")
            for r in await connection.fetch(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
            )
        ]
        await connection.close()
        for promised in (
            "tracks (slug)",
            "track_tags (tag_id)",
            "comments (track_id, at_ms)",
            "analytics_daily (track_id, day)",
        ):
            assert promised in found


def shape(models: dict[str, object]) -> object:
    """What of aerich's description decides about the schema; texts for people do not."""

    def strip(value: object) -> object:
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k not in {"docstring", "description"}}
        return [strip(v) for v in value] if isinstance(value, list) else value

    return json.loads(json.dumps(strip(models), sort_keys=True, default=str))
