"""The network taken away from this process, below everything that Python code could patch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
        "socket.sendto",
        "socket.sendmsg",
        "urllib.Request",
    }
)
"""Audit events of the interpreter (docs.python.org, "Audit events table")."""


class _Off:
    """What was tried while the network was off; an audit hook, once added, stays."""

    tried: list[str] | None = None
    hooked = False


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if _Off.tried is not None and event in _EVENTS:
        _Off.tried.append(f"{event} {args[1:]}")
        raise OSError("the network is off")


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Connecting and looking up names fail; yields what tried to."""
    if not _Off.hooked:
        sys.addaudithook(_refuse)
        _Off.hooked = True
    _Off.tried = tried = []
    try:
        yield tried
    finally:
        _Off.tried = None
