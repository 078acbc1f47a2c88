"""Helpers over the real server, and a reader of pages."""

from __future__ import annotations

import httpx
import pytest

from tests.support.live import LiveServer


@pytest.fixture
def web(server: LiveServer) -> httpx.AsyncClient:
    """A stranger's browser, without cookies."""
    return server.client()
