"""Supervision of real processes: readiness, order, restart, backoff, giving up, leaving nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from server.embedded.console import Console
from server.embedded.problems import StartProblem
from server.embedded.program import Program, ours
from server.embedded.stages import Supervisor

ROOT = Path(__file__).parents[3]
SLEEPER = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(600)"
)
FAMILY = (
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', sys.argv[1]]);"
    "time.sleep(600)"
)


def program(name: str, code: str, *arguments: str, **more: object) -> Program:
    """A Python program given as text."""
    command = ours([sys.executable, "-c", code, *arguments])
    return Program(name=name, command=command, environment=os.environ, **more)  # type: ignore[arg-type]


async def until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait for something that must come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether the process still runs (a zombie does not)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def children(mark: str) -> list[int]:
    """Running processes with `mark` in their command line, but for the ones that start others."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if mark in words and "-S" not in words and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found


async def fresh(mark: str, seen: set[int]) -> int:
    """The process that came up after those already seen."""
    await until(lambda: bool(set(children(mark)) - seen))
    [pid] = set(children(mark)) - seen
    return pid


@pytest.fixture
def mark(tmp_path: Path) -> str:
    """A word that no other process on this machine carries."""
    return f"mark-{tmp_path}"


@pytest.fixture
async def supervisor() -> AsyncIterator[Supervisor]:
    """A supervisor that is stopped at the end, whatever happened."""
    found = Supervisor(Console())
    await found.open()
    yield found
    await found.stop(impatient=asyncio.Event())


@pytest.fixture
async def stop(supervisor: Supervisor) -> Callable[[], Awaitable[None]]:
    """Stops it earlier."""
    return lambda: supervisor.stop(impatient=asyncio.Event())


class TestStart:
    async def test_a_stage_waits_for_the_one_before(
        self, supervisor: Supervisor, tmp_path: Path
    ) -> None:
        door = tmp_path / "door"
        slow = (
            f"import time, pathlib; time.sleep(0.5); pathlib.Path({str(door)!r}).touch(); {SLEEPER}"
        )
        await supervisor.start([program("first", slow, answers=door.exists)])
        assert door.exists()
        seen = tmp_path / "seen"
        look = (
            f"import pathlib; pathlib.Path({str(seen)!r}).write_text("
            f"str(pathlib.Path({str(door)!r}).exists())); {SLEEPER}"
        )
        await supervisor.start([program("second", look, answers=seen.exists)])
        await until(lambda: seen.read_text() == "True")

    async def test_one_that_cannot_start_is_given_up_with_its_last_words(
        self, supervisor: Supervisor
    ) -> None:
        broken = program("broken", "import sys; sys.exit('no such thing')")
        with pytest.raises(StartProblem, match=r"broken cannot start \(exit code 1\): no such"):
            await supervisor.start([broken])

    async def test_a_program_that_does_not_exist_is_given_up(self, supervisor: Supervisor) -> None:
        missing = Program(name="gone", command=ours(["/no/such/program"]), environment=os.environ)
        with pytest.raises(StartProblem, match=r"gone cannot start \(exit code 127\): /no/such"):
            await supervisor.start([missing])

    async def test_one_that_never_answers_is_given_up(
        self, supervisor: Supervisor, mark: str
    ) -> None:
        mute = program("mute", SLEEPER, mark, answers=lambda: False, start_timeout_s=0.5)
        with pytest.raises(StartProblem, match=r"mute did not become ready within 0\.5 s"):
            await supervisor.start([mute])
        assert children(mark) == []


class TestRestart:
    async def test_kill_9_brings_it_back_with_growing_waits(
        self, supervisor: Supervisor, mark: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await supervisor.start([program("it", SLEEPER, mark)])
        seen: set[int] = set()
        for _ in range(3):
            pid = await fresh(mark, seen)
            seen.add(pid)
            os.kill(pid, signal.SIGKILL)
        await fresh(mark, seen)
        said = capsys.readouterr().out
        waits = [line.split()[-2] for line in said.splitlines() if "starts again" in line]
        assert waits == ["0.2", "0.4", "0.8"]
        assert "it        | ended by SIGKILL" in said

    async def test_what_it_left_behind_is_ended_before(
        self, supervisor: Supervisor, mark: str
    ) -> None:
        await supervisor.start([program("parent", FAMILY, SLEEPER + f"; '{mark}'", mark)])
        [parent] = children(mark)
        await until(lambda: len(psutil.Process(parent).children()) == 1)
        [grandchild] = psutil.Process(parent).children()
        os.kill(parent, signal.SIGKILL)
        await until(lambda: not alive(grandchild.pid))
        await until(lambda: set(children(mark)) - {parent} != set())

    async def test_a_killed_guard_comes_back_and_still_guards(
        self, supervisor: Supervisor, mark: str
    ) -> None:
        await supervisor.start([program("it", SLEEPER, mark)])
        watch = supervisor.watch
        first = watch.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: watch.pid not in {None, first})
        assert children(mark) != []


class TestOnce:
    async def test_it_gives_code_and_last_line(self, supervisor: Supervisor) -> None:
        code = "import sys; print('one'); print('two'); sys.exit(3)"
        assert await supervisor.once(program("job", code)) == (3, "two")

    async def test_lines_of_any_length_and_bytes_come_through(
        self, supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = (
            r"import sys; sys.stdout.buffer.write(b'x' * 300000 + b'\n\xff\xfe\nend, no newline')"
        )
        assert await supervisor.once(program("job", code)) == (0, "end, no newline")
        said = capsys.readouterr().out
        assert said.count("x") == 300000
        assert "job       | \N{REPLACEMENT CHARACTER}" in said


class TestStop:
    async def test_reverse_order_and_nothing_left(
        self, supervisor: Supervisor, stop: Callable[[], Awaitable[None]], tmp_path: Path, mark: str
    ) -> None:
        diary = tmp_path / "diary"
        polite = (
            "import signal, sys, time\n"
            "def end(*_):\n"
            f"    open({str(diary)!r}, 'a').write(sys.argv[2] + ' '); sys.exit()\n"
            "signal.signal(signal.SIGTERM, end)\n"
            f"open({str(tmp_path)!r} + '/' + sys.argv[2], 'w').close()\n"
            "time.sleep(600)"
        )
        for name in ("one", "two", "three"):
            up = (tmp_path / name).exists
            await supervisor.start([program(name, polite, mark, name, answers=up)])
        await stop()
        assert diary.read_text() == "three two one "
        assert children(mark) == []
        assert supervisor.watch.pid is None

    async def test_the_deaf_are_killed(
        self, supervisor: Supervisor, stop: Callable[[], Awaitable[None]], mark: str
    ) -> None:
        await supervisor.start([program("deaf", STUBBORN, mark, stop_timeout_s=0.3)])
        began = time.monotonic()
        await stop()
        assert 0.3 <= time.monotonic() - began < 5
        assert children(mark) == []

    async def test_impatience_cuts_the_waiting_short(
        self, supervisor: Supervisor, mark: str
    ) -> None:
        await supervisor.start([program("deaf", STUBBORN, mark, stop_timeout_s=60.0)])
        impatient = asyncio.Event()
        stopping = asyncio.create_task(supervisor.stop(impatient=impatient))
        await asyncio.sleep(0.2)
        assert children(mark) != []
        impatient.set()
        await asyncio.wait_for(stopping, 10)
        assert children(mark) == []

    async def test_stopping_while_starting(
        self, supervisor: Supervisor, stop: Callable[[], Awaitable[None]], mark: str
    ) -> None:
        starting = asyncio.create_task(
            supervisor.start([program("mute", SLEEPER, mark, answers=lambda: False)])
        )
        await until(lambda: children(mark) != [])
        starting.cancel()
        await stop()
        assert children(mark) == []
        assert starting.cancelled()


class TestKilledSupervisor:
    @pytest.mark.parametrize("wrapped", [True, False], ids=["death signal", "guard alone"])
    async def test_no_process_survives_it(self, mark: str, wrapped: bool) -> None:
        script = (
            "import asyncio, os, sys; sys.path.insert(0, sys.argv[1])\n"
            "from server.embedded.console import Console\n"
            "from server.embedded.program import Program, ours\n"
            "from server.embedded.stages import Supervisor\n"
            "async def main():\n"
            "    supervisor = Supervisor(Console())\n"
            "    await supervisor.open()\n"
            "    command = [sys.executable, '-c', *sys.argv[3:]]\n"
            f"    command = ours(command) if {wrapped} else command\n"
            "    await supervisor.start([Program(name='it', command=command,"
            " environment=os.environ)])\n"
            "    print('up', flush=True)\n"
            "    await supervisor.run()\n"
            "asyncio.run(main())\n"
        )
        killed = subprocess.Popen(
            [sys.executable, "-c", script, str(ROOT), "-S", FAMILY, SLEEPER, mark],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert killed.stdout is not None
        while "up" not in killed.stdout.readline():
            pass
        everybody = psutil.Process(killed.pid).children(recursive=True)
        assert len(everybody) == 3  # guard, program, its own child
        killed.kill()
        killed.communicate()
        await until(lambda: not any(alive(process.pid) for process in everybody))
