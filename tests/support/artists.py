"""An artist at work: a device, masters in the library, tracks made of them over HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from server.identity.access import ANONYMOUS
from server.identity.models import Role, User
from sync.wire.uploads import UploadKind
from tests.support import songs
from tests.support.live import LiveServer
from tests.support.makers import make_asset
from tests.support.people import sign_up

TRACKS = "/api/v1/tracks"


@dataclass(slots=True)
class Studio:
    """An artist's device, and masters in their library."""

    server: LiveServer
    device: httpx.AsyncClient
    owner: User
    folder: Path
    count: int = 0

    async def asset(self, kind: UploadKind = UploadKind.ORIGINAL, seconds: float = 1.0) -> UUID:
        self.count += 1
        path = songs.chord(self.folder / f"{self.count}.wav", seconds=seconds + self.count / 100)
        if kind is UploadKind.IMAGE:
            path.write_bytes(b"picture %d" % self.count)
        viewer = ANONYMOUS.__class__(
            self.owner.id, self.owner.handle, "Anna", Role.ARTIST, False, None, "bearer"
        )
        return await make_asset(self.server.resources, viewer, path, kind)

    async def make(self, title: str = "Night Ferry", **fields: Any) -> dict[str, Any]:
        made = await self.send("POST", TRACKS, title=title, **fields)
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found

    async def send(self, method: str, address: str, **body: Any) -> httpx.Response:
        if address == TRACKS and "original_asset_id" not in body:
            body["original_asset_id"] = str(await self.asset())
        return await self.device.request(method, address, json=body)

    async def edit(self, track: dict[str, Any], **changes: Any) -> httpx.Response:
        return await self.device.patch(f"{TRACKS}/{track['id']}", json=changes)

    async def read(self, track: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = (await self.device.get(f"{TRACKS}/{track['id']}")).json()
        return found

    async def ready(self, version_id: str) -> dict[str, Any]:
        while True:
            found: dict[str, Any] = (await self.device.get(f"/api/v1/versions/{version_id}")).json()
            if found["status"] not in {"pending", "processing"}:
                return found
            await asyncio.sleep(0.1)


async def open_studio(server: LiveServer, folder: Path) -> Studio:
    anna = await sign_up(server, "anna")
    await server.resources.store.ensure_buckets()
    return Studio(server, await anna.device(server), await User.get(id=anna.id), folder)


def refused(answer: httpx.Response, status: int, field: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()["error"]
    assert (answer.status_code, found["field"]) == (status, field), answer.text
    return found
