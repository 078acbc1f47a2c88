"""Loops and application for tests of the studio: qasync for those that open windows."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ["QT_API"] = "pyside6"
HERE = Path(__file__).parent
WINDOWS = ("ui", "app")  # folders whose tests import Qt
PACKAGES = "libegl1 libgl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1"


def opens_windows(path: Path) -> bool:
    return path.is_relative_to(HERE) and path.relative_to(HERE).parts[:1][0] in WINDOWS


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run without `qt` tests must not even import Qt."""
    if collection_path == HERE or not opens_windows(collection_path):
        return None
    if "not qt" in config.getoption("markexpr"):
        return True
    require_qt()
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if opens_windows(item.path):
            item.add_marker(pytest.mark.qt)


def require_qt() -> None:
    """Stop with what to install where Qt's own libraries are missing."""
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        message = f"Qt does not start ({error}). Install: apt-get install {PACKAGES}"
        raise pytest.UsageError(message) from error


def qt_loop() -> asyncio.AbstractEventLoop:
    import qasync

    return qasync.QEventLoop(application())


def application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    if not isinstance(found, QApplication):
        found = QApplication(["studio-tests"])
        found.setQuitOnLastWindowClosed(False)
    return found


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    if opens_windows(item.path):
        return {"qt": qt_loop}
    return {"asyncio": asyncio.new_event_loop}


@pytest.fixture(scope="session")
def app() -> Iterator[QApplication]:
    """The application in the studio's clothes."""
    from studio import build
    from studio.ui import theme

    build.build()
    made = application()
    theme.install(made, "dark")
    yield made
    made.closeAllWindows()
