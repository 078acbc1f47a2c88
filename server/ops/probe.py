"""acetate probe: what the server would find in a sound file, for people and for programs."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sync.sound import Examination, SoundError, examine
from sync.wire import codec

_SHOWN = (
    ("Duration", lambda e: _clock(e.duration_ms)),
    ("Format", lambda e: f"{e.codec} in {e.container}"),
    ("Sound", lambda e: f"{e.sample_rate} Hz, {e.layout}" + _bits(e.bit_depth)),
    ("Loudness", lambda e: _unit(e.integrated_lufs, "LUFS")),
    ("Range", lambda e: _unit(e.lra, "LU")),
    ("True peak", lambda e: _unit(e.true_peak_dbtp, "dBTP")),
    ("Clipping", lambda e: f"{e.clipping} places" if e.clipping else "none"),
    ("Cover", lambda e: "embedded" if e.has_cover else "none"),
    ("Tags", lambda e: ", ".join(f"{k}: {v}" for k, v in sorted(e.tags.items())) or "none"),
    ("SHA-256", lambda e: e.sha256),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`record` is JSON-able; `text` is for a terminal; `ok` is False when there is no sound."""

    ok: bool
    record: dict[str, Any]
    text: str


def examine_file(path: Path, *, progress: bool) -> Finding:
    """Examines one file, with a bar on a terminal when `progress`."""
    try:
        with Progress(console=Console(stderr=True), transient=True, disable=not progress) as bar:
            task = bar.add_task(path.name, total=1.0)
            found = examine(path, progress=lambda done: bar.update(task, completed=done))
    except SoundError as error:
        record = {"error": {"code": error.code, "message": error.message, "remedy": error.remedy}}
        return Finding(False, record, f"{path.name}: {error.message} {error.remedy}")
    return Finding(True, codec.plain(found), _text(path, found))


def _text(path: Path, found: Examination) -> str:
    table = Table(box=None, show_header=False, title=path.name, title_justify="left")
    for label, show in _SHOWN:
        table.add_row(f"[dim]{label}[/dim]", show(found))
    for warning in found.warnings:
        table.add_row(f"[yellow]{warning.severity}[/yellow]", warning.message)
    console = Console(width=100, force_terminal=sys.stdout.isatty())
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip()


def _clock(ms: int) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def _bits(depth: int | None) -> str:
    return f", {depth} bit" if depth else ""


def _unit(value: float | None, unit: str) -> str:
    return "not measurable" if value is None else f"{value:.1f} {unit}"
