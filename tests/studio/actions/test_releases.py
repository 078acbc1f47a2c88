"""What can be done to releases on this machine alone, and what lists and pages show of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from studio.actions import decisions, releases, releasing
from studio.actions.desk import Desk
from studio.actions.library import Library
from sync.client import editing
from sync.client.errors import NotEditable
from sync.wire.ids import new_id
from tests.support.drops import AT, ZONE, found, refuse, song, titles
from tests.support.feeds import page, states


class TestCreate:
    async def test_is_a_draft_for_everybody_once_it_is_out(
        self, desk: Desk, library: Library
    ) -> None:
        made = await releasing.create(desk, "Night Drive", "ep", ZONE)
        (row,) = releases.every(library)
        assert (row.id, row.title, row.kind, row.state) == (made, "Night Drive", "ep", "draft")
        assert (row.zone, row.tracks, row.local) == (ZONE, 0, True)
        assert found(library, made).data["visibility"] == "public"

    async def test_without_a_title_it_is_not_made(self, desk: Desk) -> None:
        with pytest.raises(NotEditable):
            await releasing.create(desk, " ", "ep", ZONE)

    async def test_a_release_that_goes_leaves_its_tracks(
        self, desk: Desk, library: Library
    ) -> None:
        track = song(desk, "A")
        made = await releasing.create(desk, "Night Drive", "ep", ZONE)
        await releasing.add_tracks(desk, made, [track])
        await releasing.remove(desk, made)
        assert releases.every(library) == []
        assert [row.title for row in library.find("A")] == ["A"]


class TestTracks:
    async def test_follow_each_other_and_come_once(self, desk: Desk, library: Library) -> None:
        a, b = song(desk, "A"), song(desk, "B")
        made = await releasing.create(desk, "EP", "ep", ZONE)
        assert await releasing.add_tracks(desk, made, [b]) == 1
        assert await releasing.add_tracks(desk, made, [a, b, a]) == 1
        assert titles(library, made) == ["B", "A"]

    async def test_move_to_every_place_from_every_place(self, desk: Desk, library: Library) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        await releasing.add_tracks(desk, made, [song(desk, name) for name in "ABCD"])
        expected = list("ABCD")
        for start in range(4):
            for to in range(4):
                place = found(library, made).tracks[start].place
                expected.insert(to, expected.pop(start))
                await releasing.move(desk, made, place, to)
                assert titles(library, made) == expected

    async def test_move_also_where_numbers_have_run_out(self, desk: Desk, library: Library) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        await releasing.add_tracks(desk, made, [song(desk, name) for name in "ABC"])
        for one in found(library, made).tracks:
            editing.write(desk.local, "release_track", one.place, {"position": 1.0})
        order = titles(library, made)
        last = found(library, made).tracks[2].place
        await releasing.move(desk, made, last, 1)
        assert titles(library, made) == [order[0], order[2], order[1]]

    async def test_taken_off_all_or_none(self, desk: Desk, library: Library) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        await releasing.add_tracks(desk, made, [song(desk, name) for name in "ABC"])
        places = [one.place for one in found(library, made).tracks]
        await releasing.take_off(desk, places[:2])
        assert titles(library, made) == ["C"]

    def test_the_spread_is_that_of_known_loudness(self, desk: Desk, library: Library) -> None:
        made = new_id()
        page(desk.local, 1, kind="release", id=made, data={"title": "EP"})
        for seq, lufs in enumerate((-9.0, -14.5, None)):
            track, version, place = new_id(), new_id(), new_id()
            page(desk.local, 10 + seq * 3, kind="track", id=track, data={"title": f"T{seq}"})
            data = {"track_id": str(track), "status": "ready", "lufs": lufs, "duration_ms": 1000}
            page(desk.local, 11 + seq * 3, kind="version", id=version, data=data)
            data = {"release_id": str(made), "track_id": str(track), "position": seq}
            page(desk.local, 12 + seq * 3, kind="release_track", id=place, data=data)
        read = found(library, made)
        assert read.spread == 5.5
        assert read.row.length_ms == 3000


class TestSchedule:
    async def test_writes_one_instant_and_its_place(self, desk: Desk, library: Library) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        teaser = AT - timedelta(days=3)
        await releasing.schedule(desk, made, AT, zone="Asia/Tokyo", teaser_from=teaser)
        row = found(library, made).row
        assert (row.release_at, row.zone, row.teaser_from) == (AT, "Asia/Tokyo", teaser)
        assert found(library, made).data["release_at"] == "2030-11-27T07:00:00Z"

    @pytest.mark.parametrize(
        ("now", "stands"),
        [
            (AT - timedelta(days=4), "scheduled"),
            (AT - timedelta(days=3), "teaser"),
            (AT - timedelta(seconds=1), "teaser"),
            (AT, "due"),
        ],
    )
    async def test_stands_by_the_clock(
        self, desk: Desk, library: Library, now: datetime, stands: str
    ) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        teaser = AT - timedelta(days=3)
        await releasing.schedule(desk, made, AT, zone=ZONE, teaser_from=teaser)
        assert found(library, made).row.stands(now) == stands

    async def test_unscheduled_keeps_the_moment_for_the_next_time(
        self, desk: Desk, library: Library
    ) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        await releasing.schedule(desk, made, AT, zone=ZONE, teaser_from=None)
        await releasing.unschedule(desk, made)
        row = found(library, made).row
        assert (row.state, row.release_at) == ("draft", AT)

    async def test_published_now_no_planned_moment_stays(
        self, desk: Desk, library: Library
    ) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        await releasing.schedule(desk, made, AT, zone=ZONE, teaser_from=None)
        await releasing.publish(desk, made)
        row = found(library, made).row
        assert (row.state, row.release_at) == ("live", None)
        await releasing.unpublish(desk, made)
        assert found(library, made).row.state == "draft"

    async def test_what_the_server_refused_is_done_again_with_the_new_moment(
        self, desk: Desk, library: Library
    ) -> None:
        made = new_id()
        page(desk.local, 1, kind="release", id=made, data={"title": "EP", "state": "draft"})
        await releasing.edit(desk, made, {"title": ("EP", "Better EP")})
        await releasing.schedule(desk, made, AT, zone=ZONE, teaser_from=None)
        refuse(desk, "This moment has passed.", "release_at")
        read = found(library, made)
        assert (read.row.state, read.row.title) == ("draft", "EP")
        (told,) = releases.refused_of(read, "state", "release_at")
        assert (told.message, told.remedy) == ("This moment has passed.", "Do it right.")
        later = AT + timedelta(days=1)
        await releasing.schedule(desk, made, later, zone=ZONE, teaser_from=None)
        read = found(library, made)
        assert (read.row.state, read.row.release_at) == ("scheduled", later)
        assert read.row.title == "Better EP"  # the same edit carried it
        assert read.refused == ()

    async def test_a_refused_edit_can_be_given_up(self, desk: Desk, library: Library) -> None:
        made = new_id()
        page(desk.local, 1, kind="release", id=made, data={"title": "EP"})
        await releasing.edit(desk, made, {"upc": (None, "123456789012")})
        refuse(desk, "No.", "upc")
        (told,) = found(library, made).refused
        await decisions.let_go(desk, told.op_id)
        assert found(library, made).refused == ()
        assert states(desk.local) == []
