"""A part of a sound as a sound of its own: cut to the sample, faded at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from server.media.encode.plan import Clip
from sync.sound.errors import SoundCode, SoundError
from sync.sound.samples import Block, Floats


def cut(blocks: Iterable[Block], rate: int, clip: Clip) -> Iterator[Block]:
    """The blocks of the part, from 0 on; reads no further than its end.

    `rate` is in Hz; the part begins and ends at the sample nearest to its milliseconds, or with
    the sound. Raises SoundError where there is no sound at all between the two.
    """
    first = round(clip.start_ms * rate / 1000)
    count = max(1, round(clip.length_ms * rate / 1000))
    given = 0
    for block in blocks:
        part = block.samples[max(0, first - block.start) : max(0, first + count - block.start)]
        if len(part):
            gains = envelope(given, len(part), count, rate, clip)
            yield Block(given, part * gains[:, np.newaxis], None)
            given += len(part)
        if block.start + len(block.samples) >= first + count:
            break
    if not given:
        raise SoundError(SoundCode.EMPTY, "There is no sound in this part of the file.")


def envelope(start: int, length: int, count: int, rate: int, clip: Clip) -> Floats:
    """Gains, 0 to 1, of `length` samples from `start` on, in a part of `count` samples.

    Half a cosine each: it begins and ends level, so that neither end of a fade is heard.
    """
    at = np.arange(start, start + length, dtype=np.float64) + 0.5
    rise = np.clip(at / max(1.0, clip.fade_in_ms * rate / 1000), 0, 1)
    fall = np.clip((count - at) / max(1.0, clip.fade_out_ms * rate / 1000), 0, 1)
    curve: Floats = ((1 - np.cos(np.pi * rise)) * (1 - np.cos(np.pi * fall)) / 4).astype(np.float32)
    return curve
