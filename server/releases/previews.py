"""Private links to a release before it is out: named, limited, revocable, counted."""

from __future__ import annotations

from uuid import UUID

from server.catalog import editing
from server.kit import db
from server.kit.errors import AppError, invalid
from server.kit.signing import token_hash
from server.releases import rows, trash
from server.releases.models import PreviewLink
from sync.wire.fields import UNSET
from sync.wire.kinds import PreviewLinkFields
from sync.wire.problems import Code


async def add_link(release_id: UUID, link_id: UUID, first: PreviewLinkFields) -> None:
    """A link that works from now on. TAKEN when another link has this token."""
    columns = editing.given(first)
    _check(columns)
    async with db.unit_of_work():
        await rows.locked(release_id)
        digest = token_hash(columns["token"])
        if await PreviewLink.filter(token_hash=digest).exists():
            raise AppError(
                Code.TAKEN, "Another link has this token.", field="token", remedy="Make a new link."
            )
        await PreviewLink.create(id=link_id, release_id=release_id, token_hash=digest, **columns)


async def edit_link(link_id: UUID, edit: PreviewLinkFields) -> None:
    """Changes what the edit names; the address stays."""
    if edit.token is not UNSET:
        raise invalid("token", "The address of a link cannot be exchanged.", "Make a new link.")
    changes = editing.given(edit)
    _check(changes)
    async with db.unit_of_work():
        await rows.child(PreviewLink, link_id)
        if changes:
            await PreviewLink.filter(id=link_id).update(**changes)


async def delete_link(link_id: UUID) -> None:
    """Takes a link away: it opens nothing any more, wherever it was opened before."""
    async with db.unit_of_work():
        await rows.child(PreviewLink, link_id)
        await trash.bury("preview_links", link_id)


async def restore_link(link_id: UUID) -> None:
    """Brings a link back."""
    async with db.unit_of_work():
        await rows.child(PreviewLink, link_id, deleted=True)
        await trash.bring_back("preview_links", link_id)


def _check(columns: dict[str, object]) -> None:
    ends = columns.get("expires_at")
    if ends is not None and ends >= editing.LATEST:  # type: ignore[operator]
        raise invalid("expires_at", "This moment is too far away.", "Leave it open instead.")
