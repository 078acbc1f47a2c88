"""A real server in a loop of its own, for tests in which several studios meet."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.embedded.postgres import ROLE
from server.kit import migrations
from server.kit.config import Settings
from tests.support.scripts import Stage
from tests.support.services import Services
from tests.support.world import House, world_in


@pytest.fixture(scope="module")
def house(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Its database is its own: other tests empty theirs, and this one is restored from backups."""
    url = services.create_database("promises")
    asyncio.run(migrations.migrate(url))
    # To put rows back without a trigger that publishes them as new.
    services.postgres.sql(f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
    words = [secrets.token_urlsafe(36) for _ in range(3)]
    settings = Settings(
        database_url=url,
        redis_url=services.redis_url,
        secure_link_secret=words[0],
        session_secret=words[1],
        upload_secret=words[2],
        data_dir=tmp_path_factory.mktemp("promises"),
        log_format="text",
    )
    found = House(settings)
    yield found
    found.stop()
    services.drop_database("promises")


@pytest.fixture
def stage(house: House, tmp_path: Path) -> Iterator[Stage]:
    """Two studios of an artist whom nobody else knows."""
    with world_in(house, tmp_path, 2) as world:
        yield Stage(world)
