"""What a null test of two versions says, for people."""

from __future__ import annotations

from dataclasses import dataclass

from studio.audio.nulltest import NullTest
from studio.ui.parts import figures

SAME_DBFS, INAUDIBLE_DB = -120.0, 60.0
SHIFTED_DB = 6.0
"""By how much the rest must fall when one is moved into place, to call it a shift."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, its tone, and the figures behind it."""

    text: str
    tone: str
    detail: str


def difference(
    found: NullTest, one: str, other: str, *, lengths: tuple[int, int], rate: int
) -> Told:
    """The first thing that sets them apart. `lengths` in frames of `rate`."""
    names = f"“{one}” and “{other}”"
    left = figures.level(found.residual_dbfs, "dBFS")
    longer = abs(lengths[0] - lengths[1])
    length = f" One is {longer * 1000 / rate:,.0f} ms longer." if longer else ""
    if found.residual_dbfs <= SAME_DBFS and not longer:
        return Told(f"{names} are the same", "good", "Taken from each other nothing is left.")
    if found.residual_dbfs <= SAME_DBFS:
        return Told(f"{names} differ only in length", "info", length.strip())
    if found.inverted:
        detail = f"{left} is left; turned over it is {_aligned(found)}.{length}"
        return Told(f"“{other}” is “{one}” with the polarity inverted", "warn", detail)
    if found.offset_frames and found.aligned_residual_dbfs < found.residual_dbfs - SHIFTED_DB:
        way = "later" if found.offset_frames > 0 else "earlier"
        by = f"{abs(found.offset_frames) * 1000 / rate:.1f} ms"
        detail = f"{left} is left; moved into place it is {_aligned(found)}.{length}"
        return Told(f"“{other}” comes {by} {way} than “{one}”", "warn", detail)
    below = f"{left} is left, {found.below_mix_db:.0f} dB below “{one}”.{length}"
    if found.below_mix_db >= INAUDIBLE_DB:
        return Told(f"{names} differ, but nobody can hear it", "good", below)
    return Told(f"{names} differ", "info", below)


def _aligned(found: NullTest) -> str:
    return figures.level(found.aligned_residual_dbfs, "dBFS")
