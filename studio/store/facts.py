"""What this machine has heard in a file, shown until the server says what it has found."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Any

from sync.client.views import Record
from sync.sound import Examination
from sync.wire import codec

_SHOWN = {
    "duration_ms": "duration_ms",
    "sample_rate": "sample_rate",
    "channels": "channels",
    "bit_depth": "bit_depth",
    "codec": "codec",
    "lufs": "integrated_lufs",
    "lra": "lra",
    "true_peak": "true_peak_dbtp",
    "warnings": "warnings",
    "size": "size_bytes",
}
"""Field of a version as the server fills it -> field of an examination."""


def keep(db: sqlite3.Connection, sha256: str, found: Examination) -> None:
    """Notes what was found in the file of this digest."""
    data = codec.encode(found).decode()
    db.execute(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (sha256) DO UPDATE SET data = ?",
        (sha256, data, data),
    )


def get(db: sqlite3.Connection, sha256: str) -> dict[str, Any] | None:
    """The examination of a file, if this machine has made one."""
    row = db.execute("SELECT data FROM facts WHERE sha256 = ?", (sha256,)).fetchone()
    return json.loads(row["data"]) if row else None


def fill(db: sqlite3.Connection, record: Record) -> Record:
    """The record with our own figures wherever the server has none yet."""
    sha256 = record.data.get("sha256")
    found = get(db, sha256) if sha256 and record.data.get("duration_ms") is None else None
    if found is None:
        return record
    ours = {name: found.get(source) for name, source in _SHOWN.items()}
    theirs = {name: value for name, value in record.data.items() if value not in (None, [])}
    return replace(record, data={**record.data, **ours, **theirs})
