"""Listeners of a track and what their players report."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

import httpx

from server.identity.models import User
from server.kit import db
from server.kit.config import Settings
from server.stats import service
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up
from tests.support.published import Published, publish

PLAYS = "/api/v1/plays"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
ADDRESS = "203.0.113.77"
WHOLE = 185_000


@dataclass(frozen=True, slots=True)
class Stage:
    """A server behind one proxy, an artist, and a public track of 185 s."""

    server: LiveServer
    artist: Person
    made: Published

    def listener(self, address: str = ADDRESS, **headers: str) -> httpx.AsyncClient:
        """Somebody who listens from `address`."""
        given = {"user-agent": FIREFOX, "x-forwarded-for": address, **headers}
        return self.server.client(headers=given)

    async def ticket(self, client: httpx.AsyncClient, version_id: str | None = None) -> str:
        """The ticket of a grant."""
        version_id = version_id or self.made.version_id
        granted = await client.get(f"/api/v1/versions/{version_id}/grant")
        assert granted.status_code == 200, granted.text
        found: str = granted.json()["ticket"]
        return found

    def report(self, ticket: str, *ranges: tuple[int, int], **fields: Any) -> dict[str, Any]:
        """What a player sends."""
        return {
            "play_id": str(uuid4()),
            "ticket": ticket,
            "track_id": self.made.id,
            "version_id": self.made.version_id,
            "ms_listened": sum(b - a for a, b in ranges),
            "ranges": ranges,
            **fields,
        }

    async def plays(self) -> list[dict[str, Any]]:
        return await db.execute(
            """SELECT *, array(SELECT upper(r) - lower(r) FROM unnest(ranges) r) AS spans
                 FROM analytics_play ORDER BY first_at"""
        )

    async def heard(self) -> list[int]:
        """Milliseconds of each play."""
        return [sum(row["spans"]) for row in await self.plays()]

    async def day(self) -> dict[str, Any]:
        """The track's figures of today, added up now."""
        await service.roll_up()
        found = await db.execute("SELECT * FROM analytics_daily")
        assert len(found) <= 1
        return found[0] if found else {"plays": 0, "quiet_plays": 0}


def traces(address: str) -> list[bytes]:
    """How an address would show: as written, packed, in hex, or under a hash that all can count."""
    packed = ip_address(address).packed
    found = [address.encode(), packed, packed.hex().encode()]
    for name in ("md5", "sha1", "sha256"):
        for form in (address.encode(), packed):
            digest = hashlib.new(name, form).digest()
            found += [digest, digest.hex().encode(), base64.urlsafe_b64encode(digest).rstrip(b"=")]
    return found


async def send(client: httpx.AsyncClient, report: dict[str, Any]) -> httpx.Response:
    return await client.post(PLAYS, json=report)


async def pass_time(seconds: int) -> None:
    """As if all plays had begun earlier."""
    await db.execute(
        "UPDATE analytics_play SET first_at = first_at - make_interval(secs => $1)", seconds
    )


async def begin(settings: Settings) -> Stage:
    server = LiveServer(settings)
    await server.start()
    artist = await sign_up(server, "anna")
    return Stage(server, artist, await publish(server.resources, await User.get(id=artist.id)))
