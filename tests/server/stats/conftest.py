"""A server behind one proxy whose track is listened to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from server.kit.config import Settings
from tests.support.listeners import (
    Stage,
    begin,
)


@pytest.fixture
async def stage(settings: Settings, clean: None) -> AsyncIterator[Stage]:
    found = await begin(replace(settings, trusted_proxies=1))
    yield found
    await found.server.stop()


@pytest.fixture
async def untracked(settings: Settings, clean: None) -> AsyncIterator[Stage]:
    found = await begin(replace(settings, trusted_proxies=1, no_tracking=True))
    yield found
    await found.server.stop()
