"""The embed: any site may frame it, and it needs neither cookies nor its own origin."""

from __future__ import annotations

import httpx
import pytest

from server.catalog.models import Visibility
from server.identity.models import User
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import SECRET, add_artwork, add_version, publish


class TestEmbed:
    async def test_may_be_framed(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        headers = (await web.get(f"/embed/track/{made.id}")).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors *" in policy
        assert "unsafe" not in policy
        for kind in ("connect-src", "img-src"):
            assert f"{kind} 'self' {server.url};" in policy
        assert "x-frame-options" not in headers
        assert "set-cookie" not in headers

    async def test_all_that_it_loads_is_open_to_any_origin(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        await add_artwork(server.resources, made.track)
        page = read((await web.get(f"/embed/track/{made.id}")).text)
        player = page.player
        loaded = [a["src"] for t, a in page.elements if t in {"script", "img"} and a.get("src")]
        loaded += [x["href"] for x in page.links if x["rel"] in {"stylesheet", "icon"}]
        loaded += [player["versions"][0]["grant_url"], player["versions"][0]["waveform_url"]]
        loaded += [player["grant"]["playlist"], *(s["url"] for s in player["grant"]["sources"])]
        assert len(loaded) >= 8
        for url in loaded:
            answer = await web.get(str(url), headers={"origin": "null"})
            assert (answer.status_code, url) == (200, url)
            assert answer.headers["access-control-allow-origin"] == "*", url
            assert answer.headers.get("cross-origin-resource-policy") == "cross-origin", url

    async def test_options(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        other = await add_version(server.resources, made.track, made.owner, position=1)
        asked = {"theme": "dark", "autoplay": "1", "t": "1m5s", "v": str(other.id)}
        page = read((await web.get(f"/embed/track/{made.id}", params=asked)).text)
        assert page.find("html", **{"data-theme": "dark"})
        player = page.player
        assert (player["autoplay"], player["start_ms"], player["embed"]) == (True, 65_000, True)
        assert player["grant"]["version_id"] == str(other.id)

    async def test_search_engines_are_sent_to_the_page(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        page = read((await web.get(f"/embed/track/{made.id}")).text)
        assert page.meta["robots"] == "noindex, indexifembedded"
        assert [x["href"] for x in page.links if x["rel"] == "canonical"] == [
            server.url + made.path
        ]

    async def test_knows_nobody(self, server: LiveServer) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id))
        player = read((await artist.web.get(f"/embed/track/{made.id}")).text).player
        assert (player["viewer"], player["csrf"]) == (None, None)

    async def test_unlisted_with_its_secret(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, visibility=Visibility.UNLISTED)
        path = f"/embed/track/{made.id}"
        page = read((await web.get(path, params={"s": SECRET})).text)
        assert page.player["secret"] == SECRET
        assert page.player["track"]["url"].endswith(f"?s={SECRET}")
        assert (await web.get(path)).status_code == 404

    async def test_on_its_way(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources, ready=False)
        answer = await web.get(f"/embed/track/{made.id}")
        assert answer.status_code == 200
        assert read(answer.text).player["versions"][0]["status"] == "processing"

    @pytest.mark.parametrize("path", ["01a20000-0000-7000-8000-000000000000", "nonsense"])
    async def test_a_failure_can_be_read_in_the_frame(
        self, server: LiveServer, web: httpx.AsyncClient, path: str
    ) -> None:
        answer = await web.get(f"/embed/track/{path}")
        assert answer.status_code == 404
        assert "frame-ancestors *" in answer.headers["content-security-policy"]

    async def test_what_must_be_paid_for(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources, vault=True)
        assert (await web.get(f"/embed/track/{made.id}")).status_code == 402
