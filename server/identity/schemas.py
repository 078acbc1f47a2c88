"""What people send to sign up and edit their account, and what the API says of accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from server.identity.models import CollaboratorRole, Role, SessionKind
from sync.wire.accounts import AccountView, LinkRecord, Links, Login
from sync.wire.accounts import Signup as Signup
from sync.wire.fields import UNSET, LongText, Name, Secret, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class Signin:
    """POST /auth/login."""

    login: Login
    password: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEdit:
    """PATCH /auth/me. What is left out stays as it is."""

    display_name: Name | Unset = UNSET
    bio_md: LongText | Unset = UNSET
    links: Links | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in. `csrf_token` goes with every write of a browser; devices have none.

    `expires_at` is when a browser must refresh.
    """

    account: AccountView
    csrf_token: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """An account as everybody sees it."""

    handle: str
    display_name: str
    bio_html: str
    role: Role
    created_at: datetime
    links: list[LinkRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A browser or device that is signed in; `current` is the one that asks."""

    id: UUID
    kind: SessionKind
    name: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionList:
    """GET /auth/sessions."""

    sessions: list[SessionView]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceList:
    """GET /devices."""

    devices: list[SessionView]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant:
    """PUT /admin/users/:handle/role."""

    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CollaboratorGrant:
    """PUT /collaborators/:handle."""

    role: CollaboratorRole


@dataclass(frozen=True, slots=True, kw_only=True)
class CollaboratorView:
    """Somebody who may work in the library of whoever asks."""

    handle: str
    display_name: str
    role: CollaboratorRole
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollaboratorList:
    """GET /collaborators."""

    collaborators: list[CollaboratorView]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a request that signs in: where it comes from, and with what."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a browser gets. `refresh` is None when it keeps the one it has."""

    session_id: UUID
    access: str
    refresh: str | None
    access_expires_at: datetime
