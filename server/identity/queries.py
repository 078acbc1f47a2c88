"""Accounts, profiles, sessions and collaborators as they are read."""

from __future__ import annotations

from uuid import UUID

from server.identity.models import Collaborator, CollaboratorRole, Session, SessionKind, User
from server.identity.names import normal_email, normal_handle
from server.identity.schemas import CollaboratorView, ProfileView, SessionView
from server.kit import db
from server.kit.errors import AppError, not_found
from server.kit.markdown import render
from sync.wire import codec
from sync.wire.accounts import AccountView, LibraryView, LinkRecord

_LIVE = """
    SELECT id, kind, name, created_at, last_seen_at, expires_at FROM sessions
    WHERE user_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
      AND ($2::text IS NULL OR kind = $2)
    ORDER BY last_seen_at DESC, id
"""
_LIBRARIES = """
    SELECT u.id, u.handle, u.display_name, 'owner' AS role FROM users u
    WHERE u.id = $1 AND u.role = 'artist'
    UNION ALL SELECT u.id, u.handle, u.display_name, c.role
    FROM collaborators c JOIN users u ON u.id = c.library_id
    WHERE c.user_id = $1 AND c.library_id <> $1 AND u.disabled_at IS NULL
"""
_LIBRARY_ROLE = "SELECT role FROM collaborators WHERE library_id = $1 AND user_id = $2"


async def by_handle(text: str) -> User:
    """The account of a handle, however it is typed. AppError NOT_FOUND."""
    try:
        handle = normal_handle(text)
    except AppError:
        raise not_found("This account") from None
    found = await User.get_or_none(handle=handle, disabled_at=None)
    if found is None:
        raise not_found("This account")
    return found


async def by_login(text: str) -> User | None:
    """The account of a handle or e-mail address, disabled or not."""
    try:
        if "@" in text.strip().removeprefix("@"):
            return await User.get_or_none(email_key=normal_email(text)[1])
        return await User.get_or_none(handle=normal_handle(text))
    except AppError:
        return None


async def account(user_id: UUID) -> AccountView:
    """An account for its owner."""
    return account_view(await User.get(id=user_id))


async def profile(handle: str) -> ProfileView:
    """An account for everybody. AppError NOT_FOUND."""
    user = await by_handle(handle)
    return ProfileView(
        handle=user.handle,
        display_name=user.display_name,
        bio_html=render(user.bio_md, profile="notes"),
        links=_links(user),
        role=user.role,
        created_at=user.created_at,
    )


async def sessions(
    user_id: UUID, current: UUID | None, kind: SessionKind | None = None
) -> list[SessionView]:
    """The user's sessions that have not ended (of that kind), the last seen first."""
    found = await db.rows(_LIVE, user_id, kind and kind.value)
    return [
        SessionView(
            id=r["id"],
            kind=SessionKind(r["kind"]),
            name=r["name"],
            created_at=r["created_at"],
            last_seen_at=r["last_seen_at"],
            expires_at=r["expires_at"],
            current=r["id"] == current,
        )
        for r in found
    ]


async def session_user(session_id: UUID) -> UUID:
    """Whose session it is."""
    return (await Session.get(id=session_id)).user_id


async def library_role(library_id: UUID, user_id: UUID) -> CollaboratorRole | None:
    """What a user may do in another's library; None: nothing."""
    found = await db.row(_LIBRARY_ROLE, library_id, user_id)
    return CollaboratorRole(found["role"]) if found else None


async def libraries(user_id: UUID) -> list[LibraryView]:
    """Where somebody may work: their own library first, if they are an artist."""
    found = await db.rows(_LIBRARIES, user_id)
    views = [
        LibraryView(id=r["id"], handle=r["handle"], display_name=r["display_name"], role=r["role"])
        for r in found
    ]
    return sorted(views, key=lambda view: (view.role != "owner", view.handle))


async def collaborators(library_id: UUID) -> list[CollaboratorView]:
    """Who may work in a library, by handle."""
    found = await Collaborator.filter(library_id=library_id, user__disabled_at=None)
    held = await User.in_bulk([c.user_id for c in found], "id")
    views = [collaborator_view(c, held[c.user_id]) for c in found]
    return sorted(views, key=lambda view: view.handle)


async def collaborator(library_id: UUID, handle: str) -> CollaboratorView:
    """One of them. AppError NOT_FOUND."""
    user = await by_handle(handle)
    found = await Collaborator.get_or_none(library_id=library_id, user_id=user.id)
    if found is None:
        raise not_found("This collaborator")
    return collaborator_view(found, user)


def collaborator_view(found: Collaborator, user: User) -> CollaboratorView:
    """A row as the API shows it."""
    return CollaboratorView(
        handle=user.handle,
        display_name=user.display_name,
        role=found.role,
        created_at=found.created_at,
    )


def account_view(user: User) -> AccountView:
    """A row as its owner sees it."""
    return AccountView(
        id=user.id,
        handle=user.handle,
        email=user.email,
        display_name=user.display_name,
        bio_md=user.bio_md,
        links=_links(user),
        role=user.role.value,
        is_admin=user.is_admin,
        created_at=user.created_at,
    )


def _links(user: User) -> list[LinkRecord]:
    return codec.convert(user.links, list[LinkRecord])
