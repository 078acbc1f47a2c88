"""The secrets of an embedded installation: made once, kept in the data folder, ours to read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "secrets.env"
NAMES = ("SECURE_LINK_SECRET", "SESSION_SECRET", "UPLOAD_SECRET")
STRENGTH_BYTES = 32


def load_or_make(home: Path) -> dict[str, str]:
    """The secrets by name; makes those that are missing, and never changes one that is there."""
    path = home / FILE
    known = _read(path)
    missing = [name for name in NAMES if not known.get(name)]
    if missing:
        known |= {name: secrets.token_urlsafe(STRENGTH_BYTES) for name in missing}
        _write(path, known)
    path.chmod(0o600)
    return known


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _write(path: Path, values: dict[str, str]) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("# Losing this file ends all sessions and links; keep it with the backup.\n")
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
