"""Uploads in parts of the S3 store: S3's multipart uploads, with what S3 leaves open closed.

A ref is `<bucket>/<key>?<S3's upload id>`, so that listings name uploads as `begin` did.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import WeakValueDictionary

from botocore.exceptions import ClientError

from server.kit.objects import values
from server.kit.objects.errors import (
    InvalidKey,
    KeyTaken,
    StoreUnavailable,
    UploadMissing,
)
from server.kit.objects.partlinks import MD5_HEADER, SHA256_HEADER, part_headers
from server.kit.objects.s3_errors import code_of, s3_errors
from server.kit.objects.values import OpenUpload, PartClaim, PartUrl, Stored, StoredPart
from server.kit.objects.whole import check_whole, composite_etag

if TYPE_CHECKING:
    from server.kit.objects.s3 import S3Store

_MD5 = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Mode:
    """What the store is asked to check: digests in part URLs, and whether begin announces SHA-256.

    AWS wants it announced; SeaweedFS 4.48 then wants it repeated at the end, but does not list it.
    """

    announced: bool
    sha256: bool
    md5: bool


MODES = (
    Mode(announced=True, sha256=True, md5=True),
    Mode(announced=False, sha256=True, md5=True),
    Mode(announced=False, sha256=False, md5=True),
    Mode(announced=False, sha256=False, md5=False),
)
"""From the most that a store can do to the least; the self-test takes the first that works."""


@dataclass(frozen=True, slots=True)
class _Place:
    bucket: str
    key: str
    upload_id: str


class S3Parts:
    """PartStore over S3. `mode` is what the self-test found, and works everywhere before it ran."""

    def __init__(self, store: S3Store) -> None:
        self._store = store
        self.mode = MODES[2]
        self._conditional = True
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

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
        """As the protocol says; S3 names uploads itself, `upload_id` is not used."""
        values.check_key(bucket, key)
        values.check_type(content_type)
        if size < 1 or part_size < 1:
            raise ValueError("size and part_size must be positive")
        announced = {"ChecksumAlgorithm": "SHA256"} if self.mode.announced else {}
        with s3_errors(bucket, key):
            begun = await self._store.client.create_multipart_upload(
                **self._store.name(bucket, key), ContentType=content_type, **announced
            )
        return f"{bucket}/{key}?{begun['UploadId']}"

    async def part_url(self, ref: str, n: int, claim: PartClaim, *, expires_s: int) -> PartUrl:
        """As the protocol says; the URL leads to S3 under the address that clients reach."""
        return await self.sign(self._store.public_client, ref, n, claim, expires_s)

    async def sign(
        self, client: Any, ref: str, n: int, claim: PartClaim, expires_s: int
    ) -> PartUrl:
        """`part_url` for the address that `client` has."""
        headers = part_headers(claim)
        wanted: dict[str, Any] = {}
        if self.mode.md5:
            wanted["ContentMD5"] = headers[MD5_HEADER]
        else:
            del headers[MD5_HEADER]
        if self.mode.sha256:
            wanted["ChecksumSHA256"] = headers[SHA256_HEADER]
        else:
            del headers[SHA256_HEADER]
        expires_at = int(time.time()) + expires_s
        with s3_errors(ref=ref):
            url = await client.generate_presigned_url(
                "upload_part",
                Params={**self._names(ref), "PartNumber": n, **wanted},
                ExpiresIn=expires_s,
            )
        return PartUrl(url=str(url), headers=headers, expires_at=expires_at)

    async def parts(self, ref: str) -> list[StoredPart]:
        """As the protocol says, each (number, ETag) once."""
        found: dict[tuple[int, str], StoredPart] = {}
        names = self._names(ref)
        with s3_errors(ref=ref):
            pages = self._store.client.get_paginator("list_parts").paginate(**names)
            async for page in pages:
                for listed in page.get("Parts", []):
                    part = _part(listed)
                    found[part.n, part.etag] = part
        return sorted(found.values(), key=lambda part: part.n)

    async def finish(self, ref: str, parts: Sequence[tuple[int, str]], *, size: int) -> Stored:
        """As the protocol says. One at a time for each key, as stores may let two pass at once."""
        place = _parse(ref)
        named = sorted((n, etag.strip('"')) for n, etag in parts)
        async with self._turns.setdefault((place.bucket, place.key), asyncio.Lock()):
            return await self.finish_unguarded(ref, named, size)

    async def finish_unguarded(self, ref: str, named: list[tuple[int, str]], size: int) -> Stored:
        """`finish` as sure as the store itself makes it; the self-test asks how sure that is."""
        place = _parse(ref)
        try:
            held = await self.parts(ref)
        except UploadMissing:
            return await self._finished(ref, named, size)
        check_whole(named, held, _count(held, named, size), size=size)
        there = await self._settled(ref, named, size)
        if there is None and not await self._complete(ref, named, held):
            there = await self._settled(ref, named, size)
        there = there or await self._store.stat(place.bucket, place.key)
        if there is None:
            raise StoreUnavailable("a finished upload did not become an object")
        return there

    async def abort(self, ref: str) -> None:
        """As the protocol says."""
        try:
            with s3_errors(ref=ref):
                await self._store.client.abort_multipart_upload(**self._names(ref))
        except UploadMissing:
            return

    async def open_uploads(self, older_than: timedelta) -> AsyncIterator[OpenUpload]:
        """As the protocol says; S3 tells only when an upload began."""
        before = datetime.now(UTC) - older_than
        for bucket in values.BUCKETS:
            with s3_errors(bucket):
                pages = self._store.client.get_paginator("list_multipart_uploads").paginate(
                    Bucket=self._store.bucket(bucket)
                )
                async for page in pages:
                    for listed in page.get("Uploads", []):
                        if listed["Initiated"] <= before:
                            yield OpenUpload(
                                ref=f"{bucket}/{listed['Key']}?{listed['UploadId']}",
                                bucket=bucket,
                                key=listed["Key"],
                                touched=listed["Initiated"].astimezone(UTC),
                            )

    async def _settled(self, ref: str, named: list[tuple[int, str]], size: int) -> Stored | None:
        """The object that is there with these bytes, the upload then closed; None for no object."""
        place = _parse(ref)
        there = await self._store.stat(place.bucket, place.key)
        if there is None:
            return None
        if there.size != size or not await self._same(there, ref, named):
            raise KeyTaken(place.bucket, place.key)
        await self.abort(ref)
        return there

    async def _same(self, there: Stored, ref: str, named: list[tuple[int, str]]) -> bool:
        """Whether the object has the bytes of the upload, by ETag or else by reading it."""
        if there.etag == composite_etag(named):
            return True
        sizes = {(part.n, part.etag): part.size for part in await self.parts(ref)}
        start = 0
        for part in named:
            digest = hashlib.md5(usedforsecurity=False)
            stream = self._store.read(there.bucket, there.key, start=start, length=sizes[part])
            async for chunk in stream:
                digest.update(chunk)
            if digest.hexdigest() != part[1]:
                return False
            start += sizes[part]
        return True

    async def _complete(
        self, ref: str, named: list[tuple[int, str]], held: list[StoredPart]
    ) -> bool:
        """Joins the parts; False if the key was taken meanwhile."""
        sums = {(p.n, p.etag): p.sha256 for p in held}
        joined = [_joined(n, etag, sums[n, etag]) for n, etag in named]
        while True:
            condition = {"IfNoneMatch": "*"} if self._conditional else {}
            try:
                with s3_errors(ref=ref):
                    await self._try_complete(ref, joined, condition)
                return True
            except _Taken:
                return False
            except _NoConditions:
                self._conditional = False

    async def _try_complete(
        self, ref: str, joined: list[dict[str, Any]], condition: dict[str, str]
    ) -> None:
        try:
            await self._store.client.complete_multipart_upload(
                **self._names(ref), MultipartUpload={"Parts": joined}, **condition
            )
        except ClientError as error:
            if code_of(error) in {"PreconditionFailed", "412"}:
                raise _Taken from error
            if code_of(error) == "NotImplemented" and condition:
                raise _NoConditions from error
            raise

    async def _finished(self, ref: str, named: list[tuple[int, str]], size: int) -> Stored:
        """The object, if this upload became it; S3 forgets uploads once they are finished."""
        place = _parse(ref)
        there = await self._store.stat(place.bucket, place.key)
        if there is None or there.size != size or there.etag != composite_etag(named):
            raise UploadMissing(ref)
        return there

    def _names(self, ref: str) -> dict[str, str]:
        place = _parse(ref)
        return {**self._store.name(place.bucket, place.key), "UploadId": place.upload_id}


class _Taken(Exception):
    """The key has an object."""


class _NoConditions(Exception):
    """The store cannot complete on a condition."""


def _parse(ref: str) -> _Place:
    name, mark, upload_id = ref.partition("?")
    bucket, _, key = name.partition("/")
    try:
        values.check_key(bucket, key)
    except InvalidKey:
        raise UploadMissing(ref) from None
    if not mark or not upload_id:
        raise UploadMissing(ref)
    return _Place(bucket, key, upload_id)


def _part(listed: dict[str, Any]) -> StoredPart:
    etag = str(listed["ETag"]).strip('"')
    sha256 = listed.get("ChecksumSHA256")
    return StoredPart(
        n=int(listed["PartNumber"]),
        size=int(listed["Size"]),
        etag=etag,
        md5=etag if _MD5.fullmatch(etag) else None,
        sha256=base64.b64decode(sha256).hex() if sha256 else None,
    )


def _joined(n: int, etag: str, sha256: str | None) -> dict[str, Any]:
    joined: dict[str, Any] = {"PartNumber": n, "ETag": etag}
    if sha256 is not None:
        joined["ChecksumSHA256"] = base64.b64encode(bytes.fromhex(sha256)).decode()
    return joined


def _count(held: list[StoredPart], named: list[tuple[int, str]], size: int) -> int:
    """How many parts make `size` bytes: all but the last are alike."""
    first = next((part.size for part in held if part.n == 1 and part.size), None)
    if first is None:
        return max((n for n, _ in named), default=1)
    return -(-size // first)
