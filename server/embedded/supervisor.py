"""`acetate up` and `acetate down`: the whole product on one machine, started and stopped."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import click

from server.embedded.console import Console
from server.embedded.detached import launch
from server.embedded.home import LOG, check_owner, running
from server.embedded.options import UpOptions
from server.embedded.problems import CANNOT_START, StartProblem
from server.embedded.start import attend

__all__ = ["UpOptions", "run_down", "run_up"]

STOP_TIMEOUT_S = 120.0


def run_up(options: UpOptions) -> int:
    """Start everything and stay, or return when it is ready (`detach`); the exit code."""
    try:
        if options.detach:
            click.echo(launch(options))
        else:
            attend(options, Console(), click.echo)
    except StartProblem as problem:
        click.echo(str(problem), err=True)
        return problem.exit_code
    return 0


def run_down(data_dir: Path) -> int:
    """Stop the supervisor of this data folder and wait until all is down; the exit code."""
    home = data_dir.absolute()
    found = running(home)
    if found is None:
        return _nothing_to_stop(home)
    try:
        os.kill(found.pid, signal.SIGTERM)
    except PermissionError:
        click.echo(f"Process {found.pid} belongs to another user: stop it as that user.", err=True)
        return CANNOT_START
    deadline = time.monotonic() + STOP_TIMEOUT_S
    while running(home) is not None:
        if time.monotonic() > deadline:
            click.echo(f"Process {found.pid} did not stop: see {home / LOG}.", err=True)
            return CANNOT_START
        time.sleep(0.05)
    click.echo("Acetate has stopped.")
    return 0


def _nothing_to_stop(home: Path) -> int:
    """Nothing runs there, or it is another user's and cannot be asked."""
    try:
        if os.geteuid() != 0:
            check_owner(home)
    except StartProblem as problem:
        click.echo(str(problem), err=True)
        return problem.exit_code
    click.echo(f"Acetate does not run on {home}.")
    return 0
