"""Every way in which a render child can die, and what is left then: nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from server.media.encode.plan import (
    Event,
    FailureCode,
    Limits,
    Plan,
    Progress,
    Required,
    Step,
)
from server.media.encode.render import child_environment, render
from tests.server.media.encode.conftest import Heard, Run
from tests.support.audio import write_song

CHILD = "server.media.encode.child"


def children() -> list[psutil.Process]:
    """Render children of this process that live."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if CHILD in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


class TestBounds:
    async def test_too_much_work(self, run: Run, tmp_path: Path) -> None:
        source = write_song(tmp_path / "a.wav", 200)
        heard = await run(source, limits=Limits(cpu_seconds=1))
        assert heard.outcome.failure is not None
        assert heard.outcome.failure.code == FailureCode.CPU_LIMIT
        assert heard.outcome.failure.permanent

    @pytest.mark.parametrize("memory_mb", [4, 40])
    async def test_too_much_memory(self, memory_mb: int, run: Run, tmp_path: Path) -> None:
        source = write_song(tmp_path / "a.wav", 60)
        heard = await run(source, limits=Limits(memory_mb=memory_mb))
        assert heard.outcome.failure is not None
        assert heard.outcome.failure.code == FailureCode.OUT_OF_MEMORY

    async def test_too_large_an_output(self, run: Run, tmp_path: Path) -> None:
        source = write_song(tmp_path / "a.wav", 20)
        heard = await run(source, required=(), optional=(Step.FLAC,), limits=Limits(file_mb=1))
        (failed,) = heard.outcome.failed
        assert failed.failure.code == FailureCode.STORAGE_FULL

    async def test_too_long_by_the_clock(self, run: Run, tmp_path: Path) -> None:
        source = write_song(tmp_path / "a.wav", 300)
        heard = await run(source, optional=(Step.MP3,), limits=Limits(wall_seconds=0.5))
        assert heard.outcome.failure is not None
        assert heard.outcome.failure.code == FailureCode.TIMED_OUT
        assert not heard.outcome.failure.permanent
        assert children() == []

    async def test_the_child_is_polite_and_knows_no_secrets(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("S3_SECRET", "hidden")
        source = write_song(tmp_path / "a.wav", 60)
        seen: list[tuple[int, str]] = []

        async def look(event: Event) -> None:
            if isinstance(event, Required):
                for process in children():
                    seen.append((process.nice(), process.environ().get("S3_SECRET", "")))

        plan = Plan(source=str(source), out_dir=str(tmp_path / "o"), optional=(Step.MP3,))
        await render(plan, look)
        assert seen == [(psutil.Process().nice() + 10, "")]
        assert "S3_SECRET" not in child_environment()


class TestDeath:
    async def _killed(
        self, tmp_path: Path, when: Callable[[Event], bool], how: signal.Signals
    ) -> Heard:
        source = write_song(tmp_path / "a.wav", 60)
        events: list[Event] = []
        struck: list[int] = []

        async def strike(event: Event) -> None:
            events.append(event)
            if when(event) and not struck:
                for process in children():
                    struck.append(process.pid)
                    process.send_signal(how)

        plan = Plan(
            source=str(source),
            out_dir=str(tmp_path / "out"),
            optional=(Step.AAC, Step.MP3),
        )
        outcome = await render(plan, strike)
        assert struck
        return Heard(tmp_path / "out", outcome, events)

    async def test_killed_in_the_required_phase(self, tmp_path: Path) -> None:
        heard = await self._killed(
            tmp_path, lambda event: isinstance(event, Progress), signal.SIGKILL
        )
        assert heard.outcome.failure is not None
        assert heard.outcome.failure.code == FailureCode.KILLED
        assert not heard.outcome.failure.permanent
        assert heard.outcome.required is None

    async def test_a_crash_in_the_required_phase_is_final(self, tmp_path: Path) -> None:
        heard = await self._killed(
            tmp_path, lambda event: isinstance(event, Progress), signal.SIGSEGV
        )
        assert heard.outcome.failure is not None
        assert heard.outcome.failure.code == FailureCode.CRASHED
        assert heard.outcome.failure.permanent

    async def test_a_crash_in_the_optional_phase_costs_no_step(self, tmp_path: Path) -> None:
        """Each missing step gets a child of its own; nothing required is touched."""
        heard = await self._killed(
            tmp_path, lambda event: isinstance(event, Required), signal.SIGABRT
        )
        assert heard.outcome.failure is None
        assert heard.outcome.required is not None
        assert {made.step for made in heard.outcome.made} == {Step.AAC, Step.MP3}
        assert heard.outcome.failed == ()

    async def test_cancelling_leaves_no_process(self, tmp_path: Path) -> None:
        source = write_song(tmp_path / "a.wav", 120)
        started = asyncio.Event()

        async def note(event: Event) -> None:
            started.set()

        task = asyncio.create_task(
            render(Plan(source=str(source), out_dir=str(tmp_path / "out")), note)
        )
        await started.wait()
        assert len(children()) == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert children() == []

    async def test_an_error_of_the_listener_leaves_no_process(self, tmp_path: Path) -> None:
        source = write_song(tmp_path / "a.wav", 60)

        async def refuse(event: Event) -> None:
            raise LookupError("the listener's own")

        with pytest.raises(LookupError):
            await render(Plan(source=str(source), out_dir=str(tmp_path / "out")), refuse)
        assert children() == []

    def test_the_child_dies_with_its_parent(self, tmp_path: Path) -> None:
        source = write_song(tmp_path / "a.wav", 300)
        script = textwrap.dedent(
            f"""
            import asyncio
            from server.media.encode.plan import Plan
            from server.media.encode.render import render

            async def note(event):
                print("working", flush=True)

            asyncio.run(render(Plan(source={str(source)!r}, out_dir={str(tmp_path / "o")!r}), note))
            """
        )
        parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"working\n"
        (child,) = psutil.Process(parent.pid).children()
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
        _, alive = psutil.wait_procs([child], timeout=10)
        assert alive == []
