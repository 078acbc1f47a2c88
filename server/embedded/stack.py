"""The programs of the embedded default and the environment they share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from server.embedded import port, postgres, secrets
from server.embedded.home import Running
from server.embedded.options import UpOptions
from server.embedded.postgres import Postgres
from server.embedded.program import Program, ours
from server.embedded.valkey import Valkey

RECOVERY_S = 600.0
"""PostgreSQL replaying its log after a crash, or Valkey loading its file, may take long."""


def databases(database: Postgres, broker: Valkey) -> list[Program]:
    """The first stage."""
    return [
        Program(
            name="postgres",
            command=database.command(),
            environment=postgres.environment(),
            before=database.clear,
            answers=database.answers,
            stop=Postgres.STOP,
            abandon=Postgres.ABANDON,
            start_timeout_s=RECOVERY_S,
            stop_timeout_s=60.0,
            folder="/",
        ),
        Program(
            name="valkey",
            command=broker.command(),
            environment=os.environ,
            before=broker.clear,
            answers=broker.answers,
            stop=Valkey.STOP,
            start_timeout_s=RECOVERY_S,
            folder="/",
        ),
    ]


def product(options: UpOptions, environment: dict[str, str]) -> list[Program]:
    """The second stage: web server, worker and scheduler."""
    return [
        _acetate("serve", environment=environment, answers=lambda: port.serves(options)),
        _acetate("worker", environment=environment),
        _acetate("scheduler", environment=environment),
    ]


def migration(environment: dict[str, str]) -> Program:
    """Brings the schema up to date, once."""
    return _acetate("migrate", environment=environment)


def seeding(environment: dict[str, str]) -> Program:
    """Loads the demo through the API, and leaves its login in the data folder (demo.json)."""
    return _acetate("seed", environment=environment)


def environment(
    options: UpOptions, *, database_url: str, redis_url: str, home: Path
) -> dict[str, str]:
    """What the programs of the product are told; ours wins over what the caller had set."""
    told = {
        "ACETATE_MODE": "embedded",
        "ACETATE_DATA": str(home),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": options.address,
        "HOST": options.host,
        "PORT": str(options.port),
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **secrets.load_or_make(home), **told}


def environment_of(home: Path, running: Running) -> dict[str, str]:
    """The same for a command that works beside a running supervisor (seed, doctor, backup)."""
    told = {
        "ACETATE_MODE": "embedded",
        "ACETATE_DATA": str(home),
        "DATABASE_URL": running.database_url,
        "REDIS_URL": running.redis_url,
        "PUBLIC_URL": running.address,
    }
    return {**os.environ, **secrets.load_or_make(home), **told}


def _acetate(
    name: str,
    *,
    environment: dict[str, str],
    answers: Callable[[], bool] | None = None,
) -> Program:
    return Program(
        name=name,
        command=ours([sys.executable, "-m", "server", name]),
        environment=environment,
        answers=answers,
    )
