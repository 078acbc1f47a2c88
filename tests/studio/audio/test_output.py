"""Outputs: a clock in real time, the sound card's library, and neither a word on stderr."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from studio.audio.output import Device, NoDevice, Null, Output, open_output

ROOT = Path(__file__).resolve().parents[3]
RATE = 48_000


def pulled(output: Output, seconds: float) -> tuple[int, set[str]]:
    """Frames that an output asked for, and from which threads."""
    asked: list[int] = []
    threads: set[str] = set()

    def pull(frames: int) -> bytes:
        asked.append(frames)
        threads.add(threading.current_thread().name)
        return bytes(8 * frames)

    output.start(pull)
    time.sleep(seconds)
    output.stop()
    total = sum(asked)
    time.sleep(0.05)
    assert sum(asked) == total
    return total, threads


class TestNull:
    def test_keeps_time_and_never_hurries(self) -> None:
        total, threads = pulled(Null(RATE), 0.5)
        assert 0.2 * RATE < total <= 0.5 * RATE + 6 * 480
        assert threads == {"null-output"}

    def test_can_be_started_again(self) -> None:
        output = Null(RATE)
        assert pulled(output, 0.1)[0] > 0
        assert pulled(output, 0.1)[0] > 0
        output.close()

    def test_hands_on_what_it_pulled(self) -> None:
        heard: list[bytes] = []
        output = Null(RATE, heard.append)
        output.start(lambda frames: b"x" * frames)
        time.sleep(0.05)
        output.stop()
        assert set(heard) == {b"x" * 480}


class TestDevice:
    def test_pulls_through_the_library(self) -> None:
        output = Device(RATE, ["null"])
        assert output.name == "Null"
        assert pulled(output, 0.3)[0] >= 0.1 * RATE
        assert pulled(output, 0.1)[0] > 0
        output.close()

    def test_an_unknown_backend_is_refused(self) -> None:
        with pytest.raises(KeyError):
            Device(RATE, ["gramophone"])

    def test_one_that_does_not_exist_here_is_no_device(self) -> None:
        with pytest.raises(NoDevice):
            Device(RATE, ["wasapi" if sys.platform != "win32" else "alsa"])


class TestOpenOutput:
    def test_finds_one_anywhere_without_a_word(self) -> None:
        code = (
            "from studio.audio.output import open_output\n"
            "output = open_output(48000)\n"
            "output.start(lambda frames: bytes(8 * frames))\n"
            "output.close()\n"
            "assert output.name, output\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert (done.stdout, done.stderr) == ("", "")

    def test_gives_stderr_back(self, capfd: pytest.CaptureFixture[str]) -> None:
        open_output(RATE).close()
        sys.stderr.write("heard")
        sys.stderr.flush()
        assert capfd.readouterr().err == "heard"
