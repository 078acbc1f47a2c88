"""Assets (stored files by content) and the uploads that become them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields

from server.kit.tables import Table
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind


class AssetState(StrEnum):
    """uploaded -> verified | mismatch: the worker's first read decides."""

    UPLOADED = "uploaded"
    VERIFIED = "verified"
    MISMATCH = "mismatch"


class UploadStatus(StrEnum):
    """open -> completing -> done | aborted | expired."""

    OPEN = "open"
    COMPLETING = "completing"
    DONE = "done"
    ABORTED = "aborted"
    EXPIRED = "expired"


class Asset(Table):
    """Bytes in the object store under their sha256, owned by one library (a user)."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    library: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.User", related_name="assets", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(UploadKind, max_length=10)
    sha256 = fields.CharField(max_length=64)
    composite_sha256 = fields.CharField(max_length=64, null=True)
    size = fields.BigIntField()
    filename = fields.CharField(max_length=1000)
    state = fields.CharEnumField(
        AssetState, max_length=10, default=AssetState.UPLOADED, db_default="uploaded"
    )
    lease_until = fields.DatetimeField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "assets"
        unique_together = (("library_id", "kind", "sha256"),)


class Upload(Table):
    """A multipart session. `store_ref` is the object store's own name for it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    library: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.User", related_name="uploads", on_delete=fields.CASCADE
    )
    started_by: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.User", related_name="started_uploads", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(UploadKind, max_length=10)
    filename = fields.CharField(max_length=1000)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    part_size = fields.BigIntField()
    parts_total = fields.IntField()
    store_ref = fields.TextField(default="", db_default="")
    status = fields.CharEnumField(
        UploadStatus, max_length=12, default=UploadStatus.OPEN, db_default="open"
    )
    challenge: Any = fields.JSONField(null=True)
    asset: fields.ForeignKeyNullableRelation[Asset] = fields.ForeignKeyField(
        "models.Asset", related_name="uploads", null=True, on_delete=fields.SET_NULL
    )
    expires_at = fields.DatetimeField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "uploads"
        indexes = (("library_id", "sha256"), ("status", "expires_at"))


class UploadPart(Table):
    """What was declared of a part when its URL was signed; complete() holds the store to it."""

    id = fields.BigIntField(primary_key=True)
    upload: fields.ForeignKeyRelation[Upload] = fields.ForeignKeyField(
        "models.Upload", related_name="parts", on_delete=fields.CASCADE
    )
    n = fields.IntField()
    sha256 = fields.CharField(max_length=64)
    md5 = fields.CharField(max_length=32)

    class Meta:
        table = "upload_parts"
        unique_together = (("upload_id", "n"),)


class LibraryUsage(Table):
    """Bytes stored and reserved for open uploads of a library; the row is the quota's lock."""

    library: fields.OneToOneRelation[Any] = fields.OneToOneField(
        "models.User", related_name="usage", primary_key=True, on_delete=fields.CASCADE
    )
    used_bytes = fields.BigIntField(default=0, db_default=0)
    reserved_bytes = fields.BigIntField(default=0, db_default=0)

    class Meta:
        table = "library_usage"
