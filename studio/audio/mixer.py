"""The pure mixer: mapped sound in, blocks of stereo out; no device, no clock, no thread.

Versions (A/B/C) and stems are channels of one mixer at one position, so a switch between them
is a change of gains and cannot lose a sample. What a listener changes is heard from the next
frame rendered, over a ramp of 10 ms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.pcmfile import Planes
from studio.audio.ramps import Ramp, RampState

Block = NDArray[np.float32]
"""(2, frames), full scale 1.0; beyond it where the sum goes beyond it."""

RAMP_MS = 10
_INT16 = np.float32(2.0**-15)


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that time changes in a mixer; settings are not part of it."""

    position: int
    gains: tuple[RampState, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """Frames [start, end) that repeat."""

    start: int
    end: int


class _Channel:
    """One source with what the listener set for it."""

    def __init__(self, planes: Planes, ramp: int) -> None:
        self.planes = planes
        self.level = 1.0
        self.match = 1.0
        self.muted = self.soloed = False
        self.selected = True
        self.ramp = Ramp(1.0, ramp)
        self._scale = _INT16 if planes.dtype == np.int16 else np.float32(1.0)

    def mix(self, position: int, out: Block, peak: NDArray[np.float32]) -> None:
        """Add frames from `position` to `out`; raise `peak` (2,) where they are higher."""
        if self.ramp.silent:
            return
        gain = self.ramp.take(out.shape[1])
        part = self.planes[:, position : position + out.shape[1]]
        count = part.shape[1]
        if not count:
            return
        # Scaling by a power of two is exact: 16-bit sound at unity stays what it was.
        factor = gain[:count] if isinstance(gain, np.ndarray) else gain
        heard = np.multiply(part, factor * self._scale, dtype=np.float32)
        np.maximum(peak, np.maximum(heard.max(axis=1), -heard.min(axis=1)), out=peak)
        out[:, :count] += heard


class Mixer:
    """Channels of one rate and one origin, (1 or 2, frames) int16 or float32 each.

    Raises ValueError without a source. Names are those of `sources`; a setter given another one
    raises KeyError. `peaks` is (channels + 1, 2), the highest of the last block rendered, after
    all gains; the last row is the sum.
    """

    def __init__(self, sources: Mapping[str, Planes], rate: int) -> None:
        if not sources:
            raise ValueError("a mixer needs a source")
        self.rate = rate
        self.ramp_frames = max(1, rate * RAMP_MS // 1000)
        self.names = tuple(sources)
        self.frames = max(int(planes.shape[1]) for planes in sources.values())
        self.position = 0
        self.loop: Loop | None = None
        self.peaks = np.zeros((len(sources) + 1, 2), np.float32)
        self._channels = {name: _Channel(p, self.ramp_frames) for name, p in sources.items()}
        self._master = Ramp(1.0, self.ramp_frames)

    @property
    def ended(self) -> bool:
        """Nothing is left to render."""
        return self.position >= self.frames

    def set_gain(self, name: str, gain: float) -> None:
        """Linear level of a channel; negative turns its wave upside down. ValueError if absurd."""
        if not math.isfinite(gain):
            raise ValueError("a gain is a number")
        self._channels[name].level = gain
        self._aim()

    def set_mute(self, name: str, on: bool) -> None:
        """Silence a channel, or not."""
        self._channels[name].muted = on
        self._aim()

    def set_solo(self, name: str, on: bool) -> None:
        """Hear only channels with solo, as soon as one has it; mute wins over solo."""
        self._channels[name].soloed = on
        self._aim()

    def select(self, *names: str) -> None:
        """Hear these of all: one version, or all stems; solo and mute hold among them."""
        unknown = set(names) - set(self.names)
        if unknown:
            raise KeyError(*sorted(unknown))
        for name, channel in self._channels.items():
            channel.selected = name in names
        self._aim()

    def set_match(self, gains: Mapping[str, float]) -> None:
        """Factors on top of the levels (`studio.audio.matching`); names left out get 1."""
        for name, channel in self._channels.items():
            channel.match = gains.get(name, 1.0)
        self._aim()

    def set_loop(self, loop: Loop | None) -> None:
        """Repeat [start, end), sample-exact; a position past it plays on to the end of the file.

        Raises ValueError for less than 10 ms or frames outside the file.
        """
        if loop is not None:
            self.check_loop(loop)
        self.loop = loop

    def check_loop(self, loop: Loop) -> None:
        """Raise ValueError for a loop that `set_loop` would refuse."""
        inside = loop.start >= 0 and loop.end <= self.frames
        if not inside or loop.end - loop.start < self.ramp_frames:
            raise ValueError("a loop lies in the file and lasts 10 ms")

    def fade(self, target: float, *, at_once: bool = False) -> None:
        """Ramp the sum, too: 0 before a jump or a pause, 1 after it."""
        if at_once:
            self._master.settle(target)
        self._master.aim(target)

    def jump(self, frame: int) -> None:
        """Go on from there, at once; frames outside the file mean its ends."""
        self.position = min(max(0, frame), self.frames)

    def settle(self) -> None:
        """Finish all ramps now: for the first block, before anything was heard."""
        for ramp in self._ramps():
            ramp.settle(ramp.target)

    def render(self, frames: int) -> Block:
        """The next (2, frames); zeros after the end. The result never depends on block sizes."""
        out = np.zeros((2, frames), np.float32)
        self.peaks[:] = 0.0
        done = 0
        while done < frames:
            count = min(frames - done, self._ahead())
            if not count:
                break
            part = out[:, done : done + count]
            for channel, peak in zip(self._channels.values(), self.peaks, strict=False):
                channel.mix(self.position, part, peak)
            self.position = travelled(self.position, count, self.loop)
            done += count
        heard = out[:, :done]
        if self._master.left or self._master.now != 1.0:
            heard *= self._master.take(done)
        if done:
            self.peaks[-1] = np.maximum(heard.max(axis=1), -heard.min(axis=1))
        return out

    def moment(self) -> Moment:
        """Where time has brought it."""
        return Moment(self.position, tuple(ramp.state() for ramp in self._ramps()))

    def restore(self, moment: Moment) -> None:
        """Go back there; settings changed since then take effect from there."""
        self.position = moment.position
        for ramp, state in zip(self._ramps(), moment.gains, strict=True):
            ramp.restore(state)
        self._aim()

    def _ahead(self) -> int:
        """Frames until the loop or the file ends."""
        if self.loop is not None and self.position < self.loop.end:
            return self.loop.end - self.position
        return self.frames - self.position

    def _ramps(self) -> list[Ramp]:
        return [*(channel.ramp for channel in self._channels.values()), self._master]

    def _aim(self) -> None:
        channels = self._channels.values()
        solo = any(channel.soloed and channel.selected for channel in channels)
        for channel in channels:
            heard = channel.selected and not channel.muted and (channel.soloed or not solo)
            channel.ramp.aim(channel.level * channel.match if heard else 0.0)


def travelled(position: int, frames: int, loop: Loop | None) -> int:
    """Where `frames` of playing lead from `position`, round the loop as often as it takes."""
    ahead = position + frames
    if loop is None or position >= loop.end or ahead < loop.end:
        return ahead
    return loop.start + (ahead - loop.start) % (loop.end - loop.start)
