"""However many tracks a release has, its page asks the database the same few times."""

from __future__ import annotations

from typing import Any

import asyncpg
import httpx
import pytest

from server.catalog.models import Visibility
from tests.public_web.test_release import release_of
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import SECRET, make_user, publish


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement with a result that goes to the database from now on."""
    said: list[str] = []
    send = asyncpg.Connection._do_execute

    async def spy(self: Any, query: str, *rest: Any, **more: Any) -> Any:
        said.append(query)
        return await send(self, query, *rest, **more)

    monkeypatch.setattr(asyncpg.Connection, "_do_execute", spy)
    return said


class TestReads:
    @pytest.mark.parametrize("address", ["/@ines/r/{slug}", "/embed/release/{id}"])
    async def test_are_as_many_for_two_tracks_as_for_twelve(
        self, server: LiveServer, web: httpx.AsyncClient, asked: list[str], address: str
    ) -> None:
        owner = await make_user("ines")
        made = [await publish(server.resources, owner) for _ in range(12)]
        counts = []
        for number in (2, 12):
            release = await release_of(owner, *made[:number], slug=f"of-{number}")
            path = address.format(slug=release.slug, id=release.id)
            await web.get(path)  # a new connection first asks for the types that it meets
            asked.clear()
            answer = await web.get(path)
            assert len(read(answer.text).player["versions"]) == number
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 3, asked

    async def test_keep_the_secret_of_each_track_to_that_track(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        """In one statement for all, too: who came by the public address is given none."""
        owner = await make_user("ines")
        first = await publish(server.resources, owner)
        second = await publish(server.resources, owner, visibility=Visibility.UNLISTED)
        await release_of(owner, first, second, visibility=Visibility.UNLISTED)
        player = read((await web.get(f"/@ines/r/two-ports?s={SECRET}")).text).player
        assert [v["track"]["id"] for v in player["versions"]] == [first.id, second.id]
        assert SECRET not in player["versions"][0]["grant_url"]
        assert SECRET in player["versions"][1]["grant_url"]
