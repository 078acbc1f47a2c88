"""PostgreSQL of the embedded default: makes its cluster, says how to run it, asks if it answers.

It listens on a unix socket only, and only for the operating-system user that started Acetate
(peer authentication); the product works as the role `acetate`, which owns its database and is
no superuser.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from server.embedded import accounts, binaries
from server.embedded.accounts import Account
from server.embedded.orphans import end_orphan
from server.embedded.problems import StartProblem

SUPERUSER = "postgres"
ROLE = "acetate"
DATABASE = "acetate"
HBA = "local all all peer map=acetate\n"
SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "log_checkpoints": "off",
    "log_line_prefix": "%p ",
}
# A database of tests need not survive a power cut, but it does survive a killed process.
UNDURABLE = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster, ready to be run."""

    STOP: ClassVar[signal.Signals] = signal.SIGINT  # fast: end sessions, checkpoint, exit
    ABANDON: ClassVar[signal.Signals] = signal.SIGQUIT  # immediate: recover at the next start

    folder: Path
    cluster: Path
    settings: Path
    sockets: Path
    account: Account
    durable: bool

    def command(self) -> list[str]:
        """The argument list that runs the server in the foreground."""
        wanted = SETTINGS | ({} if self.durable else UNDURABLE)
        wanted["hba_file"] = str(self.settings / "hba.conf")
        wanted["ident_file"] = str(self.settings / "ident.conf")
        wanted["unix_socket_directories"] = _quoted_list_item(self.sockets)
        options = [part for key, value in wanted.items() for part in ("-c", f"{key}={value}")]
        server = [self.folder / "postgres", "-D", self.cluster, *options]
        return self.account.command(server, death_signal=self.ABANDON)

    def clear(self) -> None:
        """End an orphan of this cluster and remove its traces, so that the next start succeeds."""
        end_orphan(self.cluster / "postmaster.pid", marker=self.cluster, how=self.ABANDON)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.sockets / name).unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether a session could start now (57P03 'starting up' counts as no)."""
        names = f"user\0{SUPERUSER}\0database\0postgres\0\0".encode()
        hello = struct.pack("!II", 8 + len(names), 3 << 16) + names  # protocol 3.0 StartupMessage
        try:
            with socket.socket(socket.AF_UNIX) as talk:
                talk.settimeout(0.5)
                talk.connect(str(self.sockets / ".s.PGSQL.5432"))
                talk.sendall(hello)
                if talk.recv(1) != b"R":  # AuthenticationOk
                    return False
                talk.sendall(b"X\0\0\0\4")  # Terminate; then read on, or it would log a reset
                while talk.recv(4096):
                    pass
                return True
        except OSError:
            return False

    def url(self, database: str = DATABASE, *, role: str = ROLE) -> str:
        """The address for asyncpg and Tortoise."""
        return f"asyncpg://{role}:peer@/{database}?host={quote(str(self.sockets))}"

    def sql(self, statement: str, *, database: str = "postgres", role: str = SUPERUSER) -> str:
        """Run one statement with psql and return its rows, tab-separated.

        Raises StartProblem with psql's words.
        """
        options = ["-X", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets)]
        login = ["-U", role, "-d", database, "-c", statement]
        done = subprocess.run(
            [self.folder / "psql", *options, *login],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StartProblem(f"PostgreSQL refused: {_reason(done.stderr)}")
        return done.stdout.strip()

    def ensure_database(self) -> None:
        """Make the role and its database where they are missing."""
        names = "SELECT 'role', rolname FROM pg_roles UNION SELECT 'db', datname FROM pg_database"
        have = self.sql(names).splitlines()  # asked at once, as every psql takes 20 ms
        if f"role\t{ROLE}" not in have:
            self.sql(f"CREATE ROLE {ROLE} LOGIN")
        if f"db\t{DATABASE}" not in have:
            self.sql(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")


def prepare(home: Path, sockets: Path, *, durable: bool = True) -> Postgres:
    """Make or check the cluster below `home`; sockets go below `sockets`.

    Raises StartProblem when the binaries, the identity or the cluster's version do not fit.
    """
    folder = binaries.postgres_folder()
    account = accounts.for_postgres([home, sockets], folder / "postgres")
    server = Postgres(
        folder=folder,
        cluster=home / "postgres",
        settings=home / "settings",
        sockets=sockets / "postgres",
        account=account,
        durable=durable,
    )
    _check_version(server)
    _write_settings(server)
    _private(server.sockets, account)
    if not (server.cluster / "PG_VERSION").exists():
        _create(server)
    account.own(server.cluster)
    server.clear()
    return server


def environment() -> dict[str, str]:
    """Our environment without what would lead PostgreSQL's programs astray."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def _check_version(server: Postgres) -> None:
    stated = server.cluster / "PG_VERSION"
    if not stated.exists():
        if server.cluster.is_dir() and any(server.cluster.iterdir()):
            raise StartProblem(f"{server.cluster} is not empty and holds no PostgreSQL cluster.")
        return
    found, ours = stated.read_text().strip(), binaries.postgres_major(server.folder)
    if found != str(ours):
        raise StartProblem(
            f"The database in {server.cluster} is of PostgreSQL {found}, this Acetate brings "
            f"{ours}: start it with the Acetate that made it, back up, and restore here."
        )


def _write_settings(server: Postgres) -> None:
    server.settings.mkdir(mode=0o755, exist_ok=True)
    server.settings.chmod(0o755)
    map_lines = [f'acetate "{server.account.peer}" {role}\n' for role in (SUPERUSER, ROLE)]
    for name, text in (("hba.conf", HBA), ("ident.conf", "".join(map_lines))):
        path = server.settings / name
        path.write_text(text)
        path.chmod(0o644)


def _private(folder: Path, account: Account) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    account.own(folder)


def _create(server: Postgres) -> None:
    """initdb beside the final place, then rename: a start killed half-way leaves no wreck."""
    fresh = server.cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _private(fresh, server.account)
    options: Sequence[str] = ["-U", SUPERUSER, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8"]
    sync = [] if server.durable else ["--no-sync"]
    initdb = [server.folder / "initdb", "-D", fresh, *options, *sync]
    done = subprocess.run(
        server.account.command(initdb, death_signal=signal.SIGKILL),
        env=environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StartProblem(f"PostgreSQL could not make its cluster: {_reason(done.stderr)}")
    if server.cluster.is_dir():
        server.cluster.rmdir()
    fresh.rename(server.cluster)


def _reason(text: str) -> str:
    lines = text.strip().splitlines() or ["no reason given"]
    return next((line for line in lines if "error:" in line.lower()), lines[-1])


def _quoted_list_item(path: Path) -> str:
    doubled = str(path).replace('"', '""')
    return f'"{doubled}"'
