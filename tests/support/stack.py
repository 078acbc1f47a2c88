"""The whole product as its user starts it: `acetate up --detach` in a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]


class Stack:
    """Up while the `with` block runs. `url` is the site, `data` its folder."""

    def __init__(
        self, data: Path, *, demo: bool = False, public_url: str | None = None, **environment: str
    ) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ready_s = 0.0
        self._demo = demo
        self._public = ["--public-url", public_url] if public_url else []
        self._environment = environment

    def __enter__(self) -> Stack:
        started = time.monotonic()
        demo = ["--demo"] if self._demo else ["--no-demo"]
        self._acetate("up", "--detach", "--port", str(self.port), *demo, *self._public)
        self.ready_s = time.monotonic() - started
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._acetate("down")

    def log_tail(self, lines: int = 40) -> str:
        """The end of the log, for when something failed."""
        log = self.data / "acetate.log"
        return "\n".join(log.read_text().splitlines()[-lines:]) if log.exists() else "(no log)"

    def _acetate(self, command: str, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "server", command, "--data", str(self.data), *arguments],
            cwd=ROOT,
            env={**os.environ, **self._environment},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"acetate {command}: {done.stdout}{done.stderr}{self.log_tail()}")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
    return number
