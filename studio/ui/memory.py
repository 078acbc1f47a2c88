"""What a window remembers of itself: where it stood, written whole or not at all."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QSplitter

FILE = "window.json"
SMALLEST, FIRST = (960, 600), (1280, 800)
FRAME = 32
"""What a desktop puts above a window."""


def fit(window: QMainWindow) -> tuple[int, int]:
    """Bounds the window by its screen, which shows few points where they are large; returns how
    wide and high it is the first time.
    """
    room = window.screen().availableGeometry()
    wide, high = room.width(), room.height() - FRAME
    window.setMinimumSize(min(SMALLEST[0], wide), min(SMALLEST[1], high))
    return min(FIRST[0], wide), min(FIRST[1], high)


def recall(folder: Path) -> dict[str, Any]:
    """What was kept; nothing if that makes no sense: no window is worth a start that fails."""
    try:
        found = json.loads((folder / FILE).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def put_back(window: QMainWindow, split: QSplitter, kept: dict[str, Any]) -> bool:
    """The window as it stood; False if nothing usable was kept."""
    try:
        stood = b64decode(str(kept["window"]))
        panes = b64decode(str(kept["split"]))
    except (KeyError, ValueError):
        return False
    return window.restoreGeometry(stood) and split.restoreState(panes)


def keep(window: QMainWindow, split: QSplitter, folder: Path, **more: Any) -> None:
    """Remembers it. A disk that is full must not keep a window from closing."""
    told = {
        "window": bytes(window.saveGeometry().toBase64().data()).decode(),
        "split": bytes(split.saveState().toBase64().data()).decode(),
        **more,
    }
    new = folder / f"{FILE}.new"
    try:
        new.write_text(json.dumps(told))
        new.replace(folder / FILE)
    except OSError:
        new.unlink(missing_ok=True)
