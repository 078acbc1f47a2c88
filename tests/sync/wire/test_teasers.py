"""Which part of a track a teaser is: inside the track, and never the whole of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.wire.teasers import LONGEST_MS, SHORTEST_MS, window

STARTS = st.none() | st.integers(-1_000, 4 * 3_600_000)
LENGTHS = st.integers(0, 200_000)
DURATIONS = st.integers(2, 4 * 3_600_000)


class TestWindow:
    @given(STARTS, LENGTHS, DURATIONS)
    def test_lies_inside_and_is_never_more_than_half(
        self, start: int | None, length: int, duration: int
    ) -> None:
        first, last = window(start, length, duration)
        assert 0 <= first < last <= duration
        assert (last - first) * 2 <= duration
        assert last - first <= LONGEST_MS

    @given(STARTS, LENGTHS, st.integers(2 * LONGEST_MS, 4 * 3_600_000))
    def test_is_as_long_as_asked_where_there_is_room(
        self, start: int | None, length: int, duration: int
    ) -> None:
        first, last = window(start, length, duration)
        assert last - first == min(max(length, SHORTEST_MS), LONGEST_MS)
        if start is not None and 0 <= start <= duration - LONGEST_MS:
            assert first == start
