"""Writing releases: made, edited, deleted, brought back. REST and studios come through here."""

from __future__ import annotations

from uuid import UUID

from server.catalog import editing as fields
from server.catalog import naming
from server.catalog.rows import hold_names
from server.kit import db
from server.kit.errors import invalid
from server.releases import editing, planning, rows, trash
from server.releases.models import Release
from sync.wire.kinds import ReleaseFields


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


async def edit_release(release_id: UUID, edit: ReleaseFields) -> None:
    """Changes what the edit names, and nothing else."""
    changes = fields.given(edit, ReleaseFields)
    async with db.unit_of_work():
        release = await rows.locked(release_id)
        await editing.apply(release, changes)
        release.rev += 1
        await release.save()
        await planning.follow(await planning.on_release(release_id))


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
