"""An artist with a device, and files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.support.live import LiveServer
from tests.support.uploading import Artist, make_file, make_person


@pytest.fixture
async def artist(server: LiveServer) -> Artist:
    """An artist."""
    return await make_person("nina")


@pytest.fixture
def client_of(server: LiveServer) -> Callable[[Artist], httpx.AsyncClient]:
    """A client with somebody's token."""
    return lambda person: server.client(headers={"authorization": f"Bearer {person.token}"})


@pytest.fixture
async def http(
    client_of: Callable[[Artist], httpx.AsyncClient], artist: Artist
) -> httpx.AsyncClient:
    """The artist's client."""
    return client_of(artist)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A file of three parts."""
    return make_file(tmp_path / "song.wav")


@pytest.fixture
def cover(tmp_path: Path) -> Path:
    """A file of one part."""
    return make_file(tmp_path / "cover.png", 1000)
