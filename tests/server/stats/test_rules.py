"""The published rules of what counts, scenario by scenario, and their laws."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.stats import rules
from server.stats.rules import Heard, Why

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTES_4 = 240_000


def heard(
    number: int = 1,
    *,
    spans: list[tuple[int, int]] | None = None,
    at: float = 0,
    visitor: bytes | None = b"v",
    duration_ms: int = MINUTES_4,
    staff: bool = False,
    bot: bool = False,
) -> Heard:
    return Heard(
        id=UUID(int=number),
        visitor=visitor,
        first_at=NOON + timedelta(minutes=at),
        spans=spans if spans is not None else [(0, 30_000)],
        ms_listened=30_000,
        duration_ms=duration_ms,
        staff=staff,
        bot=bot,
    )


class TestEnough:
    def test_thirty_seconds_of_a_long_track(self) -> None:
        assert rules.enough(30_000, MINUTES_4)
        assert not rules.enough(29_999, MINUTES_4)

    def test_half_of_a_short_one(self) -> None:
        assert rules.enough(10_000, 20_000)
        assert not rules.enough(9_999, 20_000)


class TestTally:
    def test_the_same_thirty_seconds_in_pieces_count(self) -> None:
        found = rules.tally([heard(spans=[(0, 15_000), (100_000, 115_000)])])
        assert (found.plays, found.uniques) == (1, 1)

    def test_too_short_counts_nothing(self) -> None:
        found = rules.tally([heard(spans=[(0, 29_000)])])
        assert (found.plays, found.uniques, found.why[UUID(int=1)]) == (0, 0, Why.TOO_SHORT)

    def test_again_within_half_an_hour_is_a_repeat(self) -> None:
        found = rules.tally([heard(1), heard(2, at=29), heard(3, at=31)])
        assert (found.plays, found.repeats, found.uniques) == (2, 1, 1)

    def test_another_visitor_is_not_a_repeat(self) -> None:
        found = rules.tally([heard(1), heard(2, at=1, visitor=b"w")])
        assert (found.plays, found.uniques) == (2, 2)

    def test_twenty_a_day(self) -> None:
        found = rules.tally([heard(n, at=31 * n) for n in range(1, 30)])
        assert found.plays == 20
        assert found.why[UUID(int=29)] is Why.DAILY_CAP

    def test_owners_and_bots_are_kept_apart(self) -> None:
        found = rules.tally([heard(1, staff=True), heard(2, bot=True)])
        assert (found.plays, found.staff_plays, found.bot_plays, found.ms_listened) == (0, 1, 1, 0)

    def test_a_seek_to_the_end_is_no_completion(self) -> None:
        found = rules.tally([heard(spans=[(0, 30_000), (230_000, 240_000)])])
        assert (found.plays, found.completions) == (1, 0)

    def test_nine_tenths_are_one(self) -> None:
        assert rules.tally([heard(spans=[(0, 216_000)])]).completions == 1


class TestBuckets:
    def test_halves_decide(self) -> None:
        found = rules.buckets([(0, 1_200), (2_000, 2_999)], 240_000)
        assert found[:2] == [1, 0]
        assert sum(found) == 1

    def test_all(self) -> None:
        assert rules.buckets([(0, MINUTES_4)], MINUTES_4) == [1] * 100


PLAYS = st.lists(
    st.builds(
        heard,
        number=st.integers(1, 10**9),
        spans=st.lists(
            st.integers(0, 11).map(lambda n: (n * 20_000, n * 20_000 + 15_000)), unique=True
        ).map(sorted),
        at=st.integers(0, 1_400),
        visitor=st.sampled_from([b"a", b"b", None]),
        staff=st.booleans(),
        bot=st.booleans(),
    ),
    unique_by=lambda play: play.id,
    max_size=40,
)


class TestLaws:
    @given(PLAYS, st.randoms(use_true_random=False))
    def test_the_order_of_reports_does_not_matter(
        self, plays: list[Heard], chance: random.Random
    ) -> None:
        mixed = list(plays)
        chance.shuffle(mixed)
        assert rules.tally(mixed) == rules.tally(plays)

    @given(PLAYS)
    def test_every_play_is_explained_and_sums_hold(self, plays: list[Heard]) -> None:
        found = rules.tally(plays)
        assert set(found.why) == {play.id for play in plays}
        assert found.plays == list(found.why.values()).count(Why.COUNTED)
        assert found.uniques <= found.plays
        assert found.completions <= found.plays

    @given(PLAYS)
    def test_without_staff_and_bots_the_public_figures_are_the_same(
        self, plays: list[Heard]
    ) -> None:
        public = [play for play in plays if not play.staff and not play.bot]
        assert rules.tally(public).plays == rules.tally(plays).plays
        assert rules.tally(public).retention == rules.tally(plays).retention
