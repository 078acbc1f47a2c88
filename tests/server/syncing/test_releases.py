"""Releases by studios: planned in one go, merged, deleted, brought back, kept from others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.catalog.models import Track
from server.kit.signing import new_token
from server.releases.models import Release, ReleaseTrack
from tests.support.laptops import Answer, Laptop, create, op, open_laptop, patch, two_laptops
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up

AT = (datetime.now(UTC) + timedelta(days=9)).replace(microsecond=0)
LATER = AT.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
async def desks(server: LiveServer) -> tuple[Person, Laptop, Laptop]:
    return await two_laptops(server)


def scheduled(release: str, at: str = LATER) -> Answer:
    return patch("release", release, state=("draft", "scheduled"), release_at=(None, at))


async def made(laptop: Laptop, kind: str, parent: object = None, **data: Any) -> str:
    told = create(kind, parent, **data)
    result = await laptop.does(told)
    assert result["result"] == "applied", result
    return str(told["id"])


class TestOffline:
    async def test_a_whole_release_in_one_batch(self, desks: tuple[Person, Laptop, Laptop]) -> None:
        _, one, two = desks
        songs = [create("track", title=title) for title in ("A", "B")]
        release = create("release", title="EP", upc="036000291452", time_zone="Asia/Tokyo")
        release["data"]["kind"] = "ep"
        places = [
            create("release_track", release["id"], track_id=song["id"], position=n)
            for n, song in enumerate(songs)
        ]
        token = new_token()
        link = create("preview_link", release["id"], label="Press", token=token, max_uses=3)
        plan = scheduled(release["id"])
        results = await one.push(*songs, release, *places, link, plan)
        assert [r["result"] for r in results] == ["applied"] * 7
        assert all(r["values"] == {} for r in results)
        await two.pull()
        shown = two.data("release", release["id"])
        assert (shown["state"], shown["release_at"], shown["slug"]) == ("scheduled", LATER, "ep")
        assert (shown["time_zone"], shown["live_at"]) == ("Asia/Tokyo", None)
        track = two.data("track", songs[0]["id"])
        assert (track["plan_id"], track["release_state"]) == (release["id"], "scheduled")
        assert two.data("release_track", places[1]["id"]) == {
            "release_id": release["id"],
            "track_id": songs[1]["id"],
            "position": 1,
        }
        found = two.data("preview_link", link["id"])
        assert (found["token"], found["uses"], found["allow_download"]) == (token, 0, "none")

    async def test_what_cannot_be_is_refused_by_name(
        self, desks: tuple[Person, Laptop, Laptop]
    ) -> None:
        _, one, _ = desks
        release = await made(one, "release", title="EP")
        track = await one.track()
        await made(one, "release_track", release, track_id=track)
        again = await one.does(create("release_track", release, track_id=track))
        assert (again["refusal"]["code"], again["refusal"]["field"]) == ("taken", "track_id")
        for field, value in (
            ("upc", "036000291453"),
            ("time_zone", "Nowhere/Land"),
            ("release_at", "9999-12-31T00:00:00Z"),
            ("release_at", "0001-01-01T00:00:00Z"),
            ("teaser_from", "0001-01-01T00:00:00+14:00"),
            ("time_zone", "localtime"),
        ):
            result = await one.does(patch("release", release, **{field: (None, value)}))
            assert (result["result"], result["refusal"]["field"]) == ("rejected", field)
        short = await one.does(create("preview_link", release, label="x", token="short"))
        assert short["refusal"]["field"] == "token"


class TestReferences:
    async def test_a_place_of_no_track_is_kept_for_a_decision(
        self, desks: tuple[Person, Laptop, Laptop]
    ) -> None:
        _, one, _ = desks
        release = await made(one, "release", title="EP")
        lost = await one.track()
        await one.does(op("track", "delete", lost))
        for track in (lost, release):
            result = await one.does(create("release_track", release, track_id=track))
            assert result["result"] == "conflict"
        whys = {c["why"] for c in await one.conflicts()}
        assert whys == {"edited_but_deleted", "target_never_created"}
        assert await ReleaseTrack.all().count() == 0


class TestMerging:
    async def test_state_and_moment_come_together_or_not_at_all(
        self, desks: tuple[Person, Laptop, Laptop]
    ) -> None:
        _, one, two = desks
        release = await made(one, "release", title="EP")
        assert (await one.does(scheduled(release)))["result"] == "applied"
        sooner = (AT - timedelta(days=2)).isoformat()
        result = await two.does(scheduled(release, sooner))
        assert result["result"] == "conflict"
        row = await Release.get(id=release)
        assert (row.state, row.release_at) == ("scheduled", AT)

    async def test_a_driven_track_is_its_own_once_it_is_given_a_moment(
        self, desks: tuple[Person, Laptop, Laptop]
    ) -> None:
        _, one, _ = desks
        release, track = await made(one, "release", title="EP"), await one.track()
        await made(one, "release_track", release, track_id=track)
        await one.does(scheduled(release))
        back = patch("track", track, release_state=("scheduled", "draft"))
        result = await one.does(back)
        assert (result["result"], result["refusal"]["field"]) == ("rejected", "release_state")
        out = patch("track", track, release_state=("scheduled", "live"))
        assert (await one.does(out))["result"] == "applied"
        row = await Track.get(id=track)
        assert (row.plan_id, row.release_state) == (None, "live")
        # Given back, it follows the release again.
        await one.does(patch("track", track, release_state=("live", "draft")))
        assert str((await Track.get(id=track)).plan_id) == release


class TestTrash:
    async def test_a_release_goes_and_comes_with_what_hangs_on_it(
        self, desks: tuple[Person, Laptop, Laptop]
    ) -> None:
        _, one, _ = desks
        release, track = await made(one, "release", title="EP"), await one.track()
        place = await made(one, "release_track", release, track_id=track)
        link = await made(one, "preview_link", release, label="P", token=new_token())
        await one.does(scheduled(release))
        await one.pull()
        seen = {f"{k}:{i}": one.known[k, i]["urev"] for k, i in one.known}
        result = await one.does(op("release", "delete", release, seen=seen))
        assert result["result"] == "applied"
        await one.pull()
        gone = {("release", release), ("release_track", place), ("preview_link", link)}
        assert not gone & one.living().keys()
        assert one.data("track", track)["release_state"] == "draft"
        assert (await one.does(op("release", "restore", release)))["result"] == "applied"
        await one.pull()
        assert gone <= one.living().keys()
        assert one.data("track", track)["plan_id"] == release

    @pytest.mark.parametrize("first", ["release", "track"])
    async def test_a_place_comes_back_with_the_last_of_both(
        self, desks: tuple[Person, Laptop, Laptop], first: str
    ) -> None:
        _, one, _ = desks
        ids = {"release": await made(one, "release", title="EP"), "track": await one.track()}
        place = await made(one, "release_track", ids["release"], track_id=ids["track"])
        second = "track" if first == "release" else "release"
        for kind in (first, second):
            assert (await one.does(op(kind, "delete", ids[kind])))["result"] == "applied"
        for kind, there in ((first, False), (second, True)):
            assert (await one.does(op(kind, "restore", ids[kind])))["result"] == "applied"
            assert ((await ReleaseTrack.get(id=place)).deleted_at is None) is there


class TestSeats:
    async def test_who_does_not_publish_looks_and_sees_no_links(
        self, desks: tuple[Person, Laptop, Laptop], server: LiveServer
    ) -> None:
        anna, one, _ = desks
        release = await made(one, "release", title="EP")
        token = new_token()
        link = await made(one, "preview_link", release, label="P", token=token)
        for role in ("contributor", "listener"):
            person = await sign_up(server, role)
            await anna.web.put(f"/api/v1/collaborators/{role}", json={"role": role})
            guest = await open_laptop(server, person, anna.id)
            for told in (
                create("release", title="Mine"),
                patch("release", release, title=("EP", "Theirs")),
                op("release", "delete", release),
                create("preview_link", release, label="x", token=new_token()),
                patch("preview_link", link, revoked=(False, True)),
            ):
                assert (await guest.does(told))["refusal"]["code"] == "forbidden", told
            await guest.pull()
            assert guest.data("release", release)["title"] == "EP"
            if role == "listener":
                assert ("preview_link", link) not in guest.known
            else:
                assert guest.data("preview_link", link)["token"] is None
