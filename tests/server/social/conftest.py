"""An artist with a live track, two listeners, and somebody without an account."""

from __future__ import annotations

import pytest

from server.identity.models import User
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import publish
from tests.support.talk import Scene


@pytest.fixture
async def scene(server: LiveServer) -> Scene:
    artist = await sign_up(server, "anna")
    bert, cleo = await sign_up(server, "bert"), await sign_up(server, "cleo")
    live = await publish(server.resources, await User.get(handle="anna"))
    return Scene(server, artist, bert, cleo, server.client(), live)
