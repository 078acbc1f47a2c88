"""An HTTP proxy on 127.0.0.1 that does on purpose what networks and servers do by accident."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

CHUNK = 64 * 1024


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests that match; the first fault that matches counts.

    `status` answers instead of the server. `drop_after` cuts both connections after that many bytes
    of the body, `corrupt_at` flips a bit of that byte, `lose_reply` lets the server do its work and
    cuts the client off. `reply_drop_after` and `reply_corrupt_at` do so with the answer, headers
    included.
    """

    method: str
    path: str
    times: int = 1
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    drop_after: int | None = None
    corrupt_at: int | None = None
    lose_reply: bool = False
    reply_drop_after: int | None = None
    reply_corrupt_at: int | None = None

    def matches(self, method: str, path: str) -> bool:
        """Whether it is for this request."""
        return self.times > 0 and method == self.method and re.search(self.path, path) is not None


@dataclass(slots=True)
class Seen:
    """A request that came by; `body` counts the bytes of it that the client sent, `reply` those of
    the answer that it was sent.
    """

    method: str
    path: str
    body: int = 0
    reply: int = 0
    status: int | None = None


class FaultProxy:
    """Stands before `upstream` (an http:// address, which may change). One request a connection."""

    def __init__(self, upstream: str = "") -> None:
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.seen: list[Seen] = []
        self.rate: int | None = None
        """Bytes per second of each request's body."""
        self.refusing = False
        """Whether connections are cut as soon as they come, as when the network is away."""
        self._changed = asyncio.Condition()
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> Self:
        """Listens on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=CHUNK)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def stop(self) -> None:
        """Cuts everything."""
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await self._server.wait_closed()

    def add(self, method: str, path: str, **what: object) -> Fault:
        """Plans a fault."""
        fault = Fault(method, path, **what)  # type: ignore[arg-type]
        self.faults.append(fault)
        return fault

    def sent(self, method: str = "PUT", path: str = r"/parts/\d+") -> int:
        """Bytes of bodies that clients have sent in such requests."""
        return sum(s.body for s in self.seen if s.method == method and re.search(path, s.path))

    def count(self, method: str, path: str) -> int:
        """How many such requests came."""
        return len([s for s in self.seen if s.method == method and re.search(path, s.path)])

    async def until(self, condition: Callable[[], bool], timeout_s: float = 30) -> None:
        """Waits until `condition` holds; it is asked whenever bytes came."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(condition)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if not self.refusing:
                await self._request(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        seen = Seen(method, path)
        self.seen.append(seen)
        fault = next((f for f in self.faults if f.matches(method, path)), None)
        if fault is not None:
            fault.times -= 1
        length = int((re.search(rb"(?i)\r\ncontent-length: *(\d+)", head) or [0, 0])[1])
        if fault is not None and fault.status is not None:
            await self._refuse(reader, writer, fault, length)
            seen.status = fault.status
            return
        await self._relay(head, reader, writer, seen, fault or Fault("", ""), length)

    async def _refuse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault, length: int
    ) -> None:
        headers = {"content-length": str(len(fault.body)), "connection": "close", **fault.headers}
        lines = [f"HTTP/1.1 {fault.status} Fault", *(f"{k}: {v}" for k, v in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + fault.body)
        await writer.drain()
        while length > 0 and (chunk := await reader.read(CHUNK)):
            length -= len(chunk)

    async def _relay(
        self,
        head: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        seen: Seen,
        fault: Fault,
        length: int,
    ) -> None:
        there = urlsplit(self.upstream)
        back, out = await asyncio.open_connection(there.hostname, there.port)
        try:
            out.write(re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head[:-4]))
            out.write(b"\r\nconnection: close\r\n\r\n")
            if not await self._body(reader, out, seen, fault, length):
                return
            await self._answer(back, writer, seen, fault)
        finally:
            out.close()

    async def _answer(
        self,
        back: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        seen: Seen,
        fault: Fault,
    ) -> None:
        """Passes the answer back, as far as the fault lets it."""
        most = 0 if fault.lose_reply else fault.reply_drop_after
        while answer := bytearray(await back.read(CHUNK)):
            start, end = seen.reply, seen.reply + len(answer)
            if fault.reply_corrupt_at is not None and start <= fault.reply_corrupt_at < end:
                answer[fault.reply_corrupt_at - start] ^= 1
            if most is not None:
                del answer[max(0, most - start) :]
            if answer and start == 0:
                seen.status = int(answer.split(b" ", 2)[1])
            seen.reply += len(answer)
            writer.write(answer)
            await writer.drain()
            if most is not None and seen.reply >= most and not fault.lose_reply:
                return
            if self.rate is not None:
                await asyncio.sleep(len(answer) / self.rate)

    async def _body(
        self,
        reader: asyncio.StreamReader,
        out: asyncio.StreamWriter,
        seen: Seen,
        fault: Fault,
        length: int,
    ) -> bool:
        """Passes the body on; False when it was cut."""
        while seen.body < length:
            chunk = bytearray(await reader.read(min(CHUNK, length - seen.body)))
            if not chunk:
                return False
            start = seen.body
            async with self._changed:
                seen.body += len(chunk)
                self._changed.notify_all()
            if fault.corrupt_at is not None and start <= fault.corrupt_at < seen.body:
                chunk[fault.corrupt_at - start] ^= 1
            out.write(chunk)
            await out.drain()
            if fault.drop_after is not None and seen.body >= fault.drop_after:
                out.transport.abort()
                return False
            if self.rate is not None:
                await asyncio.sleep(len(chunk) / self.rate)
        return True
