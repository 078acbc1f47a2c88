"""The page of a release: what is on it, for whom, and that it leaks nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, Visibility
from server.identity.models import User
from server.kit.signing import new_token, token_hash
from server.releases.models import PreviewLink, Release, ReleaseTrack
from tests.support.html import read
from tests.support.listeners import FIREFOX
from tests.support.live import LiveServer
from tests.support.published import SECRET, Published, add_artwork, make_user, publish

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

    async def test_came_out_on_the_day_of_its_time_zone(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        midnight = datetime(2026, 11, 20, 23, tzinfo=UTC)  # in Berlin
        await Track.filter(id=first.track.id).update(release_at=midnight)
        await release_of(owner, first, second, release_at=midnight, time_zone="Europe/Berlin")
        for path in ("/@ines/r/two-ports", first.path):
            page = read((await web.get(path)).text)
            assert "21 November 2026" in page.text
            assert page.json_ld["datePublished"] == "2026-11-21"
            assert page.meta["music:release_date"] == "2026-11-21"

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

    async def test_its_tracks_say_which_of_its_songs_they_are(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        """As Open Graph wants it: the number right after the album, counted as the album does."""
        owner, first, second = await pair(server)
        kept = await publish(server.resources, owner, visibility=Visibility.PRIVATE)
        later = await publish(
            server.resources, owner, release_state=ReleaseState.SCHEDULED, release_at=LATER
        )
        await release_of(owner, kept, first, later, second)
        album = f"{server.url}/@ines/r/two-ports"
        songs = read((await web.get(album)).text).elements
        told = [(a["property"], a["content"]) for t, a in songs if "music:song" in str(a)]
        for number, made in enumerate((first, second), start=1):
            page = read((await web.get(made.path)).text)
            music = [
                (str(a["property"]), a["content"])
                for tag, a in page.elements
                if tag == "meta" and str(a.get("property")).startswith("music:")
            ]
            at = music.index(("music:album", album))
            assert music[at + 1] == ("music:album:track", str(number))
            song = told.index(("music:song", server.url + made.path))
            assert told[song + 1] == ("music:song:track", str(number))
        hidden = await publish(server.resources, owner, visibility=Visibility.UNLISTED)
        await release_of(owner, hidden, slug="other")
        page = read((await web.get(f"{hidden.path}?s={SECRET}")).text)
        assert "music:album" in page.meta
        assert "music:album:track" not in page.meta

    async def test_its_tracks_are_told_anew_when_they_are_put_in_order(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await release_of(owner, first, second)
        assert read((await web.get(first.path)).text).meta["music:album:track"] == "1"
        await ReleaseTrack.filter(track_id=first.track.id).update(position=9)
        assert read((await web.get(first.path)).text).meta["music:album:track"] == "2"

    async def test_shows_the_cover_of_a_track_where_it_has_none(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, second = await pair(server)
        await add_artwork(server.resources, second.track)
        await release_of(owner, first, second)
        page = read((await web.get("/@ines/r/two-ports")).text)
        assert f"/artwork/{second.id}/1000.jpg" in page.meta["og:image"]
        assert f"/artwork/{second.id}/500.jpg" in (await web.get("/@ines")).text.split("Tracks")[0]
        await Track.filter(id=second.track.id).update(visibility=Visibility.PRIVATE)
        for path in ("/@ines", "/@ines/r/two-ports"):
            assert second.id not in (await web.get(path)).text

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


class TestPreview:
    async def test_a_private_link_lets_in_to_what_is_not_out(self, server: LiveServer) -> None:
        owner = await make_user("ines")
        waits = {"release_state": ReleaseState.SCHEDULED, "release_at": LATER}
        first = await publish(server.resources, owner, title="Night Ferry", **waits)
        second = await publish(server.resources, owner, title="Low Tide", **waits)
        release = await release_of(owner, first, second, **HIDDEN["scheduled"])
        ends, token = datetime(2099, 4, 1, 18, tzinfo=UTC), new_token()
        link = await PreviewLink.create(
            release=release,
            label="Press",
            token=token,
            token_hash=token_hash(token),
            expires_at=ends,
        )
        guest = server.client(headers={"user-agent": FIREFOX}, follow_redirects=True)
        answer = await guest.get(f"/p/{token}")
        assert answer.url.path == "/@ines/r/two-ports"
        assert "noindex" in answer.headers["x-robots-tag"]
        page = read(answer.text)
        assert "Private preview: your link ends Wednesday 1 April 2099, 18:00 UTC." in page.text
        assert [v["label"] for v in page.player["versions"]] == ["Night Ferry", "Low Tide"]
        for version in page.player["versions"]:
            assert (await guest.get(version["grant_url"])).status_code == 200
        for audio in page.find("audio"):
            assert (await guest.get(str(audio["src"]))).status_code == 200
        await PreviewLink.filter(id=link.id).update(revoked=True)
        assert (await guest.get("/@ines/r/two-ports")).status_code == 404
        again = await guest.get(f"/p/{token}")
        assert again.status_code == 404
        assert "Ask who gave it to you for another." in read(again.text).text

    async def test_says_nothing_of_an_end_where_there_is_none(self, server: LiveServer) -> None:
        owner = await make_user("ines")
        first = await publish(server.resources, owner)
        release = await release_of(owner, first, **HIDDEN["draft"])
        token = new_token()
        await PreviewLink.create(
            release=release, label="Press", token=token, token_hash=token_hash(token)
        )
        guest = server.client(headers={"user-agent": FIREFOX}, follow_redirects=True)
        text = read((await guest.get(f"/p/{token}")).text).text
        assert "Private preview. Please keep it to yourself." in text
        assert "omes out" not in text

    async def test_is_not_said_of_what_is_out(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        owner, first, _ = await pair(server)
        await release_of(owner, first)
        assert "Private preview" not in (await web.get("/@ines/r/two-ports")).text


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
