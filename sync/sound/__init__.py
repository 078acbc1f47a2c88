"""What a sound file is: the same answer on the laptop and on the server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sync.sound.decode import Limits, Sound
from sync.sound.errors import SoundCode, SoundError
from sync.sound.peaks import Peaks
from sync.sound.preflight import Severity, SoundWarning, Verdict
from sync.sound.survey import Examination, Survey

__all__ = [
    "Examination",
    "Limits",
    "Peaks",
    "Severity",
    "SoundCode",
    "SoundError",
    "SoundWarning",
    "Verdict",
    "examine",
    "file_sha256",
    "measure",
]

Progress = Callable[[float], None]


def examine(
    path: Path, *, progress: Progress | None = None, limits: Limits | None = None
) -> Examination:
    """Everything about one sound file, from a single decoding pass.

    `progress` is called about once a second of sound with a fraction of 0 to 1; raising in it
    ends the work. Raises SoundError when the file gives no sound, OSError when unreadable.
    """
    return measure(path, progress=progress, limits=limits)[0]


def measure(
    path: Path, *, progress: Progress | None = None, limits: Limits | None = None
) -> tuple[Examination, Peaks]:
    """As `examine`, with the waveform."""
    path = Path(path)
    with ThreadPoolExecutor(1) as pool, Sound(path, limits) as sound:
        digest = pool.submit(file_sha256, path)
        survey = Survey(sound)
        total = sound.claimed_samples
        for block in sound.blocks():
            survey.add(block)
            if progress is not None and total:
                progress(min(1.0, sound.samples / total))
        return survey.finish(digest.result())


def file_sha256(path: Path) -> str:
    """Hex digest of a whole file, read once in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
