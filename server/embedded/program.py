"""One program under supervision: what it is, one life of it, and keeping it alive.

starting --answers--> up --exits--> waiting --backoff--> starting
starting --exits on its own, ATTEMPTS times, never having been well--> given up
starting --no answer in time--> given up
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from server.embedded import accounts
from server.embedded.console import Console
from server.embedded.problems import StartProblem
from server.embedded.watch import Watch

POLL_S = 0.03
SETTLED_S = 1.0
"""A program without a question to ask counts as up when it has lived this long."""
WELL_S = 10.0
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 30.0
LAST_WORDS_S = 2.0
ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run and how to treat it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    before: Callable[[], None] | None = None
    answers: Callable[[], bool] | None = None
    stop: signal.Signals = signal.SIGTERM
    abandon: signal.Signals = signal.SIGKILL
    start_timeout_s: float = 60.0
    stop_timeout_s: float = 20.0
    folder: str | None = None


def ours(command: Sequence[str]) -> list[str]:
    """A command of this user, made to die with the supervisor."""
    return accounts.ourselves().command(command, death_signal=signal.SIGKILL)


@dataclass(slots=True)
class Life:
    """One process of a program, from spawn to exit."""

    program: Program
    process: asyncio.subprocess.Process
    relay: asyncio.Task[str]
    since: float = field(default_factory=time.monotonic)

    @property
    def age_s(self) -> float:
        """How long it has lived."""
        return time.monotonic() - self.since

    async def end(self, how: signal.Signals, timeout_s: float) -> bool:
        """Send a signal; whether the process exited in time."""
        with suppress(ProcessLookupError):  # it has just died
            self.process.send_signal(how)
        try:
            await asyncio.wait_for(asyncio.shield(self.process.wait()), timeout_s)
        except TimeoutError:
            return False
        return True

    def end_group(self) -> None:
        """Kill whatever it left behind: encoders, web workers."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

    async def outcome(self) -> tuple[int, str]:
        """Wait for its end: exit code and last words."""
        code = await self.process.wait()
        self.end_group()
        try:  # what left its session may still hold the pipe; that must not hold us up
            return code, await asyncio.wait_for(self.relay, LAST_WORDS_S)
        except TimeoutError:
            return code, ""


async def spawn(program: Program, console: Console, watch: Watch) -> Life:
    """Start one process in its own session, watched by the guard, its output on the console."""
    if program.before:
        program.before()
    # A pipe of our own: asyncio's would make wait() wait for everybody who inherited it.
    ours_end, theirs_end = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=theirs_end,
            stderr=theirs_end,
            start_new_session=True,
        )
    finally:
        os.close(theirs_end)
    watch.over(process.pid, program.abandon)
    relay = asyncio.create_task(_relay(program.name, ours_end, console))
    return Life(program=program, process=process, relay=relay)


async def _relay(name: str, descriptor: int, console: Console) -> str:
    reader = asyncio.StreamReader()
    pipe = os.fdopen(descriptor, "rb", buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    try:
        return await console.relay(name, reader)
    finally:
        transport.close()


class Keeper:
    """Keeps one program alive until told to stop."""

    def __init__(self, program: Program, console: Console, watch: Watch) -> None:
        self.program = program
        self.up = asyncio.Event()
        self._console = console
        self._watch = watch
        self._life: Life | None = None
        self._stopping = asyncio.Event()
        self._been_well = False

    async def run(self) -> None:
        """Start, and start again after every exit; raises StartProblem when giving up."""
        wait_s, failures = FIRST_WAIT_S, 0
        while not self._stopping.is_set():
            self._life = life = await spawn(self.program, self._console, self._watch)
            if self._stopping.is_set():  # told to stop while spawning
                await self.stop(patient=False)
                return
            code, words = await self._live(life)
            if self._stopping.is_set():
                return
            own_fault = not self._been_well and code != -signal.SIGKILL
            failures = failures + 1 if own_fault else 0
            if failures >= ATTEMPTS:
                raise StartProblem(f"{self.program.name} cannot start ({_exit(code)}): {words}")
            if life.age_s > WELL_S:
                wait_s = FIRST_WAIT_S
            self._say(f"{_exit(code)}; starts again in {wait_s:g} s")
            await self._pause(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    async def stop(self, *, patient: bool = True) -> None:
        """End the program: politely, then by its abandon signal, then by force."""
        self._stopping.set()
        life = self._life
        if life is None:
            return
        steps = [(self.program.abandon, 5.0), (signal.SIGKILL, 5.0)]
        if patient:
            steps.insert(0, (self.program.stop, self.program.stop_timeout_s))
        for how, timeout_s in steps:
            if await life.end(how, timeout_s):
                break
            self._say(f"did not stop within {timeout_s:g} s of {how.name}")
        life.end_group()

    async def _live(self, life: Life) -> tuple[int, str]:
        """From spawn to exit, noting when it is up and when it has been well."""
        exiting = asyncio.create_task(life.outcome())
        try:
            await self._wait_until_up(life, exiting)
            await asyncio.wait([exiting], timeout=max(0.0, WELL_S - life.age_s))
            self._been_well = self._been_well or not exiting.done()
            return await exiting
        finally:
            self._watch.release(life.process.pid)

    async def _wait_until_up(self, life: Life, exiting: asyncio.Task[tuple[int, str]]) -> None:
        program = self.program
        while not exiting.done():
            if program.answers() if program.answers else life.age_s > SETTLED_S:
                self.up.set()
                return
            if life.age_s > program.start_timeout_s:
                await life.end(program.abandon, 5.0)
                slow = f"did not become ready within {program.start_timeout_s:g} s"
                if not self._been_well:
                    raise StartProblem(f"{program.name} {slow}.")
                self._say(slow)
                return
            await asyncio.wait([exiting], timeout=POLL_S)

    async def _pause(self, seconds: float) -> None:
        waiting = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([waiting], timeout=seconds)
        waiting.cancel()

    def _say(self, text: str) -> None:
        self._console.say(self.program.name, text)


def _exit(code: int) -> str:
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
