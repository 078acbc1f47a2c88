"""Assets and storage as other slices and pages see them; uploads are in sync.wire.uploads."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from server.media.names import bucket_of, object_key
from sync.wire.fields import Token
from sync.wire.uploads import UploadKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuery:
    """`library`: the handle of the artist whose library it is; empty for one's own."""

    library: Token = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetView:
    """A stored file; `state` is uploaded, verified or mismatch (then the bytes are gone)."""

    id: UUID
    library_id: UUID
    kind: UploadKind
    sha256: str
    size: int
    filename: str
    state: str

    @property
    def bucket(self) -> str:
        """Where in the store."""
        return bucket_of(self.kind)

    @property
    def key(self) -> str:
        """Under which name."""
        return object_key(self.kind, self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageView:
    """Bytes of one library: stored, and set aside for open uploads."""

    used_bytes: int
    reserved_bytes: int
    quota_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What the store and the tables do not agree on; each list at most `ledger.MOST_SHOWN` long.

    `loose` are objects (bucket/key) that no asset names, `lost` assets whose object is missing or
    of another size, `drifted` libraries whose usage is not the sum of their assets and uploads.
    """

    objects: int
    assets: int
    loose: list[str]
    lost: list[UUID]
    drifted: list[UUID]

    @property
    def agrees(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.loose or self.lost or self.drifted)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a viewer may do with the files of a library. To have it at all is to may upload."""

    library_id: UUID
    reads_originals: bool
