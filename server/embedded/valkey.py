"""Valkey of the embedded default: how to run it and whether it answers; on a unix socket only."""

from __future__ import annotations

import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from server.embedded import accounts, binaries
from server.embedded.orphans import end_orphan


@dataclass(frozen=True, slots=True)
class Valkey:
    """One Valkey, ready to be run."""

    STOP: ClassVar[signal.Signals] = signal.SIGTERM

    program: Path
    folder: Path
    socket: Path
    durable: bool

    def command(self) -> list[str]:
        """The argument list that runs the server in the foreground."""
        wanted = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "pidfile": str(self._pid_file),
            "appendonly": "yes",
            "appendfsync": "everysec" if self.durable else "no",
            "save": "",  # the append-only file is the durable form; snapshots would only add I/O
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",
            "loglevel": "warning",
        }
        options = [part for key, value in wanted.items() for part in (f"--{key}", value)]
        return accounts.ourselves().command([self.program, *options], death_signal=signal.SIGTERM)

    def clear(self) -> None:
        """End an orphan on this folder and remove its socket."""
        end_orphan(self._pid_file, marker=self.folder, how=signal.SIGTERM)
        self.socket.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether it takes commands now (LOADING counts as no)."""
        try:
            with socket.socket(socket.AF_UNIX) as talk:
                talk.settimeout(0.5)
                talk.connect(str(self.socket))
                talk.sendall(b"PING\r\n")
                return talk.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def url(self) -> str:
        """The address for redis-py and taskiq."""
        return f"unix://{quote(str(self.socket))}"

    @property
    def _pid_file(self) -> Path:
        return self.folder / "valkey.pid"


def prepare(home: Path, sockets: Path, *, durable: bool = True) -> Valkey:
    """Make the folders; data go below `home`, the socket below `sockets`."""
    server = Valkey(
        program=binaries.valkey_server(),
        folder=home / "valkey",
        socket=sockets / "valkey" / "valkey.sock",
        durable=durable,
    )
    for folder in (server.folder, server.socket.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    server.clear()
    return server
