"""The demo rendered once for all its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.demo.render import DemoFiles, render_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """The whole release in a folder of its own."""
    folder: Path = tmp_path_factory.mktemp("demo")
    return render_demo(folder)
