"""What a worker holds open, without a web server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.kit.config import Settings
from server.kit.resources import Resources
from server.runtime import close_resources, declare_jobs, open_resources


@pytest.fixture
async def resources(settings: Settings, clean: None) -> AsyncIterator[Resources]:
    declare_jobs()
    found = await open_resources(settings)
    yield found
    await close_resources(found)
