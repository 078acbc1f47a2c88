"""Grants, playlists, waveforms and artwork over HTTP."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import httpx
import m3u8
import pytest

from server.catalog.models import ReleaseState, RenditionKind, Track, Visibility
from server.identity.models import User
from server.kit.tickets import verify_ticket
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import POINTS, SECRET, Published, add_artwork, publish

ANYWHERE = "access-control-allow-origin"
ALL = (RenditionKind.MP3, RenditionKind.AAC, RenditionKind.OPUS, RenditionKind.FLAC)


def grant_of(made: Published) -> str:
    return f"/api/v1/versions/{made.version_id}/grant"


class TestGrant:
    async def test_sources_play_in_order_of_preference(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, kinds=ALL)
        answer = await web.get(grant_of(made))
        found = answer.json()
        assert [s["codec"] for s in found["sources"]] == ["opus", "aac", "mp3"]
        assert found["sources"][0]["mime"] == 'audio/mp4; codecs="Opus"'
        assert answer.headers[ANYWHERE] == "*"
        assert answer.headers["cache-control"] == "private, no-store"
        assert "set-cookie" not in answer.headers
        for source in found["sources"]:
            media = await web.get(source["url"])
            assert media.status_code == 200
            assert media.content.startswith(source["codec"].encode())

    async def test_lasts_as_long_as_it_says(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        found = (await web.get(grant_of(made))).json()
        ttl = server.settings.hls_token_ttl
        assert abs(found["server_time"] - time.time()) < 5
        assert ttl <= found["expires_at"] - found["server_time"] < ttl + 901
        assert all(f"/{found['expires_at']}/" in s["url"] for s in found["sources"])

    async def test_addresses_stay_the_same_for_a_while(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        first, second = [(await web.get(grant_of(made))).json() for _ in range(2)]
        if first["expires_at"] == second["expires_at"]:
            assert first["sources"] == second["sources"]

    async def test_the_ticket_counts_for_strangers_and_not_for_staff(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id))
        secret = server.settings.session_secret
        for client, counted in ((web, True), (artist.web, False)):
            text = (await client.get(grant_of(made))).json()["ticket"]
            ticket = verify_ticket(secret, text, made.version.id, time.time())
            assert ticket is not None
            assert ticket.counted is counted

    async def test_lossless_is_for_staff(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id), kinds=ALL)
        own = (await artist.web.get(grant_of(made))).json()["sources"]
        assert [s["codec"] for s in own] == ["opus", "aac", "flac", "mp3"]
        assert "/lossless/" in own[2]["url"]
        master = f"/api/v1/stream/{made.version_id}.m3u8?tier=lossless"
        assert (await artist.web.get(master)).text.count("fLaC") == 1
        assert (await web.get(master)).status_code == 404

    async def test_refusals_can_be_read_anywhere(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        hidden = await publish(server.resources, visibility=Visibility.PRIVATE)
        vault = await publish(server.resources, vault=True)
        late = await publish(server.resources, ready=False)
        for made, status in ((hidden, 404), (vault, 402), (late, 409)):
            answer = await web.get(grant_of(made), headers={"origin": "null"})
            assert answer.status_code == status
            assert answer.headers[ANYWHERE] == "*"

    async def test_preflight(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        url = (await web.get(grant_of(made))).json()["sources"][0]["url"]
        for path in (grant_of(made), url):
            answer = await web.options(path, headers={"origin": "null"})
            assert answer.status_code == 204
            assert answer.headers[ANYWHERE] == "*"
            assert "range" in answer.headers["access-control-allow-headers"]
            assert "access-control-allow-credentials" not in answer.headers

    async def test_the_secret_opens_an_unlisted_track(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, visibility=Visibility.UNLISTED)
        assert (await web.get(grant_of(made))).status_code == 404
        assert (await web.get(grant_of(made), params={"s": SECRET})).status_code == 200
        assert (await web.get(grant_of(made), params={"s": "x" * 501})).status_code == 422


class TestPlaylist:
    async def test_is_a_master_that_others_can_read(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, kinds=ALL)
        answer = await web.get(f"/api/v1/stream/{made.version_id}.m3u8")
        assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"
        assert answer.headers[ANYWHERE] == "*"
        master = m3u8.loads(answer.text)
        assert master.is_variant
        assert (master.version, master.is_independent_segments) == (7, True)
        assert [
            (p.stream_info.codecs, p.stream_info.bandwidth, p.stream_info.average_bandwidth)
            for p in master.playlists
        ] == [("Opus", 168_000, 161_000)]
        for variant in master.playlists:
            assert variant.uri.startswith("/media/hls/")
            assert (await web.get(variant.uri)).status_code == 200

    async def test_each_codec_has_a_master_of_its_own(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        artist = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(id=artist.id), kinds=ALL)
        plain = f"/api/v1/stream/{made.version_id}.m3u8"
        granted = (await web.get(grant_of(made))).json()["playlist"]
        for client, address, codecs in (
            (web, plain, "Opus"),
            (web, f"{plain}?codec=opus", "Opus"),
            (web, f"{plain}?codec=aac", "mp4a.40.2"),
            (web, f"{granted}&codec=aac", "mp4a.40.2"),
            (artist.web, f"{plain}?tier=lossless", "fLaC"),
            (artist.web, f"{plain}?tier=lossless&codec=flac", "fLaC"),
        ):
            master = m3u8.loads((await client.get(address)).text)
            assert [p.stream_info.codecs for p in master.playlists] == [codecs], address

    async def test_a_codec_that_is_not_there(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        only_aac = await publish(server.resources, kinds=(RenditionKind.AAC, RenditionKind.MP3))
        address = f"/api/v1/stream/{only_aac.version_id}.m3u8"
        assert "mp4a.40.2" in (await web.get(address)).text
        for asked, status in (("opus", 404), ("flac", 404), ("mp3", 422)):
            answer = await web.get(address, params={"codec": asked})
            assert answer.status_code == status, asked

    async def test_a_granted_address_needs_no_session(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        artist = await sign_up(server, "ines")
        owner = await User.get(id=artist.id)
        made = await publish(server.resources, owner, visibility=Visibility.PRIVATE)
        plain = f"/api/v1/stream/{made.version_id}.m3u8"
        granted = (await artist.web.get(grant_of(made))).json()["playlist"]
        assert (await web.get(plain)).status_code == 404
        assert (await web.get(granted)).status_code == 200
        assert (await web.get(granted[:-2])).status_code == 404
        await Track.filter(id=made.track.id).update(deleted_at=datetime.now(UTC))
        assert (await web.get(granted)).status_code == 404

    async def test_an_expired_address_says_so(
        self, server: LiveServer, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = await publish(server.resources, visibility=Visibility.UNLISTED)
        found = (await web.get(grant_of(made), params={"s": SECRET})).json()
        monkeypatch.setattr(time, "time", lambda: found["expires_at"] + 1.0)
        answer = await web.get(found["playlist"])
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "expired")


class TestTrack:
    async def test_carries_a_playlist_that_plays(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        found = (await web.get(f"/api/v1/tracks/{made.id}")).json()
        assert [r["kind"] for r in found["versions"][0]["renditions"]] == ["aac", "mp3", "opus"]
        assert "#EXTM3U" in (await web.get(found["playlist_url"])).text

    async def test_the_mp3_has_a_lasting_address(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        other = await publish(server.resources, kinds=(RenditionKind.OPUS,))
        url = f"/api/v1/versions/{made.version_id}/audio.mp3"
        answer = await web.get(url, follow_redirects=True)
        assert answer.headers["content-type"] == "audio/mpeg"
        missing = await web.get(f"/api/v1/versions/{other.version_id}/audio.mp3")
        assert missing.status_code == 404


class TestWaveform:
    async def test_whole(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        answer = await web.get(f"/api/v1/versions/{made.version_id}/waveform")
        found = answer.json()
        assert (found["version"], found["length"], len(found["data"])) == (2, POINTS, 2 * POINTS)
        assert answer.headers[ANYWHERE] == "*"
        again = await web.get(
            f"/api/v1/versions/{made.version_id}/waveform",
            headers={"if-none-match": answer.headers["etag"]},
        )
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("points", [1, 7, 800, POINTS, POINTS + 1])
    async def test_shortened_keeps_every_peak(
        self, server: LiveServer, web: httpx.AsyncClient, points: int
    ) -> None:
        made = await publish(server.resources)
        url = f"/api/v1/versions/{made.version_id}/waveform"
        whole = (await web.get(url)).json()
        found = (await web.get(url, params={"points": points})).json()
        assert found["length"] == min(points, POINTS)
        assert len(found["data"]) == 2 * found["length"]
        assert min(found["data"][0::2]) == min(whole["data"][0::2])
        assert max(found["data"][1::2]) == max(whole["data"][1::2])

    @pytest.mark.parametrize("points", ["0", "-1", "x", "20001"])
    async def test_points_in_bounds(
        self, server: LiveServer, web: httpx.AsyncClient, points: str
    ) -> None:
        made = await publish(server.resources)
        url = f"/api/v1/versions/{made.version_id}/waveform"
        answer = await web.get(url, params={"points": points})
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "points")

    async def test_picture(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        answer = await web.get(f"/api/v1/versions/{made.version_id}/waveform.png")
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")


class TestArtwork:
    @pytest.mark.parametrize("size", [200, 500, 1000])
    async def test_sizes(self, server: LiveServer, web: httpx.AsyncClient, size: int) -> None:
        import io

        from PIL import Image

        made = await publish(server.resources)
        await add_artwork(server.resources, made.track)
        for _ in range(2):
            answer = await web.get(f"/artwork/{made.id}/{size}.jpg")
            assert answer.headers["content-type"] == "image/jpeg"
            assert Image.open(io.BytesIO(answer.content)).size == (size, size)

    @pytest.mark.parametrize("name", ["300.jpg", "500.png", "x.jpg", "-1.jpg"])
    async def test_other_sizes_are_not_there(
        self, server: LiveServer, web: httpx.AsyncClient, name: str
    ) -> None:
        made = await publish(server.resources)
        await add_artwork(server.resources, made.track)
        assert (await web.get(f"/artwork/{made.id}/{name}")).status_code == 404

    async def test_shared_caches_keep_only_the_public(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        public = await publish(server.resources)
        unlisted = await publish(server.resources, visibility=Visibility.UNLISTED)
        for made, kept in ((public, "public"), (unlisted, "private")):
            await add_artwork(server.resources, made.track)
            answer = await web.get(f"/artwork/{made.id}/200.jpg", params={"s": SECRET})
            assert answer.headers["cache-control"].startswith(f"{kept}, ")

    async def test_embargo(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(
            server.resources,
            release_state=ReleaseState.SCHEDULED,
            release_at=datetime.now(UTC) + timedelta(hours=1),
        )
        await add_artwork(server.resources, made.track)
        assert (await web.get(f"/artwork/{made.id}/1000.jpg")).status_code == 404
