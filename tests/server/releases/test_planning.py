"""When tracks of releases come out: the rule by itself, and any history of a small library."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.catalog import service as catalog
from server.catalog.editing import Plan
from server.catalog.models import Track, TrackVersion
from server.kit import config, db
from server.kit.errors import AppError
from server.kit.resources import Resources
from server.releases import clock, planning, service, tracks
from server.releases.models import Release, ReleaseTrack
from server.releases.planning import DRAFT, Driver, Standing, planned
from server.runtime import close_resources, declare_jobs, open_resources
from server.syncing.handlers import HANDLERS
from sync.wire.choices import ReleaseState
from sync.wire.ids import new_id
from sync.wire.kinds import ReleaseFields, ReleaseTrackFields, TrackFields
from tests.support.published import make_user, publish

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDS = [UUID(int=n) for n in range(1, 5)]
MOMENTS = st.integers(-3, 3).map(lambda h: NOW + timedelta(hours=h))
DRIVERS = st.lists(
    st.builds(Driver, st.sampled_from(IDS), MOMENTS, st.none() | MOMENTS),
    max_size=4,
    unique_by=lambda d: d.release_id,
)
STATES = st.sampled_from(ReleaseState)
PLANS = st.builds(Plan, st.none() | st.sampled_from(IDS), STATES, MOMENTS, st.none() | MOMENTS)
STANDINGS = st.builds(Standing, PLANS, st.booleans())


class TestPlanned:
    @given(STANDINGS, DRIVERS)
    def test_what_came_by_itself_is_left_alone(self, was: Standing, drivers: list[Driver]) -> None:
        plan = replace(was.plan, release_id=None)
        if plan.state is not ReleaseState.DRAFT:
            assert planned(replace(was, plan=plan), drivers, NOW) == plan

    @given(STANDINGS, DRIVERS, st.randoms())
    def test_the_earliest_says_when(self, was: Standing, drivers: list[Driver], r: Any) -> None:
        own = was.plan.release_id is None and was.plan.state is not ReleaseState.DRAFT
        if own or not drivers:
            return
        found = planned(was, drivers, NOW)
        first = min(drivers, key=lambda d: (d.at, d.release_id))
        assert (found.release_id, found.at, found.teaser_from) == (
            first.release_id,
            first.at,
            first.teaser_from,
        )
        r.shuffle(drivers)
        assert planned(was, drivers, NOW) == found

    @given(STANDINGS, DRIVERS)
    def test_nothing_is_live_before_its_moment_or_its_sound(
        self, was: Standing, drivers: list[Driver]
    ) -> None:
        found = planned(was, drivers, NOW)
        if found.release_id is not None and found.state is ReleaseState.LIVE:
            assert found.at is not None
            assert found.at <= NOW
            assert was.ready or was.plan.state is ReleaseState.LIVE

    @given(STANDINGS)
    def test_without_a_release_it_is_a_draft_again(self, was: Standing) -> None:
        found = planned(was, [], NOW)
        assert found == (was.plan if was.plan.release_id is None else DRAFT)

    @given(STANDINGS, DRIVERS)
    def test_it_comes_to_rest(self, was: Standing, drivers: list[Driver]) -> None:
        once = planned(was, drivers, NOW)
        assert planned(replace(was, plan=once), drivers, NOW) == once


class Label:
    """A library of three tracks and three releases, and what must always be true of it."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.own: dict[UUID, tuple[object, ...]] = {}
        self.out: Counter[UUID] = Counter()
        self.rounds: Counter[UUID] = Counter()

    async def move_in(self) -> None:
        self.owner = await make_user()
        self.tracks = []
        for _ in range(3):
            made = await publish(
                self.resources,
                self.owner,
                ready=False,
                release_state=ReleaseState.DRAFT,
                release_at=None,
            )
            self.tracks.append(made.track.id)
        self.releases: list[UUID] = []
        for n in range(3):
            release = new_id()
            await service.open_release(self.owner.id, release, ReleaseFields(title=f"R{n}"))
            self.releases.append(release)

    async def do(self, step: str, t: int, r: int) -> None:
        """One thing that somebody, or the clock, does; what cannot be is refused."""
        with suppress(AppError):
            async with db.unit_of_work():
                await getattr(self, step)(self.tracks[t], self.releases[r])

    async def add(self, track: UUID, release: UUID) -> None:
        await tracks.add_track(release, new_id(), ReleaseTrackFields(track_id=track))

    async def remove(self, track: UUID, release: UUID) -> None:
        found = ReleaseTrack.filter(release_id=release, track_id=track, deleted_at=None)
        for place in await found:
            await tracks.remove_track(place.id)

    async def schedule(self, track: UUID, release: UUID) -> None:
        at = datetime.now(UTC) + timedelta(hours=1 + self.releases.index(release))
        await service.edit_release(
            release, ReleaseFields(state=ReleaseState.SCHEDULED, release_at=at)
        )
        self.rounds[release] += 1

    async def publish(self, _: UUID, release: UUID) -> None:
        await service.edit_release(release, ReleaseFields(state=ReleaseState.LIVE))

    async def draw_back(self, _: UUID, release: UUID) -> None:
        await service.edit_release(release, ReleaseFields(state=ReleaseState.DRAFT))

    async def delete(self, _: UUID, release: UUID) -> None:
        await service.delete_release(release)

    async def restore(self, _: UUID, release: UUID) -> None:
        await service.restore_release(release)

    async def delete_track(self, track: UUID, _: UUID) -> None:
        await catalog.delete_track(track)

    async def restore_track(self, track: UUID, _: UUID) -> None:
        await HANDLERS["track"].restore(track)

    async def by_itself(self, track: UUID, _: UUID) -> None:
        await HANDLERS["track"].edit(track, TrackFields(release_state=ReleaseState.LIVE))
        row = await Track.get(id=track)
        if row.plan_id is None:
            self.own[track] = (row.release_state, row.release_at)

    async def no_more(self, track: UUID, _: UUID) -> None:
        await HANDLERS["track"].edit(track, TrackFields(release_state=ReleaseState.DRAFT))
        self.own.pop(track, None)

    async def render(self, track: UUID, _: UUID) -> None:
        version = await TrackVersion.get(track_id=track)
        done = {"status": "ready", "render_id": new_id(), "duration_ms": 1000}
        await TrackVersion.filter(id=version.id).update(**done)
        await Track.filter(id=track).update(primary_version_id=version.id)

    async def time_comes(self, _: UUID, release: UUID) -> None:
        """The moment of a release is now past, for it and for the tracks that follow it."""
        past = datetime.now(UTC) - timedelta(minutes=1 + self.releases.index(release))
        due = Release.filter(
            id=release, state=ReleaseState.SCHEDULED, release_at__gt=datetime.now(UTC)
        )
        if await due.update(release_at=past):
            await Track.filter(plan_id=release).update(release_at=past)

    async def holds(self) -> None:
        """The promises of the plan, after a tick that finds nothing left for the next."""
        for release in (await clock.tick()).releases:
            self.out[release] += 1
        again = await clock.tick()
        assert (again.releases, again.tracks) == ([], [])
        assert all(n <= self.rounds[r] for r, n in self.out.items()), "out more than once"
        for track in await Track.filter(id__in=self.tracks, deleted_at=None):
            if track.id in self.own:
                assert track.plan_id is None
                assert (track.release_state, track.release_at) == self.own[track.id]
                continue
            await self._follows(track)

    async def _follows(self, track: Track) -> None:
        places = await ReleaseTrack.filter(track_id=track.id, deleted_at=None)
        above = [place.release_id for place in places]  # type: ignore[attr-defined]
        out = Release.filter(deleted_at=None).exclude(state=ReleaseState.DRAFT)
        drivers = await out.filter(id__in=above).order_by("release_at", "id")
        if not drivers:
            assert (track.plan_id, track.release_state) == (None, ReleaseState.DRAFT)
            return
        assert (track.plan_id, track.release_at) == (drivers[0].id, drivers[0].release_at)
        due = drivers[0].release_at is not None and drivers[0].release_at <= datetime.now(UTC)
        if track.release_state is ReleaseState.LIVE:
            assert due
        elif due:
            assert track.primary_version_id is None, "it can be heard and is still held back"


STEPS = (
    *("add", "add", "add", "remove", "schedule", "schedule", "publish", "draw_back"),
    *("delete", "restore", "delete_track", "restore_track", "by_itself", "no_more"),
    *("render", "render", "time_comes", "time_comes"),
)
HISTORIES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(0, 2)), max_size=25
)


@pytest.fixture
def ground(settings: config.Settings) -> Iterator[tuple[asyncio.Runner, Resources]]:
    """A loop of its own with the database open, for all histories of a test."""
    declare_jobs()
    with asyncio.Runner() as runner:
        resources = runner.run(open_resources(settings))
        yield runner, resources
        runner.run(close_resources(resources))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES)
def test_any_history_keeps_the_plan(
    ground: tuple[asyncio.Runner, Resources], history: list[tuple[str, int, int]]
) -> None:
    runner, resources = ground

    async def run() -> None:
        label = Label(resources)
        await label.move_in()
        for step, t, r in history:
            await label.do(step, t, r)
            await label.holds()

    runner.run(run())


def _the_latest_drives(track: Standing, drivers: Sequence[Driver], now: datetime) -> Plan:
    return planned(track, sorted(drivers, key=lambda d: d.at)[-1:], now)


def _all_are_driven(track: Standing, drivers: Sequence[Driver], now: datetime) -> Plan:
    draft = replace(track.plan, state=ReleaseState.DRAFT)
    return planned(replace(track, plan=draft), drivers, now)


def _nothing_goes_back(track: Standing, drivers: Sequence[Driver], now: datetime) -> Plan:
    return planned(track, drivers, now) if drivers else track.plan


def _out_before_the_moment(track: Standing, drivers: Sequence[Driver], now: datetime) -> Plan:
    return planned(track, drivers, now + timedelta(days=30))


SCRIPT = [
    *(("add", t, r) for t in range(3) for r in range(2)),
    *(("render", t, 0) for t in range(3)),
    ("by_itself", 2, 0),
    *(("schedule", 0, r) for r in range(2)),
    ("time_comes", 0, 0),
    ("draw_back", 0, 0),
    ("draw_back", 0, 1),
]


@pytest.mark.parametrize(
    "rule", [_the_latest_drives, _all_are_driven, _nothing_goes_back, _out_before_the_moment]
)
def test_a_wrong_rule_breaks_a_promise(
    ground: tuple[asyncio.Runner, Resources], monkeypatch: pytest.MonkeyPatch, rule: Any
) -> None:
    runner, resources = ground

    async def run() -> None:
        label = Label(resources)
        await label.move_in()
        for step, t, r in SCRIPT:
            await label.do(step, t, r)
            await label.holds()

    runner.run(run())
    monkeypatch.setattr(planning, "planned", rule)
    with pytest.raises(AssertionError):
        runner.run(run())
