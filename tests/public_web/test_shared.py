"""What the pages of tracks and releases tell alike: plain texts, and tags in the same words."""

from __future__ import annotations

import httpx
import pytest

from public_web import shared
from tests.public_web.test_release import release_of
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import add_artwork, make_user, publish


class TestTags:
    async def test_of_a_release_are_those_of_a_track(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner = await make_user("ines")
        made = await publish(server.resources, owner)
        await add_artwork(server.resources, made.track)
        await release_of(owner, made)
        told = []
        for path, kind in ((made.path, "music.song"), ("/@ines/r/two-ports", "music.album")):
            page = read((await web.get(path)).text)
            assert (page.meta["og:type"], page.meta["og:url"]) == (kind, server.url + path)
            assert [x["href"] for x in page.links if x["rel"] == "canonical"] == [server.url + path]
            told.append({k for k in page.meta if k.startswith(("og:", "twitter:"))})
        song, album = told
        assert song - album == {"og:audio", "og:audio:type"}
        assert album < song


class TestPlain:
    @pytest.mark.parametrize(
        ("markdown", "text"),
        [
            ("", ""),
            ("# A\n\n*b* `c` [d](https://x.example)", "A b c d"),
            ("a\n\n\nb   c", "a b c"),
            ("&lt;b&gt;", "<b>"),
        ],
    )
    def test_is_one_line(self, markdown: str, text: str) -> None:
        assert shared.plain(markdown) == text

    def test_is_cut_at_a_word(self) -> None:
        found = shared.plain("word " * 100)
        assert len(found) <= shared.LONGEST_TEXT
        assert found.endswith("word…")

    @pytest.mark.parametrize(
        ("language", "expected"),
        [("en", "en_US"), ("de", "de_DE"), ("pt-BR", "pt_BR"), ("pt_br", "pt_BR")],
    )
    def test_locale(self, language: str, expected: str) -> None:
        assert shared.locale(language) == expected
