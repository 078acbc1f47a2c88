"""Two machines of one artist: the libraries of two studios, and the real server between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.identity.sessions import open_device
from server.kit.config import Settings as ServerSettings
from studio import settings
from studio.actions import syncing
from studio.actions.desk import Desk, key_name, open_desk
from studio.settings import Account, Places, Settings
from tests.support.live import LiveServer
from tests.support.uploading import Artist, make_person


def home(root: Path, name: str) -> Places:
    found = Places(data=root / name, cache=root / name / "cache", config=root / name / "config")
    for folder in (found.data, found.cache, found.config):
        folder.mkdir(parents=True, exist_ok=True)
    return found


class Pair:
    """Two machines of one artist."""

    def __init__(self, server: LiveServer, artist: Artist, root: Path) -> None:
        self.server, self.artist, self.root = server, artist, root

    async def move_in(self) -> None:
        """Each is a device of its own."""
        self.first, self.second = await self.open("laptop"), await self.open("tower")

    async def open(self, name: str) -> Desk:
        places, device = home(self.root, name), await open_device(self.artist.id, name)
        account = Account(server=self.server.url, handle=self.artist.handle)
        settings.save(places, Settings(account=account))
        desk = open_desk(places)
        desk.keys.put(key_name(account), device.token)
        return desk

    async def sync(self, *desks: Desk) -> None:
        for desk in desks or (self.first, self.second):
            with desk.local.edit() as db:  # so much time passes that held decisions go
                db.execute("UPDATE outbox SET next_at = 0")
            async with syncing.engine(desk) as engine:
                await engine.once()


@asynccontextmanager
async def meet(server_settings: ServerSettings, root: Path) -> AsyncIterator[Pair]:
    """Both, open, with the server that runs while they are."""
    server = LiveServer(server_settings)
    await server.start()
    await server.resources.store.ensure_buckets()
    found = Pair(server, await make_person("nina"), root)
    await found.move_in()
    try:
        yield found
    finally:
        found.first.local.close()
        found.second.local.close()
        await server.stop()
