"""The services that REST and studios share: what they keep, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.catalog import credits, editing, queries, service, versions
from server.catalog.editing import Release
from server.catalog.models import Credit, ReleaseState, Track
from server.identity.access import ANONYMOUS
from server.kit.errors import AppError
from server.kit.resources import Resources
from sync.wire.fields import UNSET
from sync.wire.ids import new_id
from sync.wire.kinds import TrackFields
from sync.wire.problems import Code
from sync.wire.records import CreditRecord
from tests.support.published import add_version, make_user, publish

NOW = datetime.now(UTC)
PAST, LATER = NOW - timedelta(days=2), NOW + timedelta(days=2)
DRAFT, SCHEDULED, LIVE = ReleaseState.DRAFT, ReleaseState.SCHEDULED, ReleaseState.LIVE


def named(*people: str) -> list[CreditRecord]:
    return [CreditRecord(person=person, role="harp") for person in people]


class TestCredits:
    async def test_rows_that_stay_the_same_stay(self, resources: Resources) -> None:
        made = await publish(resources, ready=False)
        await credits.set_credits(made.track.id, named("A", "B", "C"))
        before = {c.person: c.id for c in await Credit.filter(deleted_at=None)}
        await credits.set_credits(made.track.id, named("C", "A", "D", "A"))
        rows = await Credit.filter(deleted_at=None).order_by("position")
        assert [row.person for row in rows] == ["C", "A", "D", "A"]
        assert [row.id for row in rows[:2]] == [before["C"], before["A"]]
        assert rows[3].id not in before.values()
        gone = await Credit.get(id=before["B"])
        assert gone.deleted_at is not None
        await credits.restore_credit(gone.id)
        assert await Credit.filter(deleted_at=None).count() == 5


class TestPrimary:
    async def test_the_old_one_serves_until_the_new_one_is_ready(
        self, resources: Resources
    ) -> None:
        made = await publish(resources)
        new = await add_version(resources, made.track, made.owner, ready=False)
        await service.edit_track(made.track.id, TrackFields(primary_version_id=new.id))
        facts = await queries.access_facts(ANONYMOUS, track_id=made.track.id)
        assert facts is not None
        assert facts.version_id == made.version.id
        assert (await Track.get(id=made.track.id)).primary_version_id == new.id

    async def test_of_another_track(self, resources: Resources) -> None:
        made, other = await publish(resources), await publish(resources)
        for wrong in (other.version.id, new_id()):
            with pytest.raises(AppError) as refused:
                await service.edit_track(made.track.id, TrackFields(primary_version_id=wrong))
            assert refused.value.field == "primary_version_id"


class TestRelease:
    @pytest.mark.parametrize(
        ("was", "state", "at", "becomes"),
        [
            (Release(DRAFT, None), UNSET, LATER, Release(DRAFT, LATER)),
            (Release(DRAFT, LATER), SCHEDULED, UNSET, Release(SCHEDULED, LATER)),
            (Release(SCHEDULED, LATER), DRAFT, None, Release(DRAFT, None)),
            (Release(SCHEDULED, PAST), LIVE, UNSET, Release(LIVE, PAST)),
            (Release(LIVE, PAST), LIVE, PAST, Release(LIVE, PAST)),
            (Release(LIVE, PAST), LIVE, None, Release(LIVE, PAST)),
            (Release(DRAFT, None), LIVE, PAST, Release(LIVE, PAST)),
            (Release(LIVE, PAST), DRAFT, UNSET, Release(DRAFT, PAST)),
            (Release(SCHEDULED, PAST), SCHEDULED, PAST, Release(SCHEDULED, PAST)),
        ],
    )
    async def test_moves(
        self, resources: Resources, was: Release, state: object, at: object, becomes: Release
    ) -> None:
        assert await editing.released(was, state, at) == becomes  # type: ignore[arg-type]

    async def test_live_from_now_on(self, resources: Resources) -> None:
        for was in (Release(DRAFT, None), Release(DRAFT, PAST), Release(SCHEDULED, LATER)):
            found = await editing.released(was, LIVE, UNSET)
            assert found.at is not None
            assert abs(found.at - datetime.now(UTC)) < timedelta(seconds=60)

    @pytest.mark.parametrize(
        ("was", "state", "at", "code"),
        [
            (Release(DRAFT, None), SCHEDULED, UNSET, Code.INVALID),
            (Release(DRAFT, None), SCHEDULED, PAST, Code.RELEASE_IN_PAST),
            (Release(DRAFT, PAST), SCHEDULED, UNSET, Code.RELEASE_IN_PAST),
            (Release(SCHEDULED, LATER), UNSET, PAST, Code.RELEASE_IN_PAST),
            (Release(SCHEDULED, LATER), UNSET, None, Code.INVALID),
            (Release(DRAFT, None), LIVE, LATER, Code.INVALID),
            (Release(DRAFT, None), UNSET, editing.LATEST, Code.INVALID),
        ],
    )
    async def test_refusals(
        self, resources: Resources, was: Release, state: object, at: object, code: Code
    ) -> None:
        with pytest.raises(AppError) as refused:
            await editing.released(was, state, at)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.field) == (code, "release_at")


class TestDeleting:
    async def test_the_last_version_of_a_live_track(self, resources: Resources) -> None:
        owner = await make_user()
        live = await publish(resources, owner)
        due = await publish(resources, owner, release_state=SCHEDULED, release_at=PAST)
        draft = await publish(resources, owner, release_state=DRAFT)
        for track in (live, due):
            with pytest.raises(AppError) as refused:
                await versions.delete_version(track.version.id)
            assert refused.value.code is Code.CONFLICT
        await versions.delete_version(draft.version.id)
        assert (await Track.get(id=draft.track.id)).primary_version_id is None
        await versions.restore_version(draft.version.id)
        assert (await Track.get(id=draft.track.id)).primary_version_id == draft.version.id
