"""Private links to a release before it is out: named, limited, revocable, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from server.catalog import editing
from server.kit import db
from server.kit.errors import AppError, invalid
from server.kit.signing import new_token, token_hash
from server.releases import rows, schemas, trash
from server.releases.models import PreviewLink
from sync.wire.fields import UNSET
from sync.wire.kinds import PreviewLinkFields
from sync.wire.problems import Code

LONGEST_TOKEN = 86
LEAVE = "Leave it open instead."
_HOLDS = """l.token_hash = $1 AND l.deleted_at IS NULL AND NOT l.revoked
    AND (l.expires_at IS NULL OR l.expires_at > now())
    AND EXISTS (SELECT 1 FROM releases r JOIN users u ON u.id = r.owner_id
         WHERE r.id = l.release_id AND r.deleted_at IS NULL AND u.disabled_at IS NULL)"""
_AGAIN = f"""SELECT l.id, l.release_id FROM preview_links l
    WHERE {_HOLDS} AND l.id = ANY($2::uuid[])"""  # noqa: S608 - constants only
_FIRST = f"""UPDATE preview_links l SET uses = l.uses + 1, last_used_at = now()
    WHERE {_HOLDS} AND (l.max_uses IS NULL OR l.uses < l.max_uses)
    RETURNING l.id, l.release_id"""  # noqa: S608 - constants only
_PLACE = """SELECT u.handle, r.slug FROM releases r JOIN users u ON u.id = r.owner_id
    WHERE r.id = $1"""
_ENDS = """SELECT l.expires_at FROM preview_links l
    WHERE l.release_id = $1 AND l.id = ANY($2::uuid[]) AND l.deleted_at IS NULL AND NOT l.revoked
      AND (l.expires_at IS NULL OR l.expires_at > now())
    ORDER BY l.expires_at DESC NULLS FIRST LIMIT 1"""


def fields_of(draft: schemas.LinkDraft) -> PreviewLinkFields:
    """A new link with an address of its own. INVALID for one that has ended already: only here,
    as a studio may send a link days after it was made there.
    """
    if draft.expires_at is not None and draft.expires_at <= datetime.now(UTC):
        raise invalid("expires_at", "This moment is over.", "Choose a later one, or leave it open.")
    return PreviewLinkFields(
        label=draft.label,
        token=new_token(),
        expires_at=draft.expires_at,
        max_uses=draft.max_uses,
        allow_download=draft.allow_download,
    )


async def add_link(release_id: UUID, link_id: UUID, first: PreviewLinkFields) -> None:
    """A link that works from now on. TAKEN when another link has this token."""
    columns = editing.given(first)
    editing.check_moment("expires_at", columns.get("expires_at"), LEAVE)
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
    editing.check_moment("expires_at", changes.get("expires_at"), LEAVE)
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


@dataclass(frozen=True, slots=True)
class Opened:
    """Which link it was, and the page that it leads to."""

    link_id: UUID
    path: str


def closed() -> AppError:
    """The one answer for a link that opens nothing, whatever the reason."""
    return AppError(
        Code.NOT_FOUND,
        "This link opens nothing, or not any more.",
        remedy="Ask who gave it to you for another.",
    )


async def open_preview(token: str, known: Sequence[UUID]) -> Opened:
    """The page behind a link; a browser that opens it for the first time is counted.

    `known`: the links that the browser has opened. NOT_FOUND for a link that is expired, revoked,
    used up or none: nobody can tell which.
    """
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise closed()
    digest = token_hash(token)
    found = await db.execute(_AGAIN, digest, list(known)) if known else []
    if not found:
        async with db.unit_of_work():
            found = await db.execute(_FIRST, digest)
    if not found:
        raise closed()
    place = await db.row(_PLACE, found[0]["release_id"])
    assert place is not None, "it has just been there"
    return Opened(found[0]["id"], f"/@{place['handle']}/r/{place['slug']}")


async def ends_at(release_id: UUID, known: Sequence[UUID]) -> datetime | None:
    """When the last of the links that the browser has opened ends; None if one of them never."""
    found = await db.row(_ENDS, release_id, list(known))
    return found["expires_at"] if found else None
