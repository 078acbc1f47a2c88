"""Wall clocks and instants, in places whose clocks jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.actions import zones

PLACES = (
    "UTC",
    "Europe/Tallinn",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Antarctica/Troll",
)
YEARS = (datetime(1975, 1, 1), datetime(2100, 1, 1))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def plain(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestMeant:
    @pytest.mark.parametrize(
        ("wall", "zone", "at"),
        [
            ("2026-11-27 09:00", "Europe/Tallinn", "2026-11-27 07:00"),
            ("2026-07-01 09:00", "Europe/Tallinn", "2026-07-01 06:00"),
            ("2026-11-27 00:00", "America/New_York", "2026-11-27 05:00"),
            ("2026-11-27 09:00", "America/St_Johns", "2026-11-27 12:30"),
            ("2026-11-27 09:00", "Asia/Kathmandu", "2026-11-27 03:15"),
            ("2026-11-27 09:00", "", "2026-11-27 09:00"),
            ("2026-11-27 09:00", "Mars/Olympus", "2026-11-27 09:00"),
        ],
    )
    def test_an_ordinary_time_means_one_instant(self, wall: str, zone: str, at: str) -> None:
        assert zones.meant(plain(wall), zone) == zones.Meant(at=utc(at))

    @pytest.mark.parametrize(
        ("wall", "zone", "at", "shows"),
        [
            ("2027-03-28 03:30", "Europe/Tallinn", "2027-03-28 01:30", "2027-03-28 04:30"),
            ("2027-03-14 02:00", "America/New_York", "2027-03-14 07:00", "2027-03-14 03:00"),
            # half an hour is skipped there
            ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03 15:45", "2026-10-04 02:45"),
            # a whole day was
            ("2011-12-30 12:00", "Pacific/Apia", "2011-12-30 22:00", "2011-12-31 12:00"),
        ],
    )
    def test_a_time_that_is_skipped_is_moved(
        self, wall: str, zone: str, at: str, shows: str
    ) -> None:
        found = zones.meant(plain(wall), zone)
        assert found == zones.Meant(at=utc(at), skipped=True)
        assert zones.wall_of(found.at, zone) == plain(shows)

    @pytest.mark.parametrize(
        ("wall", "zone", "first", "second"),
        [
            ("2026-10-25 03:30", "Europe/Tallinn", "2026-10-25 00:30", "2026-10-25 01:30"),
            ("2026-11-01 01:00", "America/New_York", "2026-11-01 05:00", "2026-11-01 06:00"),
            ("2027-04-04 01:45", "Australia/Lord_Howe", "2027-04-03 14:45", "2027-04-03 15:15"),
        ],
    )
    def test_a_time_that_comes_twice_means_two(
        self, wall: str, zone: str, first: str, second: str
    ) -> None:
        both = (utc(first), utc(second))
        assert zones.meant(plain(wall), zone) == zones.Meant(at=both[0], twice=both)
        later = zones.meant(plain(wall), zone, later=True)
        assert later == zones.Meant(at=both[1], twice=both)
        assert [zones.is_later(at, zone) for at in both] == [False, True]

    @given(at=st.datetimes(*YEARS), zone=st.sampled_from(PLACES))
    def test_what_a_clock_shows_means_the_instant_at_which_it_shows_it(
        self, at: datetime, zone: str
    ) -> None:
        instant = at.replace(tzinfo=UTC, microsecond=0)
        wall = zones.wall_of(instant, zone)
        found = zones.meant(wall, zone, later=zones.is_later(instant, zone))
        assert found.at == instant
        assert not found.skipped
        assert all(zones.wall_of(one, zone) == wall for one in found.twice)

    @given(wall=st.datetimes(*YEARS), zone=st.sampled_from(PLACES))
    def test_only_what_is_skipped_is_moved_and_only_ahead(self, wall: datetime, zone: str) -> None:
        wall = wall.replace(microsecond=0)
        found = zones.meant(wall, zone)
        shown = zones.wall_of(found.at, zone)
        assert (shown != wall) == found.skipped
        assert timedelta() <= shown - wall <= timedelta(days=1)

    def test_another_day_keeps_the_time_of_day(self) -> None:
        summer = utc("2026-07-01 06:00")  # 9 in the morning
        winter = zones.on_day(summer, "Europe/Tallinn", date(2026, 12, 1))
        assert winter.at == utc("2026-12-01 07:00")
        night = zones.meant(plain("2027-03-27 03:30"), "Europe/Tallinn").at
        moved = zones.on_day(night, "Europe/Tallinn", date(2027, 3, 28))
        assert moved.skipped


class TestWords:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (0, "now"),
            (29, "now"),
            (60, "in 1 min"),
            (59 * 60 + 31, "in 1 h"),
            (3 * 3600 + 720, "in 3 h 12 min"),
            (86_400, "in 1 day"),
            (3 * 86_400 + 4 * 3600 + 59, "in 3 days 4 h"),
            (-2 * 86_400, "2 days ago"),
        ],
    )
    def test_how_long_until(self, seconds: int, words: str) -> None:
        now = utc("2026-11-23 02:00")
        assert zones.until(now + timedelta(seconds=seconds), now) == words

    @pytest.mark.parametrize(
        ("zone", "words"),
        [
            ("Europe/Tallinn", "UTC+2"),
            ("America/St_Johns", "UTC−3:30"),
            ("Asia/Kathmandu", "UTC+5:45"),
            ("UTC", "UTC"),
        ],
    )
    def test_how_far_ahead(self, zone: str, words: str) -> None:
        assert zones.offset(utc("2026-11-27 07:00"), zone) == words

    def test_a_moment_in_words(self) -> None:
        at = utc("2026-11-27 23:30")
        assert zones.said(at, "Europe/Tallinn") == "Sat 28 Nov 2026, 01:30"
        assert zones.city("America/Argentina/Buenos_Aires") == "Buenos Aires"

    @given(at=st.datetimes(*YEARS, timezones=st.sampled_from([UTC])))
    def test_what_is_written_is_read_again(self, at: datetime) -> None:
        at = at.replace(microsecond=0)
        assert zones.parse(zones.write(at)) == at

    @pytest.mark.parametrize("text", [None, "", "soon", "2026-11-27", "2026-11-27T09:00:00"])
    def test_what_is_no_moment_is_none(self, text: str | None) -> None:
        assert zones.parse(text) is None

    def test_the_places_to_choose_from(self) -> None:
        known = zones.known()
        assert known[0] == "UTC"
        assert "Europe/Tallinn" in known
        assert not [name for name in known if name.startswith(("Etc/", "US/", "posix/"))]
