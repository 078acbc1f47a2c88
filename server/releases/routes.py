"""/api/v1/releases: what artists plan, and what they are told before and after."""

from __future__ import annotations

from uuid import UUID

from sanic import HTTPResponse, Request

from server.catalog.schemas import WithSecret
from server.catalog.visibility import Surface
from server.identity.access import Viewer, require_artist, require_user, viewer
from server.kit.asking import resources
from server.kit.http import Api, body, empty, query, reply
from server.kit.idempotency import once
from server.kit.limits import limit
from server.releases import (
    difference,
    previews,
    queries,
    rollback,
    schemas,
    seen,
    service,
    states,
    views,
)
from server.releases import tracks as places
from server.releases.models import PreviewLink, ReleaseTrack
from sync.wire.checklist import CheckItem
from sync.wire.ids import new_id
from sync.wire.kinds import PreviewLinkFields, ReleaseTrackFields
from sync.wire.problems import Code

api = Api("releases")
PLANNED = (Code.CONFLICT, Code.RELEASE_IN_PAST, Code.MISSING_ASSET)


@api.route(
    "POST",
    "/releases",
    surface="artist",
    body=schemas.ReleaseDraft,
    reply=schemas.ReleaseView,
    status=201,
    errors=(Code.RATE_LIMITED, Code.OP_ID_REUSED, Code.TAKEN, *PLANNED),
)
async def create_release(request: Request) -> HTTPResponse:
    """A new release, with tracks if any are named."""
    artist = await require_artist(request)
    await limit(request, "releases", per_minute=60, key=str(artist.user_id))
    draft = body(request, schemas.ReleaseDraft)
    made = await once(request, artist.id, lambda: service.create_release(artist.id, draft))
    return await _show(artist, made, 201)


@api.route("GET", "/releases", surface="account", reply=list[schemas.ReleaseListing])
async def list_releases(request: Request) -> HTTPResponse:
    """The releases of one's own library, newest first."""
    owner = await require_user(request)
    return reply(await views.library(owner.id))


@api.route(
    "GET",
    "/releases/<release_id:uuid>",
    surface=Surface.PAGE,
    query=WithSecret,
    reply=schemas.ReleaseView,
)
async def show_release(request: Request, release_id: UUID) -> HTTPResponse:
    """A release with the tracks that the viewer may see."""
    secret = query(request, WithSecret).s
    found = await queries.require(await viewer(request), release_id=release_id, secret=secret)
    return reply(views.release_view(found))


@api.route(
    "PATCH",
    "/releases/<release_id:uuid>",
    surface="artist",
    body=schemas.ReleaseEdit,
    reply=schemas.ReleaseView,
    errors=(Code.PRECONDITION, *PLANNED),
)
async def edit_release(request: Request, release_id: UUID) -> HTTPResponse:
    """Changes what the body names; `state` schedules, publishes or takes back."""
    artist = await require_user(request)
    await queries.require_editor(artist, release_id)
    await service.plan_release(release_id, body(request, schemas.ReleaseEdit))
    return await _show(artist, release_id)


@api.route("DELETE", "/releases/<release_id:uuid>", surface="artist", status=204)
async def delete_release(request: Request, release_id: UUID) -> HTTPResponse:
    """Takes the release down; its tracks stay."""
    await queries.require_editor(await require_user(request), release_id)
    await service.delete_release(release_id)
    return empty()


@api.route(
    "POST",
    "/releases/<release_id:uuid>/tracks",
    surface="artist",
    body=schemas.PlaceDraft,
    reply=schemas.ReleaseView,
    status=201,
    errors=(Code.TAKEN, Code.OP_ID_REUSED),
)
async def add_track(request: Request, release_id: UUID) -> HTTPResponse:
    """Puts a track of the library on the release."""
    artist = await require_user(request)
    await queries.require_editor(artist, release_id)
    draft = body(request, schemas.PlaceDraft)
    first = ReleaseTrackFields(track_id=draft.track_id, position=draft.position)

    async def make() -> UUID:
        place_id = new_id()
        await places.add_track(release_id, place_id, first)
        return place_id

    await once(request, artist.id, make)
    return await _show(artist, release_id, 201)


@api.route(
    "PATCH",
    "/releases/<release_id:uuid>/tracks/<place_id:uuid>",
    surface="artist",
    body=schemas.PlaceEdit,
    reply=schemas.ReleaseView,
)
async def move_track(request: Request, release_id: UUID, place_id: UUID) -> HTTPResponse:
    """Moves a track within the release; `place_id` as the release names it."""
    artist = await require_user(request)
    await queries.require_editor(artist, release_id)
    edit = body(request, schemas.PlaceEdit)
    await _check_place(release_id, place_id)
    await places.edit_place(place_id, ReleaseTrackFields(position=edit.position))
    return await _show(artist, release_id)


@api.route(
    "DELETE",
    "/releases/<release_id:uuid>/tracks/<place_id:uuid>",
    surface="artist",
    reply=schemas.ReleaseView,
)
async def remove_track(request: Request, release_id: UUID, place_id: UUID) -> HTTPResponse:
    """Takes a track off the release; the track stays."""
    artist = await require_user(request)
    await queries.require_editor(artist, release_id)
    await _check_place(release_id, place_id)
    await places.remove_track(place_id)
    return await _show(artist, release_id)


@api.route(
    "POST",
    "/releases/<release_id:uuid>/links",
    surface="artist",
    body=schemas.LinkDraft,
    reply=schemas.LinkView,
    status=201,
    errors=(Code.OP_ID_REUSED,),
)
async def add_link(request: Request, release_id: UUID) -> HTTPResponse:
    """A private address by which somebody hears the release before it is out."""
    artist = await require_user(request)
    await queries.require_editor(artist, release_id)
    first = previews.fields_of(body(request, schemas.LinkDraft))

    async def make() -> UUID:
        link_id = new_id()
        await previews.add_link(release_id, link_id, first)
        return link_id

    made = await once(request, artist.id, make)
    return reply(await _link(request, release_id, made), 201)


@api.route(
    "GET",
    "/releases/<release_id:uuid>/links",
    surface="artist",
    reply=list[schemas.LinkView],
)
async def list_links(request: Request, release_id: UUID) -> HTTPResponse:
    """The private addresses of the release, and how often each was used."""
    await queries.require_editor(await require_user(request), release_id)
    site = resources(request).settings.public_url
    return reply(await views.links(release_id, site))


@api.route(
    "POST",
    "/releases/<release_id:uuid>/links/<link_id:uuid>/revoke",
    surface="artist",
    reply=schemas.LinkView,
)
async def revoke_link(request: Request, release_id: UUID, link_id: UUID) -> HTTPResponse:
    """Whoever has the address is out from now on; sound that plays ends within half an hour."""
    await queries.require_editor(await require_user(request), release_id)
    if not await PreviewLink.filter(id=link_id, release_id=release_id).exists():
        raise queries.hidden()
    await previews.edit_link(link_id, PreviewLinkFields(revoked=True))
    return reply(await _link(request, release_id, link_id))


@api.route("GET", "/releases/<release_id:uuid>/checklist", surface="artist", reply=list[CheckItem])
async def check_release(request: Request, release_id: UUID) -> HTTPResponse:
    """What still blocks or weakens the release."""
    found = await queries.require_staff(await require_user(request), release_id)
    return reply(await views.check(found))


@api.route("GET", "/releases/<release_id:uuid>/diff", surface="artist", reply=schemas.DiffView)
async def compare(request: Request, release_id: UUID) -> HTTPResponse:
    """What the public will see change once the release is out as it stands."""
    await queries.require_staff(await require_user(request), release_id)
    now, then = await seen.as_seen(release_id), await seen.as_out(release_id)
    return reply(schemas.DiffView(seen=now is not None, changes=difference.difference(now, then)))


@api.route(
    "GET",
    "/releases/<release_id:uuid>/states",
    surface="artist",
    reply=list[schemas.StateView],
)
async def list_states(request: Request, release_id: UUID) -> HTTPResponse:
    """What the public has seen of the release, newest first."""
    await queries.require_staff(await require_user(request), release_id)
    found = await states.kept(release_id)
    return reply(
        [
            schemas.StateView(
                id=state.id,
                at=state.at,
                title=state.body["title"],
                tracks=len(state.body["tracks"]),
            )
            for state in found
        ]
    )


@api.route(
    "POST",
    "/releases/<release_id:uuid>/rollback",
    surface="artist",
    body=schemas.RollbackAsked,
    reply=schemas.RollbackView,
)
async def roll_back(request: Request, release_id: UUID) -> HTTPResponse:
    """Makes release and tracks what the public saw before; names what is not there any more."""
    artist = await require_user(request)
    await queries.require_editor(artist, release_id)
    asked = body(request, schemas.RollbackAsked)
    missing = await rollback.roll_back(release_id, asked.state_id)
    found = await queries.require(artist, release_id=release_id)
    return reply(schemas.RollbackView(release=views.release_view(found), missing=missing))


async def _show(asking: Viewer, release_id: UUID, status: int = 200) -> HTTPResponse:
    found = await queries.require(asking, release_id=release_id)
    return reply(views.release_view(found), status)


async def _link(request: Request, release_id: UUID, link_id: UUID) -> schemas.LinkView:
    site = resources(request).settings.public_url
    for link in await views.links(release_id, site):
        if link.id == link_id:
            return link
    raise queries.hidden()


async def _check_place(release_id: UUID, place_id: UUID) -> None:
    if not await ReleaseTrack.filter(id=place_id, release_id=release_id).exists():
        raise queries.hidden()
