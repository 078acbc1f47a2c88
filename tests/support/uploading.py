"""Files, people and clients for tests of uploads."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from server.identity.models import CollaboratorRole, Role, User
from server.identity.service import let_in
from server.identity.sessions import open_device
from server.kit.config import Settings
from server.media.models import LibraryUsage
from server.media.queries import asset
from sync.client.events import Event
from sync.client.hashing import hash_part
from sync.client.journal import Journal
from sync.client.remote import HttpRemote
from sync.client.uploader import Uploader
from sync.wire.ids import new_id
from sync.wire.uploads import part_plan
from tests.support.live import LiveServer
from tests.support.proxy import FaultProxy

E = TypeVar("E", bound=Event)

MIB = 1024 * 1024
SIZE = 20 * MIB
"""Three parts by the rule."""
INIT = "/api/v1/upload/multipart/init"
COMPLETE = "/api/v1/upload/multipart/complete"


@dataclass(frozen=True, slots=True)
class Artist:
    """An account and the token of one of its devices."""

    id: UUID
    handle: str
    token: str


async def make_person(handle: str, role: Role = Role.ARTIST) -> Artist:
    """An account made at once (a sign-up hashes a password, which takes its time)."""
    user = await User.create(
        id=new_id(),
        handle=handle,
        email=f"{handle}@example.com",
        email_key=f"{handle}@example.com",
        password_hash="none",
        display_name=handle,
        role=role,
    )
    device = await open_device(user.id, "a laptop")
    return Artist(user.id, handle, device.token)


async def make_collaborator(library: Artist, handle: str, role: CollaboratorRole) -> Artist:
    """A listener who may work in `library`."""
    person = await make_person(handle, Role.LISTENER)
    await let_in(library.id, handle, role)
    return person


def make_file(path: Path, size: int = SIZE, seed: int = 1) -> Path:
    """A file of random bytes, the same for the same seed and size."""
    path.write_bytes(random.Random(seed).randbytes(size))
    return path


def started(path: Path, **fields: Any) -> dict[str, Any]:
    """The body of an init for a file, with all its parts declared."""
    size = path.stat().st_size
    return {
        "filename": path.name,
        "size": size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "kind": "original",
        "parts": parts_of(path),
        **fields,
    }


def parts_of(path: Path) -> list[dict[str, Any]]:
    """Number and digests of every part."""
    size = path.stat().st_size
    found = [hash_part(path, n, size) for n in range(1, part_plan(size).count + 1)]
    return [{"n": p.n, "sha256": p.sha256, "md5": p.md5} for p in found]


def part_bytes(path: Path, n: int) -> bytes:
    """The bytes of part `n`."""
    offset, length = part_plan(path.stat().st_size).span(n)
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


async def put_part(
    http: httpx.AsyncClient, signed: dict[str, Any], body: bytes, **headers: str
) -> httpx.Response:
    """A PUT of bytes to a signed URL."""
    return await http.put(signed["url"], content=body, headers={**signed["headers"], **headers})


async def send_all(http: httpx.AsyncClient, path: Path, **fields: Any) -> dict[str, Any]:
    """init and every part; the answer to init."""
    answer = await http.post(INIT, json=started(path, **fields))
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    for signed in view["presigned_parts"]:
        sent = await put_part(http, signed, part_bytes(path, signed["n"]))
        assert sent.status_code == 200, sent.text
    return view


async def completed(http: httpx.AsyncClient, upload_id: str) -> httpx.Response:
    """A complete without a word about etags."""
    return await http.post(COMPLETE, json={"upload_id": upload_id, "etags": []})


async def upload(http: httpx.AsyncClient, path: Path, **fields: Any) -> str:
    """The whole way by hand; the asset's id."""
    view = await send_all(http, path, **fields)
    answer = await completed(http, view["upload_id"])
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["asset_id"]
    return found


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The error of an answer that must be one."""
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    found: dict[str, Any] = answer.json()["error"]
    return found


async def usage_of(person: Artist) -> tuple[int, int]:
    """Bytes (used, reserved)."""
    found = await LibraryUsage.get_or_none(library_id=person.id)
    return (found.used_bytes, found.reserved_bytes) if found else (0, 0)


async def object_of(server: LiveServer, asset_id: str) -> bytes:
    """The bytes of an asset in a folder store."""
    found = await asset(asset_id)
    path = server.resources.store.local_path(found.bucket, found.key)
    assert path is not None
    return path.read_bytes()


class World:
    """A server behind a fault proxy, an artist, and an uploader with its journal on disk."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self.proxy = FaultProxy()
        self.events: list[Event] = []
        self._remotes: list[HttpRemote] = []
        self._journals: list[Journal] = []

    async def start(self) -> Self:
        """Everything up; the artist is `nina`."""
        await self.proxy.start()
        await self.serve()
        self.artist = await make_person("nina")
        self.journal = self.open_journal()
        self.remote = self.as_person(self.artist)
        self.uploader = Uploader(self.journal, self.remote, backoff_s=0.05)
        return self

    async def serve(self) -> None:
        """A server, with what earlier ones stored."""
        self.server = LiveServer(self.settings)
        self.server.settings = replace(self.server.settings, public_url=self.proxy.url)
        await self.server.start()
        await self.server.resources.store.ensure_buckets()
        self.proxy.upstream = self.server.url

    async def restart(self) -> None:
        """Ends the server and starts another one."""
        await self.server.stop()
        await self.serve()

    def open_journal(self) -> Journal:
        """The journal's file, opened once more."""
        found = Journal(self.folder / "journal.db")
        self._journals.append(found)
        return found

    def as_person(self, person: Artist) -> HttpRemote:
        """The server as this account's device sees it."""
        found = HttpRemote(self.proxy.url, person.token)
        self._remotes.append(found)
        return found

    async def upload(self, path: Path, **options: Any) -> UUID:
        """The uploader's upload(), its events kept."""
        return await self.uploader.upload(path, on_event=self.events.append, **options)

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    async def stored(self, asset_id: UUID) -> bytes:
        """The object of an asset, whole."""
        found = await asset(asset_id)
        chunks = self.server.resources.store.read(found.bucket, found.key)
        return b"".join([chunk async for chunk in chunks])

    async def stop(self) -> None:
        """Everything down."""
        for remote in self._remotes:
            await remote.close()
        for journal in self._journals:
            journal.close()
        await self.proxy.stop()
        await self.server.stop()
