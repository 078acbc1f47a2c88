"""What was rendered when: places in the music, rewinding, jumps."""

from __future__ import annotations

import numpy as np

from studio.audio.mixer import Loop, Mixer
from studio.audio.timeline import Timeline

RATE, BLOCK = 48_000, 480
SOUND = (np.random.default_rng(1).standard_normal((2, RATE)) * 0.1).astype(np.float32)


def timeline() -> Timeline:
    return Timeline(Mixer({"a": SOUND, "b": -SOUND}, RATE))


class TestPlace:
    def test_follows_loops_and_jumps_to_the_sample(self) -> None:
        line = timeline()
        line.mixer.set_loop(Loop(100, 1100))
        for _ in range(3):
            line.render()
        line.mixer.set_loop(None)
        line.mixer.jump(20_000)
        line.render()
        chart = line.chart()
        assert [chart.place(frame) for frame in (0, 1099, 1100, 1439, 1440, 1900, 1920, 9999)] == [
            0,
            1099,
            100,
            439,
            20_000,
            20_460,
            20_480,
            20_480,
        ]

    def test_before_anything_was_rendered_it_is_the_mixers(self) -> None:
        line = timeline()
        line.mixer.jump(77)
        assert line.chart().place(0) == 77


class TestRewind:
    def test_goes_to_the_next_boundary_and_renders_the_same(self) -> None:
        line = timeline()
        line.mixer.select("a")
        blocks = [line.render() for _ in range(6)]
        assert line.rewind(BLOCK + 1) == 2 * BLOCK
        again = [line.render() for _ in range(4)]
        assert np.array_equal(np.concatenate(again, axis=1), np.concatenate(blocks[2:], axis=1))

    def test_never_goes_behind_a_jump(self) -> None:
        line = timeline()
        line.render()
        line.render(fixed=True)
        line.mixer.jump(30_000)
        assert line.leapt
        line.render()
        assert not line.leapt
        assert line.rewind(0) == 2 * BLOCK
        assert line.leapt
        assert line.mixer.position == 30_000

    def test_can_be_taken_back(self) -> None:
        line = timeline()
        for _ in range(6):
            line.render()
        saved, chart = line.save(), line.chart()
        line.rewind(0)
        line.mixer.jump(9)
        line.render()
        line.load(saved)
        assert line.chart() == chart


class TestHeard:
    def test_hands_out_peaks_of_what_is_over_only(self) -> None:
        line = timeline()
        line.mixer.set_mute("b", True)
        line.mixer.settle()
        for _ in range(4):
            line.render()
        over = line.heard(2 * BLOCK + 10)
        assert len(over) == 2
        assert np.allclose(over[1][0], np.abs(SOUND[:, BLOCK : 2 * BLOCK]).max(axis=1))
        assert line.heard(2 * BLOCK + 10) == []
        assert line.chart().place(2 * BLOCK + 10) == 2 * BLOCK + 10
