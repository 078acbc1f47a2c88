"""The player: a feeder thread renders ahead into a ring, the output empties it at its own pace.

        orders            blocks              bytes
    UI --------> feeder ---------> ring <----------- output (pulls)
        <--------
          chart (polled)

Only the feeder touches the mixer. A change is heard at once although 80 ms are rendered ahead:
the unplayed tail is rendered anew from the earliest block that the output cannot take meanwhile.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from studio.audio.mixer import Block, Loop, Mixer
from studio.audio.output import NoDevice, Null, Output, open_output
from studio.audio.ring import Ring
from studio.audio.timeline import Timeline

BUFFER_MS = 80
_SPARE_BLOCKS = 4  # room for the fade of a pause or a jump at the very end of a full ring
_STALL_S = 2.0
_SWITCH_S = 0.001  # Python's default of 5 ms is half a period of the sound card


@dataclass(frozen=True, slots=True)
class Meters:
    """Highest (left, right) since the last look, linear; the sum may pass 1.0."""

    channels: dict[str, tuple[float, float]]
    total: tuple[float, float]


class Player:
    """Plays one mixer. Every method returns at once and may be called from any thread.

    `opened` is called in the feeder with the rate, on the first `play`; it must not raise.
    """

    def __init__(self, mixer: Mixer, opened: Callable[[int], Output] = open_output) -> None:
        self.rate, self.frames, self.names = mixer.rate, mixer.frames, mixer.names
        self._mixer, self._opened = mixer, opened
        self._timeline = Timeline(mixer)
        block = self._timeline.block_frames
        self._fill = max(2 * block, mixer.rate * BUFFER_MS // 1000)
        self._ring = Ring(self._fill + (_SPARE_BLOCKS + 1) * block)
        self._output: Output | None = None
        self._started = 0.0
        self._running = self._playing = self._dirty = False
        self._leap_to: int | None = None
        self._applied = 0.0
        self._chart = self._timeline.chart()
        self._peaks = np.zeros_like(mixer.peaks)
        self._peaks_lock = threading.Lock()
        self._orders: deque[Callable[[], None] | None] = deque()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    @property
    def position(self) -> int:
        """The frame now heard: frames handed out less the output's latency."""
        return min(self._chart.place(self._playhead()), self.frames)

    @property
    def playing(self) -> bool:
        """Sound is coming, or will within moments; False after a pause and at the end."""
        return self._playing

    @property
    def underruns(self) -> int:
        """How often the output wanted frames that were not there."""
        return self._ring.state().underruns

    @property
    def output_name(self) -> str | None:
        """Where it plays: `no sound device` without one, None before the first `play`."""
        return None if self._output is None else self._output.name

    @property
    def unheard(self) -> bool:
        """It plays, and there is nothing to hear it with."""
        return self._playing and isinstance(self._output, Null)

    def meters(self) -> Meters:
        """Peaks of what was heard since the last call."""
        with self._peaks_lock:
            found, self._peaks = self._peaks, np.zeros_like(self._peaks)
        pairs = [(float(left), float(right)) for left, right in found]
        return Meters(dict(zip(self.names, pairs, strict=False)), pairs[-1])

    def play(self) -> None:
        """Go on, from the beginning (or the loop's) when it had come to the end."""
        self._order(self._do_play)

    def pause(self) -> None:
        """Fade out in 10 ms and stay there."""
        self._order(self._do_pause)

    def seek(self, frame: int) -> None:
        """Go on from another frame, without a click; outside the file means its ends."""
        self._order(lambda: self._do_seek(frame))

    def select(self, *names: str) -> None:
        """Hear these versions or stems only. Raises KeyError for an unknown name."""
        self._check(*names)
        self._change(lambda mixer: mixer.select(*names))

    def set_gain(self, name: str, gain: float) -> None:
        """Linear level of a channel. Raises KeyError."""
        self._check(name)
        self._change(lambda mixer: mixer.set_gain(name, gain))

    def set_mute(self, name: str, on: bool) -> None:
        """Silence a channel, or not. Raises KeyError."""
        self._check(name)
        self._change(lambda mixer: mixer.set_mute(name, on))

    def set_solo(self, name: str, on: bool) -> None:
        """Hear only channels with solo. Raises KeyError."""
        self._check(name)
        self._change(lambda mixer: mixer.set_solo(name, on))

    def set_match(self, gains: Mapping[str, float]) -> None:
        """Loudness match (`studio.audio.matching`); {} switches it off. Raises KeyError."""
        self._check(*gains)
        self._change(lambda mixer: mixer.set_match(gains))

    def set_loop(self, loop: Loop | None) -> None:
        """Repeat a part, or nothing. Raises ValueError as `Mixer.set_loop`."""
        if loop is not None:
            self._mixer.check_loop(loop)
        self._change(lambda mixer: mixer.set_loop(loop))

    def close(self) -> None:
        """Stop, and give the output back; waits for the feeder."""
        self._orders.append(None)
        self._wake.set()
        self._thread.join()

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.append(order)
        self._wake.set()

    def _change(self, setting: Callable[[Mixer], None]) -> None:
        self._order(lambda: self._do_change(setting))

    def _check(self, *names: str) -> None:
        unknown = set(names) - set(self.names)
        if unknown:
            raise KeyError(*sorted(unknown))

    def _playhead(self) -> int:
        state = self._ring.state()
        late = 0 if self._output is None else self._output.latency_frames
        return state.read - max(0, late - state.dry)

    # From here on everything runs in the feeder.

    def _run(self) -> None:
        pause = self._timeline.block_frames / self.rate / 2
        try:
            while True:
                self._wake.wait(pause if self._running else None)
                self._wake.clear()
                while self._orders:
                    order = self._orders.popleft()
                    if order is None:
                        return
                    order()
                self._apply()
                self._feed()
                self._note()
        finally:
            self._playing = False
            self._halt()
            if self._output is not None:
                self._output.close()

    def _feed(self) -> None:
        state = self._ring.state()
        if self._playing:
            room = self._fill - (state.written - state.read)
            while room > 0 and not self._mixer.ended:
                self._ring.put(self._timeline.render())
                room -= self._timeline.block_frames
            self._ring.expecting = not self._mixer.ended
            if not self._running:
                self._begin()
            elif time.monotonic() - max(state.taken_at, self._started) > _STALL_S:
                self._replace()
        late = 0 if self._output is None else self._output.latency_frames
        over = state.read == state.written and state.dry >= late
        through = self._mixer.ended and self._leap_to is None
        if self._running and over and (through or not self._playing):
            self._playing = False
            self._halt()

    def _note(self) -> None:
        """Publish what the UI polls."""
        over = self._timeline.heard(self._playhead())
        if over:
            with self._peaks_lock:
                self._peaks = np.maximum(self._peaks, np.maximum.reduce(over))
        self._chart = self._timeline.chart()

    def _begin(self) -> None:
        if self._output is None or isinstance(self._output, Null):  # one may be there by now
            self._output = self._opened(self.rate)
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)
        self._running, self._started = True, time.monotonic()
        try:
            self._output.start(self._ring.take)
        except NoDevice:
            self._replace()

    def _halt(self) -> None:
        if self._running and self._output is not None:
            self._ring.expecting = False
            self._output.stop()
            self._running = False
            sys.setswitchinterval(self._interval)

    def _replace(self) -> None:
        """The device is gone or does not start: keep time without it, and say so by its name."""
        gone = self._output
        if gone is not None:  # closing what hangs may hang
            threading.Thread(target=gone.close, name="close-output", daemon=True).start()
        self._output = Null(self.rate)
        self._started = time.monotonic()
        self._output.start(self._ring.take)

    def _do_play(self) -> None:
        if self._playing:
            return
        if self._mixer.ended:
            self._timeline.forget()
            self._mixer.jump(self._mixer.loop.start if self._mixer.loop else 0)
        if not self._running:  # nothing sounds: what was set meanwhile needs no ramp
            self._mixer.settle()
            self._mixer.fade(0.0, at_once=True)
        # The attack of a song's first sample is meant; any other start would click.
        self._mixer.fade(1.0, at_once=self._mixer.position == 0)
        self._playing = True

    def _do_pause(self) -> None:
        self._apply(now=True)
        if self._playing:
            self._playing = self._ring.expecting = False
            self._redo(self._fade_out)

    def _do_seek(self, frame: int) -> None:
        if self._playing:
            self._leap_to = frame
        else:
            self._timeline.forget()
            self._mixer.jump(frame)

    def _do_change(self, setting: Callable[[Mixer], None]) -> None:
        setting(self._mixer)
        self._dirty = self._playing

    def _apply(self, *, now: bool = False) -> None:
        """Make heard what was ordered: of a mouse's thousand moves a second, a hundred."""
        if not self._dirty and self._leap_to is None:
            return
        clock = time.monotonic()
        if not now and clock - self._applied < self._timeline.block_frames / self.rate:
            return
        self._applied = clock
        if self._leap_to is not None:
            self._redo(self._leap)
        else:
            self._redo(self._tail)
        self._dirty, self._leap_to = False, None

    def _redo(self, tail: Callable[[int], list[Block]]) -> None:
        """Render the unplayed part anew, from the earliest block that will not be late."""
        saved = self._timeline.save()
        block = self._timeline.block_frames
        period = 0 if self._output is None else self._output.period_frames
        for margin in (period + block, 2 * (period + block), self._ring.capacity):
            state = self._ring.state()
            start = self._timeline.rewind(state.read + margin)
            blocks = tail(state.written)
            if not blocks:
                return
            if self._ring.rewrite(start, np.concatenate(blocks, axis=1)):
                return
            self._timeline.load(saved)

    def _tail(self, until: int) -> list[Block]:
        blocks = []
        while self._timeline.end < until:
            blocks.append(self._timeline.render())
        return blocks

    def _fade_out(self, _until: int) -> list[Block]:
        self._mixer.fade(0.0)
        return [self._timeline.render()]

    def _leap(self, until: int) -> list[Block]:
        """Fade out, jump, fade in; a jump not yet played is only given another aim."""
        assert self._leap_to is not None
        blocks = []
        if not self._timeline.leapt:
            self._mixer.fade(0.0)
            blocks.append(self._timeline.render(fixed=True))
        self._mixer.jump(self._leap_to)
        self._mixer.fade(1.0)
        return [*blocks, *self._tail(until)]
