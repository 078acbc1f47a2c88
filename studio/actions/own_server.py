"""A server of one's own on this machine: started by the program that brings it, then lived in."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from studio import settings
from studio.settings import Account, Settings
from sync.client.errors import LibraryError

if TYPE_CHECKING:
    from studio.actions.desk import Desk

FIRST_PORT, LAST_PORT = 8080, 8180
Tell = Callable[[str], None]


class ServerDidNotStart(LibraryError):
    """Why, in the words of the program that starts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who will be artist and admin of the new server."""

    name: str
    handle: str
    email: str
    password: str


def program() -> tuple[str, ...] | None:
    """What starts a server here: the script of a checkout, or the `acetate` that was installed
    together with the studio. None: this machine has neither.
    """
    script = Path(__file__).parents[2] / "scripts" / "dev_up.sh"
    shell = shutil.which("bash")
    if script.is_file() and shell is not None:
        return (shell, str(script))
    installed = Path(sys.executable).with_name("acetate")
    if installed.is_file() and find_spec("sanic") is not None:
        return (str(installed), "up")
    return None


def address(found: Settings) -> str:
    """Of one's own server; empty if there is none."""
    return f"http://127.0.0.1:{found.own_port}" if found.own_port else ""


def is_own(found: Settings) -> bool:
    """Whether the account that is signed in is on one's own server."""
    return found.account is not None and found.account.server == address(found)


async def begin(desk: Desk, newcomer: Newcomer, told: Tell) -> Account:
    """Makes a server, its first account, and signs this machine in. What runs already is used.

    Raises ServerDidNotStart, RemoteFailure (the handle or the password cannot be used).
    """
    from studio.actions.account import sign_in
    from sync.client.accounts import sign_up
    from sync.wire.accounts import Signup

    if not desk.settings.own_port:
        port = await asyncio.to_thread(free_port)
        folder = str(settings.server_folder())
        desk.settings = replace(desk.settings, own_port=port, own_folder=folder)
    await start(desk.settings, told)
    settings.save(desk.places, desk.settings)
    told("Making your account…")
    made = Signup(
        handle=newcomer.handle,
        email=newcomer.email,
        password=newcomer.password,
        display_name=newcomer.name or None,
    )
    await sign_up(address(desk.settings), made)
    return await sign_in(desk, address(desk.settings), newcomer.handle, newcomer.password)


async def start(found: Settings, told: Tell) -> None:
    """Runs it, and comes back once it is ready; at once if it runs already. It goes on when the
    studio is closed. Raises ServerDidNotStart.
    """
    begun = program()
    if begun is None:
        raise ServerDidNotStart("This studio came without a server. Sign in to one instead.")
    command = (*begun, "--detach", "--no-demo", "--port", str(found.own_port))
    process = await asyncio.create_subprocess_exec(
        *command,
        "--data",
        found.own_folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    last = ""
    try:
        assert process.stdout is not None
        async for line in process.stdout:
            last = line.decode(errors="replace").strip() or last
            told(last)
        failed = await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        raise
    if failed:
        raise ServerDidNotStart(last or f"The server ended with code {failed}.")


def free_port() -> int:
    """The first port of ours that nobody listens on. Raises ServerDidNotStart."""
    for port in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise ServerDidNotStart(f"All ports from {FIRST_PORT} to {LAST_PORT - 1} are in use.")
