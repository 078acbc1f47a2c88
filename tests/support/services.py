"""A real PostgreSQL and a real Valkey for a test session, gone with the session."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from server.embedded import postgres, valkey
from server.embedded.postgres import ROLE, Postgres
from server.embedded.valkey import Valkey

START_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Services:
    """Both servers, running."""

    postgres: Postgres
    valkey: Valkey
    processes: tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]
    sockets: Path

    @property
    def redis_url(self) -> str:
        """Where Valkey listens."""
        return self.valkey.url()

    def database_url(self, name: str) -> str:
        """Address of a database, as Tortoise wants it (asyncpg itself: `asyncpg_url`)."""
        return self.postgres.url(name)

    def asyncpg_url(self, name: str, *, role: str = ROLE) -> str:
        """The same address with the scheme asyncpg.connect takes."""
        return self.postgres.url(name, role=role).replace("asyncpg://", "postgres://", 1)

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make an empty database (or a copy of `template`) and return its URL."""
        self.postgres.sql(f'CREATE DATABASE "{name}" OWNER {ROLE} TEMPLATE "{template}"')
        return self.database_url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.postgres.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """End both and remove their sockets; the caller owns the data folder."""
        for process, how in zip(self.processes, (Postgres.ABANDON, Valkey.STOP), strict=True):
            process.send_signal(how)
        for process in self.processes:
            process.wait(30)
        shutil.rmtree(self.sockets, ignore_errors=True)


def start_services(root: Path) -> Services:
    """Start both below `root` (data) and a short temporary folder (sockets); under a second.

    Call it from the main thread: both die with the thread that started them.
    """
    home = root / "services"
    home.mkdir(parents=True, exist_ok=True)
    sockets = Path(tempfile.mkdtemp(prefix="acetate-"))
    sockets.chmod(0o711)  # PostgreSQL may have to run as nobody and reach its own folder in here
    database = postgres.prepare(home, sockets, durable=False)
    broker = valkey.prepare(home, sockets, durable=False)
    with (home / "postgres.log").open("ab") as log:
        running_postgres = subprocess.Popen(
            database.command(), env=postgres.environment(), cwd="/", stdout=log, stderr=log
        )
    with (home / "valkey.log").open("ab") as log:
        running_valkey = subprocess.Popen(broker.command(), cwd="/", stdout=log, stderr=log)
    services = Services(
        postgres=database,
        valkey=broker,
        processes=(running_postgres, running_valkey),
        sockets=sockets,
    )
    _wait(services, home)
    database.ensure_database()
    return services


def _wait(services: Services, home: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not (services.postgres.answers() and services.valkey.answers()):
        dead = [process.args for process in services.processes if process.poll() is not None]
        if dead or time.monotonic() > deadline:
            logs = [(home / name).read_text() for name in ("postgres.log", "valkey.log")]
            services.stop()
            raise RuntimeError(f"services did not start: {dead}{os.linesep.join(logs)}")
        time.sleep(0.01)
