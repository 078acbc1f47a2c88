"""The tools the instruments are made with do what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from server.demo.dsp import (
    RATE,
    Sound,
    fast_size,
    filtered,
    hertz,
    high_pass,
    in_room,
    low_pass,
    noise,
    pan,
    seconds,
    wavetable,
)
from server.demo.instruments import guitar


def sine(hz: float, samples: int) -> Sound:
    return np.sin(2 * np.pi * hz * seconds(samples)).astype(np.float32)


class TestFiltered:
    @pytest.mark.parametrize("samples", [30_000, 200_000])
    def test_passes_below_and_stops_above(self, samples: int) -> None:
        low, high = (
            np.std(filtered(sine(hz, samples), low_pass(1000))[4000:]) for hz in (100, 8000)
        )
        assert low == pytest.approx(np.sqrt(0.5), rel=0.01)
        assert high < 0.02

    def test_blocks_give_what_one_transform_gives(self) -> None:
        sound = noise(150_000, 5)
        whole = filtered(sound, high_pass(60), low_pass(3000))
        first = filtered(sound[:60_000], high_pass(60), low_pass(3000))
        assert np.abs(whole[:60_000] - first).max() < 1e-4


class TestInRoom:
    def test_is_the_convolution(self) -> None:
        sound, room = noise(5000, 1), np.stack([noise(700, 2), noise(700, 3)])
        expected = np.convolve(sound, room[1])[:5000]
        assert np.abs(in_room(sound, room)[1] - expected).max() < 1e-3


class TestFastSize:
    @pytest.mark.parametrize("samples", [1000, 48_001, 3_053_000])
    def test_is_close_above_and_smooth(self, samples: int) -> None:
        size = rest = fast_size(samples)
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        assert rest == 1
        assert size % 2 == 0
        assert samples <= size <= samples * 1.2


class TestPan:
    @pytest.mark.parametrize("place", [-1.0, -0.3, 0.0, 0.8])
    def test_power_does_not_depend_on_the_place(self, place: float) -> None:
        assert np.sum(pan(sine(440, 4800), place) ** 2) == pytest.approx(4800, rel=0.01)


class TestWavetable:
    @pytest.mark.parametrize("pitch", [34, 69, 93])
    def test_has_nothing_above_the_audible(self, pitch: int) -> None:
        spectrum = np.abs(np.fft.rfft(wavetable(hertz(pitch), cutoff=5000)))
        harmonics = np.flatnonzero(spectrum > 1e-3 * spectrum.max())
        assert harmonics.max() * hertz(pitch) < RATE / 2


class TestGuitar:
    @pytest.mark.parametrize("pitch", [46, 57, 65, 76])
    def test_is_in_tune_within_four_cents(self, pitch: int) -> None:
        string = guitar(pitch, 0.75).sum(axis=0)[2400:50_400]
        spectrum = np.abs(np.fft.rfft(string * np.hanning(len(string)), 1 << 19))
        hz = np.fft.rfftfreq(1 << 19, 1 / RATE)
        near = np.abs(hz - hertz(pitch)) < hertz(pitch) * 0.05
        found = hz[near][np.argmax(spectrum[near])]
        assert abs(1200 * np.log2(found / hertz(pitch))) < 4
