"""How to have each function of the releases write something in a scene."""

from __future__ import annotations

from server.catalog import service as catalog
from server.catalog.models import Track
from server.kit.signing import new_token
from server.releases import previews, service, tracks
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
