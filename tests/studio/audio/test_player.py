"""The player on a clock without hardware: what comes out, where it is, what a switch costs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.audio.mixer import Loop, Mixer
from studio.audio.output import NoDevice, Null, Output, Pull
from studio.audio.player import Player

RATE, RAMP = 48_000, 480
SECONDS = 20
# Every frame carries its own number, so that what was heard says where it came from.
NUMBERS = np.arange(SECONDS * RATE, dtype=np.float32) / (SECONDS * RATE)
A = NUMBERS[None] * np.float32(0.5)
B = -A


class Heard:
    """A Null output that keeps what it pulled."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def open(self, rate: int) -> Output:
        return Null(rate, self.parts.append)

    def frames(self) -> NDArray[np.float32]:
        """(n,) left side, up to now."""
        raw = np.frombuffer(b"".join(list(self.parts)), np.float32).reshape(-1, 2)
        assert np.array_equal(raw[:, 0], raw[:, 1])
        return raw[:, 0]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def player(heard: Heard) -> Iterator[Player]:
    made = Player(Mixer({"a": A, "b": B}, RATE), heard.open)
    made.select("a")
    yield made
    made.close()


def until(done: Callable[[], bool], seconds: float = 20.0) -> None:
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.005)


def places(sound: NDArray[np.float32]) -> NDArray[np.int64]:
    """Which frame of A or B each sample is."""
    return np.rint(np.abs(sound).astype(np.float64) * 2 * SECONDS * RATE).astype(np.int64)


class TestPlay:
    def test_runs_without_underruns_and_to_the_bit(self, player: Player, heard: Heard) -> None:
        player.seek(10 * RATE)
        player.play()
        until(lambda: player.position > 11 * RATE)
        assert player.playing
        assert player.underruns == 0
        assert player.output_name == "no sound device"
        sound = heard.frames()
        assert np.array_equal(sound[RAMP:], A[0, 10 * RATE + RAMP : 10 * RATE + len(sound)])
        assert 0 < sound[0] < 1 / RAMP

    def test_plays_the_very_first_sample_as_it_is(self, heard: Heard) -> None:
        click = np.zeros((1, RATE), np.float32)
        click[0, 0] = 1.0
        player = Player(Mixer({"a": click}, RATE), heard.open)
        player.play()
        until(lambda: bool(heard.parts))
        player.close()
        assert heard.frames()[0] == 1.0

    def test_ends_and_begins_again(self, player: Player, heard: Heard) -> None:
        player.seek(SECONDS * RATE - 4800)
        player.play()
        until(lambda: player.playing)
        until(lambda: not player.playing)
        assert player.position == player.frames
        assert player.underruns == 0
        player.play()
        until(lambda: player.playing and 0 < player.position < RATE)

    def test_the_position_is_what_is_heard(self, player: Player, heard: Heard) -> None:
        player.play()
        until(lambda: player.position > 9600)
        # The clock asks in periods: between two looks at it the position must lie.
        before = len(heard.frames())
        position = player.position
        after = len(heard.frames())
        assert before - 1 <= position <= after + 480

    def test_threads_change_hands_faster_meanwhile(self, player: Player) -> None:
        usual = sys.getswitchinterval()
        player.play()
        until(lambda: player.position > 0)
        assert sys.getswitchinterval() == pytest.approx(0.001)
        player.pause()
        until(lambda: sys.getswitchinterval() == usual)


class TestSelect:
    def test_is_heard_soon_keeps_the_position_and_never_clicks(
        self, player: Player, heard: Heard
    ) -> None:
        player.seek(10 * RATE)
        player.play()
        until(lambda: player.position > 10 * RATE + 9600)
        ordered = len(heard.frames())
        player.select("b")
        until(lambda: player.position > 10 * RATE + 9600 + RATE)
        assert player.underruns == 0
        sound = heard.frames()
        below = np.flatnonzero(sound[RAMP:] < 0) + RAMP
        crossing = int(below[0])
        # Half the ramp later it turns over: nothing before the ramp, nothing after it is touched.
        start, end = crossing - RAMP, crossing + RAMP
        assert np.array_equal(places(sound[RAMP:start]), np.arange(RAMP, start) + 10 * RATE)
        assert (sound[end:] < 0).all()
        assert np.array_equal(places(sound[end:]), np.arange(end, len(sound)) + 10 * RATE)
        assert np.abs(np.diff(sound[RAMP:])).max() < 1.2 / RAMP
        assert crossing - ordered < 0.065 * RATE  # the rendered-ahead part was not waited for

    def test_of_an_unknown_name_is_refused_at_once(self, player: Player) -> None:
        for wrong in (
            lambda: player.select("c"),
            lambda: player.set_gain("c", 1),
            lambda: player.set_mute("c", True),
            lambda: player.set_solo("c", True),
            lambda: player.set_match({"c": 1.0}),
        ):
            with pytest.raises(KeyError):
                wrong()

    def test_a_fader_dragged_for_a_while_stays_smooth(self, player: Player, heard: Heard) -> None:
        player.seek(15 * RATE)
        player.play()
        until(lambda: player.position > 15 * RATE + 4800)
        for step in range(300):
            player.set_gain("a", 1 - step / 300)
            time.sleep(0.001)
        player.set_gain("a", 0.0)
        until(lambda: len(heard.parts) > 2 and not any(heard.parts[-1]))
        assert player.underruns == 0
        assert np.abs(np.diff(heard.frames()[RAMP:])).max() < 1.0 / RAMP


class TestSeek:
    def test_goes_there_without_a_click(self, player: Player, heard: Heard) -> None:
        player.seek(5 * RATE)
        player.play()
        until(lambda: player.position > 5 * RATE + 9600)
        player.seek(15 * RATE)
        until(lambda: player.position > 15 * RATE + 9600)
        assert player.underruns == 0
        sound = heard.frames()
        assert np.abs(np.diff(sound[RAMP:])).max() < 1.0 / RAMP
        found = places(sound)
        landed = int(np.flatnonzero(found > 15 * RATE)[0])
        assert np.array_equal(found[landed:], np.arange(len(found) - landed) + found[landed])
        assert found[landed] <= 15 * RATE + RAMP

    def test_dragging_the_playhead_breaks_nothing(self, player: Player, heard: Heard) -> None:
        player.play()
        until(lambda: player.position > 4800)
        for step in range(400):
            player.seek(RATE + step * 1000)
        player.seek(12 * RATE)
        until(lambda: player.position > 12 * RATE + 9600)
        assert player.underruns == 0
        assert np.abs(np.diff(heard.frames()[RAMP:])).max() < 1.0 / RAMP

    def test_while_paused_is_only_a_place(self, player: Player, heard: Heard) -> None:
        player.seek(3 * RATE)
        until(lambda: player.position == 3 * RATE)
        assert not player.playing
        assert not heard.parts
        player.seek(10**9)
        until(lambda: player.position == player.frames)


class TestPause:
    def test_fades_out_and_goes_on_where_it_was(self, player: Player, heard: Heard) -> None:
        player.seek(10 * RATE)
        player.play()
        until(lambda: player.position > 10 * RATE + 9600)
        player.pause()
        until(lambda: not player.playing and heard.frames()[-1] == 0.0)
        first = heard.frames()
        assert np.abs(np.diff(first[RAMP:])).max() < 1.0 / RAMP
        time.sleep(0.1)
        stayed = player.position
        pulls = len(heard.parts)
        time.sleep(0.1)
        assert player.position == stayed
        assert len(heard.parts) == pulls  # the output rests, too
        player.play()
        until(lambda: player.position > stayed + 9600)
        later = places(heard.frames()[len(first) + 2 * RAMP :])
        sounding = later[later > 0]
        assert stayed <= sounding[0] <= stayed + 4 * RAMP
        assert player.underruns == 0


class TestLoop:
    def test_repeats_to_the_sample(self, player: Player, heard: Heard) -> None:
        player.set_loop(Loop(RATE, RATE + 5000))
        player.seek(RATE)
        player.play()
        until(lambda: len(heard.frames()) > 30_000)
        found = places(heard.frames())[RAMP:]
        assert np.array_equal(found, RATE + (np.arange(RAMP, RAMP + len(found)) % 5000))
        assert RATE <= player.position < RATE + 5000

    def test_too_short_a_one_is_refused_at_once(self, player: Player) -> None:
        with pytest.raises(ValueError):
            player.set_loop(Loop(5, 6))


class TestMeters:
    def test_show_what_was_heard_since_the_last_look(self, player: Player) -> None:
        player.seek(10 * RATE)
        player.set_match({"a": 0.5})
        player.play()
        until(lambda: player.position > 10 * RATE + 4800)
        found = player.meters()
        assert found.total[0] == pytest.approx(0.125, rel=0.05)
        assert found.channels["a"] == found.total
        assert found.channels["b"] == (0.0, 0.0)
        player.pause()
        until(lambda: not player.playing)
        time.sleep(0.1)
        player.meters()
        assert player.meters().total == (0.0, 0.0)


class Dead:
    """A sound card that was pulled out: it starts, or not, and never asks for anything."""

    name, latency_frames, period_frames = "dead", 960, 480

    def __init__(self, starts: bool) -> None:
        self.starts = starts

    def start(self, pull: Pull) -> None:
        if not self.starts:
            raise NoDevice

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


class TestLostDevice:
    @pytest.mark.parametrize("starts", [True, False])
    def test_time_goes_on_and_the_name_tells(self, starts: bool) -> None:
        player = Player(Mixer({"a": A}, RATE), lambda _: Dead(starts))
        player.play()
        until(lambda: player.position > 4800)
        assert player.output_name == "no sound device"
        assert player.unheard
        player.pause()
        until(lambda: not player.playing)
        assert not player.unheard
        player.close()

    def test_one_that_is_there_by_the_next_time_is_taken(self, heard: Heard) -> None:
        there = False

        def plugged(rate: int) -> Output:
            return heard.open(rate) if there else Dead(False)

        player = Player(Mixer({"a": A}, RATE), plugged)
        player.play()
        until(lambda: player.position > 960)
        player.pause()
        until(lambda: not player.playing)
        time.sleep(0.2)  # until its last sound is over
        assert heard.parts == []
        there = True
        player.play()
        until(lambda: len(heard.parts) > 3)
        player.close()
