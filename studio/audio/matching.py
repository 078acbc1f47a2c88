"""Versions at one loudness, so that the louder one does not win by being louder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync.sound.loudness import SILENCE_LUFS


@dataclass(frozen=True, slots=True)
class Measured:
    """What `sync.sound.examine` found: LUFS (None for too short a file) and dBTP."""

    integrated_lufs: float | None
    true_peak_dbtp: float


def matching_gains(versions: Mapping[str, Measured]) -> dict[str, float]:
    """Linear factors that bring all versions to one loudness without passing 0 dBFS.

    Everything comes down to the quietest version, lower still where a peak above full scale
    asks for it; nothing is ever raised. Silent and unmeasured versions keep their level.
    """
    known = {
        name: (found.integrated_lufs, found.true_peak_dbtp)
        for name, found in versions.items()
        if found.integrated_lufs is not None and found.integrated_lufs > SILENCE_LUFS
    }
    if not known:
        return dict.fromkeys(versions, 1.0)
    target = min(lufs - max(0.0, peak) for lufs, peak in known.values())
    return {
        name: 10 ** ((target - known[name][0]) / 20) if name in known else 1.0 for name in versions
    }
