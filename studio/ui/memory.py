"""What a window remembers of itself: where it stood, written whole or not at all."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QSplitter

FILE = "window.json"


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
