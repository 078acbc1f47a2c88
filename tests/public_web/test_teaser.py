"""A track that is not out yet on its page and in its embed: a part of it, and until when."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import publish
from tests.support.teased import LENGTH_MS, PEAKS, tease

OUT = datetime(2090, 12, 8, 18, 0, tzinfo=UTC)


class TestPage:
    async def test_says_how_much_and_until_when(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, release_at=OUT)
        page = read((await web.get(made.path)).text)
        words = "30 seconds of it until Friday 8 December 2090, 18:00 UTC"
        assert words in " ".join(page.text.split())
        (moment,) = page.find("time", datetime="2090-12-08T18:00:00+00:00")
        assert "data-local" in moment

    async def test_plays_the_part_without_a_script(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources)
        page = read((await web.get(made.path)).text)
        (audio,) = page.find("audio")
        assert (await web.get(str(audio["src"]))).content == b"teaser mp3"

    async def test_the_player_knows_nothing_but_the_part(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources)
        text = (await web.get(made.path, params={"t": "2:30"})).text
        player = read(text).player
        (version,) = player["versions"]
        assert (player["track"]["duration_ms"], version["duration_ms"]) == (LENGTH_MS, LENGTH_MS)
        assert version["peaks"] == {"bits": 8, "length": len(PEAKS) // 2, "data": PEAKS}
        assert version["waveform_url"] is None
        assert player["grant"]["teaser"]["length_ms"] == LENGTH_MS
        assert player["start_ms"] == 0  # a moment of the whole says nothing of the part
        assert "data-comments" not in text

    async def test_what_is_out_says_nothing_of_it(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        text = (await web.get(made.path)).text
        assert "data-until" not in text
        assert read(text).player["grant"]["teaser"] is None


class TestEmbed:
    async def test_plays_the_part_and_says_so(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, release_at=OUT)
        page = read((await web.get(f"/embed/track/{made.id}")).text)
        assert "Out 8 Dec 2090, 18:00 UTC · 30 seconds of it" in " ".join(page.text.split())
        assert all("/teaser/" in s["url"] for s in page.player["grant"]["sources"])
        (audio,) = page.find("audio")
        assert (await web.get(str(audio["src"]))).content == b"teaser mp3"
