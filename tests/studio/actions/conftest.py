"""A library whose network is off, and what lists and pages read of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import settings
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library


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
