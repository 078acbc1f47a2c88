"""Liner notes with pictures on the page of a track."""

from __future__ import annotations

import httpx

from server.catalog.models import Visibility
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.note_pictures import add_note_picture
from tests.support.published import SECRET, publish


class TestPage:
    async def test_shows_them_with_size_and_description(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, liner_notes_md="Taken that night:")
        before = read((await web.get(made.path)).text)
        assert not before.find("img", loading="lazy", alt="The “room”")
        sha256 = await add_note_picture(server.resources, made, "The “room”")
        (shown,) = read((await web.get(made.path)).text).find("img", alt="The “room”")
        assert shown["src"] == f"/artwork/{made.id}/notes/{sha256}.jpg"
        assert (shown["width"], shown["height"], shown["loading"]) == ("800", "500", "lazy")
        assert (await web.get(str(shown["src"]))).status_code == 200

    async def test_without_a_picture_its_description(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        """One that has not arrived, and one from elsewhere, which would tell who reads."""
        missing = f"![Juno at dusk](image:{'ab' * 32})"
        remote = "![A counter](https://tracker.example/p.gif)"
        made = await publish(server.resources, liner_notes_md=f"{missing}\n\n{remote}")
        source = (await web.get(made.path)).text
        page = read(source)
        assert "Juno at dusk" in page.text
        assert "A counter" in page.text
        assert not [i for i in page.find("img") if "notes/" in str(i["src"])]
        assert "tracker.example" not in source

    async def test_of_an_unlisted_track_they_carry_its_secret(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, visibility=Visibility.UNLISTED)
        await add_note_picture(server.resources, made)
        page = read((await web.get(f"{made.path}?s={SECRET}")).text)
        (shown,) = page.find("img", alt="The room")
        assert (await web.get(str(shown["src"]))).status_code == 200
