"""How to have each function of the releases write something in a scene."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from server.catalog import service as catalog
from server.catalog.editing import Plan
from server.catalog.models import Track
from server.kit.signing import new_token
from server.releases import (
    clock,
    planning,
    previews,
    rollback,
    schemas,
    service,
    states,
    tracks,
)
from server.releases.models import PreviewLink, Release
from sync.wire.choices import ReleaseState, Visibility
from sync.wire.ids import new_id
from sync.wire.kinds import PreviewLinkFields, ReleaseFields, ReleaseTrackFields, TrackFields
from tests.support.scenes import Scene, drives, says

says(
    "releases.service.open_release",
    lambda s: service.open_release(s.library, new_id(), ReleaseFields(title="Second")),
)
says(
    "releases.service.edit_release",
    lambda s: service.edit_release(s.release, ReleaseFields(title="Other")),
)
says("releases.service.delete_release", lambda s: service.delete_release(s.release))


@drives("releases.service.restore_release")
async def _(s: Scene) -> None:
    await service.delete_release(s.release)
    await service.restore_release(s.release)


@drives("releases.tracks.add_track")
async def _(s: Scene) -> None:
    made = new_id()
    await catalog.open_track(s.library, made, TrackFields(title="Another"))
    await tracks.add_track(s.release, new_id(), ReleaseTrackFields(track_id=made))
    assert (await Track.get(id=made)).deleted_at is None


says(
    "releases.tracks.edit_place",
    lambda s: tracks.edit_place(s.place, ReleaseTrackFields(position=7.5)),
)
says("releases.tracks.remove_track", lambda s: tracks.remove_track(s.place))


@drives("releases.tracks.restore_place")
async def _(s: Scene) -> None:
    await tracks.remove_track(s.place)
    await tracks.restore_place(s.place)


says(
    "releases.previews.add_link",
    lambda s: previews.add_link(
        s.release, new_id(), PreviewLinkFields(label="Radio", token=new_token())
    ),
)
says(
    "releases.previews.edit_link",
    lambda s: previews.edit_link(s.link, PreviewLinkFields(revoked=True)),
)
says("releases.previews.delete_link", lambda s: previews.delete_link(s.link))


@drives("releases.previews.restore_link")
async def _(s: Scene) -> None:
    await previews.delete_link(s.link)
    await previews.restore_link(s.link)


# catalog.service, planning and clock: what a release does to its tracks
def _later() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


@drives("catalog.service.follow_plan")
async def _(s: Scene) -> None:
    await catalog.follow_plan(s.track.id, Plan(s.release, ReleaseState.SCHEDULED, _later(), None))


@drives("catalog.service.came_out")
async def _(s: Scene) -> None:
    await Track.filter(id=s.track.id).update(release_state=ReleaseState.SCHEDULED)
    assert await catalog.came_out([s.track.id]) == [s.track.id]


@drives("releases.planning.follow")
async def _(s: Scene) -> None:
    await Track.filter(id=s.track.id).update(release_state=ReleaseState.DRAFT)
    await Release.filter(id=s.release).update(state=ReleaseState.SCHEDULED, release_at=_later())
    await planning.follow([s.track.id])
    assert (await Track.get(id=s.track.id)).plan_id == s.release


@drives("releases.clock.tick")
async def _(s: Scene) -> None:
    moment = datetime.now(UTC) - timedelta(minutes=1)
    await Release.filter(id=s.release).update(state=ReleaseState.SCHEDULED, release_at=moment)
    assert (await clock.tick()).releases == [s.release]


@drives("releases.previews.open_preview")
async def _(s: Scene) -> None:
    link = await PreviewLink.get(id=s.link)
    opened = await previews.open_preview(link.token, ())
    assert opened.link_id == s.link


says(
    "releases.service.create_release",
    lambda s: service.create_release(
        s.library, schemas.ReleaseDraft(title="Third", track_ids=[s.track.id])
    ),
)
says(
    "releases.service.plan_release",
    lambda s: service.plan_release(s.release, schemas.ReleaseEdit(state=ReleaseState.LIVE)),
)


@drives("releases.states.keep", heard=False)
async def _(s: Scene) -> None:
    assert await states.keep(s.release) is None, "nobody sees it"


@drives("releases.rollback.roll_back")
async def _(s: Scene) -> None:
    edit = ReleaseFields(state=ReleaseState.LIVE, visibility=Visibility.PUBLIC)
    await service.edit_release(s.release, edit)
    (state,) = await states.kept(s.release)
    await service.edit_release(s.release, ReleaseFields(title="Other"))
    assert await rollback.roll_back(s.release, state.id) == []
    assert (await Release.get(id=s.release)).title == "First"
