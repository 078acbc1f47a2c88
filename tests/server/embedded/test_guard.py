"""The guard's bookkeeping: whom it ends when the pipe ends."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from server.embedded.guard import end, read

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


class TestRead:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ([], {}),
            (["+12 9\n"], {12: 9}),
            (["+12 9\n", "+13 3\n", "-12\n"], {13: 3}),
            (["-12\n"], {}),
            (["+12 9\n", "+134"], {12: 9}),
        ],
    )
    def test_what_remains(self, text: list[str], expected: dict[int, int]) -> None:
        assert read(text) == expected


class TestEnd:
    def test_it_ends_the_process_and_its_group(self) -> None:
        family = "import subprocess, sys; subprocess.Popen(sys.argv[1:]).wait()"
        parent = subprocess.Popen([sys.executable, "-c", family, *SLEEPER], start_new_session=True)
        while not (born := psutil.Process(parent.pid).children()):
            pass
        end({parent.pid: 15})
        assert parent.wait(10) == -15
        psutil.wait_procs(born, timeout=10)
        assert not any(p.is_running() and p.status() != "zombie" for p in born)

    def test_one_that_is_gone_is_no_matter(self) -> None:
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        end({gone.pid: 9})
        assert gone.returncode == 0
