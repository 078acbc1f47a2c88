"""What S3 answers, as the errors of the port."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import aiohttp
from botocore.exceptions import BotoCoreError, ClientError

from server.kit.objects.errors import (
    ObjectMissing,
    PartBusy,
    PartRejected,
    StoreError,
    StoreFull,
    StoreUnavailable,
    UploadMissing,
)

MISSING = {"NoSuchKey", "NotFound", "404"}
DAMAGED = {
    "BadDigest",
    "EntityTooSmall",
    "InvalidDigest",
    "InvalidPart",
    "InvalidPartOrder",
    "InvalidRequest",
    "XAmzContentChecksumMismatch",
    "XAmzContentSHA256Mismatch",
}
FULL = {"InsufficientStorage", "QuotaExceeded", "QuotaExceededException", "XMinioStorageFull"}
REFUSED = {
    "AccessDenied",
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "401",
    "403",
}


def code_of(error: ClientError) -> str:
    """S3's name for the error."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextlib.contextmanager
def s3_errors(bucket: str = "", key: str = "", ref: str = "") -> Iterator[None]:
    """Raises the port's error instead of the client's; the names go into it."""
    try:
        yield
    except ClientError as error:
        raise _translated(error, bucket, key, ref) from error
    except (BotoCoreError, aiohttp.ClientError, TimeoutError) as error:
        raise StoreUnavailable(
            f"{type(error).__name__}: {error}", remedy="Check S3_ENDPOINT and that S3 is running."
        ) from error


def _translated(error: ClientError, bucket: str, key: str, ref: str) -> StoreError:
    code = code_of(error)
    why = str(error.response.get("Error", {}).get("Message", "")) or code
    if code == "NoSuchUpload":
        return UploadMissing(ref)
    if code in MISSING:
        return ObjectMissing(bucket, key)
    if code in DAMAGED:
        return PartRejected(0, why)
    if code in FULL or _status(error) == 507:
        return StoreFull(why)
    if code in {"ConditionalRequestConflict", "OperationAborted"}:
        return PartBusy("The object")
    if code in REFUSED:
        return StoreUnavailable(why, remedy="Check S3_ACCESS_KEY, S3_SECRET_KEY and the clock.")
    if code == "NoSuchBucket":
        return StoreUnavailable(why, remedy="Start the server once, which makes the buckets.")
    return StoreUnavailable(f"{code}: {why}")


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
