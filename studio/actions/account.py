"""Sign in to a server, and out again. The library stays on this machine either way."""

from __future__ import annotations

import asyncio
import platform
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from studio import settings
from studio.actions.desk import Desk, key_name
from studio.settings import Account
from sync.client.accounts import libraries
from sync.client.accounts import sign_in as ask_for_token
from sync.client.accounts import sign_out as give_back
from sync.client.errors import LibraryError
from sync.client.retry import RemoteFailure
from sync.wire.accounts import LibraryView

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""A server on this very machine need not be asked in secret."""


class NoAddress(LibraryError):
    """No server can be at what was typed."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"“{typed}” is not the address of a server: type it like https://music.example.org"
        )


def of_server(typed: str) -> str:
    """Scheme, host and port of what was typed or copied from a browser. Raises NoAddress."""
    text = typed.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NoAddress(typed) from None
    scheme = parts.scheme or ("http" if host in HERE else "https")
    if scheme not in {"http", "https"} or not host or any(c.isspace() for c in host):
        raise NoAddress(typed)
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" + (f":{port}" if port is not None else "")


class NoLibrary(LibraryError):
    """There is no library on the server that this account may work in under that name."""


async def sign_in(
    desk: Desk, server: str, login: str, password: str, *, device: str = "", library: str = ""
) -> Account:
    """Lets this machine in as a device of the account, in its own library or the one of the
    artist with the handle `library`. Raises RemoteFailure, NoLibrary, NoAddress.
    """
    address = of_server(server)
    name = device or desk.settings.device_name or platform.node() or "studio"
    found = await ask_for_token(address, login, password, name)
    try:
        place = await _library(address, found.token, library)
    except (RemoteFailure, NoLibrary):
        with suppress(RemoteFailure):
            await give_back(address, found.token)
        raise
    own = place.role == "owner"
    account = Account(
        server=address,
        handle=found.account.handle,
        display_name=found.account.display_name,
        library="" if own else place.handle,
        library_id="" if own else str(place.id),
    )
    await asyncio.to_thread(desk.keys.put, key_name(account), found.token)
    desk.settings = replace(desk.settings, account=account)
    settings.save(desk.places, desk.settings)
    return account


async def _library(address: str, token: str, wanted: str) -> LibraryView:
    """The library that was asked for; else one's own; else the only one."""
    found = await libraries(address, token)
    name = wanted.strip().removeprefix("@").casefold()
    fit = [place for place in found if (place.handle == name if name else place.role == "owner")]
    if not fit and not name and len(found) == 1:
        fit = found
    if fit:
        return fit[0]
    if not found:
        raise NoLibrary(
            "this account has no library: ask the server’s admin for the artist role, or an "
            "artist to let you into theirs"
        )
    names = ", ".join(f"@{place.handle}" for place in found)
    raise NoLibrary(f"say whose library to open: you may work in {names}")


async def sign_out(desk: Desk) -> None:
    """Gives the token back. What was not sent yet stays here. Raises RemoteFailure if the server
    cannot be told; the token is forgotten all the same.
    """
    account, token = desk.settings.account, await asyncio.to_thread(desk.token)
    if account is None:
        return
    await asyncio.to_thread(desk.keys.drop, key_name(account))
    desk.settings = replace(desk.settings, account=None)
    settings.save(desk.places, desk.settings)
    if token is not None:
        await give_back(account.server, token)
