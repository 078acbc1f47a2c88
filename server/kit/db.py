"""The database: set-up, and unit_of_work(), through which every write goes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.transactions import in_transaction

from server.kit.config import Settings
from server.kit.readers import Readers

MODELS = [
    "server.kit.jobs",
    "server.identity.models",
    "server.media.models",
    "server.catalog.models",
    "server.releases.models",
    "server.social.models",
    "server.stats.models",
]

READERS = 4
"""Connections of one process for single reads, beside DATABASE_POOL."""

_readers: Readers | None = None
AfterCommit = Callable[[], Awaitable[None]]
_after_commit: ContextVar[list[AfterCommit] | None] = ContextVar("after_commit", default=None)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: an account, and which of its sessions (a browser or a device)."""

    user_id: UUID
    session_id: UUID | None


_author: ContextVar[Author | None] = ContextVar("author", default=None)


def tortoise_config(
    database_url: str, *, pool: int = 10, models: Sequence[str] = MODELS
) -> dict[str, Any]:
    """The configuration that Tortoise and aerich share; aerich adds a model of its own."""
    scheme, _, rest = database_url.partition("://")
    if scheme not in {"postgres", "postgresql", "asyncpg"}:
        raise ValueError("DATABASE_URL must begin with postgres://")
    joint = "&" if "?" in rest else "?"
    url = f"asyncpg://{rest}{joint}minsize=1&maxsize={pool}"
    return {
        "connections": {"default": url},
        "apps": {"models": {"models": list(models), "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


class PooledConnection(asyncpg.Connection):
    """Goes back to the pool without a statement that resets it, which costs as much as a read.

    Nothing sets session state on pooled connections: settings are SET LOCAL, and locks are those
    of a transaction. Open transactions are rolled back all the same.
    """

    def get_reset_query(self) -> str:
        """asyncpg's own hook."""
        return ""


async def open_database(settings: Settings) -> None:
    """Connects this process; call once."""
    config = tortoise_config(settings.database_url, pool=settings.database_pool)
    expanded = expand_db_url(config["connections"]["default"])
    expanded["credentials"]["connection_class"] = PooledConnection
    config["connections"]["default"] = expanded
    await Tortoise.init(config=config, _enable_global_fallback=True)
    # Tortoise opens its pool with the first statement of its own; row() and rows() need it before.
    await connections.get("default").execute_query("SELECT 1")
    global _readers
    address = "postgres://" + settings.database_url.partition("://")[2]
    _readers = Readers(lambda: asyncpg.connect(address), READERS)


def is_open() -> bool:
    """Whether this process is connected."""
    return _readers is not None


async def close_database() -> None:
    """Gives the connections back."""
    global _readers
    if _readers is not None:
        await _readers.close()
        _readers = None
    await Tortoise.close_connections()


@asynccontextmanager
async def unit_of_work() -> AsyncIterator[BaseDBAsyncClient]:
    """One transaction; what `after_commit` collected runs once it is committed, never on rollback.

    A unit inside a unit joins the outer one, as a savepoint. Triggers write what changed into the
    change feed when the transaction commits, with the author whom write_as() has named.
    """
    waiting = _after_commit.get()
    if waiting is not None:
        before = len(waiting)
        try:
            async with in_transaction() as connection:
                yield connection
        except BaseException:
            del waiting[before:]
            raise
        return
    waiting = []
    token = _after_commit.set(waiting)
    try:
        async with in_transaction() as connection:
            await _sign()
            yield connection
    finally:
        _after_commit.reset(token)
    for action in waiting:
        await action()


def write_as(author: Author | None) -> None:
    """Names the author of what this request writes from now on; None: the server itself."""
    _author.set(author)


async def _sign() -> None:
    author = _author.get()
    if author is not None:
        await execute(
            """SELECT set_config('acetate.user', $1, true),
                      set_config('acetate.device', $2, true)""",
            str(author.user_id),
            str(author.session_id or ""),
        )


def after_commit(action: AfterCommit) -> None:
    """Has `action` run after the commit of the unit of work around. RuntimeError outside of one."""
    waiting = _after_commit.get()
    if waiting is None:
        raise RuntimeError("after_commit() outside unit_of_work()")
    waiting.append(action)


def pool() -> asyncpg.Pool[asyncpg.Record]:
    """The asyncpg pool under Tortoise, for the hot paths: one statement each, reading only."""
    client = connections.get("default")
    return client._pool  # type: ignore[no-any-return]


async def row(sql: str, *args: object) -> asyncpg.Record | None:
    """The first row of a hot-path statement, or None."""
    found: asyncpg.Record | None = await _read("fetchrow", sql, args)
    return found


async def rows(sql: str, *args: object) -> list[asyncpg.Record]:
    """All rows of a hot-path statement."""
    found: list[asyncpg.Record] = await _read("fetch", sql, args)
    return found


async def _read(how: str, sql: str, args: tuple[object, ...]) -> Any:
    readers = _readers
    connection = await readers.lend() if readers is not None else None
    if readers is None or connection is None:
        return await getattr(pool(), how)(sql, *args)
    failed: BaseException | None = None
    try:
        return await getattr(connection, how)(sql, *args)
    except BaseException as error:
        failed = error
        raise
    finally:
        readers.take_back(connection, failed)


async def execute(sql: str, *args: object) -> list[dict[str, Any]]:
    """A statement on the connection of the unit of work around; rows of RETURNING as dicts."""
    result: list[dict[str, Any]] = await connections.get("default").execute_query_dict(
        sql, list(args)
    )
    return result
