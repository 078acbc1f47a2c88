"""Which part of a track a teaser is: one rule for the studio's strip and the server's cut."""

from __future__ import annotations

USUAL_MS, SHORTEST_MS, LONGEST_MS = 30_000, 5_000, 90_000


def window(start_ms: int | None, length_ms: int, duration_ms: int) -> tuple[int, int]:
    """From where to where a teaser goes, in milliseconds, within a track of this length.

    Never more than half of the track, however short that is: a teaser does not give the whole.
    One that nobody has placed lies in the middle.
    """
    length = min(max(length_ms, SHORTEST_MS), LONGEST_MS, duration_ms // 2)
    start = (duration_ms - length) // 2 if start_ms is None else start_ms
    start = max(0, min(start, duration_ms - length))
    return start, start + length
