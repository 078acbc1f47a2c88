"""Before a track is out: the part that may be heard, and no way from it to the whole."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from server.catalog.models import RenditionKind, Track, TrackVersion, Visibility
from server.identity.models import User
from server.kit.tickets import verify_ticket
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import Published
from tests.support.teased import LENGTH_MS, STARTS_MS, tease

ALL = (RenditionKind.MP3, RenditionKind.AAC, RenditionKind.OPUS, RenditionKind.FLAC)
MEDIA = re.compile(r"/media/hls/[A-Za-z0-9_-]{22}/\d{10}/([0-9a-f-]{36}/[a-z]+)/")


def grant_of(made: Published) -> str:
    return f"/api/v1/versions/{made.version_id}/grant"


def stream_of(made: Published) -> str:
    return f"/api/v1/stream/{made.version_id}.m3u8"


class TestGrant:
    async def test_gives_the_part_and_says_so(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, kinds=ALL)
        found = (await web.get(grant_of(made))).json()
        assert [s["codec"] for s in found["sources"]] == ["opus", "aac", "mp3"]
        for source in found["sources"]:
            answer = await web.get(source["url"])
            assert answer.content == f"teaser {source['codec']}".encode()
        assert (found["teaser"]["starts_ms"], found["teaser"]["length_ms"]) == (
            STARTS_MS,
            LENGTH_MS,
        )
        assert datetime.fromisoformat(found["teaser"]["release_at"]) == made.track.release_at

    async def test_it_does_not_count(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await tease(server.resources)
        found = (await web.get(grant_of(made))).json()
        secret, now = server.settings.session_secret, found["server_time"]
        ticket = verify_ticket(secret, found["ticket"], made.version.id, now)
        assert ticket is not None
        assert ticket.counted is False

    async def test_ends_when_the_whole_is_out(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, left=timedelta(minutes=5))
        found = (await web.get(grant_of(made))).json()
        assert found["expires_at"] == int(made.track.release_at.timestamp())

    async def test_the_artist_hears_the_whole(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        artist = await sign_up(server, "ines")
        made = await tease(server.resources, owner=await User.get(id=artist.id))
        found = (await artist.web.get(grant_of(made))).json()
        assert found["teaser"] is None
        assert all("/std/" in s["url"] for s in found["sources"])
        part = await artist.web.get(stream_of(made), params={"tier": "teaser"})
        assert "/teaser/opus/index.m3u8" in part.text

    @pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.UNLISTED])
    async def test_only_of_public_tracks(
        self, server: LiveServer, web: httpx.AsyncClient, visibility: Visibility
    ) -> None:
        made = await tease(server.resources, visibility=visibility)
        for address in (grant_of(made), stream_of(made)):
            for tier in ({}, {"tier": "teaser"}):
                assert (await web.get(address, params=tier)).status_code == 404

    async def test_not_before_its_moment(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        later = datetime.now(UTC) + timedelta(hours=1)
        made = await tease(server.resources, teaser_from=later)
        assert (await web.get(grant_of(made))).status_code == 404
        assert (await web.get(stream_of(made), params={"tier": "teaser"})).status_code == 404


class TestNoWayToTheWhole:
    async def test_nothing_handed_out_opens_it(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        """Every page and answer of a teaser: what is signed in it is of the teaser alone."""
        made = await tease(server.resources, kinds=ALL)
        version = f"/api/v1/versions/{made.version_id}"
        said = [
            (await web.get(path)).text
            for path in (
                made.path,
                f"/embed/track/{made.id}",
                f"/api/v1/tracks/{made.id}",
                grant_of(made),
                stream_of(made),
                f"/@{made.owner.handle}",
            )
        ]
        said += [str((await web.get(f"{version}/audio.mp3")).headers["location"])]
        opened = {folder for text in said for folder in MEDIA.findall(text)}
        assert {folder.rpartition("/")[2] for folder in opened} == {"teaser"}
        whole = await TrackVersion.get(id=made.version.id)
        assert not any(str(whole.render_id) in text for text in said)

    async def test_a_signature_opens_its_own_folder_only(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, kinds=ALL)
        whole = (await TrackVersion.get(id=made.version.id)).render_id
        url = (await web.get(grant_of(made))).json()["sources"][-1]["url"]
        folder = MEDIA.findall(url)[0]
        render = folder.partition("/")[0]
        for other in (f"{render}/std", f"{whole}/std", f"{whole}/lossless", f"{whole}/teaser"):
            assert (await web.get(url.replace(folder, other))).status_code == 403
        up = url.replace("/teaser/mp3/", f"/teaser/../../{whole}/std/mp3/")
        assert (await web.get(up)).status_code in {403, 404}

    async def test_the_playlist_of_the_part_is_not_that_of_the_whole(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, kinds=ALL)
        address = httpx.URL((await web.get(grant_of(made))).json()["playlist"])
        assert address.params["tier"] == "teaser"
        text = (await web.get(address)).text
        assert {f.rpartition("/")[2] for f in MEDIA.findall(text)} == {"teaser"}
        # Before it is out, and after: the signature alone does not open the whole.
        for tier in ({}, {"tier": "std"}):
            asked = {"grant": address.params["grant"], **tier}
            found = MEDIA.findall((await web.get(stream_of(made), params=asked)).text)
            assert {f.rpartition("/")[2] for f in found} == {"teaser"}
        lossless = {"grant": address.params["grant"], "tier": "lossless"}
        assert (await web.get(stream_of(made), params=lossless)).status_code == 404
        await Track.filter(id=made.track.id).update(visibility=Visibility.PRIVATE)
        asked = {"grant": address.params["grant"]}
        assert (await web.get(stream_of(made), params=asked)).status_code == 404

    async def test_no_waveform_no_download_no_comments(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, download_policy="stems")
        version = f"/api/v1/versions/{made.version_id}"
        for path in (
            f"{version}/waveform",
            f"{version}/waveform?points=100",
            f"{version}/waveform.png",
            f"/api/v1/comments?track_id={made.id}",
        ):
            assert (await web.get(path)).status_code == 404, path


class TestTheMoment:
    async def test_the_whole_is_granted_with_nothing_running_in_between(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await tease(server.resources, left=timedelta(seconds=2))
        before = (await web.get(grant_of(made))).json()
        assert before["teaser"] is not None
        left = made.track.release_at - datetime.now(UTC)
        await asyncio.sleep(max(0.0, left.total_seconds()) + 0.05)
        after = (await web.get(grant_of(made))).json()
        assert after["teaser"] is None
        assert all("/std/" in s["url"] for s in after["sources"])
        assert (await Track.get(id=made.track.id)).release_state == "scheduled"  # nobody wrote
        page = await web.get(made.path)
        assert "data-until" not in page.text
        assert json.dumps(after["sources"][0]["codec"]) in page.text
