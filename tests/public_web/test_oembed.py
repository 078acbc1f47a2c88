"""/oembed as consumers ask it, one of them written by others."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from typing import Any
from uuid import uuid4

import httpx
import micawber
import pytest

from public_web.pages.oembed import read_address
from server.catalog.models import ReleaseState, Visibility
from server.kit.errors import AppError
from tests.public_web.test_meta import CORPUS
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import SECRET, Published, add_artwork, publish


async def ask(web: httpx.AsyncClient, url: str, **more: Any) -> httpx.Response:
    return await web.get("/oembed", params={"url": url, **more})


def address(server: LiveServer, made: Published, query: str = "") -> str:
    return f"{server.url}{made.path}{query}"


def frame(html: str) -> dict[str, str | None]:
    """The attributes of the one element of the embed code."""
    page = read(html)
    assert [tag for tag, _ in page.elements] == ["iframe"]
    return page.elements[0][1]


class TestAnswer:
    async def test_is_all_that_the_standard_and_consumers_want(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        await add_artwork(server.resources, made.track)
        answer = await ask(web, address(server, made))
        found = answer.json()
        assert answer.headers["access-control-allow-origin"] == "*"
        assert (found["version"], found["type"], found["cache_age"]) == ("1.0", "rich", 3600)
        assert found["provider_name"] == server.settings.site_name
        assert found["provider_url"] == server.url
        assert found["title"] == f"Night Ferry by {made.owner.display_name}"
        assert found["author_url"] == f"{server.url}/@{made.owner.handle}"
        assert (found["width"], found["height"]) == (600, 166)
        assert (found["thumbnail_width"], found["thumbnail_height"]) == (500, 500)
        assert (await web.get(found["thumbnail_url"])).status_code == 200
        shown = frame(found["html"])
        assert shown["src"] == f"{server.url}/embed/track/{made.id}"
        assert (shown["width"], shown["height"], shown["loading"]) == ("600", "166", "lazy")
        assert shown["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
        assert shown["allow"] == "autoplay; encrypted-media"
        assert (await web.get(str(shown["src"]))).status_code == 200

    async def test_xml_says_the_same(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        await add_artwork(server.resources, made.track)
        answer = await ask(web, address(server, made), format="xml")
        assert answer.headers["content-type"].startswith("text/xml")
        tree = ET.fromstring(answer.text)
        assert tree.tag == "oembed"
        same = (await ask(web, address(server, made))).json()
        assert {part.tag: part.text for part in tree} == {k: str(v) for k, v in same.items()}

    @pytest.mark.parametrize(
        ("asked", "size", "thumbnail"),
        [
            ({"maxwidth": 400}, (400, 166), False),
            ({"maxwidth": 5000}, (600, 166), True),
            ({"maxheight": 100}, (600, 100), False),
            ({"maxheight": 500, "maxwidth": 500}, (500, 166), True),
        ],
    )
    async def test_keeps_within_what_was_asked(
        self,
        server: LiveServer,
        web: httpx.AsyncClient,
        asked: dict[str, int],
        size: tuple[int, int],
        thumbnail: bool,
    ) -> None:
        made = await publish(server.resources)
        await add_artwork(server.resources, made.track)
        found = (await ask(web, address(server, made), **asked)).json()
        assert (found["width"], found["height"]) == size
        assert ("thumbnail_url" in found) is thumbnail
        assert frame(found["html"])["width"] == str(size[0])

    async def test_passes_options_on(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        for query, options in (
            ("?t=83&theme=dark", "t=83&theme=dark"),
            ("#t=1:23", "t=1%3A23"),
            ("?theme=neon", ""),
            ("?utm_source=x", ""),
        ):
            found = (await ask(web, address(server, made, query))).json()
            assert str(frame(found["html"])["src"]).partition("?")[2] == options

    async def test_names_stay_names(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        for text in CORPUS:
            made = await publish(server.resources, title=text)
            found = (await ask(web, address(server, made))).json()
            assert found["title"].startswith(text)
            assert frame(found["html"])["title"] == found["title"]
            tree = ET.fromstring((await ask(web, address(server, made), format="xml")).text)
            assert tree.findtext("title") == found["title"]

    async def test_a_consumer_of_others_takes_it(self, server: LiveServer) -> None:
        made = await publish(server.resources)
        consumer = micawber.ProviderRegistry()
        consumer.register(rf"{server.url}/@\S+", micawber.Provider(f"{server.url}/oembed"))
        text = f"listen: {address(server, made)}"
        found, known = await asyncio.to_thread(micawber.extract, text, consumer)
        assert found == [address(server, made)]
        assert known[found[0]]["provider_name"] == server.settings.site_name
        html = await asyncio.to_thread(micawber.parse_text, address(server, made), consumer)
        assert frame(html)["src"] == f"{server.url}/embed/track/{made.id}"


class TestRefusals:
    async def test_of_wrong_questions(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        for asked, status in (
            ({"format": "yaml"}, 501),
            ({"maxwidth": "wide"}, 400),
            ({"maxwidth": "0"}, 400),
            ({"maxheight": "-5"}, 400),
            ({"url": "https://elsewhere.example/@a/b"}, 400),
            ({"url": ""}, 400),
            ({"url": "/@a/b"}, 400),
            ({"url": "https://[broken"}, 400),
        ):
            answer = await web.get("/oembed", params={"url": address(server, made), **asked})
            assert (answer.status_code, asked) == (status, asked)
            assert answer.headers["access-control-allow-origin"] == "*"

    async def test_of_what_strangers_cannot_open(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        private = await publish(server.resources, visibility=Visibility.PRIVATE)
        draft = await publish(server.resources, release_state=ReleaseState.DRAFT)
        answers = [
            await ask(web, address(server, private)),
            await ask(web, address(server, draft)),
            await ask(web, f"{server.url}/embed/track/{private.id}"),
            await ask(web, f"{server.url}/@nobody/nothing"),
            await ask(web, f"{server.url}/embed/track/nonsense"),
            await ask(web, f"{server.url}/login"),
        ]
        assert {(a.status_code, a.text) for a in answers} == {(404, "This track does not exist.")}

    async def test_unlisted_needs_the_secret_in_the_address(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, visibility=Visibility.UNLISTED)
        assert (await ask(web, address(server, made))).status_code == 401
        assert (await ask(web, address(server, made, "?s=wrong"))).status_code == 401
        answer = await ask(web, address(server, made, f"?s={SECRET}"))
        assert answer.headers["cache-control"] == "private, no-store"
        source = str(frame(answer.json()["html"])["src"])
        assert source.endswith(f"?s={SECRET}")
        assert (await web.get(source)).status_code == 200

    async def test_unlisted_before_its_release_is_not_there(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(
            server.resources,
            visibility=Visibility.UNLISTED,
            release_state=ReleaseState.DRAFT,
        )
        assert (await ask(web, address(server, made))).status_code == 404


class TestReadAddress:
    SITE = "https://music.example"

    def test_reads_canonical_and_embed(self) -> None:
        found = read_address(f"{self.SITE}/@Ines/night-ferry?v=1&s=abc", {self.SITE})
        assert (found.address, found.secret) == (("ines", "night-ferry"), "abc")
        assert found.options == {"v": "1"}

    def test_reads_releases(self) -> None:
        found = read_address(f"{self.SITE}/@Ines/r/two%20ports?s=abc", {self.SITE})
        assert (found.kind, found.address) == ("release", ("ines", "two ports"))
        made = uuid4()
        embedded = read_address(f"{self.SITE}/embed/release/{made}?theme=dark", {self.SITE})
        assert (embedded.kind, embedded.id) == ("release", made)
        assert embedded.options == {"theme": "dark"}

    @pytest.mark.parametrize(
        "url",
        [
            "https://music.example.evil.example/@a/b",
            "https://evil.example/https://music.example/@a/b",
            "https://music.example:444/@a/b",
            "https://user@music.example/@a/b",
            "javascript:alert(1)",
            None,
        ],
    )
    def test_knows_its_own_host_only(self, url: str | None) -> None:
        with pytest.raises(AppError) as caught:
            read_address(url, {self.SITE})
        assert caught.value.status == 400
