"""A studio without windows over real HTTP, on a network and a disk that do what the test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx

from sync.client import blobs, outbox, shadow
from sync.client.answers import tls
from sync.client.blobs import BlobState
from sync.client.download import Downloader
from sync.client.editing import recover
from sync.client.engine import Engine
from sync.client.feed import HttpFeed, Position
from sync.client.hashing import hash_file
from sync.client.journal import Journal
from sync.client.local import Local
from sync.client.remote import HttpRemote
from sync.client.retry import RemoteFailure
from sync.client.session import Session
from sync.client.status import OnStatus
from sync.client.uploader import Uploader
from sync.wire.changes import Op, OpResult, PushReply
from sync.wire.uploads import UploadKind

Fault = Literal["none", "request_lost", "answer_lost", "kept"]
DRAIN_ROUNDS = 60


Retell = Callable[[httpx.Request, httpx.Response], httpx.Response | None]
"""What the studio gets instead of an answer; None: the answer itself."""


class Wire(httpx.AsyncBaseTransport):
    """The network of one studio. `kept` requests can arrive once more, later; `retell` has another
    server answer, or something that is none.
    """

    def __init__(self) -> None:
        self._real = httpx.AsyncHTTPTransport(verify=tls())
        self.fault: Fault = "none"
        self.kept: list[httpx.Request] = []
        self.asked: list[httpx.Request] = []
        self.retell: Retell | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends it, or loses it on the way there or on the way back."""
        self.asked.append(request)
        fault, self.fault = self.fault, "none"
        if fault == "request_lost":
            raise httpx.ConnectError("the network is down", request=request)
        if fault == "kept":
            await request.aread()
            self.kept.append(request)
        answer = await self._real.handle_async_request(request)
        if fault == "answer_lost":
            await answer.aread()
            await answer.aclose()
            raise httpx.ReadError("the network went down", request=request)
        return await self._told(request, answer) if self.retell is not None else answer

    async def _told(self, request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        assert self.retell is not None, "whoever calls has looked"
        await answer.aread()
        await answer.aclose()
        return self.retell(request, answer) or httpx.Response(
            answer.status_code, content=answer.content
        )

    async def repeat(self, request: httpx.Request) -> int:
        """The same bytes as then; nobody waits for the answer."""
        again = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.content
        )
        answer = await self._real.handle_async_request(again)
        await answer.aread()
        await answer.aclose()
        return answer.status_code

    async def aclose(self) -> None:
        """Lets go of the connections."""
        await self._real.aclose()


class _Told(HttpFeed):
    """HttpFeed that remembers what the server said to each operation."""

    said: list[OpResult]

    async def push(self, ops: list[Op], at: Position) -> PushReply:
        """As HttpFeed's."""
        reply = await super().push(ops, at)
        self.said += reply.results
        return reply


@dataclass(eq=False)
class Desk:
    """One studio: its library's file, its connection, and the sound files it has."""

    folder: Path
    address: str
    token: str
    songs: list[Path] = field(default_factory=list)

    async def open(self) -> None:
        """As on a start of the program."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.wire = Wire()
        self.feed = _Told(self.address, self.token, transport=self.wire)
        self.feed.said = []
        self.remote = HttpRemote(self.address, self.token)
        self.journal = Journal(self.folder / "journal.db")
        self.uploader = Uploader(self.journal, self.remote, backoff_s=0.01)
        self.local = Local(self.folder / "library.db")
        self.session = Session(self.local, self.feed, "test")

    async def close(self) -> None:
        """As on its end."""
        self.local.close()
        self.journal.close()
        await self.feed.close()
        await self.remote.close()

    async def lose_library(self) -> int:
        """The database is gone; the file beside it and the sound files are not. How many
        operations were taken up.
        """
        self.local.close()
        for lost in self.folder.glob("library.db*"):
            lost.unlink()
        self.local = Local(self.folder / "library.db")
        self.session = Session(self.local, self.feed, "test")
        return recover(self.local)

    async def add_song(self, path: Path) -> str:
        """Notes a sound file; its digest."""
        if path not in self.songs:
            self.songs.append(path)
        return blobs.keep(self.local, UploadKind.ORIGINAL, path, await hash_file(path))

    def engine(self, on_status: OnStatus = lambda _: None) -> Engine:
        """What keeps the library in step by itself."""
        downloads = Downloader(self.local, self.remote, self.folder / "files")
        found = Engine(
            self.local,
            self.feed,
            self.uploader,
            app_version="test",
            downloads=downloads,
            on_status=on_status,
        )
        found.session = self.session
        return found

    async def push(self, limit: int = 100, fault: Fault = "none") -> int:
        """One batch, if the studio has met the server; how many were answered."""
        if self.local.get("epoch") is None:
            return 0
        self.wire.fault = fault
        try:
            return await self.session.push(limit)
        except RemoteFailure as failure:
            if failure.status:
                raise
            return 0
        finally:
            self.wire.fault = "none"

    async def pull(self, limit: int = 1000, fault: Fault = "none") -> bool:
        """One page (the first time, a hello before it); whether there is more."""
        self.wire.fault = fault
        try:
            if self.local.get("epoch") is None:
                await self.session.hello()
            return await self.session.pull(limit=limit)
        except RemoteFailure as failure:
            if failure.status:
                raise
            return True
        finally:
            self.wire.fault = "none"

    async def upload(self, *, answer_lost: bool = False) -> None:
        """Sends the first file that something waits for."""
        for blob in blobs.wanted(self.local)[:1]:
            await self.uploader.upload(blob.path, kind=blob.kind)
            if not answer_lost:
                blobs.mark(self.local, blob.sha256, BlobState.DONE)

    def wait(self) -> None:
        """So much time passes that every postponed operation is due."""
        with self.local.edit() as db:
            db.execute("UPDATE outbox SET next_at = 0")

    def open_ops(self) -> list[str]:
        """What the server has not taken."""
        with self.local.read() as db:
            rows = db.execute(
                "SELECT type, kind, state FROM outbox WHERE state IN ('pending', 'inflight')"
            ).fetchall()
        return [f"{row['type']} {row['kind']} {row['state']}" for row in rows]

    async def drain(self) -> bool:
        """Syncs until nothing is left to do; False: it got nowhere."""
        for _ in range(DRAIN_ROUNDS):
            self.wait()
            await self.upload()
            sent = await self.push()
            more = await self.pull()
            behind = shadow.cursor(self.local)
            if not (sent or more or self.open_ops() or blobs.wanted(self.local)) and behind >= 0:
                return True
        return False

    def refused(self) -> list[outbox.Rejected]:
        """What the server will never take."""
        return outbox.rejected(self.local)
