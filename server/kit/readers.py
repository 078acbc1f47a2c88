"""A few connections for single reads, handed out without a pool's bookkeeping.

asyncpg's pool spends more on lending a connection than the statement itself costs (measured: 77 us
of 137 us for a SELECT by key), which counts where a request is one read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

Connect = Callable[[], Awaitable[Any]]


class Readers:
    """At most `size` connections, opened as they are needed."""

    def __init__(self, connect: Connect, size: int) -> None:
        self._connect = connect
        self._size = size
        self._free: list[Any] = []
        self._open = 0

    async def lend(self) -> Any | None:
        """A connection, to be given back; None when all are lent. Raises what connecting raises."""
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
            self._open -= 1
        if self._open >= self._size:
            return None
        self._open += 1
        try:
            return await self._connect()
        except BaseException:
            self._open -= 1
            raise

    def take_back(self, connection: Any, error: BaseException | None) -> None:
        """Gives a connection back. One whose statement was broken off is not used again."""
        if error is None or isinstance(error, asyncpg.PostgresError):
            self._free.append(connection)
            return
        self._open -= 1
        connection.terminate()

    async def close(self) -> None:
        """Closes what is not lent."""
        for connection in self._free:
            await connection.close()
        self._free.clear()
        self._open = 0
