"""The ring: order, silence, rewriting the tail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.audio.mixer import Block
from studio.audio.ring import Ring


def count(start: int, frames: int) -> Block:
    """Frames that carry their own number, a thousandth each; the right one negative."""
    numbers = (np.arange(start, start + frames) / 1000).astype(np.float32)
    return np.stack((numbers, -numbers))


def taken(ring: Ring, frames: int) -> list[int]:
    pairs = np.frombuffer(ring.take(frames), np.float32).reshape(-1, 2)
    assert np.array_equal(pairs[:, 0], -pairs[:, 1])
    return [round(float(left) * 1000) for left in pairs[:, 0]]


class TestTake:
    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=25))
    def test_gives_everything_once_and_in_order(self, steps: list[tuple[int, int]]) -> None:
        ring, put, got = Ring(37), 1, []
        for give, want in steps:
            state = ring.state()
            room = min(give, 37 - (state.written - state.read), 999 - put)
            ring.put(count(put, room))
            put += room
            got += [number for number in taken(ring, want) if number]
        assert got == list(range(1, len(got) + 1))
        assert len(got) == ring.state().read

    def test_fills_up_with_silence_and_counts_it_only_when_sound_is_expected(self) -> None:
        ring = Ring(10)
        ring.put(count(1, 3))
        assert taken(ring, 5) == [1, 2, 3, 0, 0]
        assert (ring.state().dry, ring.state().underruns) == (2, 0)
        ring.expecting = True
        assert taken(ring, 4) == [0] * 4
        assert (ring.state().dry, ring.state().underruns) == (6, 1)

    def test_clips_what_passes_full_scale(self) -> None:
        ring = Ring(10)
        ring.put(np.array([[1.5, -0.5], [-2.0, 1.0]], np.float32))
        assert np.frombuffer(ring.take(2), np.float32).tolist() == [1.0, -1.0, -0.5, 1.0]


class TestRewrite:
    def test_replaces_the_tail(self) -> None:
        ring = Ring(10)
        ring.put(count(1, 8))
        taken(ring, 6)
        ring.put(count(9, 4))
        assert ring.rewrite(8, count(101, 3))
        assert taken(ring, 6) == [7, 8, 101, 102, 103, 0]

    def test_comes_too_late_for_what_is_taken(self) -> None:
        ring = Ring(10)
        ring.put(count(1, 8))
        taken(ring, 6)
        assert not ring.rewrite(5, count(101, 3))
        assert taken(ring, 2) == [7, 8]

    def test_more_than_fits_is_refused(self) -> None:
        ring = Ring(10)
        ring.put(count(1, 8))
        with pytest.raises(ValueError):
            ring.put(count(9, 3))
        with pytest.raises(ValueError):
            ring.rewrite(8, count(9, 3))
        assert taken(ring, 9) == [1, 2, 3, 4, 5, 6, 7, 8, 0]
