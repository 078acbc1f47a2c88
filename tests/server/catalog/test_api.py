"""Tracks and versions over HTTP: made, changed, heard and taken down, by whoever may."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import m3u8
import pytest

from server.catalog.models import TrackVersion, VersionStatus
from sync.wire.uploads import UploadKind
from tests.support.artists import TRACKS, Studio, open_studio, refused
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import publish

NOBODY = "01a20000-0000-7000-8000-000000000000"
"""An id that nothing has; the same in every process, for tests are named by it."""
LATER = (datetime.now(UTC) + timedelta(days=9)).replace(microsecond=0)


@pytest.fixture
async def studio(server: LiveServer, tmp_path: Path) -> Studio:
    return await open_studio(server, tmp_path)


class TestTheRoad:
    async def test_from_pending_to_sound(
        self, server_with_worker: LiveServer, tmp_path: Path
    ) -> None:
        studio = await open_studio(server_with_worker, tmp_path)
        made = await studio.make(
            visibility="public", original_asset_id=str(await studio.asset(seconds=8))
        )
        assert made["versions"][0]["status"] in {"pending", "processing"}
        assert made["playlist_url"] is None
        version = await studio.ready(made["versions"][0]["id"])
        assert (version["status"], version["progress"]) == ("ready", 100)
        client = studio.server.client()
        track = (await client.get(f"{TRACKS}/{made['id']}")).json()
        assert track["primary_version_id"] == version["id"]
        master = m3u8.loads((await client.get(track["playlist_url"])).text)
        assert {p.stream_info.codecs for p in master.playlists} >= {"Opus"}
        for playlist in master.playlists:
            answer = await client.get(playlist.uri)
            media = m3u8.loads(answer.text)
            assert abs(sum(s.duration for s in media.segments) - 8.01) < 0.2
            folder = playlist.uri.rsplit("/", 1)[0]
            segment = media.segments[-1]
            length, start = (int(n) for n in segment.byterange.split("@"))
            wanted = {"range": f"bytes={start}-{start + length - 1}"}
            part = await client.get(f"{folder}/{segment.uri}", headers=wanted)
            assert (part.status_code, len(part.content)) == (206, length)
            assert part.content[4:8] in {b"moof", b"styp", b"sidx"}
        mix = await studio.send(
            "POST",
            f"{TRACKS}/{made['id']}/versions",
            label="Mix B",
            original_asset_id=str(await studio.asset(seconds=2)),
        )
        assert mix.status_code == 201
        second = await studio.ready(mix.json()["id"])
        both = (await client.get(f"{TRACKS}/{made['id']}")).json()["versions"]
        assert [(v["label"], v["primary"]) for v in both] == [("Master", True), ("Mix B", False)]
        changed = await studio.edit(made, primary_version_id=second["id"])
        assert changed.json()["primary_version_id"] == second["id"]
        assert (await studio.device.delete(f"/api/v1/versions/{second['id']}")).status_code == 204
        left = await studio.read(made)
        assert left["primary_version_id"] == version["id"]
        assert (await client.get(f"/api/v1/versions/{second['id']}/grant")).status_code == 404


class TestCreating:
    async def test_a_title_of_any_script(self, studio: Studio) -> None:
        titles = [
            "ليلة \u202b عربية",
            "👩‍👩‍👧‍👦🏳️‍🌈",
            "e\u0301\u0323" * 20,
            "x" * 300,
            "夜のフェリー",
            "<script>alert(1)</script>",
            "'; DROP TABLE tracks; --",
        ]
        for title in titles:
            made = await studio.make(title, visibility="public")
            assert made["title"] == title
            assert made["slug"].isascii()
            page = await studio.device.get(made["url"])
            assert page.status_code == 200, title
            assert "<script>alert" not in page.text
        assert (await studio.make("  Night  "))["title"] == "Night"
        assert (await studio.make("a\u2028b\tc"))["title"] == "a b c"

    @pytest.mark.parametrize("title", ["", "   ", "\u200b\u200b", "\u00a0", "x" * 301, 7, None])
    async def test_no_title(self, studio: Studio, title: object) -> None:
        refused(await studio.send("POST", TRACKS, title=title), 422, "title")

    async def test_five_of_one_title_at_once(self, studio: Studio) -> None:
        assets = [str(await studio.asset()) for _ in range(5)]
        made = await asyncio.gather(*(studio.make("Same", original_asset_id=a) for a in assets))
        assert sorted(t["slug"] for t in made) == ["same", "same-2", "same-3", "same-4", "same-5"]

    async def test_an_asset_of_somebody_else(self, studio: Studio) -> None:
        other = await publish(studio.server.resources)
        foreign = str(other.version.original_id)  # type: ignore[attr-defined]
        for asset in (foreign, str(uuid4()), str(await studio.asset(UploadKind.STEM))):
            answer = await studio.send("POST", TRACKS, title="x", original_asset_id=asset)
            assert refused(answer, 422, "original_asset_id")["remedy"]
        assert (await studio.device.get(TRACKS)).json() == []

    async def test_a_listener_may_not(self, studio: Studio) -> None:
        fan = await sign_up(studio.server, "fan")
        answer = await fan.web.post(
            TRACKS, json={"title": "x", "original_asset_id": str(await studio.asset())}
        )
        assert answer.status_code == 403


class TestEditing:
    async def test_every_field(self, studio: Studio) -> None:
        track = await studio.make()
        changes = {
            "title": "Day Ferry",
            "slug": "Däy Ferry!",
            "visibility": "public",
            "description_md": "*About*",
            "liner_notes_md": "Notes",
            "session": {"instruments": ["harp"], "room": "Kitchen", "tempo_bpm": 92.5},
            "genre": "Folk",
            "credits": [{"person": "Ines", "role": "harp", "url": "https://ines.example"}],
            "license": "cc-by",
            "license_text": "",
            "isrc": "USABC1234567",
            "download_policy": "320",
            "comments_open": False,
        }
        for name, value in changes.items():
            answer = await studio.edit(track, **{name: value})
            assert answer.status_code == 200, (name, answer.text)
        found = await studio.read(track)
        assert found["slug"] == "day-ferry"
        assert found["license"]["code"] == "cc-by"
        assert found["session"]["tempo_bpm"] == 92.5
        for name in set(changes) - {"slug", "license", "license_text", "session"}:
            assert found[name] == changes[name], name
        assert found["rev"] == track["rev"] + len(changes)
        nulled = (await studio.edit(track, isrc=None)).json()
        assert (nulled["isrc"], nulled["title"]) == (None, "Day Ferry")

    async def test_of_an_older_state(self, studio: Studio) -> None:
        track = await studio.make()
        edits = [studio.edit(track, genre=f"g{n}", rev=track["rev"]) for n in range(4)]
        answers = await asyncio.gather(*edits)
        assert sorted(a.status_code for a in answers) == [200, 412, 412, 412]
        late = refused(next(a for a in answers if a.status_code == 412), 412, "rev")
        assert late["details"]["rev"] == track["rev"] + 1
        assert (await studio.edit(track, genre="x", rev=track["rev"] + 1)).status_code == 200

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("license", "gpl"),
            ("release_at", "2001-01-01T00:00:00Z"),
            ("release_at", "2999-01-01T00:00:00"),
            ("release_at", "9999-12-31T23:59:59-23:59"),
            ("release_at", "soon"),
            ("isrc", "nope"),
            ("isrc", "USABC1234567\n"),
            ("visibility", "secret"),
            ("tags", ["x" * 51]),
            ("tags", ["x"] * 31),
            ("credits", [{"person": "x", "role": "x", "url": "javascript:alert(1)"}]),
            ("session", {"date": "yesterday"}),
            ("primary_version_id", NOBODY),
            ("artwork_asset_id", NOBODY),
            ("rev", "1"),
            ("rev", 2**80),
        ],
    )
    async def test_to_what_cannot_be(self, studio: Studio, name: str, value: object) -> None:
        track = await studio.make(genre="Folk")
        answer = await studio.edit(track, genre="other", **{name: value})
        assert answer.status_code in {412, 422}, answer.text
        assert answer.json()["error"]["field"].startswith(name)
        found = await studio.read(track)
        assert (found["genre"], found["rev"]) == ("Folk", track["rev"])

    async def test_scheduling_and_publishing(self, studio: Studio) -> None:
        track = await studio.make(visibility="public", release_at=LATER.isoformat())
        assert track["release"] == "scheduled"
        assert datetime.fromisoformat(track["release_at"]) == LATER
        assert (await studio.server.client().get(track["url"])).status_code == 404
        assert (await studio.edit(track, release_at=None)).json()["release"] == "live"

    async def test_tags_are_folded(self, studio: Studio) -> None:
        one = await studio.make(tags=["#Ambient", "AMBIENT", " drone   metal ", "ﬁeld", "#", " "])
        assert one["tags"] == ["Ambient", "drone metal", "ﬁeld"]
        two = await studio.make(tags=["ambient", "field"])
        assert two["tags"] == ["ambient", "field"]
        many = [studio.edit(two, tags=[f"t{n}", "shared"]) for n in range(6)]
        assert {a.status_code for a in await asyncio.gather(*many)} == {200}

    async def test_a_slug_that_is_taken(self, studio: Studio) -> None:
        await studio.make("One")
        two = await studio.make("Two")
        assert (await studio.edit(two, slug="one")).json()["slug"] == "one-2"
        assert (await studio.edit(two, slug="one-2")).json()["slug"] == "one-2"
        assert (await studio.edit(two, title="Renamed")).json()["slug"] == "one-2"


class TestSecrets:
    async def test_an_unlisted_track_has_one(self, studio: Studio) -> None:
        track = await studio.make(visibility="unlisted")
        client, address = studio.server.client(), f"{TRACKS}/{track['id']}"
        first = (await studio.read(track))["secret"]
        assert (await client.get(address)).status_code == 404
        assert (await client.get(f"{address}?s={first}")).status_code == 200
        assert "secret" not in (await client.get(track["url"])).text
        renewed = (await studio.device.post(f"{address}/secret")).json()
        assert renewed["token"] != first
        assert (await client.get(f"{address}?s={first}")).status_code == 404
        assert (await client.get(renewed["url"])).status_code == 200
        shown = (await client.get(f"{address}?s={renewed['token']}")).json()
        assert shown["secret"] is None

    async def test_one_that_becomes_unlisted_gets_one(self, studio: Studio) -> None:
        track = await studio.make(visibility="public")
        assert track["secret"] is None
        assert (await studio.edit(track, visibility="unlisted")).json()["secret"]


class TestVersions:
    async def test_add_rename_order_delete(self, studio: Studio) -> None:
        track = await studio.make()
        first = track["versions"][0]["id"]
        only = refused(await studio.device.delete(f"/api/v1/versions/{first}"), 409)
        assert only["remedy"]
        mix = await studio.send(
            "POST",
            f"{TRACKS}/{track['id']}/versions",
            label="Mix",
            original_asset_id=str(await studio.asset()),
        )
        address = f"/api/v1/versions/{mix.json()['id']}"
        changed = await studio.device.patch(address, json={"label": "Mix 2", "position": 0})
        assert (changed.json()["label"], changed.json()["position"]) == ("Mix 2", 0)
        wrong = ({"label": " "}, {"label": "x" * 101}, {"position": "first"}, {"position": 2**70})
        for bad in wrong:
            refused(await studio.device.patch(address, json=bad), 422, next(iter(bad)))
        assert (await studio.device.delete(address)).status_code == 204
        assert (await studio.device.delete(address)).status_code == 404
        assert len((await studio.read(track))["versions"]) == 1

    async def test_only_a_failed_one_is_tried_again(self, studio: Studio) -> None:
        track = await studio.make()
        version = track["versions"][0]["id"]
        refused(await studio.device.post(f"/api/v1/versions/{version}/retry"), 409)
        failure = {"code": "x", "message": "It broke.", "remedy": "Mend it."}
        await TrackVersion.filter(id=version).update(status=VersionStatus.FAILED, failure=failure)
        assert (await studio.read(track))["versions"][0]["failure"] == failure
        again = await asyncio.gather(
            *(studio.device.post(f"/api/v1/versions/{version}/retry") for _ in range(4))
        )
        assert sorted(a.status_code for a in again) == [202, 409, 409, 409]
        found = (await studio.read(track))["versions"][0]
        assert (found["status"], found["failure"]) == ("pending", None)

    async def test_stems(self, studio: Studio) -> None:
        track = await studio.make(visibility="public")
        address = f"/api/v1/versions/{track['versions'][0]['id']}/stems"
        asset = str(await studio.asset(UploadKind.STEM))
        body = {"asset_id": asset, "role": "bass", "title": "Bass", "credits": []}
        made = await studio.send("POST", address, **body)
        assert (made.status_code, made.json()["position"]) == (201, 0)
        refused(await studio.send("POST", address, **{**body, "role": "kazoo"}), 422, "role")
        original = str(await studio.asset())
        refused(
            await studio.send("POST", address, **{**body, "asset_id": original}), 422, "asset_id"
        )
        assert (await studio.read(track))["versions"][0]["stems"][0]["title"] == "Bass"


class TestDeleting:
    async def test_takes_it_out_of_everything(self, studio: Studio) -> None:
        track = await studio.make("Gone", visibility="public")
        assert (await studio.device.delete(f"{TRACKS}/{track['id']}")).status_code == 204
        for address in (f"{TRACKS}/{track['id']}", track["url"], f"/embed/track/{track['id']}"):
            assert (await studio.device.get(address)).status_code == 404
        assert (await studio.device.delete(f"{TRACKS}/{track['id']}")).status_code == 404
        assert (await studio.device.get(TRACKS)).json() == []
        assert (await studio.make("Gone"))["slug"] == "gone"


class TestCollaborators:
    async def test_what_each_may_do(self, studio: Studio) -> None:
        track = await studio.make()
        people = {}
        for handle, role in (("ed", "editor"), ("con", "contributor")):
            person = await sign_up(studio.server, handle)
            let_in = await studio.device.put(f"/api/v1/collaborators/{handle}", json={"role": role})
            assert let_in.status_code == 200, let_in.text
            people[role] = await person.device(studio.server)
        for client in people.values():
            assert (await client.get(f"{TRACKS}/{track['id']}")).status_code == 200
        version = f"/api/v1/versions/{track['versions'][0]['id']}"
        writes: list[tuple[str, str, dict[str, Any]]] = [
            ("PATCH", f"{TRACKS}/{track['id']}", {"genre": "x"}),
            ("PATCH", version, {"label": "y"}),
            ("POST", f"{TRACKS}/{track['id']}/secret", {}),
        ]
        for method, address, body in writes:
            for role, wanted in (("editor", 200), ("contributor", 403)):
                answer = await people[role].request(method, address, json=body)
                assert answer.status_code == wanted, (role, address, answer.text)
        assert (await people["contributor"].get(f"{TRACKS}/{track['id']}")).json()["secret"] is None
        assert (await studio.device.delete("/api/v1/collaborators/ed")).status_code == 204
        assert (await people["editor"].get(f"{TRACKS}/{track['id']}")).status_code == 404
