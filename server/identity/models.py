"""Users and their sessions: browsers' and devices'."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from server.kit.tables import Table
from sync.wire.ids import new_id


class Role(StrEnum):
    """What an account may do here; being admin is apart from it."""

    LISTENER = "listener"
    ARTIST = "artist"


class SessionKind(StrEnum):
    """A browser with cookies that rotate, or a device with one bearer token."""

    WEB = "web"
    DEVICE = "device"


class CollaboratorRole(StrEnum):
    """What somebody may do in another's library; only an editor reads originals."""

    EDITOR = "editor"
    CONTRIBUTOR = "contributor"
    LISTENER = "listener"


class User(Table):
    """A person. `handle` and `email_key` are normalised and case-folded; `email` is as typed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    handle = fields.CharField(max_length=30, unique=True)
    email = fields.CharField(max_length=254)
    email_key = fields.CharField(max_length=254, unique=True)
    password_hash = fields.CharField(max_length=200)
    display_name = fields.CharField(max_length=100)
    bio_md = fields.TextField(default="", db_default="")
    links: Any = fields.JSONField(default=list, db_default="[]")
    role = fields.CharEnumField(Role, max_length=10, default=Role.LISTENER, db_default="listener")
    is_admin = fields.BooleanField(default=False, db_default=False)
    created_at = fields.DatetimeField(auto_now_add=True)
    disabled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "users"


class Session(Table):
    """One signed-in browser or device. Only hashes of its tokens are kept."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="sessions", on_delete=fields.CASCADE
    )
    user_id: UUID
    kind = fields.CharEnumField(SessionKind, max_length=10)
    name = fields.CharField(max_length=100)
    access_hash = fields.CharField(max_length=64, unique=True)
    access_expires_at = fields.DatetimeField(null=True)
    refresh_hash = fields.CharField(max_length=64, null=True, unique=True)
    previous_refresh_hash = fields.CharField(max_length=64, null=True)
    rotated_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    last_seen_at = fields.DatetimeField(auto_now_add=True)
    revoked_at = fields.DatetimeField(null=True)
    revoked_why = fields.CharField(max_length=40, null=True)

    class Meta:
        table = "sessions"
        indexes = (("user_id",),)


class Collaborator(Table):
    """Somebody who may work in another's library."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    library: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="collaborators", on_delete=fields.CASCADE
    )
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="collaborations", on_delete=fields.CASCADE
    )
    library_id: UUID
    user_id: UUID
    role = fields.CharEnumField(CollaboratorRole, max_length=12)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "collaborators"
        unique_together = (("library_id", "user_id"),)
        indexes = (("user_id",),)
