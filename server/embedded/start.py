"""One start of the product on one machine, in its order, and its end.

lock, port and space -> PostgreSQL, Valkey -> schema -> serve, worker, scheduler -> demo
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from server.embedded import port, postgres, schema, stack, valkey
from server.embedded.console import Console
from server.embedded.home import Lock, Running, open_home, sockets_folder
from server.embedded.options import UpOptions
from server.embedded.problems import StartProblem
from server.embedded.stages import Supervisor

DEMO_LOGIN = "demo.json"
DEMO_DONE = "demo.done"
Told = Callable[[str], None]


def attend(options: UpOptions, console: Console, told: Told) -> None:
    """Start, say so to `told`, and stay until a signal; raises StartProblem."""
    home = options.data_dir.absolute()
    open_home(home)
    os.umask(0o077)
    with Lock(home) as lock:
        port.check_free(options, after_crash=lock.after_crash)
        lock.publish(Running(pid=os.getpid(), address=options.address))
        asyncio.run(_until_signal(_Start(options, home, lock, console), told))


class _Start:
    """One start of the product: the order of things."""

    def __init__(self, options: UpOptions, home: Path, lock: Lock, console: Console) -> None:
        self.options, self.home, self.lock, self.console = options, home, lock, console
        self.supervisor = Supervisor(console)

    async def run(self, told: Told) -> None:
        began = time.monotonic()
        await self.supervisor.open()
        environment = await self._databases()
        await self.supervisor.start(stack.product(self.options, environment))
        self._say(f"ready at {self.options.address} after {time.monotonic() - began:.1f} s")
        if self.options.demo:
            await self._demo(environment)
        told(summary(self.options, self.home))
        await self.supervisor.run()

    async def _databases(self) -> dict[str, str]:
        sockets = sockets_folder(self.home)
        database = postgres.prepare(self.home, sockets)
        broker = valkey.prepare(self.home, sockets)
        await self.supervisor.start(stack.databases(database, broker))
        database.ensure_database()
        here = {"database_url": database.url(), "redis_url": broker.url()}
        self.lock.publish(Running(pid=os.getpid(), address=self.options.address, **here))
        environment = stack.environment(self.options, home=self.home, **here)
        if not schema.is_current(database):
            code, words = await self.supervisor.once(stack.migration(environment))
            if code != 0:
                raise StartProblem(f"The database could not be migrated: {words}")
        return environment

    async def _demo(self, environment: dict[str, str]) -> None:
        done = self.home / DEMO_DONE
        if done.exists():
            return
        code, words = await self.supervisor.once(stack.seeding(environment))
        if code == 0:
            done.touch()
        else:
            self._say(f"the demo could not be loaded, the next start tries again: {words}")

    def _say(self, text: str) -> None:
        self.console.say("acetate", text)


async def _until_signal(start: _Start, told: Told) -> None:
    stopping, impatient = asyncio.Event(), asyncio.Event()

    def on_signal() -> None:
        (impatient if stopping.is_set() else stopping).set()

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(sign, on_signal)
    work = asyncio.create_task(start.run(told))
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([work, asked], return_when=asyncio.FIRST_COMPLETED)
        stopping.set()
        if not work.done():
            start.console.say("acetate", "stopping")
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    finally:
        asked.cancel()
        await start.supervisor.stop(impatient=impatient)


def summary(options: UpOptions, home: Path) -> str:
    """Where it is, where the data lie, and how to get into the demo."""
    lines = [f"Acetate is ready at {options.address}", f"The data lie in {home}"]
    login = home / DEMO_LOGIN
    if options.demo and login.exists():
        found = json.loads(login.read_text())
        lines.append(f"Demo login: {found['email']}  password: {found['password']}")
    return "\n".join(lines)
