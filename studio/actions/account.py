"""Sign in to a server, and out again. The library stays on this machine either way."""

from __future__ import annotations

import platform
from dataclasses import replace

from studio import settings
from studio.actions.desk import Desk, key_name
from studio.settings import Account
from sync.client.accounts import sign_in as ask_for_token
from sync.client.accounts import sign_out as give_back


async def sign_in(desk: Desk, server: str, login: str, password: str, device: str = "") -> Account:
    """Lets this machine in as a device of the account. Raises RemoteFailure."""
    address = server.rstrip("/")
    if "://" not in address:
        address = f"https://{address}"
    found = await ask_for_token(address, login, password, device or platform.node() or "studio")
    account = Account(
        server=address, handle=found.account.handle, display_name=found.account.display_name
    )
    desk.keys.put(key_name(account), found.token)
    desk.settings = replace(desk.settings, account=account)
    settings.save(desk.places, desk.settings)
    return account


async def sign_out(desk: Desk) -> None:
    """Gives the token back. What was not sent yet stays here. Raises RemoteFailure if the server
    cannot be told; the token is forgotten all the same.
    """
    account, token = desk.settings.account, desk.token()
    if account is None:
        return
    desk.keys.drop(key_name(account))
    desk.settings = replace(desk.settings, account=None)
    settings.save(desk.places, desk.settings)
    if token is not None:
        await give_back(account.server, token)
