"""/api/v1/tracks and /api/v1/versions: what artists write and anybody allowed reads."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sanic import HTTPResponse, Request

from server.catalog import queries, schemas, service, stems, versions
from server.catalog.models import ReleaseState
from server.catalog.visibility import Surface
from server.identity.access import require_artist, require_user, viewer
from server.kit.asking import resources
from server.kit.http import Api, body, empty, query, reply
from server.kit.idempotency import once
from server.kit.limits import limit
from sync.wire.fields import UNSET
from sync.wire.ids import new_id
from sync.wire.kinds import StemFields, VersionFields
from sync.wire.problems import Code

api = Api("catalog")


@api.route(
    "POST",
    "/tracks",
    surface="artist",
    body=schemas.TrackDraft,
    reply=queries.TrackView,
    status=201,
    errors=(Code.RATE_LIMITED, Code.OP_ID_REUSED),
)
async def create_track(request: Request) -> HTTPResponse:
    """A new track and its first version, which is then processed."""
    artist = await require_artist(request)
    await limit(request, "tracks", per_minute=60, key=str(artist.user_id))
    draft = body(request, schemas.TrackDraft)
    track_id = await once(request, artist.id, lambda: service.create_track(artist, draft))
    facts = await queries.require(artist, Surface.PAGE, track_id=track_id)
    return reply(await queries.track_view(facts), 201)


@api.route("GET", "/tracks", surface="account", reply=list[queries.TrackListing])
async def list_tracks(request: Request) -> HTTPResponse:
    """The tracks of one's own library, newest first."""
    owner = await require_user(request)
    return reply(await queries.library(owner))


@api.route(
    "PATCH",
    "/tracks/<track_id:uuid>",
    surface="artist",
    body=schemas.TrackEdit,
    reply=queries.TrackView,
    errors=(Code.PRECONDITION, Code.RELEASE_IN_PAST, Code.MISSING_ASSET),
)
async def edit_track(request: Request, track_id: UUID) -> HTTPResponse:
    """Changes what the body names."""
    artist = await require_user(request)
    facts = await queries.require_editor(artist, track_id=track_id)
    await service.edit_track(facts.track_id, _meant(body(request, schemas.TrackEdit)))
    fresh = await queries.require(artist, Surface.PAGE, track_id=track_id)
    return reply(await queries.track_view(fresh))


@api.route("DELETE", "/tracks/<track_id:uuid>", surface="artist", status=204)
async def delete_track(request: Request, track_id: UUID) -> HTTPResponse:
    """Takes the track down."""
    facts = await queries.require_editor(await require_user(request), track_id=track_id)
    await service.delete_track(facts.track_id)
    return empty()


@api.route("POST", "/tracks/<track_id:uuid>/secret", surface="artist", reply=schemas.SecretLink)
async def renew_secret(request: Request, track_id: UUID) -> HTTPResponse:
    """A new secret address for an unlisted track; the old one stops working."""
    facts = await queries.require_editor(await require_user(request), track_id=track_id)
    token = await service.renew_secret(facts.track_id)
    address = f"{resources(request).settings.public_url}{facts.path}?s={token}"
    return reply(schemas.SecretLink(token=token, url=address))


@api.route(
    "POST",
    "/tracks/<track_id:uuid>/versions",
    surface="artist",
    body=schemas.VersionDraft,
    reply=schemas.VersionCreated,
    status=201,
    errors=(Code.OP_ID_REUSED,),
)
async def add_version(request: Request, track_id: UUID) -> HTTPResponse:
    """Another mix or master under the same address."""
    artist = await require_user(request)
    facts = await queries.require_editor(artist, track_id=track_id)
    draft = body(request, schemas.VersionDraft)

    async def make() -> UUID:
        version_id = new_id()
        await versions.add_version(
            facts.track_id,
            version_id,
            asset_id=draft.original_asset_id,
            label=draft.label,
            primary=draft.primary,
        )
        return version_id

    version_id = await once(request, artist.id, make)
    made = schemas.VersionCreated(id=version_id, track_id=track_id, status="pending")
    return reply(made, 201)


@api.route(
    "GET",
    "/versions/<version_id:uuid>",
    surface=Surface.PAGE,
    query=schemas.WithSecret,
    reply=queries.VersionView,
)
async def show_version(request: Request, version_id: UUID) -> HTTPResponse:
    """One version: its state, and why it failed if it did."""
    secret = query(request, schemas.WithSecret).s
    facts = await queries.require(
        await viewer(request), Surface.PAGE, version_id=version_id, secret=secret
    )
    return reply(await queries.version_view(facts, version_id))


@api.route(
    "PATCH",
    "/versions/<version_id:uuid>",
    surface="artist",
    body=schemas.VersionEdit,
    reply=queries.VersionView,
)
async def edit_version(request: Request, version_id: UUID) -> HTTPResponse:
    """Renames or re-orders a version."""
    facts = await queries.require_editor(await require_user(request), version_id=version_id)
    edit = body(request, schemas.VersionEdit)
    await versions.edit_version(version_id, VersionFields(label=edit.label, position=edit.position))
    return reply(await queries.version_view(facts, version_id))


@api.route(
    "DELETE", "/versions/<version_id:uuid>", surface="artist", status=204, errors=(Code.CONFLICT,)
)
async def delete_version(request: Request, version_id: UUID) -> HTTPResponse:
    """Removes a version; a track that is live keeps at least one."""
    await queries.require_editor(await require_user(request), version_id=version_id)
    await versions.delete_version(version_id)
    return empty()


@api.route(
    "POST",
    "/versions/<version_id:uuid>/retry",
    surface="artist",
    status=202,
    reply=schemas.VersionCreated,
    errors=(Code.CONFLICT,),
)
async def retry_version(request: Request, version_id: UUID) -> HTTPResponse:
    """Processes a failed version again."""
    facts = await queries.require_editor(await require_user(request), version_id=version_id)
    await versions.retry_version(version_id)
    made = schemas.VersionCreated(id=version_id, track_id=facts.track_id, status="pending")
    return reply(made, 202)


@api.route(
    "POST",
    "/versions/<version_id:uuid>/stems",
    surface="artist",
    body=schemas.StemDraft,
    reply=schemas.StemView,
    status=201,
    errors=(Code.OP_ID_REUSED,),
)
async def add_stem(request: Request, version_id: UUID) -> HTTPResponse:
    """Hangs an uploaded stem on a version."""
    artist = await require_user(request)
    facts = await queries.require_editor(artist, version_id=version_id)
    draft = body(request, schemas.StemDraft)
    first = StemFields(title=draft.title, role=draft.role, credits=draft.credits)

    async def make() -> UUID:
        stem_id = new_id()
        await stems.add_stem(version_id, stem_id, first, asset_id=draft.asset_id)
        return stem_id

    stem_id = await once(request, artist.id, make)
    found = await queries.version_view(facts, version_id)
    return reply(next(stem for stem in found.stems if stem.id == stem_id), 201)


def _meant(edit: schemas.TrackEdit) -> schemas.TrackEdit:
    """A moment without a state says both: scheduled for then, or live now."""
    if edit.release_at is UNSET or edit.release_state is not UNSET:
        return edit
    if edit.release_at is None:
        return replace(edit, release_state=ReleaseState.LIVE, release_at=UNSET)
    return replace(edit, release_state=ReleaseState.SCHEDULED)
