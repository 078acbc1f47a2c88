"""People who talk about a track, for tests of comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from server.catalog.models import Track
from tests.support.live import LiveServer
from tests.support.people import Person
from tests.support.published import Published

COMMENTS = "/api/v1/comments"


@dataclass(slots=True)
class Scene:
    """An artist with a live track, two listeners and somebody without an account."""

    server: LiveServer
    artist: Person
    bert: Person
    cleo: Person
    anyone: httpx.AsyncClient
    live: Published

    async def say(self, who: Person, text: str = "lovely", **fields: Any) -> dict[str, Any]:
        """Posts and returns the comment."""
        made = await self.try_to_say(who, text, **fields)
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found

    async def try_to_say(self, who: Person, text: str, **fields: Any) -> httpx.Response:
        """Posts; limits are forgotten first, but for the test of them."""
        await self.server.resources.redis.flushall()
        sent = {"track_id": self.live.id, "body": text, **fields}
        return await who.web.post(COMMENTS, json=sent)

    async def read(self, who: Person | None, **query: Any) -> list[dict[str, Any]]:
        """The first page, as somebody sees it."""
        client = who.web if who else self.anyone
        found = await client.get(COMMENTS, params={"track_id": self.live.id, **query})
        assert found.status_code == 200, found.text
        listed: list[dict[str, Any]] = found.json()["comments"]
        return listed

    async def seen_by(self, comment: dict[str, Any]) -> set[str]:
        """Who of the scene finds the comment in the list."""
        people = {"artist": self.artist, "bert": self.bert, "cleo": self.cleo, "anyone": None}
        lists = {name: await self.read(who) for name, who in people.items()}
        return {n for n, found in lists.items() if comment["id"] in [c["id"] for c in found]}

    async def count(self) -> int:
        """The count that the track shows."""
        return (await Track.get(id=self.live.id)).comment_count


def code(given: httpx.Response) -> tuple[int, str, str | None]:
    error = given.json()["error"]
    return given.status_code, error["code"], error["field"]
