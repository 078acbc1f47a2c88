"""Migrations by aerich, applied one process at a time; an unmigrated database is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from tortoise import Tortoise

from server.kit.db import MODELS, tortoise_config

LOCATION = Path(__file__).resolve().parents[2] / "migrations"
LOCK = 0x61636574
"""Key of the advisory lock that migrating processes take ("acet")."""


class UnmigratedError(Exception):
    """The database is not at the schema of this code."""

    def __init__(self, pending: list[str]) -> None:
        names = ", ".join(pending)
        super().__init__(f"The database needs migrating ({names}). Run: acetate migrate")
        self.pending = pending


class NewerSchemaError(Exception):
    """The database has migrations that this code does not know."""

    def __init__(self, unknown: list[str]) -> None:
        super().__init__(
            f"The database was migrated by a newer Acetate ({', '.join(unknown)}). "
            "Update Acetate, or restore the backup made before the update."
        )
        self.unknown = unknown


def plain_dsn(database_url: str) -> str:
    """The same address in the form that asyncpg itself takes."""
    return "postgres://" + database_url.partition("://")[2]


def known() -> list[str]:
    """The names of this code's migrations, in order."""
    files = (LOCATION / "models").glob("[0-9]*.py")
    return sorted((path.name for path in files), key=lambda name: int(name.split("_")[0]))


async def applied(database_url: str) -> list[str]:
    """The names of the migrations that the database has."""
    connection = await asyncpg.connect(plain_dsn(database_url))
    try:
        if not await connection.fetchval("SELECT to_regclass('aerich') IS NOT NULL"):
            return []
        return [
            r["version"] for r in await connection.fetch("SELECT version FROM aerich ORDER BY id")
        ]
    finally:
        await connection.close()


async def check_migrated(database_url: str) -> None:
    """Raises UnmigratedError or NewerSchemaError unless the schema is exactly this code's."""
    have = await applied(database_url)
    if unknown := [name for name in have if name not in known()]:
        raise NewerSchemaError(unknown)
    if pending := [name for name in known() if name not in have]:
        raise UnmigratedError(pending)


async def migrate(database_url: str) -> list[str]:
    """Applies what is pending and returns its names; several processes may call it at once."""
    async with _alone(database_url):
        have = await applied(database_url)
        if unknown := [name for name in have if name not in known()]:
            raise NewerSchemaError(unknown)
        if all(name in have for name in known()):
            return []
        from aerich import Command  # a second of imports that only a real migration pays

        config = tortoise_config(database_url, models=[*MODELS, "aerich.models"])
        command = Command(config, location=str(LOCATION))
        try:
            await command.init()
            return await command.upgrade(run_in_transaction=True)
        finally:
            await Tortoise.close_connections()


@asynccontextmanager
async def _alone(database_url: str) -> AsyncIterator[None]:
    # The lock belongs to the session: it is let go even when this process is killed.
    connection = await asyncpg.connect(plain_dsn(database_url))
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        yield
    finally:
        await connection.close()
