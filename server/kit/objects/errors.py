"""What can go wrong with a store; each is an AppError, so that one nobody caught is still clear.

StoreError
├── StoreUnavailable    the store does not answer, or not to us
│   └── StoreUnfit      it answers, and cannot do what we need
├── StoreFull           no space left
├── InvalidKey          a name that no store holds
├── ObjectMissing
├── DigestMismatch      the bytes are not those announced
├── KeyTaken            other bytes stand under this key
├── UploadMissing       finished, aborted, or never begun
├── PartRejected        a part that is not what was announced
├── PartsMissing        finish named less than the whole
├── PartBusy            the same part is being received right now
├── PartUrlExpired
└── PartUrlTampered
"""

from __future__ import annotations

from server.kit.errors import AppError
from sync.wire.problems import Code


class StoreError(AppError):
    """Any failure of an object store."""


class StoreUnavailable(StoreError):
    """The store cannot be reached or refuses us; trying again later may help."""

    def __init__(self, why: str, remedy: str | None = None) -> None:
        super().__init__(Code.UNAVAILABLE, f"The object store is unavailable: {why}", remedy=remedy)


class StoreUnfit(StoreUnavailable):
    """The store failed its self-test."""


class StoreFull(StoreError):
    """No space left for what was to be written; nothing of it was kept."""

    def __init__(self, why: str) -> None:
        super().__init__(
            Code.STORAGE_FULL,
            f"The object store is full: {why}",
            remedy="Free or add disk space on the server, then try again.",
        )


class InvalidKey(StoreError):
    """A bucket or key that the contract does not allow."""

    def __init__(self, bucket: str, key: str) -> None:
        super().__init__(Code.INVALID, f"Not an object name: {bucket!r}, {key[:200]!r}")


class ObjectMissing(StoreError):
    """No object has this name."""

    def __init__(self, bucket: str, key: str) -> None:
        super().__init__(Code.NOT_FOUND, f"No object {bucket}/{key}")
        self.bucket = bucket
        self.key = key


class DigestMismatch(StoreError):
    """The bytes given are not those of the SHA-256 given; nothing was kept."""

    def __init__(self, key: str, *, wanted: str, got: str) -> None:
        super().__init__(Code.PART_MISMATCH, f"{key}: sha256 is {got}, announced was {wanted}")


class KeyTaken(StoreError):
    """Other bytes stand under the key of this upload. They were kept, and the upload is open."""

    def __init__(self, bucket: str, key: str) -> None:
        super().__init__(Code.CONFLICT, f"Another file is already stored as {bucket}/{key}")
        self.bucket = bucket
        self.key = key


class UploadMissing(StoreError):
    """The upload was finished, aborted, or never begun."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            Code.GONE, "This upload is no longer open.", remedy="Begin the upload again."
        )
        self.ref = ref


class PartRejected(StoreError):
    """Part `n` is not what was announced; it is not held."""

    def __init__(self, n: int, why: str) -> None:
        super().__init__(Code.PART_MISMATCH, f"Part {n}: {why}", details={"n": n})
        self.n = n
        self.why = why


class PartsMissing(StoreError):
    """The parts named do not make up the whole."""

    def __init__(self, missing: list[int]) -> None:
        super().__init__(
            Code.PARTS_MISSING, "Parts of the upload are missing.", details={"missing": missing}
        )
        self.missing = missing


class PartBusy(StoreError):
    """Another connection is sending the part, or parts are still on their way at finish."""

    def __init__(self, what: str) -> None:
        super().__init__(Code.CONFLICT, f"{what} is being received by another connection.")


class PartUrlExpired(StoreError):
    """A part URL that was ours and is too old."""

    def __init__(self) -> None:
        super().__init__(
            Code.EXPIRED, "This upload address has expired.", remedy="Ask for a new one."
        )


class PartUrlTampered(StoreError):
    """A part URL, or a header that belongs to it, that we did not sign."""

    def __init__(self) -> None:
        super().__init__(Code.TAMPERED, "This upload address is not valid.")
