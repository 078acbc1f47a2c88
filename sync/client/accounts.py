"""Signing a device in and out over HTTP."""

from __future__ import annotations

from typing import TypeVar

import httpx

from sync.client.answers import tls
from sync.client.remote import CONNECT_S, read_problem
from sync.client.retry import RemoteFailure, retry_after_s
from sync.wire import codec
from sync.wire.accounts import DeviceLogin, DeviceToken, LibraryList, LibraryView, Signup

T = TypeVar("T")
ANSWER_S = 30.0
_SIGNUP = "/api/v1/auth/signup"
_DEVICES = "/api/v1/auth/devices"
_THIS = "/api/v1/auth/logout"


async def sign_in(address: str, login: str, password: str, device: str) -> DeviceToken:
    """A token for this device. Raises RemoteFailure: 401 for a wrong password, status 0 when the
    server cannot be reached.
    """
    body = codec.encode(DeviceLogin(login=login, password=password, name=device))
    return _read(await _ask(address, "POST", _DEVICES, body), address, DeviceToken)


async def sign_up(address: str, newcomer: Signup) -> None:
    """A new account. Raises RemoteFailure: 409 where handle or e-mail are taken, 422 where they
    cannot be used.
    """
    await _ask(address, "POST", _SIGNUP, codec.encode(newcomer))


async def sign_out(address: str, token: str) -> None:
    """Ends the device's token. Raises RemoteFailure; fine if it was not valid any more."""
    try:
        await _ask(address, "POST", _THIS, b"", token)
    except RemoteFailure as failure:
        if failure.status != 401:
            raise


async def libraries(address: str, token: str) -> list[LibraryView]:
    """Where the account may work; its own library first. Raises RemoteFailure."""
    found = await _ask(address, "GET", "/api/v1/libraries", b"", token)
    return _read(found, address, LibraryList).libraries


def _read(found: httpx.Response, address: str, kind: type[T]) -> T:
    try:
        return codec.decode(found.content, kind)
    except codec.DecodeError:
        raise RemoteFailure(
            f"{address} answers, but not like an Acetate server", status=502
        ) from None


async def _ask(
    address: str, method: str, path: str, body: bytes, token: str = ""
) -> httpx.Response:
    headers = {"content-type": "application/json"} if body else {}
    if token:
        headers["authorization"] = f"Bearer {token}"
    timeout = httpx.Timeout(ANSWER_S, connect=CONNECT_S)
    try:
        async with httpx.AsyncClient(base_url=address, timeout=timeout, verify=tls()) as client:
            found = await client.request(method, path, content=body or None, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RemoteFailure(f"{address} cannot be reached: {error}") from error
    if found.is_success:
        return found
    problem = read_problem(found)
    raise RemoteFailure(
        problem.message if problem else f"{address} answered {found.status_code}",
        status=found.status_code,
        problem=problem,
        retry_after_s=retry_after_s(found.headers.get("retry-after")),
    )
