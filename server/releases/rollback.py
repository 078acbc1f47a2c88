"""Going back to what the public saw before: an edit like any other, so that studios get it.

Nothing is deleted for it: a track that was not on the release then leaves the release, no more.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.catalog import credits as catalog_credits
from server.catalog import service as catalog
from server.kit import db
from server.media.queries import by_digest
from server.releases import planning, queries, rows, seen, service, states, tracks, trash
from server.releases.models import PublicState, Release, ReleaseTrack
from server.releases.queries import hidden
from server.releases.schemas import Missing
from sync.wire import codec
from sync.wire.ids import new_id
from sync.wire.kinds import ReleaseFields, ReleaseTrackFields, TrackFields
from sync.wire.records import CreditRecord
from sync.wire.uploads import UploadKind


async def roll_back(release_id: UUID, state_id: UUID) -> list[Missing]:
    """Writes an earlier public state back; what of it is not there any more. NOT_FOUND."""
    async with db.unit_of_work():
        release = await rows.locked(release_id)
        kept = await PublicState.filter(id=state_id, release_id=release_id).first()
        if kept is None:
            raise hidden()
        body, missing = dict(kept.body), list[Missing]()
        shown = {UUID(track["id"]) for track in (await seen.as_out(release_id))["tracks"]}
        library = rows.owner_of(release)
        wanted = body.pop("tracks")
        await _forget_picture(library, body, missing, None, body["title"])
        await service.edit_release(release_id, codec.convert(body, ReleaseFields))
        for track in wanted:
            await _track(library, track, missing)
        await _places(release, wanted, shown)
        await planning.follow(await planning.on_release(release_id))
        await states.keep(release_id)
    return missing


async def _track(library: UUID, said: dict[str, Any], missing: list[Missing]) -> None:
    said = dict(said)
    track_id, title = UUID(said.pop("id")), said["title"]
    if not await queries.in_library(library, [track_id]):
        missing.append(Missing(what="track", track_id=track_id, title=title))
        return
    version = said["primary_version_id"]
    if version and not await queries.can_stand(track_id, UUID(version)):
        missing.append(Missing(what="version", track_id=track_id, title=title))
        del said["primary_version_id"]
    await _forget_picture(library, said, missing, track_id, title)
    named = [codec.convert(c, CreditRecord) for c in said.pop("credits")]
    await catalog_credits.set_credits(track_id, named)
    await catalog.edit_track(track_id, codec.convert(said, TrackFields))


async def _places(release: Release, wanted: list[dict[str, Any]], shown: set[UUID]) -> None:
    """The tracks that were on it, in the order that they had. What the public was not shown just
    now, as private tracks, stays behind them: of that no state says anything.
    """
    places = ReleaseTrack.filter(release_id=release.id, deleted_at=None)
    there = {
        place.track_id: place  # type: ignore[attr-defined]
        for place in await places.order_by("position", "id")
    }
    said = [UUID(track["id"]) for track in wanted]
    alive = await queries.in_library(rows.owner_of(release), said)
    order = [track_id for track_id in said if track_id in alive]
    for track_id, place in there.items():
        if track_id in shown and track_id not in order:
            await trash.bury("release_tracks", place.id)
            await planning.follow([track_id])
    order += [track_id for track_id in there if track_id not in shown | set(order)]
    for number, track_id in enumerate(order):
        at = ReleaseTrackFields(position=float(number))
        if track_id in there:
            await tracks.edit_place(there[track_id].id, at)
        else:
            first = ReleaseTrackFields(track_id=track_id, position=float(number))
            await tracks.add_track(release.id, new_id(), first)


async def _forget_picture(
    library: UUID, said: dict[str, Any], missing: list[Missing], track_id: UUID | None, title: str
) -> None:
    digest = said["artwork_sha256"]
    if digest and await by_digest(library, UploadKind.IMAGE, digest) is None:
        missing.append(Missing(what="artwork", track_id=track_id, title=title))
        del said["artwork_sha256"]
