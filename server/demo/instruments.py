"""The pitched instruments of the demo piece: bass, plucked string, electric piano, bell, lead, pad.

Each takes what a key press says and returns one stereo note, tail included. They are pure, so a
note that comes again is taken from a cache.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from server.demo.dsp import (
    RATE,
    Curve,
    Sound,
    decay,
    envelope,
    fade_edges,
    filtered,
    hertz,
    high_pass,
    low_pass,
    noise,
    oscillate,
    pan,
    peak,
    saturate,
    seconds,
    wavetable,
)


@lru_cache(maxsize=64)
def bass(pitch: int, length_s: float, hard: float) -> Sound:
    """A subtractive bass: sawtooth through a closing filter, a sine below, a little overdrive."""
    release = 0.085 if length_s < 2.2 else 1.1
    samples = int((length_s + release) * RATE)
    hz = hertz(pitch)
    t = seconds(samples)
    cycles = hz * t
    open_, shut = wavetable(hz, cutoff=500 + 1500 * hard), wavetable(hz, cutoff=220)
    sweep = decay(samples, 0.07 + 0.06 * hard)
    voice = oscillate(shut, open_, sweep, cycles)
    sub = np.sin(2 * np.pi * cycles).astype(np.float32)
    shape = envelope(samples, attack=0.006, hold=length_s, release=release, sustain=0.72)
    return pan(saturate((0.62 * voice + 0.42 * sub) * shape, 1.5), 0.0)


@lru_cache(maxsize=128)
def guitar(pitch: int, hard: float) -> Sound:
    """A plucked string after Karplus and Strong (1983), picked near the bridge, in a small body."""
    string = _string(pitch, bright=0.35 + 0.4 * hard)
    tone = filtered(string, high_pass(90), peak(190, 4.0, 1.2), low_pass(5200))
    place = ((pitch * 5) % 7 - 3) / 7.5
    return pan(fade_edges(tone, end_s=0.25), place)


def _string(pitch: int, *, bright: float, length_s: float = 2.2) -> Sound:
    """The string itself: a burst going round a delay line that averages neighbours.

    The loop delays by a whole number of samples plus the average's share; the little that is
    missing to the wanted pitch is made up by reading the result at a slightly different speed.
    """
    blend = 0.5 + 0.35 * bright
    period = round(RATE / hertz(pitch) - (1 - blend))
    actual = RATE / (period + (1 - blend))
    loss = 0.001 ** (1 / (actual * (1.1 + 2.6 * 55 / (pitch + 1))))
    samples = int(length_s * RATE) // period * period + period
    line = np.zeros(samples + 1, dtype=np.float32)
    line[1 : period + 1] = _pluck(period, pitch, bright)
    for at in range(period + 1, samples + 1 - period, period):
        before = line[at - period : at]
        older = line[at - period - 1 : at - 1]
        line[at : at + period] = loss * (blend * before + (1 - blend) * older)
    speed = hertz(pitch) / actual
    reading = np.arange(int((samples - period) / speed) - 1) * speed + 1
    tuned: Sound = np.interp(reading, np.arange(samples + 1), line).astype(np.float32)
    return tuned


def _pluck(period: int, pitch: int, bright: float) -> Sound:
    """One period of noise, softened by the finger, with the comb of the picking place."""
    burst = noise(period, 200 + pitch)
    spectrum = np.fft.rfft(burst)
    n = np.arange(len(spectrum))
    spectrum *= np.abs(np.sin(np.pi * n * 0.19)) / (1 + (n / (4 + 14 * bright)) ** 2)
    spectrum[0] = 0
    wave = np.fft.irfft(spectrum, period)
    struck: Sound = (0.7 * wave / np.abs(wave).max()).astype(np.float32)
    return struck


@lru_cache(maxsize=64)
def keys(pitch: int, length_s: float, hard: float) -> Sound:
    """A two-operator electric piano: a tine over a warm tone, drifting from side to side."""
    samples = int((length_s + 0.5) * RATE)
    t = seconds(samples)
    turn = 2 * np.pi * hertz(pitch) * t
    index = (0.25 + 1.5 * hard) * np.exp(-t / 0.5)
    tone = np.sin(turn + index * np.sin(turn))
    tine = np.sin(turn + 0.35 * hard * np.sin(14 * turn)) * np.exp(-t / 0.16)
    shape = envelope(samples, attack=0.004, hold=length_s, release=0.45)
    voice = (0.75 * tone + 0.3 * tine).astype(np.float32) * shape * decay(samples, 0.75)
    sway = (0.22 * np.sin(2 * np.pi * 4.3 * t)).astype(np.float32)
    return np.float32(0.55) * np.stack([voice * (1 - sway), voice * (1 + sway)])


@lru_cache(maxsize=64)
def bell(pitch: int, length_s: float) -> Sound:
    """A soft mallet: sine with a twelfth that dies first, doubled a few cents apart."""
    samples = int((length_s + 1.1) * RATE)
    t = seconds(samples)
    sides = []
    for cents in (-3.0, 3.0):
        turn = 2 * np.pi * hertz(pitch + cents / 100) * t
        bend = 0.9 * np.exp(-t / 0.22) * np.sin(3 * turn) + 0.18 * np.sin(turn)
        sides.append(np.sin(turn + bend))
    shape = envelope(samples, attack=0.005, hold=length_s + 0.1, release=0.95)
    return 0.5 * np.stack(sides).astype(np.float32) * shape * decay(samples, 0.55)


@lru_cache(maxsize=64)
def lead(pitch: int, length_s: float, slide_from: int) -> Sound:
    """Three rounded sawtooths gliding in from the note before, with a vibrato that comes late."""
    samples = int((length_s + 0.22) * RATE)
    t = seconds(samples)
    bend = (slide_from - pitch) * np.exp(-t / 0.018)
    bend += 0.16 * np.sin(2 * np.pi * 5.1 * t) * np.clip((t - 0.28) / 0.5, 0, 1)
    hz = hertz(pitch)
    warm = wavetable(hz, cutoff=1500, slope=1.6)
    keen = wavetable(hz, cutoff=4200, slope=1.4)
    shine = 0.25 + 0.5 * decay(samples, 0.12)
    centre = np.cumsum(hz * np.exp2(bend / 12)) / RATE
    sides = np.zeros((2, samples), dtype=np.float32)
    for cents, place in ((-6.0, -0.55), (0.0, 0.0), (6.0, 0.55)):
        cycles = centre * 2 ** (cents / 1200) + (cents + 6) * 0.11
        sides += pan(oscillate(warm, keen, shine, cycles), place)
    shape = envelope(samples, attack=0.014, hold=length_s, release=0.2, sustain=0.8)
    return np.float32(0.3) * sides * shape


@lru_cache(maxsize=64)
def pad(pitch: int, length_s: float) -> Sound:
    """Six slow sawtooths around the pitch, dark, opening as the note goes on."""
    samples = int((length_s + 1.1) * RATE)
    hz = hertz(pitch)
    dark, open_ = wavetable(hz, cutoff=520), wavetable(hz, cutoff=1700, slope=1.3)
    t = seconds(samples)
    rise = (0.55 * np.sin(np.pi / 2 * t * RATE / samples) ** 2).astype(np.float32)
    sides = np.zeros((2, samples), dtype=np.float32)
    for i, (cents, place) in enumerate(_PAD_VOICES):
        cycles = _drifting(hz * 2 ** (cents / 1200), t, i, pitch)
        sides += pan(oscillate(dark, open_, rise, cycles), place)
    shape = envelope(samples, attack=0.32, hold=length_s + 0.05, release=1.0)
    return np.float32(0.16) * sides * shape


_PAD_VOICES = ((-8.0, -0.8), (5.0, -0.35), (-3.0, 0.2), (3.5, -0.2), (-5.5, 0.4), (8.5, 0.8))


def _drifting(hz: float, t: Curve, voice: int, pitch: int) -> Curve:
    """Running phase of an oscillator that is never quite still, starting anywhere."""
    turn = (2 * np.pi * (0.31 + 0.07 * voice)) * t.astype(np.float32) + np.float32(voice + pitch)
    wander = np.float32(0.0011) * np.sin(turn)
    cycles: Curve = hz * (t + wander) + (voice * 0.381966 + pitch * 0.27) % 1.0
    return cycles
