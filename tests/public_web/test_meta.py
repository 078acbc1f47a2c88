"""What machines read of a track, with names that try to be markup."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from public_web.json_ld import script_safe
from public_web.memo import CLOCK
from server.catalog.models import RenditionKind, Track
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import add_artwork, add_details, make_user, publish

CORPUS = [
    '"><svg onload=1>',
    "</script><script>alert(1)</script>",
    "&amp;",
    "<!-- -->",
    "\u202egnirts\u202c \u200f",
    "😀🎧 four bytes",
    "two\nlines",
    "x" * 300,
    "' onmouseover='x",
    "\u2028 and \u2029",
    "{{ 7*7 }} {% raw %}",
    f'"server_time":{CLOCK}',
    "]]>",
    "\\u003cscript\\u003e",
]


class TestEscaping:
    async def test_names_stay_names(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        for number, text in enumerate(CORPUS):
            owner = await make_user(f"artist{number}", display_name=text[:100])
            made = await publish(
                server.resources,
                owner,
                title=text,
                genre=text[:100],
                tag_names=[text[:50]],
                description_md=text,
                artist_name=text[:100],
            )
            await add_artwork(server.resources, made.track)
            for path in (made.path, f"/embed/track/{made.id}", "/", f"/@{owner.handle}"):
                answer = await web.get(path)
                page = read(answer.text)
                assert answer.status_code == 200
                assert not [t for t, a in page.elements if t == "svg" and "onload" in a]
                assert not [a for _, a in page.elements if any(k.startswith("on") for k in a)]
                assert "text/javascript" not in page.scripts
                assert "49 " not in page.text
            page = read((await web.get(made.path)).text)
            assert page.meta["og:title"] == text
            assert page.json_ld["name"] == text
            assert page.player["track"]["title"] == text
            assert page.player["grant"]["server_time"] != CLOCK

    async def test_credits_and_comments_too(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        for text in CORPUS:
            await add_details(made.track, made.version, text[:90])
        page = read((await web.get(made.path)).text)
        assert [c["contributor"]["name"] for c in page.json_ld["contributor"]] == [
            text[:90] for text in CORPUS
        ]
        assert not [a for _, a in page.elements if any(k.startswith("on") for k in a)]

    @pytest.mark.parametrize("text", CORPUS)
    def test_json_in_a_script_is_json_and_no_markup(self, text: str) -> None:
        found = script_safe({"name": text})
        assert json.loads(found) == {"name": text}
        assert not set(found) & set("<>&\u2028\u2029")


class TestTags:
    async def test_a_song_with_its_picture_and_sound(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, description_md="A *short* crossing.")
        await add_artwork(server.resources, made.track)
        page = read((await web.get(made.path)).text)
        tags = page.meta
        assert tags["og:type"] == "music.song"
        assert tags["og:url"] == server.url + made.path
        assert tags["og:description"] == tags["description"] == "A short crossing."
        assert tags["og:locale"] == "en_US"
        assert (tags["og:image:width"], tags["og:image:type"]) == ("1000", "image/jpeg")
        assert tags["music:duration"] == "185"
        assert tags["music:musician"] == f"{server.url}/@{made.owner.handle}"
        assert tags["twitter:card"] == "summary_large_image"
        assert "robots" not in tags
        assert (await web.get(tags["og:image"])).headers["content-type"] == "image/jpeg"
        sound = await web.get(tags["og:audio"], follow_redirects=True)
        assert sound.headers["content-type"] == tags["og:audio:type"] == "audio/mpeg"
        assert (await web.get(tags["og:video"])).status_code == 200

    async def test_links_lead_to_the_embed_code(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        links = read((await web.get(made.path)).text).links
        assert [x["href"] for x in links if x["rel"] == "canonical"] == [server.url + made.path]
        for kind in ("application/json+oembed", "text/xml+oembed"):
            (link,) = [x for x in links if x.get("type") == kind]
            answer = await web.get(str(link["href"]))
            assert answer.status_code == 200
            assert parse_qs(urlsplit(str(link["href"])).query)["url"] == [server.url + made.path]

    async def test_sound_only_where_everybody_may_hear_it(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        vault = await publish(server.resources, vault=True)
        opus_only = await publish(server.resources, kinds=(RenditionKind.OPUS,))
        late = await publish(server.resources, ready=False)
        for made in (vault, opus_only, late):
            page = read((await web.get(made.path)).text)
            assert "og:audio" not in page.meta
            assert "contentUrl" not in page.json_ld["audio"]

    async def test_a_player_card_needs_tls(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        pages = server.app.ctx.pages
        pages.settings = replace(pages.settings, public_url="https://music.example")
        tags = read((await web.get(made.path)).text).meta
        assert tags["twitter:card"] == "player"
        assert tags["twitter:player"] == f"https://music.example/embed/track/{made.id}"
        assert (tags["twitter:player:width"], tags["twitter:player:height"]) == ("480", "166")
        assert tags["twitter:player:stream:content_type"] == "audio/mpeg"
        assert tags["og:video:secure_url"] == tags["og:video"]


class TestJsonLd:
    async def test_a_recording(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(
            server.resources,
            license="cc-by",
            isrc="DEAB12345678",
            genre="Ambient",
            tag_names=["sea", "night"],
        )
        await add_artwork(server.resources, made.track)
        await add_details(made.track, made.version, "composer")
        found = read((await web.get(made.path)).text).json_ld
        assert (found["@type"], found["duration"]) == ("MusicRecording", "PT3M5S")
        assert found["@id"] == found["url"] == server.url + made.path
        assert found["byArtist"]["url"] == f"{server.url}/@{made.owner.handle}"
        assert (found["isrcCode"], found["keywords"]) == ("DEAB12345678", "sea, night")
        assert found["license"].startswith("https://creativecommons.org/")
        assert found["recordingOf"]["composer"][0]["name"] == "composer"
        assert found["audio"]["encodingFormat"] == "audio/mpeg"
        counts = [c["userInteractionCount"] for c in found["interactionStatistic"]]
        assert counts == [0, 0]

    async def test_nothing_is_made_up(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources, ready=False)
        await Track.filter(id=made.track.id).update(release_at=None)
        found = read((await web.get(made.path)).text).json_ld
        assert not {"duration", "image", "isrcCode", "license", "genre"} & set(found)
