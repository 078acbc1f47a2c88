"""A library whose network is off, what lists and pages read of it; two that meet at a server."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.kit.config import Settings as ServerSettings
from studio import settings
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from tests.support.pair import Pair, meet


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv(settings.HOME, str(tmp_path))

    def refuse(*_: object) -> None:
        raise AssertionError("the network is off")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with open_desk() as opened:
        yield opened


@pytest.fixture
def library(desk: Desk) -> Iterator[Library]:
    made = Library(desk.places)
    yield made
    made.close()


@pytest.fixture
async def pair(
    settings: ServerSettings, clean: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Pair]:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path))
    async with meet(settings, tmp_path) as found:
        yield found
