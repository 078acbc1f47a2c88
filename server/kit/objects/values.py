"""What stores take and give: names of objects, and what is known of objects, parts and uploads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from server.kit.objects.errors import InvalidKey

BUCKETS = ("originals", "stems", "images", "hls", "renders")
"""Logical names. On S3 the bucket is prefix + name, in a folder it is a directory of that name."""

CHUNK = 256 * 1024
"""Bytes that `read` yields at a time."""

DEFAULT_TYPE = "application/octet-stream"
TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "audio/mp4",
    ".mp4": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".aac": "audio/aac",
    ".ts": "video/mp2t",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
"""The media type that a key's ending stands for."""

LONGEST_KEY = 512
_SEGMENT = r"[a-z0-9_][a-z0-9_.-]{0,199}"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_PREFIX = re.compile(rf"(?:{_SEGMENT}/)*(?:{_SEGMENT})?")
_WORD = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}"
_TYPE = re.compile(rf"{_WORD}/{_WORD}(?:; ?[ -~]{{1,80}})?")


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Which store, and where. Without `s3_endpoint` it is the folder `data_dir`/objects."""

    data_dir: Path
    public_url: str
    upload_secret: str
    s3_endpoint: str | None = None
    s3_public_endpoint: str | None = None
    s3_access_key: str | None = None
    s3_secret_key: str | None = None
    s3_region: str = "us-east-1"
    bucket_prefix: str = "acetate-"
    reserve_bytes: int = 256 * 1024 * 1024
    """Free space that a folder store leaves to the rest of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An object. `etag` is opaque and changes whenever the bytes are written anew."""

    bucket: str
    key: str
    size: int
    etag: str
    content_type: str
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartClaim:
    """What a part is said to be: `length` in bytes, digests in lower-case hex."""

    length: int
    md5: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartUrl:
    """Where to PUT a part, and the headers that go with it. `expires_at` in epoch seconds."""

    url: str
    headers: dict[str, str]
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPart:
    """A part the store holds. `md5` is None where the store's ETag is not one (encrypted S3)."""

    n: int
    size: int
    etag: str
    md5: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenUpload:
    """An upload neither finished nor aborted. `touched` is its begin, or later its last part."""

    ref: str
    bucket: str
    key: str
    touched: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAbilities:
    """What the self-test saw the store refuse: parts that break either digest, and to overwrite.

    `keeps_existing` is about two uploads of one key that are finished at the same moment.
    """

    content_md5: bool
    checksum_sha256: bool
    keeps_existing: bool


def check_key(bucket: str, key: str) -> None:
    """Raises InvalidKey unless both are names that every store can hold and no path can abuse.

    Lower case only, because a folder on some systems does not tell cases apart.
    """
    check_bucket(bucket)
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise InvalidKey(bucket, key)


def check_prefix(bucket: str, prefix: str) -> None:
    """Raises InvalidKey unless `prefix` could be the beginning of a key; empty is everything."""
    check_bucket(bucket)
    if len(prefix) > LONGEST_KEY or not _PREFIX.fullmatch(prefix):
        raise InvalidKey(bucket, prefix)


def check_bucket(bucket: str) -> None:
    """Raises InvalidKey unless `bucket` is one of BUCKETS."""
    if bucket not in BUCKETS:
        raise InvalidKey(bucket, "")


def check_type(content_type: str) -> None:
    """Raises ValueError unless `content_type` is a media type (RFC 9110 section 8.3.1)."""
    if not _TYPE.fullmatch(content_type):
        raise ValueError(f"not a media type: {content_type!r}")


def type_of(key: str) -> str:
    """The media type of a key's ending."""
    return TYPES.get(PurePosixPath(key).suffix, DEFAULT_TYPE)
