"""Writing releases: made, edited, deleted, brought back. REST and studios come through here."""

from __future__ import annotations

from uuid import UUID

from server.catalog import editing as fields
from server.catalog import naming
from server.catalog.rows import hold_names
from server.kit import db
from server.kit.errors import AppError, invalid
from server.releases import editing, planning, rows, schemas, states, tracks, trash
from server.releases.models import Release
from sync.wire.choices import ReleaseState
from sync.wire.ids import new_id
from sync.wire.kinds import ReleaseFields, ReleaseTrackFields
from sync.wire.problems import Code

_HAS_SOUND = """SELECT 1 FROM release_tracks p JOIN track_versions v ON v.track_id = p.track_id
    WHERE p.release_id = $1 AND p.deleted_at IS NULL AND v.deleted_at IS NULL
      AND v.status <> 'failed' LIMIT 1"""


async def open_release(library_id: UUID, release_id: UUID, first: ReleaseFields) -> None:
    """A release without tracks: a draft unless it says otherwise. INVALID naming the field."""
    changes = fields.given(first)
    if "title" not in changes:
        raise invalid("title", "A release needs a title.")
    async with db.unit_of_work():
        await hold_names(library_id)
        wanted = changes.pop("slug", "") or changes["title"]
        release = Release(
            id=release_id,
            owner_id=library_id,
            slug=await naming.free_slug(library_id, wanted, model=Release),
        )
        await editing.apply(release, changes)
        await release.save(force_create=True)


async def create_release(library_id: UUID, draft: schemas.ReleaseDraft) -> UUID:
    """A release with its tracks in order; a batch that fails makes nothing."""
    release_id = new_id()
    first = {**fields.given(draft, ReleaseFields)}
    moment = {name: first.pop(name) for name in ("state", "release_at") if name in first}
    async with db.unit_of_work():
        await open_release(library_id, release_id, ReleaseFields(**first))
        for number, track_id in enumerate(draft.track_ids):
            place = ReleaseTrackFields(track_id=track_id, position=float(number))
            await tracks.add_track(release_id, new_id(), place)
        if moment:
            await plan_release(release_id, schemas.ReleaseEdit(**moment))
    return release_id


async def plan_release(release_id: UUID, edit: schemas.ReleaseEdit) -> None:
    """An edit that says when it comes out needs something to come out. CONFLICT, PRECONDITION.

    Studios may plan before their files have arrived: what has no sound does not come out.
    """
    async with db.unit_of_work():
        if edit.state in {ReleaseState.SCHEDULED, ReleaseState.LIVE}:
            await rows.locked(release_id)
            if not await db.execute(_HAS_SOUND, release_id):
                raise AppError(
                    Code.CONFLICT,
                    "There is nothing on this release that could come out.",
                    field="state",
                    remedy="Add a track with a version first.",
                )
        await edit_release(release_id, edit)


async def edit_release(release_id: UUID, edit: ReleaseFields) -> None:
    """Changes what the edit names, and nothing else. PRECONDITION when `rev` is another."""
    changes = fields.given(edit, ReleaseFields)
    rev = edit.rev if isinstance(edit, schemas.ReleaseEdit) else None
    async with db.unit_of_work():
        release = await rows.locked(release_id)
        if rev is not None and rev != release.rev:
            raise AppError(
                Code.PRECONDITION,
                "The release was changed meanwhile.",
                field="rev",
                remedy="Read it again and repeat the edit.",
                details={"rev": release.rev},
            )
        was = release.state
        await editing.apply(release, changes)
        release.rev += 1
        await release.save()
        await planning.follow(await planning.on_release(release_id))
        if release.state is not was:
            await states.keep(release_id)


async def delete_release(release_id: UUID) -> None:
    """Takes the release out of everything; its tracks stay, and so do its rows."""
    async with db.unit_of_work():
        release = await rows.locked(release_id)
        await trash.bury_release(release.id)
        await planning.follow(await planning.on_release(release_id))


async def restore_release(release_id: UUID) -> None:
    """Brings a deleted release back, with all that was deleted with it. NOT_FOUND."""
    async with db.unit_of_work():
        release = await rows.locked(release_id, deleted=True)
        assert release.deleted_at is not None, "that is what was asked for"
        at, release.deleted_at = release.deleted_at, None
        asked = release.slug.removesuffix(f"-{release.id}")
        release.slug = await naming.free_slug(
            rows.owner_of(release), asked, but=release.id, model=Release
        )
        release.rev += 1
        await release.save()
        await trash.raise_below(release.id, at)
        await planning.follow(await planning.on_release(release_id))
