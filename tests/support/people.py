"""People for tests: signed up through the real API, with a browser or a device to act by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from tests.support.live import LiveServer

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Person:
    """An account and its browser; the CSRF token goes with every request of `web`."""

    handle: str
    id: UUID
    web: httpx.AsyncClient
    account: dict[str, Any]

    @property
    def csrf(self) -> str:
        """The CSRF token of the browser."""
        return self.web.headers["x-csrf-token"]

    async def device(self, server: LiveServer, name: str = "a laptop") -> httpx.AsyncClient:
        """A client of this account with a bearer token and no cookies."""
        made = await self.web.post("/api/v1/devices", json={"name": name})
        assert made.status_code == 201, made.text
        return server.client(headers={"authorization": f"Bearer {made.json()['token']}"})


async def sign_up(server: LiveServer, handle: str, **fields: Any) -> Person:
    """A new account; the first one of a server is admin and artist."""
    web = server.client()
    sent = {"handle": handle, "email": f"{handle}@example.com", "password": PASSWORD, **fields}
    made = await web.post("/api/v1/auth/signup", json=sent)
    assert made.status_code == 201, made.text
    web.headers["x-csrf-token"] = made.json()["csrf_token"]
    account = made.json()["account"]
    return Person(account["handle"], UUID(account["id"]), web, account)
