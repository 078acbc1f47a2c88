"""The page of a track: what is on it, for whom, and how it is sent."""

from __future__ import annotations

import time
from dataclasses import replace

import httpx
import pytest

from server.catalog.models import RenditionKind, Track, Visibility
from server.identity.models import User
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import (
    SECRET,
    add_artwork,
    add_details,
    add_version,
    make_user,
    publish,
)


class TestPage:
    async def test_says_what_the_track_is(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(
            server.resources,
            title="Night Ferry",
            description_md="A *short* crossing.",
            liner_notes_md="## Gear\n\nOne synth.",
            genre="Ambient",
            tag_names=["sea", "night"],
            license="cc-by",
            session={"tempo_bpm": 92.5, "room": "Attic", "instruments": ["Juno", "Tape"]},
        )
        await add_details(made.track, made.version, "Someone")
        answer = await web.get(made.path)
        page = read(answer.text)
        for words in ("Night Ferry", "crossing", "One synth.", "Ambient", "#sea", "92.5 BPM"):
            assert words in page.text
        assert "Juno, Tape" in page.text
        assert page.find("a", rel="license noopener")[0]["href"].startswith("https://creativecomm")
        assert page.find("a", href="https://example.com/Someone")

    async def test_plays_without_a_script(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        page = read((await web.get(made.path)).text)
        (audio,) = page.find("audio")
        sound = await web.get(str(audio["src"]))
        assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/mpeg")

    async def test_gives_the_player_its_grant(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        await add_artwork(server.resources, made.track)
        player = read((await web.get(made.path)).text).player
        assert [s["codec"] for s in player["grant"]["sources"]] == ["opus", "aac", "mp3"]
        assert abs(player["grant"]["server_time"] - time.time()) < 5
        assert player["versions"][0]["lufs"] == -11.2
        assert (player["viewer"], player["csrf"], player["secret"]) == (None, None, None)
        assert set(player["track"]["artwork"]) == {"200", "500", "1000", "alt"}
        assert (await web.get(player["versions"][0]["waveform_url"])).status_code == 200

    @pytest.mark.parametrize(
        ("asked", "start"), [("83", 83_000), ("1:23", 83_000), ("1m23s", 83_000), ("x", 0)]
    )
    async def test_begins_where_the_address_says(
        self, server: LiveServer, web: httpx.AsyncClient, asked: str, start: int
    ) -> None:
        made = await publish(server.resources)
        player = read((await web.get(made.path, params={"t": asked})).text).player
        assert player["start_ms"] == start

    async def test_one_address_for_each_track(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, await make_user("ines"))
        for other in (made.path.replace("ines", "INES"), made.path + "/"):
            answer = await web.get(other, params={"t": "5"})
            assert (answer.status_code, answer.headers["location"]) == (303, f"{made.path}?t=5")

    async def test_headers(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        headers = (await web.get(made.path)).headers
        policy = headers["content-security-policy"]
        rules = policy.split("; ")
        for rule in ("default-src 'none'", "script-src 'self'", "img-src 'self'"):
            assert rule in rules
        assert "frame-ancestors 'none'" in rules
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "private, no-cache"
        assert headers["x-content-type-options"] == "nosniff"

    async def test_every_script_is_a_file_or_data(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        page = read((await web.get(made.path)).text)
        assert set(page.scripts) == {"module", "application/ld+json", "application/json"}
        assert all(a.get("src") for a in page.find("script", type="module"))
        assert not [a for _, a in page.elements if any(k.startswith("on") for k in a)]
        assert not [a for _, a in page.elements if "style" in a]


class TestKeptPages:
    async def test_changes_are_seen_at_once(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        assert "Night Ferry" in (await web.get(made.path)).text
        await Track.filter(id=made.track.id).update(title="Day Ferry")
        assert "Day Ferry" in (await web.get(made.path)).text
        await Track.filter(id=made.track.id).update(visibility=Visibility.PRIVATE)
        assert (await web.get(made.path)).status_code == 404

    async def test_a_new_comment_is_seen_at_once(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id))
        await web.get(made.path)
        sent = {"track_id": made.id, "body": "what a **moment**", "at_ms": 5000}
        assert (await artist.web.post("/api/v1/comments", json=sent)).status_code == 201
        page = await web.get(made.path)
        assert "what a <strong>moment</strong>" in page.text
        assert read(page.text).json_ld["comment"][0]["text"] == "what a moment"

    async def test_people_see_their_own_pages(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        artist, made = await sign_up(server, "ines"), await publish(server.resources)
        for client, token in ((web, None), (artist.web, artist.csrf), (web, None)):
            page = read((await client.get(made.path)).text)
            assert page.player["csrf"] == token
            assert bool(page.find("form", action="/logout")) is (token is not None)

    async def test_each_theme_and_moment_has_its_own(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        for asked, shown in (({}, "auto"), ({"theme": "dark"}, "dark"), ({"theme": "<"}, "auto")):
            page = read((await web.get(made.path, params=asked)).text)
            assert page.find("html", **{"data-theme": shown})
            assert page.player["theme"] == shown


class TestVersions:
    async def test_v_chooses_one(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        other = await add_version(
            server.resources,
            made.track,
            made.owner,
            kinds=(RenditionKind.OPUS,),
            label="Radio edit",
            position=1,
        )
        page = read((await web.get(made.path, params={"v": str(other.id)})).text)
        assert page.player["grant"]["version_id"] == str(other.id)
        assert "Radio edit" in page.text

    @pytest.mark.parametrize("asked", ["nonsense", "01a20000-0000-7000-8000-000000000000"])
    async def test_an_unknown_one_is_the_primary(
        self, server: LiveServer, web: httpx.AsyncClient, asked: str
    ) -> None:
        made = await publish(server.resources)
        page = read((await web.get(made.path, params={"v": asked})).text)
        assert page.player["grant"]["version_id"] == made.version_id

    async def test_one_of_another_track_is_the_primary(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made, other = await publish(server.resources), await publish(server.resources)
        page = read((await web.get(made.path, params={"v": other.version_id})).text)
        assert page.player["grant"]["version_id"] == made.version_id

    async def test_one_that_is_not_ready_is_not_listed(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        rough = await add_version(
            server.resources, made.track, made.owner, ready=False, label="Rough", position=1
        )
        text = (await web.get(made.path, params={"v": str(rough.id)})).text
        assert "Rough" not in text
        assert read(text).player["grant"]["version_id"] == made.version_id

    async def test_on_its_way(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources, ready=False)
        answer = await web.get(made.path)
        player = read(answer.text).player
        assert answer.status_code == 200
        assert (player["grant"], player["versions"][0]["status"]) == (None, "processing")


class TestUnlisted:
    async def test_the_secret_goes_along(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources, visibility=Visibility.UNLISTED)
        await add_artwork(server.resources, made.track)
        answer = await web.get(made.path, params={"s": SECRET})
        page = read(answer.text)
        assert page.meta["robots"] == "noindex"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert page.player["secret"] == SECRET
        for url in (
            page.player["versions"][0]["grant_url"],
            page.player["versions"][0]["waveform_url"],
            page.player["track"]["artwork"]["500"],
            page.meta["og:image"],
            page.meta["og:video"],
            page.meta["og:url"],
        ):
            assert f"s={SECRET}" in url
            assert (await web.get(url)).status_code == 200


class TestCommentForms:
    async def test_post_without_a_script(self, server: LiveServer) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id))
        page = read((await artist.web.get(made.path)).text)
        (form,) = page.find("form", **{"class": "write"})
        sent = {"csrf": artist.csrf, "at": "0:07", "body": "hello", "version_id": made.version_id}
        plain = server.client(cookies=artist.web.cookies)
        answer = await plain.post(str(form["action"]), data=sent)
        assert answer.status_code == 303
        shown = await plain.get(answer.headers["location"])
        assert "hello" in shown.text
        assert 'data-at="7000"' in shown.text
        actions = [str(form["action"]) for form in read(shown.text).find("form", method="post")]
        delete = next(action for action in actions if action.endswith("/delete"))
        gone = await plain.post(delete, data={"csrf": artist.csrf})
        assert gone.status_code == 303
        assert "hello" not in (await plain.get(made.path)).text

    async def test_a_refusal_is_said_on_the_page(self, server: LiveServer) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id))
        url, plain = f"/tracks/{made.id}/comments", server.client(cookies=artist.web.cookies)
        for wrong in ({"at": "soon", "body": "x"}, {"at": "1", "body": ""}, {"at": "1"}):
            answer = await plain.post(url, data={"csrf": artist.csrf, **wrong})
            assert answer.status_code == 422
            assert read(answer.text).find("p", role="status")

    async def test_needs_the_token_and_an_account(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id))
        url, plain = f"/tracks/{made.id}/comments", server.client(cookies=artist.web.cookies)
        assert (await plain.post(url, data={"at": "1", "body": "x"})).status_code == 403
        assert (await web.post(url, data={"at": "1", "body": "x"})).status_code == 401


class TestSettings:
    async def test_counts_can_be_kept_to_oneself(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        assert "interactionStatistic" in read((await web.get(made.path)).text).json_ld
        pages = server.app.ctx.pages
        pages.settings = replace(pages.settings, no_tracking=True)
        found = read((await web.get(made.path, params={"t": "1"})).text).json_ld
        assert "interactionStatistic" not in found
