"""Both stores, the S3 one against a real SeaweedFS."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.kit.objects import ObjectStore, open_store
from tests.support.seaweed import Seaweed, running_seaweed
from tests.support.stores import Sender, folder_settings, s3_settings


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """SeaweedFS, once for all tests."""
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as running:
        yield running


@pytest_asyncio.fixture(scope="session")
async def s3_store(
    seaweed: Seaweed, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ObjectStore]:
    """The S3 store, its buckets made and its self-test done, as at boot."""
    store = open_store(s3_settings(seaweed, tmp_path_factory.mktemp("data")))
    await store.open()
    await store.ensure_buckets()
    await store.self_test()
    yield store
    await store.close()


@pytest_asyncio.fixture
async def folder_store(tmp_path: Path) -> AsyncIterator[ObjectStore]:
    """A folder store of its own for each test."""
    store = open_store(folder_settings(tmp_path / "data"))
    await store.open()
    await store.ensure_buckets()
    yield store
    await store.close()


@pytest.fixture(params=["folder_store", "s3_store"])
def store(request: pytest.FixtureRequest) -> ObjectStore:
    """Either store."""
    found: ObjectStore = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def sender(store: ObjectStore) -> Sender:
    """Sends parts to `store`."""
    return Sender(store)
