"""The TCP port of the web server: is it free, and does the server behind it serve."""

from __future__ import annotations

import errno
import socket
import time

from server.embedded.options import UpOptions
from server.embedded.problems import StartProblem

READY = "/api/v1/ready"
DYING_S = 3.0
"""A server that lost its supervisor is gone after this."""


def check_free(options: UpOptions, *, after_crash: bool) -> None:
    """Raises StartProblem unless we could listen there.

    After a crash the old server may need a moment to die, so ask for a while.
    """
    deadline = time.monotonic() + (DYING_S if after_crash else 0.0)
    while (error := _try_listen(options.host, options.port)) is not None:
        if error.errno != errno.EADDRINUSE or time.monotonic() >= deadline:
            raise StartProblem(_explain(error, options))
        time.sleep(0.1)


def serves(options: UpOptions) -> bool:
    """Whether the server answers its readiness question with 200."""
    request = f"GET {READY} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((options.reachable_host, options.port), 0.5) as talk:
            talk.settimeout(0.5)
            talk.sendall(request.encode())
            return talk.recv(64).split()[1:2] == [b"200"]
    except OSError:
        return False


def _try_listen(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error
    return None


def _explain(error: OSError, options: UpOptions) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {options.port} is in use by another program: "
            f"choose another one, for example --port {options.port + 1}."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {options.port} is not ours to use: choose one above 1023 with --port."
    return f"Cannot listen on {options.host}: {error.strerror or error}."
