"""Going back to an earlier public state takes nothing away that the public never saw."""

from __future__ import annotations

from server.catalog.models import Track, Visibility
from server.releases import rollback, states
from server.releases.models import PublicState, ReleaseTrack
from tests.public_web.test_release import pair, release_of
from tests.support.live import LiveServer
from tests.support.published import publish


async def order(release_id: object) -> list[str]:
    found = ReleaseTrack.filter(release_id=release_id, deleted_at=None).order_by("position", "id")
    return [place.track.title for place in await found.select_related("track")]


class TestRollBack:
    async def test_a_private_track_stays_behind_the_others(self, server: LiveServer) -> None:
        owner, first, second = await pair(server)
        bonus = await publish(
            server.resources, owner, title="Bonus", slug="bonus", visibility=Visibility.PRIVATE
        )
        release = await release_of(owner, bonus, first, second)
        await states.keep(release.id)
        (kept,) = await PublicState.filter(release_id=release.id)
        late = await publish(server.resources, owner, title="Late", slug="late")
        await ReleaseTrack.create(release=release, track=late.track, position=9)
        await Track.filter(id=first.track.id).update(title="Day Ferry")
        assert await rollback.roll_back(release.id, kept.id) == []
        assert await order(release.id) == ["Night Ferry", "Low Tide", "Bonus"]
        assert (await Track.get(id=bonus.track.id)).visibility is Visibility.PRIVATE

    async def test_one_that_became_private_is_public_again(self, server: LiveServer) -> None:
        owner, first, second = await pair(server)
        release = await release_of(owner, first, second)
        await states.keep(release.id)
        (kept,) = await PublicState.filter(release_id=release.id)
        await Track.filter(id=first.track.id).update(visibility=Visibility.PRIVATE)
        await rollback.roll_back(release.id, kept.id)
        assert await order(release.id) == ["Night Ferry", "Low Tide"]
        assert (await Track.get(id=first.track.id)).visibility is Visibility.PUBLIC
