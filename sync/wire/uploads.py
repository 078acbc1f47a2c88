"""Uploads on the wire: part_plan() so that both sides cut a file alike, and the messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from sync.wire.fields import FileName, FileSize, Md5, PartNumber, Sha256

MIB = 1024 * 1024
SMALLEST_PART = 8 * MIB
LARGEST_PART = 512 * MIB
WANTED_PARTS = 256
MOST_SIGNED = 64
"""How many part URLs one request may ask for."""


class UploadKind(StrEnum):
    """What the bytes are for; decides the bucket and who may read them."""

    ORIGINAL = "original"
    STEM = "stem"
    IMAGE = "image"


class UploadState(StrEnum):
    """Where an upload stands. `exists` and `prove` answer init without a session."""

    EXISTS = "exists"
    PROVE = "prove"
    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    ABORTED = "aborted"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PartPlan:
    """How a file is cut: `count` parts of `part_size` bytes, the last one shorter."""

    size: int
    part_size: int
    count: int

    def span(self, n: int) -> tuple[int, int]:
        """(offset, length) in bytes of part `n`, counted from 1."""
        offset = (n - 1) * self.part_size
        return offset, min(self.part_size, self.size - offset)


def part_plan(size: int) -> PartPlan:
    """The one rule: 8 MiB, doubled until the file has at most 256 parts, at most 512 MiB.

    Fixed, so that the composite digest of a file is the same whoever cuts it; within the S3
    limits of 5 MiB to 5 GiB a part and 10,000 parts.
    """
    part_size = SMALLEST_PART
    while part_size < LARGEST_PART and size > part_size * WANTED_PARTS:
        part_size *= 2
    return PartPlan(size, part_size, max(1, -(-size // part_size)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDigests:
    """What the client says part `n` will be; both digests are signed into its URL."""

    n: PartNumber
    sha256: Sha256
    md5: Md5


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadStart:
    """POST /upload/multipart/init. With `parts`, the first URLs come back signed.

    `library` is the handle of the artist it is for; empty for the sender's own. `mime` may be
    left empty; the file name's ending decides.
    """

    filename: FileName
    size: FileSize
    sha256: Sha256
    kind: UploadKind = UploadKind.ORIGINAL
    library: Annotated[str, Meta(max_length=64)] = ""
    mime: Annotated[str, Meta(max_length=100)] = ""
    parts: Annotated[list[PartDigests], Meta(max_length=MOST_SIGNED)] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPart:
    """A URL to PUT part `n` to, with headers that must be sent. `expires_at`: epoch seconds."""

    n: int
    url: str
    headers: dict[str, str]
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Prove you hold the file: sha256(nonce + the bytes of these (offset, length) ranges)."""

    nonce: str
    ranges: list[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReceipt:
    """A part the store holds."""

    n: int
    size: int
    etag: str
    md5: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadView:
    """The answer to init and to GET /upload/:id; which fields are set depends on `state`."""

    state: UploadState
    upload_id: UUID | None = None
    asset_id: UUID | None = None
    size: int = 0
    part_size: int = 0
    parts_total: int = 0
    presigned_parts: list[SignedPart] = field(default_factory=list)
    parts_done: list[PartReceipt] = field(default_factory=list)
    challenge: Challenge | None = None
    expires_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsWanted:
    """POST /upload/:id/parts: sign, or sign again, these."""

    parts: Annotated[list[PartDigests], Meta(min_length=1, max_length=MOST_SIGNED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsSigned:
    """The answer to PartsWanted."""

    presigned_parts: list[SignedPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadComplete:
    """POST /upload/multipart/complete. `etags` in part order, as the store returned them.

    The server asks its store what it holds; what the client says of etags is never relied upon.
    """

    upload_id: UUID
    etags: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadDone:
    """The asset that the upload became."""

    asset_id: UUID
    state: UploadState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofAnswer:
    """POST /upload/:id/prove."""

    answer: Sha256
