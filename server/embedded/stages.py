"""Starts programs in stages, keeps them alive, and stops them in reverse order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from server.embedded.console import Console
from server.embedded.problems import StartProblem
from server.embedded.program import Keeper, Program, spawn
from server.embedded.watch import Watch


class Supervisor:
    """A stage is a list of programs that start side by side; the next waits until all are up."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.watch = Watch()
        self._stages: list[list[Keeper]] = []
        self._tasks: dict[Keeper, asyncio.Task[None]] = {}

    async def open(self) -> None:
        """Start the guard that ends our programs should we be killed."""
        await self.watch.start()

    async def start(self, programs: Sequence[Program]) -> None:
        """Start one stage and wait until all of it is up; raises StartProblem."""
        stage = [Keeper(program, self._console, self.watch) for program in programs]
        self._stages.append(stage)
        for keeper in stage:
            self._tasks[keeper] = asyncio.create_task(keeper.run())
        ups = {asyncio.create_task(keeper.up.wait()) for keeper in stage}
        try:
            while waiting := {up for up in ups if not up.done()}:
                either: set[asyncio.Task[Any]] = {*waiting, *self._tasks.values()}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                self._raise_what_failed()
        finally:
            for up in ups:
                up.cancel()

    async def once(self, program: Program) -> tuple[int, str]:
        """Run a program to its end; its exit code and last line."""
        life = await spawn(program, self._console, self.watch)
        try:
            return await life.outcome()
        finally:
            if life.process.returncode is None:
                await life.end(program.stop, program.stop_timeout_s)
                life.end_group()
            self.watch.release(life.process.pid)

    async def run(self) -> None:
        """Stay until a program is given up, which is raised as StartProblem."""
        await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)
        self._raise_what_failed()

    async def stop(self, *, impatient: asyncio.Event) -> None:
        """Stop the stages in reverse order; `impatient` cuts the waiting short."""
        hurry = asyncio.create_task(impatient.wait())
        for stage in reversed(self._stages):
            polite = [asyncio.create_task(keeper.stop()) for keeper in stage]
            while not (hurry.done() or all(task.done() for task in polite)):
                either: list[asyncio.Task[Any]] = [hurry, *polite]
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                polite = [task for task in polite if not task.done()]
            for task in polite:
                task.cancel()
            await asyncio.gather(*(keeper.stop(patient=False) for keeper in stage))
        hurry.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self.watch.close()

    def _raise_what_failed(self) -> None:
        for keeper, task in self._tasks.items():
            if not task.done():
                continue
            error = task.exception()
            if isinstance(error, StartProblem):
                raise error
            raise StartProblem(f"{keeper.program.name} is not supervised any more: {error}.")
