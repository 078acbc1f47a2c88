"""The page of a release: what is on it, for whom, and that it leaks nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, Visibility
from server.identity.models import User
from server.kit.signing import token_hash
from server.releases.models import Release, ReleaseTrack
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import SECRET, Published, make_user, publish

LATER = datetime.now(UTC) + timedelta(days=3)
HIDDEN: dict[str, dict[str, Any]] = {
    "private": {"visibility": Visibility.PRIVATE},
    "draft": {"state": ReleaseState.DRAFT},
    "scheduled": {"state": ReleaseState.SCHEDULED, "release_at": LATER},
    "unlisted": {"visibility": Visibility.UNLISTED},
    "deleted": {"deleted_at": datetime.now(UTC)},
}


async def release_of(owner: User, *made: Published, **fields: Any) -> Release:
    """A release of these tracks; public and live unless `fields` say otherwise."""
    given = {
        "title": "Two Ports",
        "slug": "two-ports",
        "kind": "ep",
        "visibility": Visibility.PUBLIC,
        "state": ReleaseState.LIVE,
        "release_at": datetime.now(UTC) - timedelta(days=1),
        **fields,
    }
    if given["state"] is ReleaseState.LIVE:
        given["live_at"] = given["release_at"]
    if given["visibility"] is Visibility.UNLISTED:
        given |= {"secret_token": SECRET, "secret_hash": token_hash(SECRET)}
    release = await Release.create(owner=owner, **given)
    for number, one in enumerate(made, start=1):
        await ReleaseTrack.create(release=release, track=one.track, position=number)
    return release


async def pair(server: LiveServer) -> tuple[User, Published, Published]:
    owner = await make_user("ines")
    first = await publish(server.resources, owner, title="Night Ferry", slug="night-ferry")
    second = await publish(server.resources, owner, title="Low Tide", slug="low-tide")
    return owner, first, second


class TestPage:
    async def test_says_what_the_release_is(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        about = {"description_md": "Made **at sea**.", "upc": "036000291452", "license": "cc-by"}
        await release_of(owner, first, second, **about)
        answer = await web.get("/@ines/r/two-ports")
        assert answer.status_code == 200
        page = read(answer.text)
        for words in ("Two Ports", "EP", "2 tracks", "6:10", "at sea", "036000291452", "3:05"):
            assert words in page.text
        assert page.text.index("Night Ferry") < page.text.index("Low Tide")
        assert page.find("a", href=second.path)
        assert page.meta["og:type"] == "music.album"
        assert page.meta["og:url"].endswith("/@ines/r/two-ports")

    async def test_tells_machines_of_its_tracks(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await release_of(owner, first, second, title="</script><b>")
        said = read((await web.get("/@ines/r/two-ports")).text).json_ld
        assert (said["@type"], said["name"], said["numTracks"]) == ("MusicAlbum", "</script><b>", 2)
        names = [item["item"]["name"] for item in said["track"]["itemListElement"]]
        assert names == ["Night Ferry", "Low Tide"]
        assert said["albumReleaseType"].endswith("EPRelease")

    async def test_gives_the_player_a_queue(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await release_of(owner, first, second)
        player = read((await web.get("/@ines/r/two-ports")).text).player
        assert player["queue"] is True
        assert [v["label"] for v in player["versions"]] == ["Night Ferry", "Low Tide"]
        assert [v["track"]["id"] for v in player["versions"]] == [first.id, second.id]
        assert player["grant"]["version_id"] == first.version_id
        other = await web.get(player["versions"][1]["grant_url"])
        assert other.json()["version_id"] == second.version_id

    async def test_plays_without_a_script(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        owner, first, second = await pair(server)
        await release_of(owner, first, second)
        page = read((await web.get("/@ines/r/two-ports")).text)
        assert len(page.find("audio")) == 2
        for audio in page.find("audio"):
            assert (await web.get(str(audio["src"]))).status_code == 200

    async def test_stands_on_the_page_of_its_artist(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await release_of(owner, first, second)
        await release_of(owner, first, title="Hidden", slug="hidden", state=ReleaseState.DRAFT)
        page = read((await web.get("/@ines")).text)
        assert page.find("a", href="/@ines/r/two-ports")
        assert "Hidden" not in page.text

    async def test_its_tracks_lead_back_to_it(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, _ = await pair(server)
        assert not read((await web.get(first.path)).text).find("a", href="/@ines/r/two-ports")
        release = await release_of(owner, first, title="</script><b>")
        page = read((await web.get(first.path)).text)
        assert page.find("a", href="/@ines/r/two-ports")
        assert page.meta["music:album"].endswith("/@ines/r/two-ports")
        assert page.json_ld["inAlbum"]["name"] == "</script><b>"
        assert page.player["track"]["album"] == "</script><b>"
        await Release.filter(id=release.id).update(visibility=Visibility.PRIVATE)
        withdrawn = (await web.get(first.path)).text
        assert "two-ports" not in withdrawn

    async def test_is_in_the_sitemap(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        owner, first, _ = await pair(server)
        await release_of(owner, first)
        await release_of(owner, first, slug="hidden", visibility=Visibility.UNLISTED)
        text = (await web.get("/sitemap.xml")).text
        assert f"<loc>{server.url}/@ines/r/two-ports</loc>" in text
        assert "hidden" not in text

    async def test_its_old_spelling_leads_to_it(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, _ = await pair(server)
        await release_of(owner, first)
        answer = await web.get("/@INES/r/two-ports")
        assert (answer.status_code, answer.headers["location"]) == (303, "/@ines/r/two-ports")


class TestHidden:
    @pytest.mark.parametrize("state", HIDDEN)
    async def test_is_like_one_that_never_was(
        self, server: LiveServer, web: httpx.AsyncClient, state: str
    ) -> None:
        owner, first, _ = await pair(server)
        await release_of(owner, first, **HIDDEN[state])
        answer = await web.get("/@ines/r/two-ports")
        never = await web.get("/@ines/r/no-such")
        assert (answer.status_code, answer.text) == (never.status_code, never.text)
        assert answer.status_code == 404

    async def test_tracks_that_are_not_out_are_not_on_it(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await release_of(owner, first, second)
        await Track.filter(id=second.track.id).update(visibility=Visibility.PRIVATE)
        answer = await web.get("/@ines/r/two-ports")
        assert "Low Tide" not in answer.text
        assert second.id not in answer.text
        assert "EP · 1 track" in read((await web.get("/@ines")).text).text

    @pytest.mark.parametrize("state", HIDDEN)
    async def test_is_in_no_list(
        self, server: LiveServer, web: httpx.AsyncClient, state: str
    ) -> None:
        owner, first, _ = await pair(server)
        await release_of(owner, first, **HIDDEN[state])
        for path in ("/", "/@ines", "/sitemap.xml", first.path):
            assert "two-ports" not in (await web.get(path)).text.casefold(), path

    async def test_is_out_at_its_moment(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        owner, first, _ = await pair(server)
        release = await release_of(owner, first, **HIDDEN["scheduled"])
        assert (await web.get("/@ines/r/two-ports")).status_code == 404
        passed = datetime.now(UTC) - timedelta(seconds=1)
        await Release.filter(id=release.id).update(release_at=passed)
        assert (await web.get("/@ines/r/two-ports")).status_code == 200
        assert "/@ines/r/two-ports" in (await web.get("/@ines")).text

    async def test_an_unlisted_one_opens_by_its_secret_with_its_unlisted_tracks(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner = await make_user("ines")
        track = await publish(server.resources, owner, visibility=Visibility.UNLISTED)
        await release_of(owner, track, visibility=Visibility.UNLISTED)
        answer = await web.get(f"/@ines/r/two-ports?s={SECRET}")
        assert answer.status_code == 200
        assert answer.headers["referrer-policy"] == "no-referrer"
        player = read(answer.text).player
        grant = await web.get(player["versions"][0]["grant_url"])
        assert grant.status_code == 200
