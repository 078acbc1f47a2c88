"""Comments at a moment of a track."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from server.kit.tables import Table
from sync.wire.ids import new_id


class CommentStatus(StrEnum):
    """held -> visible <-> hidden, all by the artist; any -> deleted by its author."""

    VISIBLE = "visible"
    HELD = "held"
    HIDDEN = "hidden"
    DELETED = "deleted"


class Comment(Table):
    """`at_ms` is on the timeline of `version`; a deleted comment keeps its place, not its text."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    track: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Track", related_name="comments", on_delete=fields.CASCADE
    )
    version: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "models.TrackVersion", related_name="comments", null=True, on_delete=fields.SET_NULL
    )
    user: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.User", related_name="comments", on_delete=fields.CASCADE
    )
    parent: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="replies", null=True, on_delete=fields.CASCADE
    )
    track_id: UUID
    version_id: UUID | None
    user_id: UUID
    parent_id: UUID | None
    at_ms = fields.IntField(null=True)
    body_md = fields.TextField()
    body_html = fields.TextField()
    status = fields.CharEnumField(
        CommentStatus, max_length=10, default=CommentStatus.VISIBLE, db_default="visible"
    )
    created_at = fields.DatetimeField(auto_now_add=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "comments"
        indexes = (("track_id", "at_ms"), ("user_id",), ("parent_id",))
