"""Releases, the tracks on them, private links to them, and what the public has seen of them."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from server.kit.tables import Table
from sync.wire.choices import DownloadPolicy, ReleaseState, Visibility
from sync.wire.ids import new_id


class Release(Table):
    """Tracks that come out together. `live_at`: since when it has been out."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    owner: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.User", related_name="releases", on_delete=fields.CASCADE
    )
    title = fields.CharField(max_length=300)
    kind = fields.CharField(max_length=10, default="single", db_default="single")
    slug = fields.CharField(max_length=120)
    description_md = fields.TextField(default="", db_default="")
    artwork: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "models.Asset", related_name="release_artwork_of", null=True, on_delete=fields.SET_NULL
    )
    art_render = fields.UUIDField(null=True)
    art_failure: Any = fields.JSONField(null=True)
    upc = fields.CharField(max_length=13, null=True)
    license = fields.CharField(
        max_length=40, default="all-rights-reserved", db_default="all-rights-reserved"
    )
    license_text = fields.TextField(default="", db_default="")
    download_policy = fields.CharEnumField(
        DownloadPolicy, max_length=10, default=DownloadPolicy.DISABLED, db_default="disabled"
    )
    visibility = fields.CharEnumField(
        Visibility, max_length=10, default=Visibility.PRIVATE, db_default="private"
    )
    secret_hash = fields.CharField(max_length=64, null=True)
    secret_token = fields.CharField(max_length=64, null=True)
    state = fields.CharEnumField(
        ReleaseState, max_length=10, default=ReleaseState.DRAFT, db_default="draft"
    )
    release_at = fields.DatetimeField(null=True)
    time_zone = fields.CharField(max_length=64, default="", db_default="")
    teaser_from = fields.DatetimeField(null=True)
    live_at = fields.DatetimeField(null=True)
    rev = fields.IntField(default=1, db_default=1)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "releases"
        unique_together = (("owner_id", "slug"),)


class ReleaseTrack(Table):
    """A track's place on a release."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "models.Release", related_name="places", on_delete=fields.CASCADE
    )
    track: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Track", related_name="places", on_delete=fields.CASCADE
    )
    position = fields.FloatField(default=0, db_default=0)
    created_at = fields.DatetimeField(auto_now_add=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "release_tracks"
        indexes = (("release_id", "position"), ("track_id",))


class PreviewLink(Table):
    """A private address. The token is kept, because its artist wants to read it again."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "models.Release", related_name="previews", on_delete=fields.CASCADE
    )
    label = fields.CharField(max_length=100)
    token = fields.CharField(max_length=86)
    token_hash = fields.CharField(max_length=64, unique=True)
    expires_at = fields.DatetimeField(null=True)
    max_uses = fields.IntField(null=True)
    allow_download = fields.CharField(max_length=10, default="none", db_default="none")
    revoked = fields.BooleanField(default=False, db_default=False)
    uses = fields.IntField(default=0, db_default=0)
    last_used_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "preview_links"
        indexes = (("release_id",),)


class PublicState(Table):
    """What everybody could see of a release from `at` on, whole."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "models.Release", related_name="public_states", on_delete=fields.CASCADE
    )
    content_hash = fields.CharField(max_length=64)
    body: Any = fields.JSONField()
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "public_states"
        indexes = (("release_id", "at"),)
