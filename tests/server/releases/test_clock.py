"""The clock writes down what is out, and one library that it cannot read stops no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from server.catalog.models import ReleaseState
from server.kit import db
from server.releases import clock
from server.releases.models import PublicState, Release, ReleaseTrack
from tests.support.live import LiveServer
from tests.support.published import make_user, publish

PAST = datetime.now(UTC) - timedelta(minutes=1)


async def due(server: LiveServer, handle: str) -> Release:
    """A release of one track whose moment has come."""
    owner = await make_user(handle)
    made = await publish(server.resources, owner, release_state=ReleaseState.DRAFT, release_at=None)
    release = await Release.create(
        owner=owner,
        title="EP",
        slug="ep",
        visibility="public",
        state=ReleaseState.SCHEDULED,
        release_at=PAST,
    )
    await ReleaseTrack.create(release=release, track=made.track)
    return release


class TestTick:
    async def test_a_library_that_cannot_be_read_holds_up_no_other(
        self, server: LiveServer
    ) -> None:
        bad, good = [await due(server, name) for name in ("anna", "zoe")]
        await db.execute(
            """UPDATE releases SET state = 'live', live_at = now(), release_at = '-infinity'
               WHERE id = $1""",
            bad.id,
        )
        ticked = await clock.tick()
        assert ticked.releases == [good.id]
        assert await PublicState.filter(release_id=good.id).count() == 1
        assert (await clock.tick()).releases == []
