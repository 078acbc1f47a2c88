"""Fixtures: real services for the session, a real server in the test's own loop, clean tables."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from redis.asyncio import Redis

from server.identity import passwords
from server.kit import migrations
from server.kit.config import Settings
from tests.support.emptying import empty
from tests.support.live import LiveServer
from tests.support.services import Services, start_services

DATABASE = "acetate_test"

# A busy machine must not fail a property; in CI the same examples run every time.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """argon2id at its least cost: at the real one sign-ups were a third of the suite's time.

    Servers that tests start as processes keep the real one, and so do the tests of the hashes.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
        yield


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """PostgreSQL and Valkey of this session."""
    found = start_services(tmp_path_factory.mktemp("services"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def database_url(services: Services) -> str:
    """A migrated database."""
    url = services.create_database(DATABASE)
    asyncio.run(migrations.migrate(url))
    return url


@pytest.fixture
def settings(services: Services, database_url: str, tmp_path: Path) -> Settings:
    """Settings of a server for one test: own data folder, quick retries."""
    return Settings(
        database_url=database_url,
        redis_url=services.redis_url,
        secure_link_secret=secrets.token_urlsafe(36),
        session_secret=secrets.token_urlsafe(36),
        upload_secret=secrets.token_urlsafe(36),
        data_dir=tmp_path / "data",
        job_lease_s=4,
        job_retry_s=1,
        log_format="text",
    )


@pytest.fixture
async def clean(database_url: str, services: Services) -> None:
    """Empty tables and an empty Redis."""
    await empty(services, DATABASE)
    redis = Redis.from_url(services.redis_url)
    await redis.flushall()
    await redis.aclose()


@pytest.fixture
async def server(settings: Settings, clean: None) -> AsyncIterator[LiveServer]:
    """The whole server over real HTTP on a free port; no worker runs unless asked for."""
    live = LiveServer(settings)
    await live.start()
    yield live
    await live.stop()


@pytest.fixture
async def server_with_worker(server: LiveServer) -> AsyncIterator[LiveServer]:
    """The same, with a worker and the clock in this loop."""
    await server.start_worker()
    yield server
    await server.stop_worker()
