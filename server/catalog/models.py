"""Tracks and what hangs on them. Facts that decide access are columns of the track."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields

from server.kit.tables import Table
from sync.wire.choices import DownloadPolicy as DownloadPolicy
from sync.wire.choices import ReleaseState as ReleaseState
from sync.wire.choices import StemRole as StemRole
from sync.wire.choices import Visibility as Visibility
from sync.wire.ids import new_id

ALL_RIGHTS = "all-rights-reserved"


class VersionStatus(StrEnum):
    """pending -> processing -> ready | failed; failed -> pending by retry."""

    PENDING = "pending"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class RenditionKind(StrEnum):
    """The streams and files made of a version."""

    OPUS = "opus"
    AAC = "aac"
    MP3 = "mp3"
    FLAC = "flac"


class RenditionStatus(StrEnum):
    """Of one rendition; optional ones fail on their own."""

    READY = "ready"
    FAILED = "failed"


class Track(Table):
    """A piece of music under one address. `artist_name` and `tag_names` feed the search column;
    `plan_id` is the release that says when it comes out, if one does.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    owner: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.User", related_name="tracks", on_delete=fields.CASCADE
    )
    slug = fields.CharField(max_length=120)
    title = fields.CharField(max_length=300)
    description_md = fields.TextField(default="", db_default="")
    liner_notes_md = fields.TextField(default="", db_default="")
    session: Any = fields.JSONField(default=dict, db_default="{}")
    genre = fields.CharField(max_length=100, default="", db_default="")
    license = fields.CharField(
        max_length=40, default="all-rights-reserved", db_default="all-rights-reserved"
    )
    license_text = fields.TextField(default="", db_default="")
    isrc = fields.CharField(max_length=12, null=True)
    artist_name = fields.CharField(max_length=100)
    tag_names: Any = fields.JSONField(default=list, db_default="[]")
    artwork: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "models.Asset", related_name="artwork_of", null=True, on_delete=fields.SET_NULL
    )
    art_render = fields.UUIDField(null=True)
    art_failure: Any = fields.JSONField(null=True)
    visibility = fields.CharEnumField(
        Visibility, max_length=10, default=Visibility.PRIVATE, db_default="private"
    )
    secret_hash = fields.CharField(max_length=64, null=True)
    secret_token = fields.CharField(max_length=64, null=True)
    release_state = fields.CharEnumField(
        ReleaseState, max_length=10, default=ReleaseState.DRAFT, db_default="draft"
    )
    release_at = fields.DatetimeField(null=True)
    teaser_from = fields.DatetimeField(null=True)
    vault = fields.BooleanField(default=False, db_default=False)
    paid_download = fields.BooleanField(default=False, db_default=False)
    download_policy = fields.CharEnumField(
        DownloadPolicy, max_length=10, default=DownloadPolicy.DISABLED, db_default="disabled"
    )
    comments_open = fields.BooleanField(default=True, db_default=True)
    primary_version_id = fields.UUIDField(null=True)
    play_count = fields.BigIntField(default=0, db_default=0)
    comment_count = fields.IntField(default=0, db_default=0)
    plan_id = fields.UUIDField(null=True)
    teaser_start_ms = fields.IntField(null=True)
    teaser_ms = fields.IntField(default=30_000, db_default=30_000)
    teaser_failure: Any = fields.JSONField(null=True)
    picture_failure: Any = fields.JSONField(null=True)
    rev = fields.IntField(default=1, db_default=1)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "tracks"
        unique_together = (("owner_id", "slug"),)
        indexes = (("slug",),)


class TrackVersion(Table):
    """One mix or master. `render_id` names the attempt whose output is published."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    track: fields.ForeignKeyRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="versions", on_delete=fields.CASCADE
    )
    label = fields.CharField(max_length=100)
    position = fields.FloatField(default=0, db_default=0)
    original: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Asset", related_name="versions", on_delete=fields.RESTRICT
    )
    status = fields.CharEnumField(
        VersionStatus, max_length=10, default=VersionStatus.PENDING, db_default="pending"
    )
    progress = fields.SmallIntField(default=0, db_default=0)
    failure: Any = fields.JSONField(null=True)
    warnings: Any = fields.JSONField(default=list, db_default="[]")
    render_id = fields.UUIDField(null=True)
    duration_ms = fields.BigIntField(null=True)
    sample_rate = fields.IntField(null=True)
    channels = fields.SmallIntField(null=True)
    bit_depth = fields.SmallIntField(null=True)
    codec = fields.CharField(max_length=40, null=True)
    file_tags: Any = fields.JSONField(default=dict, db_default="{}")
    lufs = fields.FloatField(null=True)
    lra = fields.FloatField(null=True)
    true_peak = fields.FloatField(null=True)
    ready_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "track_versions"
        indexes = (("track_id", "position"), ("original_id",))


class Transcode(Table):
    """One published rendition: where its objects are, and what a playlist says of it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    version: fields.ForeignKeyRelation[TrackVersion] = fields.ForeignKeyField(
        "models.TrackVersion", related_name="transcodes", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(RenditionKind, max_length=10)
    tier = fields.CharField(max_length=10, default="std", db_default="std")
    status = fields.CharEnumField(RenditionStatus, max_length=10)
    render_id = fields.UUIDField()
    path = fields.CharField(max_length=200, default="", db_default="")
    codecs = fields.CharField(max_length=40, default="", db_default="")
    bandwidth = fields.IntField(default=0, db_default=0)
    average_bandwidth = fields.IntField(default=0, db_default=0)
    segments = fields.IntField(default=0, db_default=0)
    priming = fields.IntField(default=0, db_default=0)
    samples = fields.BigIntField(default=0, db_default=0)
    bytes = fields.BigIntField(default=0, db_default=0)
    files: Any = fields.JSONField(default=list, db_default="[]")
    failure: Any = fields.JSONField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "transcodes"
        unique_together = (("version_id", "kind", "tier"),)


class Teaser(Table):
    """The part of a track that is played before it is out, as it was last made.

    `peaks`: minimum and maximum of each point of that part, flat, -128 to 127.
    """

    track: fields.OneToOneRelation[Track] = fields.OneToOneField(
        "models.Track", related_name="teaser", primary_key=True, on_delete=fields.CASCADE
    )
    version: fields.ForeignKeyRelation[TrackVersion] = fields.ForeignKeyField(
        "models.TrackVersion", related_name="teasers", on_delete=fields.CASCADE
    )
    render_id = fields.UUIDField()
    start_ms = fields.IntField()
    length_ms = fields.IntField()
    peaks: Any = fields.JSONField(default=list, db_default="[]")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "teasers"
        indexes = (("version_id",),)


class Waveform(Table):
    """Where a version's peaks are, and a short form of them for pages."""

    version: fields.OneToOneRelation[TrackVersion] = fields.OneToOneField(
        "models.TrackVersion", related_name="waveform", primary_key=True, on_delete=fields.CASCADE
    )
    render_id = fields.UUIDField()
    sample_rate = fields.IntField()
    samples_per_pixel = fields.IntField(default=256, db_default=256)
    points = fields.IntField()
    overview: Any = fields.JSONField(default=list, db_default="[]")

    class Meta:
        table = "waveforms"


class Stem(Table):
    """One stem of a version, with its own credits."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    version: fields.ForeignKeyRelation[TrackVersion] = fields.ForeignKeyField(
        "models.TrackVersion", related_name="stems", on_delete=fields.CASCADE
    )
    asset: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Asset", related_name="stems", on_delete=fields.RESTRICT
    )
    role = fields.CharEnumField(StemRole, max_length=10)
    title = fields.CharField(max_length=300)
    position = fields.FloatField(default=0, db_default=0)
    credits: Any = fields.JSONField(default=list, db_default="[]")
    created_at = fields.DatetimeField(auto_now_add=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stems"
        indexes = (("version_id", "position"), ("asset_id",))


class Credit(Table):
    """Who did what on a track."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    track: fields.ForeignKeyRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="credits", on_delete=fields.CASCADE
    )
    person = fields.CharField(max_length=100)
    role = fields.CharField(max_length=100)
    url = fields.CharField(max_length=2000, default="", db_default="")
    position = fields.FloatField(default=0, db_default=0)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "credits"
        indexes = (("track_id", "position"),)


class Note(Table):
    """A private note at a moment of a track; nobody but those who work on it sees it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    track: fields.ForeignKeyRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="notes", on_delete=fields.CASCADE
    )
    version: fields.ForeignKeyNullableRelation[TrackVersion] = fields.ForeignKeyField(
        "models.TrackVersion", related_name="notes", null=True, on_delete=fields.SET_NULL
    )
    author: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "models.User", related_name="notes", null=True, on_delete=fields.SET_NULL
    )
    at_ms = fields.IntField()
    body = fields.TextField()
    created_at = fields.DatetimeField(auto_now_add=True)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notes"
        indexes = (("track_id", "at_ms"),)


class Tag(Table):
    """A word that listeners browse by; `name` is folded, `label` as first typed."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=50, unique=True)
    label = fields.CharField(max_length=50)

    class Meta:
        table = "tags"


class TrackTag(Table):
    """A tag on a track."""

    id = fields.BigIntField(primary_key=True)
    track: fields.ForeignKeyRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="track_tags", on_delete=fields.CASCADE
    )
    tag: fields.ForeignKeyRelation[Tag] = fields.ForeignKeyField(
        "models.Tag", related_name="track_tags", on_delete=fields.CASCADE
    )

    class Meta:
        table = "track_tags"
        unique_together = (("track_id", "tag_id"),)
        indexes = (("tag_id",),)


class NotePicture(Table):
    """A picture that a track's liner notes name, or once named: its file is kept for the notes'
    history. `render_id` names the attempt that made what is shown, `width` by `height` pixels.
    """

    id = fields.BigIntField(primary_key=True)
    track: fields.ForeignKeyRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="note_pictures", on_delete=fields.CASCADE
    )
    asset: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Asset", related_name="note_pictures", on_delete=fields.CASCADE
    )
    sha256 = fields.CharField(max_length=64)
    render_id = fields.UUIDField(null=True)
    width = fields.IntField(null=True)
    height = fields.IntField(null=True)
    failure: Any = fields.JSONField(null=True)

    class Meta:
        table = "note_pictures"
        unique_together = (("track_id", "sha256"),)
        indexes = (("asset_id",),)
