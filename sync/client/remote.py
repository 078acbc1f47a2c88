"""The server as the uploader sees it: the Remote protocol, and its form over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar
from uuid import UUID

import httpx

from sync.client.answers import MIB, collect, fetch, tls
from sync.client.retry import RemoteFailure, retry_after_s
from sync.wire import codec
from sync.wire.problems import Problem
from sync.wire.uploads import (
    PartsSigned,
    PartsWanted,
    ProofAnswer,
    SignedPart,
    UploadComplete,
    UploadDone,
    UploadStart,
    UploadView,
)

T = TypeVar("T")
UPLOAD = "/api/v1/upload"
LONGEST_PROBLEM = 64 * 1024
CONNECT_S = 15.0
SILENCE_S = 90.0
"""Without a byte for this long a connection is given up. Completing a large file on S3, or
comparing it with one that is there, takes its time."""
LONGEST_ANSWER, LONGEST_CALL_S = 16 * MIB, 600.0


class Remote(Protocol):
    """The upload endpoints. All methods raise RemoteFailure."""

    @property
    def address(self) -> str:
        """Which server this is; the journal keeps uploads to different ones apart."""
        ...

    async def start(self, start: UploadStart) -> UploadView:
        """Opens an upload, or finds the open one, or says that there is nothing to send."""
        ...

    async def state(self, upload_id: UUID) -> UploadView:
        """What the store holds of it."""
        ...

    async def sign(self, upload_id: UUID, wanted: PartsWanted) -> list[SignedPart]:
        """URLs to send parts to."""
        ...

    async def send(self, part: SignedPart, body: AsyncIterator[bytes], length: int) -> str:
        """Sends a part of `length` bytes; returns the store's etag."""
        ...

    async def complete(self, upload_id: UUID, etags: list[str]) -> UploadDone:
        """Makes the asset; harmless to repeat."""
        ...

    async def prove(self, upload_id: UUID, answer: str) -> UploadDone:
        """Answers a challenge (hex SHA-256)."""
        ...

    async def abort(self, upload_id: UUID) -> None:
        """Frees what was sent; harmless to repeat."""
        ...


class HttpRemote:
    """Remote over HTTP with a device's bearer token. Close it when done."""

    def __init__(
        self, address: str, token: str, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._address = address.rstrip("/")
        timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S)
        # Parts may go to an object store elsewhere, which must never see the token: two clients.
        self._api = httpx.AsyncClient(
            base_url=self._address,
            headers={"authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
            verify=tls(),
        )
        self._parts = httpx.AsyncClient(timeout=timeout, transport=transport, verify=tls())

    @property
    def address(self) -> str:
        """The server's address without a slash at the end."""
        return self._address

    async def close(self) -> None:
        """Closes the connections."""
        await self._api.aclose()
        await self._parts.aclose()

    async def start(self, start: UploadStart) -> UploadView:
        """As Remote says."""
        return await self._post("/multipart/init", start, UploadView)

    async def state(self, upload_id: UUID) -> UploadView:
        """As Remote says."""
        return _read(await self._ask("GET", f"/{upload_id}"), UploadView)

    async def sign(self, upload_id: UUID, wanted: PartsWanted) -> list[SignedPart]:
        """As Remote says."""
        found = await self._post(f"/{upload_id}/parts", wanted, PartsSigned)
        return found.presigned_parts

    async def send(self, part: SignedPart, body: AsyncIterator[bytes], length: int) -> str:
        """As Remote says."""
        headers = {**part.headers, "content-length": str(length)}
        try:
            request = self._parts.build_request("PUT", part.url, content=body, headers=headers)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise nonsense(f"part {part.n} cannot be sent to {part.url!r}") from error
        response = await fetch(self._parts, request, most=LONGEST_ANSWER, within_s=None)
        return str(checked(response).headers.get("etag", "")).strip('"')

    async def complete(self, upload_id: UUID, etags: list[str]) -> UploadDone:
        """As Remote says."""
        told = UploadComplete(upload_id=upload_id, etags=etags)
        return await self._post("/multipart/complete", told, UploadDone)

    async def prove(self, upload_id: UUID, answer: str) -> UploadDone:
        """As Remote says."""
        return await self._post(f"/{upload_id}/prove", ProofAnswer(answer=answer), UploadDone)

    async def abort(self, upload_id: UUID) -> None:
        """As Remote says."""
        await self._ask("DELETE", f"/{upload_id}")

    async def process_again(self, version_id: UUID) -> None:
        """Has the server process a failed version anew; 409 for one that has not failed."""
        await self._call("POST", f"/api/v1/versions/{version_id}/retry")

    @asynccontextmanager
    async def reading(
        self, path: str, *, start: int, **asked: str
    ) -> AsyncIterator[httpx.Response]:
        """The answer to a GET of the bytes from `start` on. The body of a good one is yet to be
        read, and may raise httpx.TransportError.
        """
        headers = {"accept-encoding": "identity"}
        if start:
            headers["range"] = f"bytes={start}-"
        request = self._api.build_request("GET", path, params=asked, headers=headers)
        try:
            answer = await self._api.send(request, stream=True)
            try:
                yield answer if answer.is_success else await collect(answer, LONGEST_ANSWER)
            finally:
                await answer.aclose()
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise RemoteFailure(f"no answer ({type(error).__name__}: {error})") from error

    async def _post(self, path: str, body: object, kind: type[T]) -> T:
        return _read(await self._ask("POST", path, codec.encode(body)), kind)

    async def _ask(self, method: str, path: str, body: bytes | None = None) -> httpx.Response:
        return await self._call(method, UPLOAD + path, body)

    async def _call(self, method: str, path: str, body: bytes | None = None) -> httpx.Response:
        headers = {"content-type": "application/json"} if body is not None else None
        request = self._api.build_request(method, path, content=body, headers=headers)
        found = await fetch(self._api, request, most=LONGEST_ANSWER, within_s=LONGEST_CALL_S)
        return checked(found)


def _read(response: httpx.Response, kind: type[T]) -> T:
    try:
        return codec.decode(response.content, kind)
    except codec.DecodeError as error:
        raise nonsense(error.message) from None


def nonsense(why: str) -> RemoteFailure:
    """What answers is no server of ours, or a broken one."""
    return RemoteFailure(f"the server’s answer makes no sense: {why}", status=502)


def checked(response: httpx.Response) -> httpx.Response:
    """The answer if it is a good one. Raises RemoteFailure with what it says otherwise."""
    if response.is_success:
        return response
    problem = read_problem(response)
    said = problem.message if problem else f"the answer was {response.status_code}"
    if response.has_redirect_location:
        said = f"the server sends us on to {response.headers['location'][:200]}"
    raise RemoteFailure(
        said,
        status=response.status_code,
        problem=problem,
        retry_after_s=retry_after_s(response.headers.get("retry-after")),
    )


def read_problem(response: httpx.Response) -> Problem | None:
    """What an answer says went wrong, if it says so in our form."""
    if len(response.content) > LONGEST_PROBLEM:
        return None
    try:
        found = codec.decode(response.content, dict[str, Problem])
    except codec.DecodeError:
        return None
    return found.get("error")
