"""The parent's side: starts the child, passes its events on, and concludes when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from server.media.encode.failures import of_exit, timed_out
from server.media.encode.files import discard
from server.media.encode.plan import (
    Done,
    Event,
    Failed,
    Failure,
    Made,
    Outcome,
    Plan,
    Progress,
    Required,
    Step,
)
from sync.wire.codec import DecodeError, decode, encode

OnEvent = Callable[[Event], Awaitable[None]]
_MAX_LINE = 8 << 20
_STDERR_KEPT = 4_096
_KINDS: dict[str, type[Event]] = {
    "progress": Progress,
    "required": Required,
    "made": Made,
    "failed": Failed,
    "done": Done,
}


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: str


async def render(plan: Plan, on_event: OnEvent) -> Outcome:
    """Run a plan in a child process; `on_event` is awaited for every event, in order.

    `out_dir` is created. When the child dies in the optional phase, each step that is still
    missing gets a child of its own, so that one crash costs one step. Whatever happens (error
    in `on_event`, cancellation), no child outlives this call. Raises only what `on_event`
    raises, CancelledError, and OSError when no process can be started.
    """
    Path(plan.out_dir).mkdir(parents=True, exist_ok=True)
    book = _Book(plan)
    crash = await _run(plan, book, on_event)
    if crash is not None and plan.required and book.required is None:
        await book.take(Failed(failure=crash), on_event)
    elif crash is not None:
        await _one_by_one(plan, book, crash, on_event)
    return book.outcome()


async def _one_by_one(plan: Plan, book: _Book, crash: Failure, on_event: OnEvent) -> None:
    missing = book.missing()
    for step in missing:
        found: Failure | None = crash
        if len(missing) > 1:
            alone = replace(plan, required=(), optional=(step,))
            found = await _run(alone, book, on_event)
        if found is not None and step in book.missing():
            await book.take(Failed(failure=found, step=step), on_event)


class _Book:
    """What has been heard so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._out = Path(plan.out_dir)
        self.required: Required | None = None
        self._made: list[Made] = []
        self._failed: list[Failed] = []
        self._failure: Failure | None = None
        self._cpu = 0.0
        self._rss = 0

    async def take(self, event: Event, on_event: OnEvent) -> None:
        """Note an event and pass it on."""
        if isinstance(event, Required):
            self.required = event
        elif isinstance(event, Made):
            self._made.append(event)
        elif isinstance(event, Failed) and event.step is None:
            self._failure = event.failure
            discard(self._out, self._plan.required)
        elif isinstance(event, Failed):
            self._failed.append(event)
            discard(self._out, (event.step,) if event.step else ())
        elif isinstance(event, Done):
            self._cpu += event.cpu_seconds
            self._rss = max(self._rss, event.max_rss_mb)
        await on_event(event)

    def missing(self) -> list[Step]:
        """Optional steps not heard of."""
        heard = {made.step for made in self._made} | {bad.step for bad in self._failed}
        return [step for step in self._plan.optional if step not in heard]

    def outcome(self) -> Outcome:
        """Everything together."""
        return Outcome(
            required=self.required,
            made=tuple(self._made),
            failed=tuple(self._failed),
            failure=self._failure,
            cpu_seconds=round(self._cpu, 3),
            max_rss_mb=self._rss,
        )


async def _run(plan: Plan, book: _Book, on_event: OnEvent) -> Failure | None:
    """One child from start to end; what is wrong with its end, or None."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server.media.encode.child",
        str(os.getpid()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_MAX_LINE,
        start_new_session=True,
        env=child_environment(),
    )
    tail = asyncio.create_task(_tail(child))
    clock = asyncio.create_task(_clock(child, plan.limits.wall_seconds))
    try:
        await _send(child, plan)
        finished = await _listen(child, book, on_event)
        status = await child.wait()
        if clock.done() and clock.result():
            return timed_out(plan.limits.wall_seconds)
        return None if finished and status == 0 else of_exit(status, await tail)
    finally:
        clock.cancel()
        kill(child)
        await asyncio.shield(child.wait())
        tail.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(clock, tail, return_exceptions=True)


async def _send(child: asyncio.subprocess.Process, plan: Plan) -> None:
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its exit says why
        child.stdin.write(encode(plan) + b"\n")
        await child.stdin.drain()
        child.stdin.close()


async def _listen(child: asyncio.subprocess.Process, book: _Book, on_event: OnEvent) -> bool:
    """Take every line; True when the last word was heard."""
    assert child.stdout is not None
    while line := await child.stdout.readline():
        try:
            event = parse_event(line)
        except DecodeError:
            return False  # cut off in the middle of a line
        await book.take(event, on_event)
        if isinstance(event, Done):
            return True
    return False


def parse_event(line: bytes) -> Event:
    """One line of the child as its event. Raises DecodeError."""
    kind = decode(line, _Kind).kind
    if kind not in _KINDS:
        raise DecodeError(f"no event is called {kind!r}", "kind", malformed=False)
    return decode(line, _KINDS[kind])


async def _tail(child: asyncio.subprocess.Process) -> str:
    """The end of what the child printed: native libraries say there why they abort."""
    assert child.stderr is not None
    kept = b""
    while piece := await child.stderr.read(_STDERR_KEPT):
        kept = (kept + piece)[-_STDERR_KEPT:]
    return kept.decode("utf-8", "replace")


async def _clock(child: asyncio.subprocess.Process, seconds: float) -> bool:
    """Kill the child when its time is over; True if that was needed."""
    try:
        async with asyncio.timeout(seconds):
            await child.wait()
    except TimeoutError:
        kill(child)
        return True
    return False


def kill(child: asyncio.subprocess.Process) -> None:
    """End the child and its group at once; does nothing when it has ended."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def child_environment() -> dict[str, str]:
    """Only what Python needs: a hostile file must not find the server's secrets in memory."""
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    root = str(Path(__file__).resolve().parents[3])
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": root,
        "PYTHONDONTWRITEBYTECODE": "1",
        # The matrix products are small: a second BLAS thread costs memory and gains nothing.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
