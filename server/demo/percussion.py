"""Drums of the demo piece: each a one-shot built from sines, noise and envelopes."""

from __future__ import annotations

import numpy as np

from server.demo.dsp import (
    RATE,
    Sound,
    decay,
    fade_edges,
    filtered,
    hertz,
    high_pass,
    low_pass,
    noise,
    pan,
    peak,
    saturate,
    seconds,
)

TAKES = 4
"""How many different takes of each cymbal and snare are played in turn."""

_METAL_HZ = (2093.0, 3117.0, 4165.0, 5383.0, 6213.0, 7411.0)


def kick(take: int) -> Sound:
    """A sine falling from 190 to 47 Hz, with a soft beater."""
    samples = int(0.42 * RATE)
    t = seconds(samples)
    sweep = 47 * t + 150 * 0.021 * (1 - np.exp(-t / 0.021))
    body = np.sin(2 * np.pi * sweep).astype(np.float32) * decay(samples, 0.075)
    beater = filtered(noise(samples, 11 + take), low_pass(4200), high_pass(900))
    hit = saturate(body * 1.25, 1.4) + 0.20 * beater * decay(samples, 0.0035)
    return pan(fade_edges(hit, end_s=0.08), 0.0)


def snare(take: int) -> Sound:
    """Two modes of the head, the wires above them, and a crack at the front."""
    samples = int(0.34 * RATE)
    t = seconds(samples)
    bend = 1 + 0.10 * np.exp(-t / 0.012)
    cycles = np.cumsum(bend) / RATE
    head = np.sin(2 * np.pi * 187 * cycles) + 0.5 * np.sin(2 * np.pi * 331 * cycles + 0.4)
    wires = filtered(noise(samples, 30 + take), high_pass(1500), low_pass(9500), peak(2300, 3))
    crack = filtered(noise(samples, 40 + take), high_pass(700), low_pass(6000))
    hit = 0.62 * head.astype(np.float32) * decay(samples, 0.035)
    hit += 0.34 * wires * decay(samples, 0.052) + 0.30 * crack * decay(samples, 0.006)
    return pan(fade_edges(saturate(hit, 1.2), end_s=0.06), 0.03)


def rim(take: int) -> Sound:
    """A cross-stick: wood, short."""
    samples = int(0.12 * RATE)
    t = seconds(samples)
    wood = np.sin(2 * np.pi * 1710 * t) + 0.7 * np.sin(2 * np.pi * 824 * t)
    knock = filtered(noise(samples, 50 + take), high_pass(600), low_pass(5000))
    hit = 0.4 * wood.astype(np.float32) * decay(samples, 0.010)
    return pan(fade_edges(hit + 0.3 * knock * decay(samples, 0.004)), -0.15)


def clap(take: int) -> Sound:
    """Four hands not quite together, and the room behind them."""
    samples = int(0.3 * RATE)
    t = seconds(samples)
    hands = np.zeros(samples)
    for late in (0.0, 0.011, 0.021, 0.033):
        hands += np.where(t >= late, np.exp(-(t - late) / (0.004 if late < 0.03 else 0.06)), 0)
    sides = [
        filtered(noise(samples, 60 + take + side), high_pass(850), low_pass(5200), peak(1300, 5))
        for side in (0, 7)
    ]
    return fade_edges(0.3 * np.stack(sides) * hands.astype(np.float32), end_s=0.06)


def hat(take: int, *, is_open: bool = False) -> Sound:
    """Six inharmonic squares and noise, high-passed; closed or half open."""
    samples = int((0.42 if is_open else 0.11) * RATE)
    body = filtered(
        0.5 * _metal(samples, take) + 0.5 * noise(samples, 80 + take),
        high_pass(6800),
        high_pass(5200),
        low_pass(13_500),
    )
    half_life = 0.085 if is_open else 0.014 + 0.003 * take
    return pan(fade_edges(0.55 * body * decay(samples, half_life), end_s=0.02), 0.28)


def _metal(samples: int, take: int) -> Sound:
    """Square-like partials a struck cymbal might have; slightly different for each take."""
    t = seconds(samples)
    detune = 1 + 0.004 * take
    waves = [np.tanh(4 * np.sin(2 * np.pi * hz * detune * t + i)) for i, hz in enumerate(_METAL_HZ)]
    ring: Sound = (sum(waves[1:], waves[0]) / 2.2).astype(np.float32)
    return ring


def crash(take: int) -> Sound:
    """A cymbal that opens after the stroke and rings for three seconds."""
    samples = int(3.0 * RATE)
    t = seconds(samples).astype(np.float32)
    sides = []
    for side in (0, 1):
        wash = filtered(noise(samples, 100 + take + side), high_pass(2600), low_pass(11_000))
        metal = filtered(_metal(samples, side), high_pass(3200))
        sides.append(0.8 * wash + 0.12 * metal)
    bloom = (1 - np.exp(-t / np.float32(0.006))) * decay(samples, 0.42)
    return fade_edges(0.34 * np.stack(sides) * bloom, end_s=0.3)


def tom(pitch: int) -> Sound:
    """A tuned drum whose pitch sinks as it rings; low ones stand to the right."""
    samples = int(0.5 * RATE)
    t = seconds(samples)
    hz = hertz(pitch)
    cycles = hz * (t + 0.35 * 0.03 * (1 - np.exp(-t / 0.03)))
    modes = np.sin(2 * np.pi * cycles) + 0.25 * np.sin(2 * np.pi * 1.59 * cycles)
    body: Sound = modes.astype(np.float32)
    skin = filtered(noise(samples, 120 + pitch), low_pass(3000), high_pass(300))
    hit = body * decay(samples, 0.07)
    hit += 0.2 * skin * decay(samples, 0.008)
    return pan(fade_edges(saturate(0.8 * hit, 1.2), end_s=0.1), (47 - pitch) / 14)


def riser(length_s: float) -> Sound:
    """Air that swells into the next section and stops."""
    samples = int(length_s * RATE)
    t = np.linspace(0, 1, samples, dtype=np.float32)
    air = np.stack([noise(samples, 140), noise(samples, 141)])
    dull = filtered(air, high_pass(500), low_pass(1800))
    bright = filtered(air, high_pass(1800), low_pass(8000))
    return fade_edges((0.22 * dull * (1 - t) + 0.20 * bright * t) * t**2.4, end_s=0.12)
