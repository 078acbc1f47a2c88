"""Where sound goes: the sound card, or a clock that keeps time on machines without one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

Pull = Callable[[int], bytes]
"""Frames wanted -> as many interleaved stereo float32 frames."""

PERIOD_MS = 10
_NOWHERE = "Discard all samples"
"""How ALSA calls the card that is none."""
_PERIODS = 3


class NoDevice(Exception):
    """No sound card, or none that opens."""


class Output(Protocol):
    """Pulls frames at the pace of a clock, from a thread of its own.

    `latency_frames` is how long a frame takes from being pulled to being heard. A stopped output
    can be started again; a closed one cannot.
    """

    name: str
    latency_frames: int
    period_frames: int

    def start(self, pull: Pull) -> None:
        """Begin to pull. Raises NoDevice when the device does not start."""

    def stop(self) -> None:
        """No pull is running or will come after this."""

    def close(self) -> None:
        """Stop for good."""


class Null:
    """Real time without hardware: pulls what is due and drops it, or hands it to `tap`."""

    name = "no sound device"
    latency_frames = 0

    def __init__(self, rate: int, tap: Callable[[bytes], None] | None = None) -> None:
        self.period_frames = rate * PERIOD_MS // 1000
        self._rate = rate
        self._tap = tap
        self._halt = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, pull: Pull) -> None:
        """Begin to pull."""
        self._halt.clear()
        self._thread = threading.Thread(target=self._run, args=(pull,), name="null-output")
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        """Wait for the clock to stand still."""
        self._halt.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None

    def close(self) -> None:
        """The same: there is nothing to give back."""
        self.stop()

    def _run(self, pull: Pull) -> None:
        period = self.period_frames / self._rate
        due = time.monotonic()
        while not self._halt.wait(max(0.0, due - time.monotonic())):
            sound = pull(self.period_frames)
            if self._tap is not None:
                self._tap(sound)
            # A clock that was held up slips, as a sound card does; it never hurries after.
            due = max(due + period, time.monotonic() - period)


class Device:
    """A sound card through miniaudio: the one called `device`, or the system's default where
    there is none of that name. Raises NoDevice.

    `backends` restricts it to some of miniaudio's (`alsa`, `pulseaudio`, `jack`, ...); its `null`
    one is taken only when named. Raises KeyError for a name it does not know.
    """

    def __init__(self, rate: int, backends: Sequence[str] = (), device: str = "") -> None:
        import miniaudio  # half a megabyte of native code that a start-up need not wait for

        self._failure = miniaudio.MiniaudioError
        found = {one["name"]: one["id"] for one in _playbacks()} if device else {}
        chosen = [miniaudio.Backend[name.upper()] for name in backends]
        with _quiet_stderr():
            try:
                self._device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.FLOAT32,
                    nchannels=2,
                    sample_rate=rate,
                    buffersize_msec=PERIOD_MS,
                    callback_periods=_PERIODS,
                    app_name="Acetate",
                    device_id=found.get(device),
                    backends=chosen or None,
                )
            except miniaudio.MiniaudioError as error:  # -401: no backend has a device
                raise NoDevice(str(error)) from error
        self.name: str = self._device.backend
        if self.name == "Null" and miniaudio.Backend.NULL not in chosen:
            self._device.close()
            raise NoDevice("only the null backend is there")
        self.period_frames = rate * PERIOD_MS // 1000
        self.latency_frames = _PERIODS * self.period_frames

    def start(self, pull: Pull) -> None:
        """Begin to pull, in the device's thread."""
        feed = _frames(pull)
        next(feed)
        try:
            with _quiet_stderr():
                self._device.start(feed)
        except self._failure as error:
            raise NoDevice(str(error)) from error

    def stop(self) -> None:
        """Halt the device; one that is gone already is as good as halted."""
        with suppress(self._failure):
            self._device.stop()

    def close(self) -> None:
        """Give the device back."""
        self._device.close()


class Preferred:
    """What the listener chose; there is one pair of ears."""

    device: str = ""
    """The name of a sound card; empty: the system's default."""


def devices() -> list[str]:
    """The names of the sound cards; none where sound cannot be reached. Takes some 10 ms."""
    try:
        return [str(one["name"]) for one in _playbacks()]
    except (ImportError, OSError):
        return []


def open_output(rate: int) -> Output:
    """The sound card, or the clock where there is none: its `name` says which."""
    try:
        return Device(rate, device=Preferred.device)
    except (NoDevice, ImportError, OSError):
        return Null(rate)


def _playbacks() -> list[dict[str, Any]]:
    import miniaudio

    with _quiet_stderr():
        try:
            found = miniaudio.Devices()
        except miniaudio.MiniaudioError:
            return []
        return [one for one in found.get_playbacks() if not str(one["name"]).startswith(_NOWHERE)]


def _frames(pull: Pull) -> Generator[bytes, int, None]:
    wanted = yield b""
    while True:
        wanted = yield pull(wanted)


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """ALSA's library writes forty lines of its own to file descriptor 2 when there is no card."""
    try:
        kept = os.dup(2)
    except OSError:  # a windowed program may have none
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
