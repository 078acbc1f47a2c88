"""Sound as arrays and what may be done to it: filters, envelopes, oscillators, space.

A `Sound` is float32, either `(samples,)` or `(2, samples)`, at 48 kHz, full scale 1.0. Filters are
the biquads of R. Bristow-Johnson's Audio EQ Cookbook, applied to a whole sound at once through
its spectrum: the same answer as the recursion, without a loop over samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RATE = 48_000

Sound = npt.NDArray[np.float32]
Curve = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.complex64]

_TABLE = 2048
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Biquad:
    """Second-order section, normalised so that a0 is 1."""

    b: tuple[float, float, float]
    a: tuple[float, float]


def low_pass(hz: float, q: float = 0.707) -> Biquad:
    """Cookbook LPF."""
    cos, alpha = _corner(hz, q)
    return _section((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha)


def high_pass(hz: float, q: float = 0.707) -> Biquad:
    """Cookbook HPF."""
    cos, alpha = _corner(hz, q)
    return _section((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha)


def peak(hz: float, gain_db: float, q: float = 0.8) -> Biquad:
    """Cookbook peaking EQ."""
    cos, alpha = _corner(hz, q)
    amp = 10 ** (gain_db / 40)
    up, down = alpha * amp, alpha / amp
    return _section(1 + up, -2 * cos, 1 - up, 1 + down, -2 * cos, 1 - down)


def shelf(hz: float, gain_db: float, *, high: bool = True) -> Biquad:
    """Cookbook high or low shelf, slope 1."""
    cos, alpha = _corner(hz, 0.707)
    amp = 10 ** (gain_db / 40)
    root = 2 * math.sqrt(amp) * alpha
    s = 1.0 if high else -1.0
    return _section(
        amp * (amp + 1 + s * (amp - 1) * cos + root),
        -s * 2 * amp * (amp - 1 + s * (amp + 1) * cos),
        amp * (amp + 1 + s * (amp - 1) * cos - root),
        amp + 1 - s * (amp - 1) * cos + root,
        s * 2 * (amp - 1 - s * (amp + 1) * cos),
        amp + 1 - s * (amp - 1) * cos - root,
    )


def _corner(hz: float, q: float) -> tuple[float, float]:
    omega = 2 * math.pi * hz / RATE
    return math.cos(omega), math.sin(omega) / (2 * q)


def _section(b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> Biquad:
    return Biquad((b0 / a0, b1 / a0, b2 / a0), (a1 / a0, a2 / a0))


@lru_cache(maxsize=8)
def _unit_delay(size: int) -> npt.NDArray[np.complex128]:
    """exp(-jw) at every bin of a real transform of `size` samples."""
    turns: npt.NDArray[np.complex128] = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    return turns


def fast_size(samples: int) -> int:
    """The next even length with no prime factor above 5: quick to transform."""
    best = 1 << (samples - 1).bit_length()
    for fives in range(8):
        for threes in range(8):
            odd = 5**fives * 3**threes
            size = odd << max(1, (-(-samples // odd) - 1).bit_length())
            if samples <= size < best:
                best = size
    return best


def response(filters: tuple[Biquad, ...], size: int) -> Spectrum:
    """The filters' joint frequency response for a transform of `size` samples."""
    z = _unit_delay(size)
    total = np.ones_like(z)
    for f in filters:
        total *= (f.b[0] + z * (f.b[1] + z * f.b[2])) / (1 + z * (f.a[0] + z * f.a[1]))
    return total.astype(np.complex64)


def filtered(sound: Sound, *filters: Biquad) -> Sound:
    """`sound` through `filters`, same shape; the ringing after its end is cut off."""
    samples = sound.shape[-1]
    if samples > _BLOCK:
        return overlap_save(sound, response(filters, _BLOCK), _BLOCK, _BLOCK // 8)
    size = fast_size(samples + 4096)
    spectrum = np.fft.rfft(sound, size) * response(filters, size)
    return np.fft.irfft(spectrum, size)[..., :samples].astype(np.float32)


def overlap_save(sound: Sound, kernel: Spectrum, size: int, overlap: int) -> Sound:
    """A long sound through a kernel no longer than `overlap`, in blocks that fit the cache.

    `kernel` is a transform of `size` samples, of shape `(bins,)` or, for a mono sound that
    becomes stereo, `(2, 1, bins)`.
    """
    samples, hop = sound.shape[-1], size - overlap
    count = -(-samples // hop)
    room = [(0, 0)] * (sound.ndim - 1) + [(overlap, count * hop - samples)]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(sound, room), size, axis=-1)
    done = np.fft.irfft(np.fft.rfft(windows[..., ::hop, :]) * kernel, size)[..., overlap:]
    joined: Sound = done.reshape(*done.shape[:-2], -1)[..., :samples].astype(np.float32)
    return joined


def seconds(samples: int) -> Curve:
    """The time of every sample."""
    return np.arange(samples) / RATE


def hertz(pitch: float) -> float:
    """Equal temperament on A4 = 440 Hz = MIDI 69."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def decay(samples: int, half_life_s: float) -> Sound:
    """An exponential that halves every `half_life_s`."""
    return np.exp2(-seconds(samples) / half_life_s).astype(np.float32)


def envelope(
    samples: int, *, attack: float, hold: float, release: float, sustain: float = 1.0
) -> Sound:
    """Raised-cosine attack, exponential settling to `sustain`, raised-cosine release to zero.

    Times in seconds; `hold` is when the key is let go, measured from the start of the note.
    """
    t = seconds(samples).astype(np.float32)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip(t / attack, 0, 1))
    settle = sustain + (1 - sustain) * np.exp(-np.clip(t - attack, 0, None) / 0.35)
    fall = 0.5 + 0.5 * np.cos(np.pi * np.clip((t - hold) / release, 0, 1))
    shape: Sound = (rise * settle * fall**2).astype(np.float32)
    return shape


def fade_edges(sound: Sound, *, start_s: float = 0.0005, end_s: float = 0.005) -> Sound:
    """Raised-cosine ramps at both ends; very short ones keep a cut one-shot from clicking."""
    ramp_in, ramp_out = (max(2, int(s * RATE)) for s in (start_s, end_s))
    sound = sound.copy()
    sound[..., :ramp_in] *= _ramp(ramp_in)
    sound[..., -ramp_out:] *= _ramp(ramp_out)[::-1]
    return sound


def _ramp(samples: int) -> Sound:
    curve: Sound = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, samples))).astype(np.float32)
    return curve


def wavetable(hz: float, *, cutoff: float, slope: float = 2.0) -> Sound:
    """One period of a sawtooth through a low-pass, band-limited for a pitch of `hz`."""
    count = min(_TABLE // 4, int(18_000 / hz))
    n = np.arange(1, count + 1)
    spectrum = np.zeros(_TABLE // 2 + 1, dtype=np.complex128)
    spectrum[1 : count + 1] = -1j / n / (1 + (n * hz / cutoff) ** (2 * slope)) ** 0.5
    table = np.fft.irfft(spectrum, _TABLE)
    period: Sound = (table / np.abs(table).max()).astype(np.float32)
    return period


def oscillate(dull: Sound, keen: Sound, share: Sound, cycles: Curve) -> Sound:
    """Read two wavetables at a running phase in cycles; `share` says how much of the keen one."""
    at = ((cycles - np.floor(cycles)) * _TABLE).astype(np.float32)
    low = at.astype(np.int32)
    between = at - low
    low &= _TABLE - 1
    high = (low + 1) & (_TABLE - 1)
    difference = keen - dull
    wave = dull[low] + share * difference[low]
    wave += between * (dull[high] + share * difference[high] - wave)
    return wave


def noise(samples: int, seed: int) -> Sound:
    """White noise of unit deviation, the same for the same seed."""
    return np.random.default_rng(seed).standard_normal(samples, dtype=np.float32)


def saturate(sound: Sound, drive: float) -> Sound:
    """Soft clipping that leaves small signals at their level: tanh(drive x) / drive."""
    clipped: Sound = np.tanh(sound * np.float32(drive)) / np.float32(drive)
    return clipped


def pan(sound: Sound, place: float) -> Sound:
    """A mono sound to stereo at constant power; `place` from -1 (left) to 1 (right)."""
    angle = (place + 1) * math.pi / 4
    sides = np.array([[math.cos(angle)], [math.sin(angle)]], dtype=np.float32)
    return sides * np.float32(math.sqrt(2)) * sound


def widen(sound: Sound, amount: float) -> Sound:
    """Scale the side signal of a stereo sound: 0 is mono, 1 leaves it as it is."""
    middle, side = (sound[0] + sound[1]) / 2, (sound[0] - sound[1]) / 2 * np.float32(amount)
    return np.stack([middle + side, middle - side])


def add_at(track: Sound, sound: Sound, start_s: float, gain: float) -> None:
    """Mix `sound` into `track` in place from `start_s` on; what reaches past the end is dropped."""
    at = round(start_s * RATE)
    room = min(sound.shape[-1], track.shape[-1] - at)
    if room > 0:
        track[..., at : at + room] += np.float32(gain) * sound[..., :room]


def ping_pong(sound: Sound, *, delay_s: float, feedback: float, taps: int = 7) -> Sound:
    """Echoes only of a mono sound, duller than it, crossing from side to side."""
    step = round(delay_s * RATE)
    echoes = np.zeros((2, len(sound)), dtype=np.float32)
    level, source = 1.0, filtered(sound, high_pass(250), low_pass(3800))
    for tap in range(1, taps + 1):
        shift = tap * step
        if shift >= sound.shape[-1]:
            break
        sides = pan(source[:-shift], -0.75 if tap % 2 else 0.75)
        echoes[:, shift:] += np.float32(level) * sides
        level *= feedback
    return echoes


def room_response(*, decay_s: float, pre_delay_s: float, seed: int, darkness: float) -> Sound:
    """A stereo room: sparse early reflections, then noise whose highs die first.

    `decay_s` is the time to -60 dB of the lows; the band above `darkness` Hz falls twice as fast.
    """
    samples = int(decay_s * 1.1 * RATE)
    rng = np.random.default_rng(seed)
    tail = rng.standard_normal((2, samples), dtype=np.float32)
    shared = rng.standard_normal(samples, dtype=np.float32)
    tail = np.float32(0.8) * tail + np.float32(0.6) * shared
    t = seconds(samples).astype(np.float32)
    lows = filtered(tail, high_pass(180), low_pass(darkness))
    highs = filtered(tail, high_pass(darkness), low_pass(9500))
    rate = np.float32(math.log(1000) / decay_s)
    room = lows * np.exp(-rate * t) + highs * np.exp(-2 * rate * t)
    room *= 1 - np.exp(-t / np.float32(0.012))
    for _ in range(9):
        at = int(rng.uniform(0.004, 0.055) * RATE)
        room[rng.integers(2), at] += np.float32(rng.uniform(2.0, 5.0) * rng.choice([-1.0, 1.0]))
    room = np.pad(room, ((0, 0), (int(pre_delay_s * RATE), 0)))
    return fade_edges(room / np.sqrt(np.sum(room**2, axis=1, keepdims=True)), end_s=0.05)


def in_room(sound: Sound, room: Sound) -> Sound:
    """A mono sound in a stereo room: the reverberation alone."""
    size = 1 << (2 * room.shape[-1] - 1).bit_length()
    kernel = np.fft.rfft(room, size)[:, None, :].astype(np.complex64)
    return overlap_save(sound, kernel, size, room.shape[-1])
