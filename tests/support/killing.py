"""The running product's programs, to end by force; and a studio's process, cut off at a request."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from tests.support.people import PASSWORD
from tests.support.proxy import FaultProxy
from tests.support.stack import ROOT, Stack

T = TypeVar("T")
WAIT_S = 60.0


def programs(stack: Stack) -> dict[str, psutil.Process]:
    """The supervisor's programs by name."""
    found: dict[str, psutil.Process] = {}
    for process in psutil.process_iter(["cmdline", "environ"]):
        line = " ".join(process.info["cmdline"] or [])
        environment = process.info["environ"] or {}
        ours = str(stack.data) in line or environment.get("ACETATE_DATA") == str(stack.data)
        for name in ("serve", "worker", "scheduler"):
            if ours and line.endswith(f"server {name}"):
                found[name] = process
        if ours and "postgres -D" in line:
            found["postgres"] = process
        if ours and "valkey-server" in line and "--unixsocket" in line:
            found["valkey"] = process
    return found


def kill(stack: Stack, name: str) -> None:
    """kill -9 of one program; its supervisor starts it anew."""
    os.kill(programs(stack)[name].pid, signal.SIGKILL)


def until_healthy(stack: Stack) -> None:
    """Waits until the server answers again."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            if httpx.get(f"{stack.url}/api/v1/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline, f"not healthy again: {stack.log_tail()}"
        time.sleep(0.1)


class Ward:
    """A stack behind a proxy, its artist, and a loop for both; studios are processes."""

    def __init__(self, room: Path, **settings: str) -> None:
        self.room = room
        self._runner = asyncio.Runner()
        self.proxy = self.run(FaultProxy().start())
        self.stack = Stack(room / "data", public_url=self.proxy.url, **settings)
        self.stack.__enter__()
        self.proxy.upstream = self.stack.url
        self.web = httpx.Client(base_url=self.stack.url, timeout=60)
        account = {"handle": "ines", "email": "ines@example.com", "password": PASSWORD}
        made = self.web.post("/api/v1/auth/signup", json=account)
        assert made.status_code == 201, made.text
        self.web.headers["x-csrf-token"] = made.json()["csrf_token"]

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """Waits for it; meanwhile the proxy works."""
        return self._runner.run(step)

    def close(self) -> None:
        """Everything down."""
        self.web.close()
        self.run(self.proxy.stop())
        self.stack.__exit__(None, None, None)
        self._runner.close()

    def token(self, name: str) -> str:
        """Of a further device."""
        while True:
            made = self.web.post("/api/v1/devices", json={"name": name})
            if made.status_code != 429:
                break
            time.sleep(int(made.headers["retry-after"]))
        assert made.status_code == 201, made.text
        found: str = made.json()["token"]
        return found

    def calm(self) -> None:
        """The network is good again, and nothing that came by is remembered."""
        self.proxy.faults.clear()
        self.proxy.seen.clear()
        self.proxy.rate = None

    async def sync(
        self,
        home: Path,
        *options: str,
        cut_at: int | None = None,
        cut: Callable[[], bool] | None = None,
    ) -> tuple[int, str]:
        """`acetate-studio sync`: exit code and output; killed once `cut_at` requests came by, or
        `cut` says so.
        """
        if cut_at is not None:
            cut = lambda: len(self.proxy.seen) >= cut_at  # noqa: E731
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "studio",
            "sync",
            *options,
            cwd=ROOT,
            env={**os.environ, "ACETATE_STUDIO_HOME": str(home)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        ending = asyncio.create_task(process.communicate())
        if cut is not None:
            while not (cut() or ending.done()):
                await asyncio.sleep(0.002)
            if not ending.done():
                process.kill()
        out, _ = await asyncio.wait_for(ending, WAIT_S)
        assert process.returncode is not None
        return process.returncode, out.decode()
