"""The product's own server on a free port inside the test's event loop."""

from __future__ import annotations

import asyncio
import gc
import itertools
import socket
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
from sanic import Sanic

from server.kit import working
from server.kit.config import Settings
from server.kit.resources import Resources
from server.main import create_app

_names = itertools.count()


class LiveServer:
    """Start it, ask `url`, or use `client()` for an httpx client with its own cookies."""

    def __init__(self, settings: Settings) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.settings = replace(settings, public_url=self.url)
        self._clients: list[httpx.AsyncClient] = []
        self._jobs: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listens; the database must be migrated."""
        Sanic.test_mode = True
        self.app = create_app(self.settings, name=f"acetate-{next(_names)}")
        self._server: Any = await self.app.create_server(
            sock=self._socket, return_asyncio_server=True, access_log=False
        )
        gc.disable()  # what it runs may parse too, and CPython 3.11 then fails in the router's
        try:
            await self._server.startup()
        finally:
            gc.enable()
        await self._server.before_start()
        await self._server.start_serving()
        await self._server.after_start()

    @property
    def resources(self) -> Resources:
        """What the server holds open: for calling services and looking into the store."""
        found: Resources = self.app.ctx.resources
        return found

    def client(self, **options: Any) -> httpx.AsyncClient:
        """An HTTP client of this server, closed with it."""
        # No TLS here: a store of certificates would be read for each client, 40 ms a time.
        found = httpx.AsyncClient(base_url=self.url, timeout=60, verify=False, **options)
        self._clients.append(found)
        return found

    async def start_worker(self) -> None:
        """Jobs and the clock in this loop."""
        self._jobs = [
            asyncio.create_task(working.work(self.resources)),
            asyncio.create_task(working.schedule(self.settings)),
        ]

    async def stop_worker(self) -> None:
        """Ends them."""
        for task in self._jobs:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._jobs = []

    async def stop(self) -> None:
        """Closes clients and server."""
        await self.stop_worker()
        for client in self._clients:
            await client.aclose()
        await self._server.before_stop()
        self._server.close()
        await self._server.wait_closed()
        await self._server.after_stop()
        Sanic._app_registry.pop(self.app.name, None)
