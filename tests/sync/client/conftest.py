"""The uploader against the real server, over a folder and over S3."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.kit.config import Settings
from tests.support.killing import Ward
from tests.support.seaweed import Seaweed, running_seaweed
from tests.support.uploading import World, make_file


@pytest.fixture
async def world(settings: Settings, clean: None, tmp_path: Path) -> AsyncIterator[World]:
    """Over a folder."""
    found = World(settings, tmp_path)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture(scope="module")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """A real S3 server."""
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as found:
        yield found


@pytest.fixture
async def s3_world(
    settings: Settings, clean: None, tmp_path: Path, seaweed: Seaweed
) -> AsyncIterator[World]:
    """Over S3; parts go to it directly, past the proxy."""
    s3 = replace(
        settings,
        s3_endpoint=seaweed.endpoint,
        s3_access_key=seaweed.access_key,
        s3_secret_key=seaweed.secret_key,
        s3_bucket_prefix="uploads-",
    )
    found = World(s3, tmp_path)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A file of three parts."""
    return make_file(tmp_path / "song.wav")


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """The whole product, running, to be killed."""
    found = Ward(tmp_path_factory.mktemp("ward"), PART_URL_TTL_SECONDS="2")
    yield found
    found.close()
