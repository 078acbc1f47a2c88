"""The embed of a release and its oEmbed answer: for whom, with what, and that they leak nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from server.catalog.models import ReleaseState, Track
from tests.public_web.test_oembed import ask, frame
from tests.public_web.test_release import HIDDEN, LATER, pair, release_of
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import SECRET, add_artwork, publish


class TestEmbed:
    async def test_may_be_framed_and_plays_all_tracks(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        made = await release_of(owner, first, second)
        answer = await web.get(f"/embed/release/{made.id}", params={"theme": "dark"})
        assert answer.status_code == 200
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        page = read(answer.text)
        assert page.find("html", **{"data-theme": "dark"})
        assert [v["label"] for v in page.player["versions"]] == ["Night Ferry", "Low Tide"]
        assert (page.player["queue"], page.player["embed"]) == (True, True)
        assert (page.player["viewer"], page.player["csrf"]) == (None, None)
        assert page.player["track"]["url"] == "/@ines/r/two-ports"
        assert page.meta["robots"] == "noindex, indexifembedded"
        assert [x["href"] for x in page.links if x["rel"] == "canonical"] == [
            f"{server.url}/@ines/r/two-ports"
        ]
        away = [a for t, a in page.elements if t == "a" and a.get("href")]
        assert away
        assert all(a.get("target") == "_blank" and a.get("rel") == "noopener" for a in away)

    async def test_all_that_it_loads_is_open_to_any_origin(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await add_artwork(server.resources, first.track)
        made = await release_of(owner, first, second)
        page = read((await web.get(f"/embed/release/{made.id}")).text)
        loaded = [a["src"] for t, a in page.elements if t in {"script", "img"} and a.get("src")]
        loaded += [v["grant_url"] for v in page.player["versions"]]
        loaded += [v["waveform_url"] for v in page.player["versions"]]
        assert len(loaded) >= 6
        for url in loaded:
            answer = await web.get(str(url), headers={"origin": "null"})
            assert (answer.status_code, url) == (200, url)
            assert answer.headers["access-control-allow-origin"] == "*", url

    async def test_nothing_to_hear_yet(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        owner, first, second = await pair(server)
        made = await release_of(owner, first, second)
        await Track.all().update(release_state=ReleaseState.DRAFT)
        answer = await web.get(f"/embed/release/{made.id}")
        assert answer.status_code in {200, 404}
        for secret in ("Night Ferry", "Low Tide"):
            assert secret not in answer.text

    @pytest.mark.parametrize("state", HIDDEN)
    async def test_what_is_hidden_is_not_there(
        self, server: LiveServer, web: httpx.AsyncClient, state: str
    ) -> None:
        owner, first, second = await pair(server)
        made = await release_of(owner, first, second, **HIDDEN[state])
        answers = [await web.get(f"/embed/release/{made.id}")]
        answers.append(await ask(web, f"{server.url}/@ines/r/two-ports"))
        answers.append(await ask(web, f"{server.url}/embed/release/{made.id}"))
        for answer in answers:
            assert answer.status_code == 404, answer.text
            assert "Two Ports" not in answer.text

    async def test_unlisted_with_its_secret(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        made = await release_of(owner, first, second, **HIDDEN["unlisted"])
        page = read((await web.get(f"/embed/release/{made.id}", params={"s": SECRET})).text)
        assert page.find("a", href=f"/@ines/r/two-ports?s={SECRET}")
        found = (await ask(web, f"{server.url}/@ines/r/two-ports?s={SECRET}")).json()
        assert frame(found["html"])["src"] == f"{server.url}/embed/release/{made.id}?s={SECRET}"

    async def test_a_track_that_waits_is_not_named(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        later: dict[str, Any] = {"release_state": ReleaseState.SCHEDULED, "release_at": LATER}
        third = await publish(server.resources, owner, title="Secret Tide", slug="secret")
        await Track.filter(id=third.track.id).update(**later)
        made = await release_of(owner, first, second, third)
        assert "Secret Tide" not in (await web.get(f"/embed/release/{made.id}")).text


class TestOembed:
    async def test_answers_for_a_release(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        owner, first, second = await pair(server)
        made = await release_of(owner, first, second)
        answer = await ask(web, f"{server.url}/@ines/r/two-ports")
        found = answer.json()
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert found["title"] == f"Two Ports by {owner.display_name}"
        assert (found["width"], found["height"]) == (600, 450)
        shown = frame(found["html"])
        assert shown["src"] == f"{server.url}/embed/release/{made.id}"
        assert (await web.get(str(shown["src"]))).status_code == 200

    async def test_keeps_to_the_size_that_is_asked_for(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await release_of(owner, first, second)
        found = await ask(web, f"{server.url}/@ines/r/two-ports", maxwidth=320, maxheight=200)
        assert (found.json()["width"], found.json()["height"]) == (320, 200)

    async def test_the_page_leads_to_it(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        owner, first, second = await pair(server)
        made = await release_of(owner, first, second)
        page = read((await web.get("/@ines/r/two-ports")).text)
        kinds = {x["type"]: x["href"] for x in page.links if x["rel"] == "alternate"}
        assert set(kinds) == {"application/json+oembed", "text/xml+oembed"}
        for url in kinds.values():
            assert (await web.get(str(url))).status_code == 200
        assert page.meta["og:video"] == f"{server.url}/embed/release/{made.id}"
