"""Accounts on the wire: what studio and command line send to sign in, and what they get."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from sync.wire.fields import Email, Handle, Label, Name, Password, Secret

Login = Annotated[str, Meta(min_length=1, max_length=254, description="handle or e-mail")]
WebAddress = Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\s\x00-\x1f]+$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """A link of a profile."""

    label: Label
    url: WebAddress


Links = Annotated[list[LinkRecord], Meta(max_length=20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account as its owner sees it."""

    id: UUID
    handle: str
    email: str
    display_name: str
    bio_md: str
    role: Literal["listener", "artist"]
    is_admin: bool
    created_at: datetime
    links: Links = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """POST /auth/signup. Without a `display_name` it is the handle as typed."""

    handle: Handle
    email: Email
    password: Password
    display_name: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryView:
    """A library that somebody may work in; their own has the role `owner`."""

    id: UUID
    handle: str
    display_name: str
    role: Literal["owner", "editor", "contributor", "listener"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryList:
    """GET /libraries."""

    libraries: list[LibraryView]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDraft:
    """POST /devices: a name to know the device by."""

    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLogin:
    """POST /auth/devices: sign in and name this device in one step."""

    login: Login
    password: Secret
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceToken:
    """A device that was let in. The token is shown this once; send it as `Bearer`."""

    id: UUID
    name: str
    token: str
    account: AccountView
