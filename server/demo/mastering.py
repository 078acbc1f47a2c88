"""Two masters of one mix: a gentle one for the album, and one as loud as people ask for.

Loudness is measured after ITU-R BS.1770-5 (K weighting, 400 ms blocks, two gates), true peak by
four-fold interpolation (its annex 2) around the highest samples.
"""

from __future__ import annotations

import numpy as np

from server.demo.dsp import (
    RATE,
    Biquad,
    Curve,
    Sound,
    filtered,
    peak,
    saturate,
    shelf,
)

ALBUM_LUFS, LOUD_LUFS = -12.0, -8.5
ALBUM_CEILING_DBTP, LOUD_CEILING_DBTP = -1.0, -0.8

# BS.1770-5 table 1 and 2: the head's shelf and the RLB high-pass, at 48 kHz.
_K_WEIGHTING = (
    Biquad(
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    ),
    Biquad((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
)
_BLOCK = RATE // 10
_CONTROL = 48
"""Samples per step of the gain computers: one millisecond."""


def decibels(value: float) -> float:
    """20 log10, with silence at -200."""
    return float(20 * np.log10(max(value, 1e-10)))


def gain_of(db: float) -> np.float32:
    """The factor of a level difference."""
    return np.float32(10 ** (db / 20))


def integrated_lufs(sound: Sound) -> float:
    """Gated programme loudness of a stereo sound in LUFS."""
    weighted = filtered(sound, *_K_WEIGHTING)
    usable = sound.shape[-1] // _BLOCK * _BLOCK
    power = np.sum(weighted[:, :usable] ** 2, axis=0).reshape(-1, _BLOCK)
    tenths = power.mean(axis=1, dtype=np.float64)
    blocks = np.convolve(tenths, np.ones(4) / 4, mode="valid")
    loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    gated = loud[loud > loud.mean() / 10]
    return float(-0.691 + 10 * np.log10(gated.mean()))


def true_peak(sound: Sound) -> float:
    """The highest value of the interpolated waveform, linear; looks only near high samples."""
    top = float(np.abs(sound).max())
    taps = np.arange(-16, 16)
    highest = top
    for side in sound:
        near = np.flatnonzero(np.abs(side[16:-16]) > 0.6 * top) + 16
        around = side[near[:, None] + taps].astype(np.float64)
        for phase in (0.25, 0.5, 0.75):
            x = taps - phase
            kernel = np.sinc(x) * np.cos(np.pi * x / 33) ** 2
            highest = max(highest, float(np.abs(np.sum(around * kernel, axis=1)).max(initial=0)))
    return highest


def album_master(toned: Sound) -> Sound:
    """Glue of about two decibels, then to the album's loudness; only stray peaks are limited."""
    glued = compress(toned, threshold_db=-9.0, ratio=1.8, attack_s=0.025, release_s=0.22)
    return _to_loudness(glued, ALBUM_LUFS, ALBUM_CEILING_DBTP, drive=0.0)


def loud_master(toned: Sound) -> Sound:
    """Compressed, driven into soft clipping and a look-ahead limiter."""
    dense = compress(toned, threshold_db=-11.0, ratio=2.4, attack_s=0.018, release_s=0.16)
    return _to_loudness(dense, LOUD_LUFS, LOUD_CEILING_DBTP, drive=0.75)


def equalise(mix: Sound) -> Sound:
    """The mix at a working level, with a little less bite and some air above."""
    toned = filtered(mix, peak(3200, -0.8, 0.7), shelf(9500, 2.0))
    return toned * gain_of(-14.0 - integrated_lufs(toned))


def _to_loudness(sound: Sound, lufs: float, ceiling_dbtp: float, *, drive: float) -> Sound:
    """Gain, soft clipping by `drive` and limiting that end at the wanted loudness.

    The second gain makes up for what the first pass lost in clipping and limiting, and somewhat
    more, since part of it will be lost again.
    """
    push = lufs - integrated_lufs(sound)
    limited = _pushed(sound, push, ceiling_dbtp, drive)
    push += 1.9 * (lufs - integrated_lufs(limited))
    limited = _pushed(sound, push, ceiling_dbtp, drive)
    over = decibels(true_peak(limited)) - ceiling_dbtp
    return limited * gain_of(-over) if over > 0 else limited


def _pushed(sound: Sound, push_db: float, ceiling_dbtp: float, drive: float) -> Sound:
    louder = sound * gain_of(push_db)
    if drive:
        louder = saturate(louder, drive)
    return limit(louder, float(gain_of(ceiling_dbtp - 0.35)))


def compress(
    sound: Sound, *, threshold_db: float, ratio: float, attack_s: float, release_s: float
) -> Sound:
    """A stereo-linked RMS compressor with a 6 dB soft knee; the threshold is on short-time RMS
    relative to a full-scale sine."""
    level = 10 * np.log10(_steps(np.mean(sound**2, axis=0)).mean(axis=1) * 2 + 1e-12)
    over = level - threshold_db
    bent = np.where(over > 3, over, np.where(over < -3, 0, (over + 3) ** 2 / 12))
    reduction = _smooth(bent * (1 - 1 / ratio), attack_s, release_s)
    return sound * _spread(10 ** (-reduction / 20), sound.shape[-1])


def limit(sound: Sound, ceiling: float) -> Sound:
    """A look-ahead limiter: never a sample above `ceiling`, the gain bends before the peak comes.

    The gain wanted is held over a window and then averaged over the same window, so that the
    average at a peak has seen nothing but gains small enough for it.
    """
    peaks = _steps(np.abs(sound).max(axis=0)).max(axis=1)
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    ahead = 4
    padded = np.pad(wanted, 2 * ahead + 1, mode="edge")
    held = np.lib.stride_tricks.sliding_window_view(padded, 2 * ahead + 3).min(axis=1)
    eased = 1 - _smooth(1 - held, 0.0, 0.09)
    gain = np.convolve(eased, np.ones(2 * ahead - 1) / (2 * ahead - 1), mode="same")
    offset = (len(gain) - len(wanted)) // 2
    gain = np.minimum(gain[offset : offset + len(wanted)], 1.0)
    limited = sound * _spread(gain, sound.shape[-1])
    clipped: Sound = np.clip(limited, -ceiling, ceiling)
    return clipped


def _steps(curve: Sound) -> Curve:
    """A curve cut into steps of a millisecond, the last one filled up with zeros."""
    missing = -len(curve) % _CONTROL
    return np.pad(curve, (0, missing)).reshape(-1, _CONTROL).astype(np.float64)


def _smooth(curve: Curve, attack_s: float, release_s: float) -> Curve:
    """Follow a rising curve with the attack time and a falling one with the release time."""
    step = _CONTROL / RATE
    rise = float(np.exp(-step / attack_s)) if attack_s else 0.0
    fall = float(np.exp(-step / release_s))
    followed, state = [], 0.0
    for value in curve.tolist():
        keep = rise if value > state else fall
        state = value + keep * (state - value)
        followed.append(state)
    return np.array(followed)


def _spread(steps: Curve, samples: int) -> Sound:
    """A gain per millisecond to a gain per sample, in straight lines between the middles."""
    middles = (np.arange(len(steps)) + 0.5) * _CONTROL
    return np.interp(np.arange(samples), middles, steps).astype(np.float32)
