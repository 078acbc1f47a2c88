"""Single reads on connections of their own, whatever happens to these."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from server.kit import db
from server.kit.resources import Resources
from tests.support.live import LiveServer


@pytest.fixture
def held(server: LiveServer) -> Resources:
    """A process with its database open."""
    return server.resources


class TestRow:
    async def test_many_at_once_all_answer(self, held: Resources) -> None:
        found = await asyncio.gather(*(db.row("SELECT $1::int AS n", n) for n in range(60)))
        assert [row["n"] for row in found if row] == list(range(60))

    async def test_a_refused_statement_leaves_the_connection_good(self, held: Resources) -> None:
        for _ in range(db.READERS * 2):
            with pytest.raises(asyncpg.PostgresError):
                await db.row("SELECT 1/0")
        assert await db.row("SELECT 1 AS one") is not None

    async def test_a_cancelled_one_is_not_used_again(self, held: Resources) -> None:
        for _ in range(db.READERS * 2):
            task = asyncio.create_task(db.row("SELECT pg_sleep(5)"))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        found = await asyncio.gather(*(db.row("SELECT $1::int AS n", n) for n in range(10)))
        assert [row["n"] for row in found if row] == list(range(10))

    async def test_connections_that_the_database_closed_are_replaced(self, held: Resources) -> None:
        await asyncio.gather(*(db.row("SELECT pg_sleep(0.05)") for _ in range(db.READERS)))
        async with db.unit_of_work():
            await db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        await asyncio.sleep(0.1)
        found = await asyncio.gather(*(db.row("SELECT $1::int AS n", n) for n in range(10)))
        assert [row["n"] for row in found if row] == list(range(10))
