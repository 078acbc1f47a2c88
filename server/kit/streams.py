"""A Redis stream that loses nothing: the durable form of taskiq's stream broker."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError
from taskiq import AckableMessage
from taskiq_redis import RedisStreamBroker

from server.kit.logs import logger

log = logger(__name__)

GOODBYE_S = 5.0
"""How long hanging up waits for what is under way."""


class DurableStreamBroker(RedisStreamBroker):
    """Messages of dead workers are taken up, running ones are not, acknowledged ones are deleted.

    The stock broker reclaims only when new messages come, runs a job twice at once when it takes
    longer than the idle timeout, and never deletes. Here a heartbeat (XCLAIM JUSTID, which does
    not count as a delivery) keeps what is being worked on, and a message delivered
    `max_deliveries` times goes to `<queue>:dead`.
    """

    def __init__(self, url: str, *, queue_name: str, idle_ms: int, max_deliveries: int = 5) -> None:
        super().__init__(
            url,
            queue_name=queue_name,
            consumer_id="0",
            xread_count=1,
            xread_block=1000,
            idle_timeout=idle_ms,
        )
        self.max_deliveries = max_deliveries
        self.dead = f"{queue_name}:dead"
        self._running: set[str] = set()
        self._heart: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[Any] | None = None
        self._acknowledging: set[asyncio.Task[Any] | None] = set()
        self._closed = False

    def _ack_generator(self, id: str, queue_name: str) -> Callable[[], Awaitable[None]]:
        async def acknowledge() -> None:
            self._running.discard(id)
            if self._closed:
                return  # it comes again, and finds its job done
            task = asyncio.current_task()
            self._acknowledging.add(task)
            try:
                await remove()
            finally:
                self._acknowledging.discard(task)

        async def remove() -> None:
            async with Redis(connection_pool=self.connection_pool) as redis:
                pipe = redis.pipeline(transaction=True)
                pipe.xack(queue_name, self.consumer_group_name, id)
                pipe.xdel(queue_name, id)
                await pipe.execute()

        return acknowledge

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """New messages, and those that a dead worker left."""
        self._heart = asyncio.create_task(self._beat())
        next_look = 0.0
        try:
            while True:
                self._reading = asyncio.current_task()
                try:
                    if time.monotonic() >= next_look:
                        next_look = time.monotonic() + max(0.5, self.idle_timeout / 2000)
                        for message in await self._abandoned():
                            yield message
                    for message in await self._fresh():
                        yield message
                except RedisError as error:
                    log.warning("queue_unreachable", queue=self.queue_name, error=str(error))
                    await asyncio.sleep(1)
        finally:
            self._heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._heart

    async def shutdown(self) -> None:
        """Hangs up once nothing is read or acknowledged any more.

        taskiq waits for neither when it is cancelled, and whoever comes after the hanging up opens
        a connection that nobody closes.
        """
        self._closed = True
        if self._reading is not None:
            self._reading.cancel()
        left = {task for task in (self._reading, *self._acknowledging) if task is not None}
        if left:
            await asyncio.wait(left, timeout=GOODBYE_S)
        await super().shutdown()

    async def _fresh(self) -> list[AckableMessage]:
        async with Redis(connection_pool=self.connection_pool) as redis:
            found: Any = await redis.xreadgroup(
                self.consumer_group_name,
                self.consumer_name,
                {self.queue_name: ">"},
                block=self.block,
                count=self.count,
            )
        return [self._message(id, data) for _, messages in found or [] for id, data in messages]

    async def _abandoned(self) -> list[AckableMessage]:
        taken = []
        async with Redis(connection_pool=self.connection_pool) as redis:
            pending = await redis.xpending_range(
                self.queue_name,
                self.consumer_group_name,
                min="-",
                max="+",
                count=100,
                idle=self.idle_timeout,
            )
            for entry in pending:
                id = cast(str, entry["message_id"])
                if id not in self._running:
                    taken += await self._take(redis, id, int(entry["times_delivered"]))
        return taken

    async def _take(self, redis: Any, id: str, deliveries: int) -> list[AckableMessage]:
        claimed = await redis.xclaim(
            self.queue_name, self.consumer_group_name, self.consumer_name, self.idle_timeout, [id]
        )
        if not claimed or not claimed[0][1]:
            return []
        if deliveries < self.max_deliveries:
            return [self._message(id, claimed[0][1])]
        log.error("message_dead", queue=self.queue_name, deliveries=deliveries)
        await redis.xadd(self.dead, {b"data": claimed[0][1][b"data"]}, maxlen=10_000)
        await self._ack_generator(id, self.queue_name)()
        return []

    def _message(self, id: str, data: dict[bytes, bytes]) -> AckableMessage:
        self._running.add(id)
        return AckableMessage(data=data[b"data"], ack=self._ack_generator(id, self.queue_name))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.idle_timeout / 3000)
            if not self._running:
                continue
            try:
                async with Redis(connection_pool=self.connection_pool) as redis:
                    await redis.xclaim(
                        self.queue_name,
                        self.consumer_group_name,
                        self.consumer_name,
                        0,
                        list(self._running),
                        justid=True,
                    )
            except RedisError as error:
                log.warning("heartbeat_failed", queue=self.queue_name, error=str(error))
