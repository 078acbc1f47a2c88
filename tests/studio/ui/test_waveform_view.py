"""The arithmetic of zooming and scrolling: nothing slips, nothing leaves the sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ui.waveform.ruler import STEPS, step_for, time_text
from studio.ui.waveform.view import DEEPEST, View, whole

HOUR = 3600 * 48_000
moves = st.lists(
    st.one_of(
        st.tuples(st.just("zoom"), st.floats(0.01, 100), st.floats(0, 1)),
        st.tuples(st.just("scroll"), st.floats(-1e5, 1e5), st.just(0.0)),
        st.tuples(st.just("resize"), st.floats(1, 4000), st.just(0.0)),
        st.tuples(st.just("of"), st.floats(1, 1e8), st.just(0.0)),
        st.tuples(st.just("reveal"), st.floats(0, 1e8), st.floats(0, 1)),
    ),
    max_size=12,
)


def moved(view: View, kind: str, much: float, where: float) -> View:
    if kind == "zoom":
        return view.zoomed(much, where * view.width)
    if kind == "scroll":
        return view.scrolled(much)
    if kind == "resize":
        return view.resized(int(much))
    if kind == "of":
        return view.of(int(much))
    return view.revealing(min(much, view.frames), where)


class TestView:
    @given(st.integers(1, HOUR), st.integers(1, 4000), moves)
    def test_never_leaves_the_sound(
        self, frames: int, width: int, steps: list[tuple[str, float, float]]
    ) -> None:
        view = whole(frames, width)
        for step in steps:
            view = moved(view, *step)
            assert view.start >= 0
            assert view.per_pixel >= DEEPEST
            longest = max(view.frames, view.width * DEEPEST)
            assert view.end <= longest * (1 + 1e-9)

    @given(st.floats(0.1, 0.9), st.floats(1.01, 1000))
    def test_zooming_holds_what_is_under_the_pointer(self, place: float, factor: float) -> None:
        view = whole(HOUR, 1400)
        x = place * view.width
        closer = view.zoomed(factor, x)
        held = view.start + x * view.per_pixel
        assert closer.x_of(held) == pytest.approx(x, abs=0.01)

    def test_a_frame_is_found_where_it_is_drawn(self) -> None:
        view = whole(HOUR, 1400).zoomed(20_000, 700)
        for frame in range(int(view.start) + 1, int(view.end), 7):
            assert view.frame_at(view.x_of(frame)) == frame

    def test_another_version_shows_the_same_part(self) -> None:
        view = whole(HOUR, 1000).zoomed(50, 300)
        other = view.of(HOUR + 4800)
        assert (other.start, other.per_pixel) == (view.start, view.per_pixel)

    def test_a_whole_view_stays_whole(self) -> None:
        view = whole(HOUR, 1000)
        assert view.resized(500).end == pytest.approx(HOUR)
        assert view.of(HOUR // 2).end == pytest.approx(HOUR // 2)


class TestRuler:
    def test_times_never_touch_and_are_never_far(self) -> None:
        for width in (300, 1400, 3000):
            view = whole(HOUR, width)
            while view.per_pixel > DEEPEST:
                step = step_for(view.per_pixel / 48_000)
                pixels = step * 48_000 / view.per_pixel
                assert pixels >= 70
                assert pixels <= 76 * 2.6 or step == STEPS[0]
                view = view.zoomed(1.7, 10)

    @pytest.mark.parametrize(
        ("seconds", "step", "text"),
        [
            (0, 30, "0:00"),
            (90, 30, "1:30"),
            (3723, 1, "1:02:03"),
            (69.9996, 0.0001, "1:09.9996"),
            (70.5, 0.5, "1:10.5"),
            (69.99999999, 0.5, "1:10.0"),
        ],
    )
    def test_as_many_decimals_as_it_takes(self, seconds: float, step: float, text: str) -> None:
        assert time_text(seconds, step) == text
