"""The server as the engine sees it: the Feed protocol, and its form over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

import httpx

from sync.client.answers import MIB, fetch, tls
from sync.client.errors import NotShared
from sync.client.remote import CONNECT_S, LONGEST_CALL_S, checked, nonsense
from sync.client.retry import RemoteFailure
from sync.wire import codec
from sync.wire.changes import (
    EPOCH_HEADER,
    LIBRARY_HEADER,
    MARK_HEADER,
    SCHEMA,
    SCHEMA_HEADER,
    Changes,
    Digest,
    Hello,
    HistoryEntry,
    Op,
    Push,
    PushReply,
    Welcome,
)
from sync.wire.problems import Code

T = TypeVar("T")
SYNC = "/api/v1/sync"
ANSWER_S = 60.0
"""For how long the server may be silent beyond what it was asked to wait."""
LONGEST_ANSWER = 256 * MIB
"""Unpacked: a page of 5,000 records, each with long texts."""


@dataclass(frozen=True, slots=True)
class Position:
    """Which past of the server we know: its epoch, and the newest (seq, mark) seen of it."""

    epoch: UUID | None
    mark: tuple[int, int] | None


class Feed(Protocol):
    """The sync endpoints. All methods raise RemoteFailure; of a library that is another's, and is
    shared no more, NotShared.
    """

    async def hello(self, hello: Hello) -> Welcome:
        """Who we are, and who it is."""
        ...

    async def changes(
        self, since: int, at: Position, *, limit: int, wait_s: int = 0
    ) -> Changes | None:
        """A page of what happened after `since`; None when nothing did within `wait_s`."""
        ...

    async def push(self, ops: list[Op], at: Position) -> PushReply:
        """What we did."""
        ...

    async def digest(self) -> Digest:
        """What it has, in numbers."""
        ...

    async def history(self, kind: str, record_id: UUID) -> list[HistoryEntry]:
        """Who changed what of a record, newest first."""
        ...


class HttpFeed:
    """Feed over HTTP with a device's bearer token; `library` is the id of another's library."""

    def __init__(
        self,
        address: str,
        token: str,
        *,
        library: UUID | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._anothers = library is not None
        headers = {"authorization": f"Bearer {token}", SCHEMA_HEADER: str(SCHEMA)}
        if library is not None:
            headers[LIBRARY_HEADER] = str(library)
        self._http = httpx.AsyncClient(
            base_url=address.rstrip("/"),
            headers=headers,
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            transport=transport,
            verify=tls(),
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def hello(self, hello: Hello) -> Welcome:
        """As Feed says."""
        return _read(await self._in_library(self._send("/hello", hello, {})), Welcome)

    async def changes(
        self, since: int, at: Position, *, limit: int, wait_s: int = 0
    ) -> Changes | None:
        """As Feed says."""
        params = {"since": str(since), "limit": str(limit), "wait": str(wait_s)}
        asked = self._get("/changes", params, headers=_headers(at), wait_s=wait_s)
        found = await self._in_library(asked)
        return None if found.status_code == 204 else _read(found, Changes)

    async def push(self, ops: list[Op], at: Position) -> PushReply:
        """As Feed says."""
        sent = self._send("/push", Push(ops=ops), _headers(at))
        return _read(await self._in_library(sent), PushReply)

    async def digest(self) -> Digest:
        """As Feed says."""
        return _read(await self._get("/digest", {}), Digest)

    async def history(self, kind: str, record_id: UUID) -> list[HistoryEntry]:
        """As Feed says."""
        params = {"kind": kind, "id": str(record_id)}
        return _read(await self._get("/history", params), list[HistoryEntry])

    async def _in_library(self, asked: Awaitable[httpx.Response]) -> httpx.Response:
        """To strangers the server says that there is no such library; this one was let in."""
        try:
            return await asked
        except RemoteFailure as failure:
            if self._anothers and failure.code is Code.NOT_FOUND:
                raise NotShared from None
            raise

    async def _get(
        self,
        path: str,
        params: dict[str, str],
        *,
        headers: dict[str, str] | None = None,
        wait_s: int = 0,
    ) -> httpx.Response:
        timeout = httpx.Timeout(ANSWER_S + wait_s, connect=CONNECT_S)
        request = self._http.build_request(
            "GET", SYNC + path, params=params, headers=headers, timeout=timeout
        )
        return await self._ask(request, wait_s)

    async def _send(self, path: str, body: object, headers: dict[str, str]) -> httpx.Response:
        headers = {**headers, "content-type": "application/json"}
        request = self._http.build_request(
            "POST", SYNC + path, content=codec.encode(body), headers=headers
        )
        return await self._ask(request)

    async def _ask(self, request: httpx.Request, wait_s: int = 0) -> httpx.Response:
        within_s = LONGEST_CALL_S + wait_s
        return checked(await fetch(self._http, request, most=LONGEST_ANSWER, within_s=within_s))


def _headers(at: Position) -> dict[str, str]:
    if at.epoch is None:
        return {}
    mark = {MARK_HEADER: f"{at.mark[0]}:{at.mark[1]}"} if at.mark is not None else {}
    return {EPOCH_HEADER: str(at.epoch), **mark}


def _read(response: httpx.Response, kind: type[T]) -> T:
    try:
        return codec.decode(response.content, kind)
    except codec.DecodeError as error:
        raise nonsense(error.message) from None
