"""Releases over HTTP: planned, checked, published, taken back, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, TrackVersion, Visibility
from server.identity.models import User
from server.releases import clock
from server.releases.models import Release
from tests.support.listeners import FIREFOX
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import publish

RELEASES = "/api/v1/releases"
UPC = "036000291452"
Answer = dict[str, Any]


def later(days: float = 3) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


@dataclass(slots=True)
class Desk:
    """An artist with two drafts of tracks that can be heard."""

    server: LiveServer
    http: httpx.AsyncClient
    owner: User
    songs: list[Track]

    async def make(self, **fields: Any) -> Answer:
        told = {"title": "Harbour", "visibility": "public", **fields}
        told.setdefault("track_ids", [str(song.id) for song in self.songs])
        answer = await self.http.post(RELEASES, json=told)
        assert answer.status_code == 201, answer.text
        found: Answer = answer.json()
        return found

    async def edit(self, release: Answer, **fields: Any) -> httpx.Response:
        return await self.http.patch(f"{RELEASES}/{release['id']}", json=fields)

    async def ask(self, release: Answer, what: str) -> Any:
        answer = await self.http.get(f"{RELEASES}/{release['id']}/{what}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def public(self, release: Answer) -> int:
        answer = await self.server.client().get(f"{RELEASES}/{release['id']}")
        return answer.status_code


@pytest.fixture
async def desk(server: LiveServer) -> Desk:
    anna = await sign_up(server, "anna")
    owner = await User.get(id=anna.id)
    songs = []
    for title in ("Night Ferry", "Low Tide"):
        made = await publish(
            server.resources,
            owner,
            title=title,
            release_state=ReleaseState.DRAFT,
            release_at=None,
        )
        songs.append(made.track)
    return Desk(server, await anna.device(server), owner, songs)


class TestPlanning:
    async def test_scheduled_moved_out_and_taken_back(self, desk: Desk) -> None:
        release = await desk.make(kind="ep", upc=UPC, time_zone="Europe/Berlin")
        assert [t["title"] for t in release["tracks"]] == ["Night Ferry", "Low Tide"]
        assert (release["release"], release["url"]) == ("draft", "/@anna/r/harbour")
        planned = await desk.edit(release, state="scheduled", release_at=later())
        assert planned.json()["release"] == "scheduled"
        song = await Track.get(id=desk.songs[0].id)
        assert (str(song.plan_id), song.release_state) == (release["id"], "scheduled")
        assert await desk.public(release) == 404
        out = await desk.edit(release, state="live")
        assert out.json()["release"] == "live"
        assert await desk.public(release) == 200
        assert (await desk.server.client().get(desk_path(desk))).status_code == 200
        back = await desk.edit(release, state="draft")
        assert back.json()["live_at"] is None
        assert await desk.public(release) == 404
        assert (await desk.server.client().get(desk_path(desk))).status_code == 404

    async def test_it_is_out_by_the_clock_of_the_database(self, desk: Desk) -> None:
        release = await desk.make(state="scheduled", release_at=later())
        past = datetime.now(UTC) - timedelta(seconds=5)
        await Release.filter(id=release["id"]).update(release_at=past)
        await Track.filter(plan_id=release["id"]).update(release_at=past)
        assert await desk.public(release) == 200
        assert (await Release.get(id=release["id"])).state is ReleaseState.SCHEDULED
        assert [str(r) for r in (await clock.tick()).releases] == [release["id"]]
        assert (await clock.tick()).releases == []
        written = await Release.get(id=release["id"])
        assert (written.state, written.live_at) == (ReleaseState.LIVE, past)

    async def test_what_has_no_sound_is_not_planned(self, desk: Desk) -> None:
        empty = await desk.make(track_ids=[])
        answer = await desk.edit(empty, state="scheduled", release_at=later())
        assert (answer.status_code, answer.json()["error"]["field"]) == (409, "state")
        refused = await desk.http.post(
            RELEASES, json={"title": "X", "state": "live", "track_ids": []}
        )
        assert refused.status_code == 409
        assert len((await desk.http.get(RELEASES)).json()) == 1

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"upc": "036000291453"}, "upc"),
            ({"time_zone": "Mars/Olympus"}, "time_zone"),
            ({"time_zone": "../../etc/passwd"}, "time_zone"),
            ({"time_zone": "localtime"}, "time_zone"),
            ({"time_zone": "posix/Europe/Berlin"}, "time_zone"),
            ({"state": "scheduled", "release_at": "2020-01-01T00:00:00Z"}, "release_at"),
            ({"state": "scheduled"}, "release_at"),
            ({"teaser_from": "9999-01-01T00:00:00Z"}, "teaser_from"),
            ({"teaser_from": "0001-01-01T00:00:00+14:00"}, "teaser_from"),
            ({"release_at": "0001-01-01T00:00:00Z"}, "release_at"),
            ({"release_at": "9999-12-31T23:59:59-14:00"}, "release_at"),
            ({"state": "live", "release_at": "0001-01-01T00:00:00Z"}, "release_at"),
            ({"track_ids": [str(uuid4())]}, "track_id"),
            ({"title": "  "}, "title"),
        ],
    )
    async def test_bad_input_names_the_field(
        self, desk: Desk, fields: dict[str, Any], named: str
    ) -> None:
        told = {"title": "X", "track_ids": [str(desk.songs[0].id)], **fields}
        answer = await desk.http.post(RELEASES, json=told)
        assert answer.status_code in {409, 422}, answer.text
        assert answer.json()["error"]["field"] == named
        assert (await desk.http.get(RELEASES)).json() == []

    async def test_an_older_state_is_not_edited(self, desk: Desk) -> None:
        release = await desk.make()
        assert (await desk.edit(release, title="A", rev=release["rev"])).status_code == 200
        assert (await desk.edit(release, title="B", rev=release["rev"])).status_code == 412

    async def test_once_for_one_key(self, desk: Desk) -> None:
        told, key = {"title": "X"}, {"idempotency-key": "k"}
        answers = [await desk.http.post(RELEASES, json=told, headers=key) for _ in range(2)]
        assert answers[0].json()["id"] == answers[1].json()["id"]


def desk_path(desk: Desk) -> str:
    return f"/@{desk.owner.handle}/{desk.songs[0].slug}"


class TestTracks:
    async def test_added_moved_taken_off(self, desk: Desk) -> None:
        release = await desk.make(track_ids=[str(desk.songs[0].id)])
        where = f"{RELEASES}/{release['id']}/tracks"
        other = {"track_id": str(desk.songs[1].id)}
        added = (await desk.http.post(where, json=other)).json()
        assert [t["title"] for t in added["tracks"]] == ["Night Ferry", "Low Tide"]
        assert (await desk.http.post(where, json=other)).status_code == 409
        place = added["tracks"][1]["place_id"]
        moved = await desk.http.patch(f"{where}/{place}", json={"position": -1.0})
        assert [t["title"] for t in moved.json()["tracks"]] == ["Low Tide", "Night Ferry"]
        left = await desk.http.delete(f"{where}/{place}")
        assert [t["title"] for t in left.json()["tracks"]] == ["Night Ferry"]
        assert (await desk.http.delete(f"{where}/{uuid4()}")).status_code == 404

    async def test_private_tracks_are_not_shown_to_others(self, desk: Desk) -> None:
        release = await desk.make(state="live")
        await Track.filter(id=desk.songs[1].id).update(visibility=Visibility.PRIVATE)
        seen = (await desk.server.client().get(f"{RELEASES}/{release['id']}")).json()
        assert [t["title"] for t in seen["tracks"]] == ["Night Ferry"]
        assert seen["secret"] is None
        assert len((await desk.http.get(f"{RELEASES}/{release['id']}")).json()["tracks"]) == 2


class TestLinks:
    async def test_made_listed_used_revoked(self, desk: Desk) -> None:
        release = await desk.make()
        where = f"{RELEASES}/{release['id']}/links"
        made = (await desk.http.post(where, json={"label": "Press", "max_uses": 5})).json()
        guest = desk.server.client(headers={"user-agent": FIREFOX})
        path = "/p/" + made["url"].rpartition("/p/")[2]
        assert (await guest.get(path)).status_code == 303
        assert (await guest.get(f"{RELEASES}/{release['id']}")).status_code == 200
        (listed,) = (await desk.http.get(where)).json()
        assert (listed["uses"], listed["label"]) == (1, "Press")
        revoked = await desk.http.post(f"{where}/{made['id']}/revoke")
        assert revoked.json()["revoked"] is True
        assert (await guest.get(f"{RELEASES}/{release['id']}")).status_code == 404

    async def test_one_that_has_ended_is_not_made(self, desk: Desk) -> None:
        release = await desk.make()
        where = f"{RELEASES}/{release['id']}/links"
        over = {"label": "Press", "expires_at": "2020-01-01T00:00:00Z"}
        refused = await desk.http.post(where, json=over)
        assert refused.status_code == 422
        told = refused.json()
        assert (told["error"]["field"], told["error"]["message"]) == (
            "expires_at",
            "This moment is over.",
        )
        assert told["error"]["remedy"]
        assert (await desk.http.get(where)).json() == []


class TestChecklist:
    async def test_says_what_is_amiss(self, desk: Desk) -> None:
        release = await desk.make(visibility="private")
        await Track.filter(id=desk.songs[0].id).update(isrc="DEA012345678")
        await TrackVersion.filter(track_id=desk.songs[1].id).update(
            status="failed", failure={"code": "x", "message": "y"}
        )
        found = [(i["code"], i["track_id"]) for i in await desk.ask(release, "checklist")]
        broken = str(desk.songs[1].id)
        assert found == [
            ("no_moment", None),
            ("release_private", None),
            ("version_failed", broken),
            ("no_artwork", None),
            ("no_upc", None),
            ("no_isrc", broken),
        ]


class TestPublicStates:
    async def test_what_changes_is_told_and_taken_back(self, desk: Desk) -> None:
        release = await desk.make()
        before = await desk.ask(release, "diff")
        assert before["seen"] is False
        assert {"title", "on_release"} <= {c["field"] for c in before["changes"]}
        await desk.edit(release, state="live")
        assert await desk.ask(release, "diff") == {"seen": True, "changes": []}
        (first,) = await desk.ask(release, "states")
        song = f"/api/v1/tracks/{desk.songs[0].id}"
        await desk.edit(release, title="Docks", description_md="New")
        await desk.http.patch(song, json={"title": "Day Ferry", "genre": "dub"})
        place = release["tracks"][1]["place_id"]
        await desk.http.delete(f"{RELEASES}/{release['id']}/tracks/{place}")
        await clock.tick()
        assert len(await desk.ask(release, "states")) == 2
        await clock.tick()
        assert len(await desk.ask(release, "states")) == 2
        asked = {"state_id": first["id"]}
        back = (await desk.http.post(f"{RELEASES}/{release['id']}/rollback", json=asked)).json()
        assert back["missing"] == []
        assert (back["release"]["title"], back["release"]["description_md"]) == ("Harbour", "")
        titles = [t["title"] for t in back["release"]["tracks"]]
        assert titles == ["Night Ferry", "Low Tide"]
        assert (await desk.http.get(song)).json()["genre"] == ""

    async def test_what_is_gone_is_named_and_the_rest_comes_back(self, desk: Desk) -> None:
        release = await desk.make(state="live")
        (first,) = await desk.ask(release, "states")
        await desk.http.delete(f"/api/v1/tracks/{desk.songs[1].id}")
        await desk.edit(release, title="Docks")
        asked = {"state_id": first["id"]}
        where = f"{RELEASES}/{release['id']}/rollback"
        back = (await desk.http.post(where, json=asked)).json()
        gone = {"what": "track", "track_id": str(desk.songs[1].id), "title": "Low Tide"}
        assert back["missing"] == [gone]
        assert back["release"]["title"] == "Harbour"
        unknown = await desk.http.post(where, json={"state_id": str(uuid4())})
        assert unknown.status_code == 404

    async def test_the_difference_of_a_new_order(self, desk: Desk) -> None:
        release = await desk.make(state="scheduled", release_at=later())
        changes = (await desk.ask(release, "diff"))["changes"]
        assert [c["track_title"] for c in changes if c["field"] == "on_release"] == [
            "Night Ferry",
            "Low Tide",
        ]


WAYS: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "", None),
    ("PATCH", "", {"title": "x"}),
    ("DELETE", "", None),
    ("POST", "/tracks", {"track_id": str(uuid4())}),
    ("PATCH", f"/tracks/{uuid4()}", {"position": 1.0}),
    ("DELETE", f"/tracks/{uuid4()}", None),
    ("POST", "/links", {"label": "x"}),
    ("GET", "/links", None),
    ("POST", f"/links/{uuid4()}/revoke", None),
    ("GET", "/checklist", None),
    ("GET", "/diff", None),
    ("GET", "/states", None),
    ("POST", "/rollback", {"state_id": str(uuid4())}),
]


class TestStrangers:
    def test_every_way_is_asked(self, desk: Desk) -> None:
        routes = {
            (e.method, e.path)
            for e in desk.server.app.ctx.endpoints
            if e.path.startswith(f"{RELEASES}/")
        }
        assert len(WAYS) == len(routes)

    @pytest.mark.parametrize("state", ["draft", "live"])
    async def test_cannot_tell_it_from_none(self, desk: Desk, state: str) -> None:
        release = await desk.make(state=state, visibility="private")
        oskar = await sign_up(desk.server, "oskar")
        other = await oskar.device(desk.server)
        for method, path, told in WAYS:
            answers = [
                await other.request(method, f"{RELEASES}/{one}{path}", json=told)
                for one in (release["id"], uuid4())
            ]
            texts = [a.text.replace(a.headers["x-request-id"], "") for a in answers]
            assert [a.status_code for a in answers] == [404, 404], (method, path)
            assert texts[0] == texts[1]

    async def test_who_sees_it_may_not_change_it(self, desk: Desk) -> None:
        release = await desk.make(state="live")
        other = await (await sign_up(desk.server, "oskar")).device(desk.server)
        for method, path, told in WAYS[1:]:
            answer = await other.request(method, f"{RELEASES}/{release['id']}{path}", json=told)
            reads = method == "GET" and path != "/links"
            assert answer.status_code == (404 if reads else 403), (method, path, answer.text)
