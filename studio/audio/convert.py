"""From the decoder's blocks to planes of one or two channels at the session's rate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np

from studio.audio.pcmfile import Planes
from sync.sound.decode import Sound
from sync.sound.samples import Block


def planes(sound: Sound, rate: int) -> Iterator[Planes]:
    """(1 or 2 channels, n) pieces, all of one type.

    16-bit sound of the right rate stays int16 to the bit; everything else is float32. More than
    two channels are mixed down as FFmpeg does (ITU-R BS.775 coefficients, normalised). Raises
    SoundError while reading.
    """
    if sound.sample_rate == rate and sound.channels <= 2:
        yield from (_plain(block) for block in sound.blocks())
    else:
        yield from _converted(sound, rate)


def converted_length(frames: int, *, source_rate: int, rate: int) -> int:
    """Frames after resampling; at least one."""
    return max(1, round(Fraction(frames * rate, source_rate)))


def _plain(block: Block) -> Planes:
    if block.ints is not None and block.ints.dtype == np.int16:
        return np.asarray(block.ints.T, np.int16)
    return block.samples.T


def _converted(sound: Sound, rate: int) -> Iterator[Planes]:
    layout = "mono" if sound.channels == 1 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)
    given = 0
    for block in sound.blocks():
        frame = av.AudioFrame.from_ndarray(
            block.samples.reshape(1, -1), format="flt", layout=sound.layout
        )
        frame.sample_rate = sound.sample_rate
        for done in resampler.resample(frame):
            given += done.samples
            yield np.asarray(done.to_ndarray(), np.float32)
    yield _rest(resampler, sound, rate=rate, given=given)


def _rest(resampler: av.AudioResampler, sound: Sound, *, rate: int, given: int) -> Planes:
    """What the filter still holds, cut or filled up to the exact length."""
    channels = min(2, sound.channels)
    wanted = converted_length(sound.samples, source_rate=sound.sample_rate, rate=rate) - given
    rest = np.zeros((channels, max(0, wanted)), np.float32)
    at = 0
    for frame in resampler.resample(None):
        part = np.asarray(frame.to_ndarray(), np.float32)[:, : rest.shape[1] - at]
        rest[:, at : at + part.shape[1]] = part
        at += part.shape[1]
    return rest
