"""Helpers over the real server."""

from __future__ import annotations

import httpx
import pytest

from tests.support.live import LiveServer


@pytest.fixture
def web(server: LiveServer) -> httpx.AsyncClient:
    """A stranger's client, without cookies."""
    return server.client()
