"""Speed and time left of files on their way, there and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.actions.pace import WINDOW_S, Arrivals, Meter
from sync.client import events
from sync.client.sounds import Arriving

SONG = Path("song.wav")
MB = 1_000_000


class TestMeter:
    def test_speed_and_time_left(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 0, 100 * MB, 0), 0.0)
        meter.hear(events.Moving(SONG, 10 * MB), 1.0)
        pace = meter.hear(events.Moving(SONG, 20 * MB), 2.0)
        assert pace.done == 20 * MB
        assert pace.speed == pytest.approx(10 * MB)
        assert pace.left_s == pytest.approx(8.0)

    def test_what_was_there_before_counts_but_not_as_speed(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 60 * MB, 100 * MB, 60 * MB), 0.0)
        pace = meter.hear(events.Moving(SONG, 5 * MB), 1.0)
        assert (pace.done, pace.speed) == (65 * MB, 5 * MB)

    def test_a_part_that_is_sent_again_is_not_counted_twice(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 0, 100 * MB, 0), 0.0)
        meter.hear(events.Moving(SONG, 30 * MB), 1.0)
        waiting = meter.hear(events.Waiting(SONG, 1.0, "no answer", 1), 2.0)
        assert (waiting.done, waiting.doing) == (0, "no answer")
        assert meter.hear(events.Moving(SONG, 40 * MB), 3.0).done == 10 * MB

    def test_never_less_than_the_server_has_nor_more_than_there_is(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 0, 10 * MB, 0), 0.0)
        assert meter.hear(events.Moving(SONG, 50 * MB), 1.0).done == 10 * MB
        assert meter.hear(events.Uploading(SONG, 10 * MB, 10 * MB, 0), 2.0).share == 1.0

    def test_another_file_begins_at_nothing(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 5, 10, 0), 0.0)
        assert meter.hear(events.Hashing(Path("b.wav"), 1, 4), 1.0).share == 0.25

    def test_speed_is_of_the_last_seconds_only(self) -> None:
        meter = Meter()
        meter.hear(events.Uploading(SONG, 0, 100 * MB, 0), 0.0)
        meter.hear(events.Moving(SONG, 50 * MB), 1.0)
        meter.hear(events.Moving(SONG, 51 * MB), 2.0 + WINDOW_S)
        assert meter.hear(events.Moving(SONG, 52 * MB), 3.0 + WINDOW_S).speed == MB


class TestArrivals:
    def test_speed_and_time_left(self) -> None:
        arrivals = Arrivals()
        arrivals.hear(Arriving("a" * 64, 0, 30 * MB), 0.0)
        pace = arrivals.hear(Arriving("a" * 64, 10 * MB, 30 * MB), 2.0)
        assert (pace.done, pace.speed, pace.left_s) == (10 * MB, 5 * MB, 4.0)

    def test_what_was_here_before_is_no_speed(self) -> None:
        arrivals = Arrivals()
        arrivals.hear(Arriving("a" * 64, 20 * MB, 30 * MB), 0.0)
        assert arrivals.hear(Arriving("a" * 64, 21 * MB, 30 * MB), 1.0).speed == MB

    def test_of_one_whose_size_nobody_said_no_time_is_left_to_tell(self) -> None:
        arrivals = Arrivals()
        arrivals.hear(Arriving("a" * 64, 0, 0), 0.0)
        pace = arrivals.hear(Arriving("a" * 64, 10 * MB, 0), 2.0)
        assert (pace.speed, pace.left_s) == (5 * MB, None)

    @pytest.mark.parametrize("sha256", ["a" * 64, "b" * 64])
    def test_one_begun_anew_and_another_have_no_speed_yet(self, sha256: str) -> None:
        arrivals = Arrivals()
        arrivals.hear(Arriving("a" * 64, 20 * MB, 30 * MB), 0.0)
        pace = arrivals.hear(Arriving(sha256, 0, 30 * MB), 1.0)
        assert (pace.done, pace.speed, pace.left_s) == (0, None, None)
