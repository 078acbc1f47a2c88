"""A supervisor in the background: forked off here, heard of through a pipe until it is ready."""

from __future__ import annotations

import json
import os
import signal
import sys
import urllib.request
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn, TextIO

from server.embedded.console import Console
from server.embedded.home import LOG, open_home, running
from server.embedded.options import UpOptions
from server.embedded.problems import CANNOT_START, StartProblem
from server.embedded.start import attend, summary


def launch(options: UpOptions) -> str:
    """Start in the background and wait until it is ready; what it says then.

    What runs there as it is wanted stays as it is. Raises StartProblem with the background's words.
    """
    home = options.data_dir.absolute()
    open_home(home)
    other = running(home)
    if other is not None and other.address == options.address and _is_ready(options.address):
        return f"{summary(options, home)}\nIt was running already (process {other.pid})"
    reading, writing = os.pipe()
    # A fork instead of a new interpreter: all that the background needs is imported by now.
    pid = os.fork()
    if pid == 0:
        _background(options, home / LOG, writing)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            told = pipe.read()
    except KeyboardInterrupt:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        raise StartProblem("Stopped before it was ready.") from None
    message: dict[str, Any] = json.loads(told or "{}")
    if "ready" in message:
        return f"{message['ready']}\nThe log is {home / LOG}"
    os.waitpid(pid, 0)
    text = message.get("problem", f"Acetate ended before it was ready: see {home / LOG}.")
    raise StartProblem(text, exit_code=message.get("exit_code", CANNOT_START))


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/v1/ready", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _background(options: UpOptions, log: Path, report: int) -> NoReturn:
    """The child's whole life; it never returns into what its parent was doing."""
    code = CANNOT_START
    try:
        _leave(log, report)
        code = _attend(options, Console(log), os.fdopen(report, "w"))
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        os._exit(code)


def _leave(log: Path, report: int) -> None:
    """Leave the caller's session, its streams, and what else it may have handed down."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for ours, standard in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(ours, standard)
    os.closerange(3, report)
    os.closerange(report + 1, os.sysconf("SC_OPEN_MAX"))


def _attend(options: UpOptions, console: Console, pipe: TextIO) -> int:
    """What the background does; `pipe` leads to the one who waits."""

    def tell(**message: object) -> None:
        if not pipe.closed:
            pipe.write(json.dumps(message))
            pipe.close()

    try:
        attend(options, console, lambda text: tell(ready=text))
    except StartProblem as problem:
        console.say("acetate", str(problem))
        tell(problem=str(problem), exit_code=problem.exit_code)
        return problem.exit_code
    except BaseException as error:
        tell(problem=f"Acetate failed: {error}", exit_code=CANNOT_START)
        raise
    return 0
