"""Objects: the ObjectStore and PartStore protocols, and open_store() that picks one.

Two stores stand behind them: a folder (`local`) and S3 (`s3`); one contract suite runs over both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable
from uuid import UUID

from server.kit.objects.errors import (
    DigestMismatch,
    InvalidKey,
    KeyTaken,
    ObjectMissing,
    PartBusy,
    PartRejected,
    PartsMissing,
    PartUrlExpired,
    PartUrlTampered,
    StoreError,
    StoreFull,
    StoreUnavailable,
    UploadMissing,
)
from server.kit.objects.values import (
    BUCKETS,
    OpenUpload,
    PartClaim,
    PartUrl,
    StoreAbilities,
    Stored,
    StoredPart,
    StoreSettings,
    check_key,
)

__all__ = [
    "BUCKETS",
    "DigestMismatch",
    "InvalidKey",
    "KeyTaken",
    "ObjectMissing",
    "ObjectStore",
    "OpenUpload",
    "PartBusy",
    "PartClaim",
    "PartReceiver",
    "PartRejected",
    "PartStore",
    "PartUrl",
    "PartUrlExpired",
    "PartUrlTampered",
    "PartsMissing",
    "StoreAbilities",
    "StoreError",
    "StoreFull",
    "StoreSettings",
    "StoreUnavailable",
    "Stored",
    "StoredPart",
    "UploadMissing",
    "check_key",
    "open_store",
]


class PartStore(Protocol):
    """Uploads in parts. A `ref` names one upload; it is opaque, ASCII, at most 1,000 characters.

    An upload is open from `begin` until `finish` or `abort`, whatever process dies in between.
    Every method but `abort` and `open_uploads` raises UploadMissing once it is closed, and all
    raise StoreUnavailable.
    """

    async def begin(
        self,
        bucket: str,
        key: str,
        *,
        size: int,
        part_size: int,
        content_type: str,
        upload_id: UUID | None = None,
    ) -> str:
        """Opens an upload of `size` bytes, cut at every `part_size`; returns its ref.

        `upload_id` becomes the ref of a folder store, and so part of its URLs. Raises StoreFull.
        """
        ...

    async def part_url(self, ref: str, n: int, claim: PartClaim, *, expires_s: int) -> PartUrl:
        """Where to PUT part `n` (from 1) within `expires_s` seconds; other bytes are refused."""
        ...

    async def parts(self, ref: str) -> list[StoredPart]:
        """The parts held, by number. S3 may hold a part twice with two ETags: match by ETag."""
        ...

    async def finish(self, ref: str, parts: Sequence[tuple[int, str]], *, size: int) -> Stored:
        """Makes the object of all parts, given as (n, etag); again after a lost reply is harmless.

        Never overwrites: where the key exists with the same bytes that object is the answer, with
        other bytes KeyTaken is raised and the upload stays open. (Where the self-test found
        `keeps_existing` false, only within this process: let callers of the same key take turns.)
        Also raises PartsMissing, PartRejected (an ETag the store does not hold), PartBusy.
        """
        ...

    async def abort(self, ref: str) -> None:
        """Closes the upload and frees its parts. Harmless when it is closed already."""
        ...

    def open_uploads(self, older_than: timedelta) -> AsyncIterator[OpenUpload]:
        """Uploads not touched for that long."""
        ...


@runtime_checkable
class PartReceiver(Protocol):
    """The power of a folder store: our own server is where its part URLs lead."""

    def verify_part_url(self, ref: str, n: int, claim: PartClaim, *, exp: str, sig: str) -> None:
        """Raises PartUrlTampered unless we signed all of it, PartUrlExpired when too old."""
        ...

    async def receive_part(
        self, ref: str, n: int, chunks: AsyncIterator[bytes], claim: PartClaim
    ) -> StoredPart:
        """Takes part `n`; it is held, durably, once this returns.

        Raises PartRejected when the bytes are not those of `claim` or do not fit the plan,
        PartBusy, StoreFull; then the part is not held.
        """
        ...


class ObjectStore(Protocol):
    """Immutable-minded storage of named bytes. Names are checked by `values.check_key`."""

    @property
    def uploads(self) -> PartStore:
        """Uploads in parts."""
        ...

    async def open(self) -> None:
        """Connects; call once per process. Raises StoreUnavailable."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...

    async def ensure_buckets(self) -> None:
        """Makes the buckets that are missing."""
        ...

    async def self_test(self) -> StoreAbilities:
        """Sends the store good and bad parts and learns what it checks; it acts by it from then."""
        ...

    async def put(
        self,
        bucket: str,
        key: str,
        source: Path | bytes,
        *,
        content_type: str,
        sha256: str | None = None,
    ) -> Stored:
        """Stores a file or bytes, whole or not at all, in place of what was there.

        Raises DigestMismatch when they are not those of `sha256` (hex), StoreFull.
        """
        ...

    async def stat(self, bucket: str, key: str) -> Stored | None:
        """What is known of an object; None if there is none."""
        ...

    def read(
        self, bucket: str, key: str, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """Its bytes from `start`, at most `length`, in chunks of 1 byte to 1 MiB.

        A start at or beyond the end yields nothing. Raises ObjectMissing.
        """
        ...

    async def fetch(
        self,
        bucket: str,
        key: str,
        to: Path,
        *,
        on_chunk: Callable[[bytes], object] | None = None,
    ) -> None:
        """Copies it to the local file `to`, whole or not at all; each chunk goes to `on_chunk`.

        `on_chunk` is called in order from a worker thread, as `hashlib.sha256().update` would be.
        Raises ObjectMissing, StoreFull.
        """
        ...

    def local_path(self, bucket: str, key: str) -> Path | None:
        """The object's file where the store is a folder, to be read only; otherwise None."""
        ...

    async def delete(self, bucket: str, key: str) -> None:
        """Removes an object; harmless when there is none."""
        ...

    def walk(self, bucket: str, prefix: str = "") -> AsyncIterator[Stored]:
        """Objects whose key begins with `prefix`, each once, in an order that is the store's own.

        S3 does not list media types: there they are those of the keys' endings.
        """
        ...


def open_store(settings: StoreSettings) -> ObjectStore:
    """The store that the settings ask for, still to be opened. Raises StoreUnavailable.

    The S3 client takes over a second to import, so that it is imported only where it is used.
    """
    if settings.s3_endpoint is None:
        from server.kit.objects.local import LocalStore

        return LocalStore(settings)
    try:
        from server.kit.objects.s3 import S3Store
    except ModuleNotFoundError as error:
        raise StoreUnavailable(
            f"the S3 client is not installed ({error.name})",
            remedy="Install the extra `s3`, or unset S3_ENDPOINT to keep objects in a folder.",
        ) from error
    return S3Store(settings)
