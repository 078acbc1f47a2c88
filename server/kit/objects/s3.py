"""ObjectStore on S3 or what speaks it; the one import of aioboto3, itself imported only if used."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC
from pathlib import Path
from typing import Any

import aioboto3
from botocore.config import Config
from botocore.exceptions import ClientError

from server.kit.objects import values
from server.kit.objects.errors import DigestMismatch, ObjectMissing, StoreUnavailable
from server.kit.objects.fetching import fetch_to
from server.kit.objects.s3_errors import code_of, s3_errors
from server.kit.objects.s3_parts import S3Parts
from server.kit.objects.s3_selftest import test_s3
from server.kit.objects.values import StoreAbilities, Stored, StoreSettings

PIECE = 16 * 1024 * 1024
"""Bytes of a file held in memory at a time; larger files go up in pieces (S3 takes 10,000)."""
CLIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    retries={"mode": "standard", "max_attempts": 3},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=32,
)
"""Signature 4, which old presigning is not; paths, for stores without a name for each bucket; and
no CRC trailers unasked, which S3-compatible stores are known to stumble over."""


class S3Store:
    """One client for the life of the process, and one more where clients reach S3 elsewhere."""

    def __init__(self, settings: StoreSettings) -> None:
        self._settings = settings
        self._stack = AsyncExitStack()
        self._client: Any = None
        self._public: Any = None
        self._uploads = S3Parts(self)

    @property
    def uploads(self) -> S3Parts:
        """Uploads in parts."""
        return self._uploads

    @property
    def client(self) -> Any:
        """The botocore client. Raises StoreUnavailable before `open`."""
        if self._client is None:
            raise StoreUnavailable("it was not opened")
        return self._client

    @property
    def public_client(self) -> Any:
        """The one that signs for the address that people reach."""
        return self._public or self.client

    def bucket(self, bucket: str) -> str:
        """The real name of a bucket."""
        return self._settings.bucket_prefix + bucket

    def name(self, bucket: str, key: str) -> dict[str, str]:
        """An object's name as S3 calls take it."""
        return {"Bucket": self.bucket(bucket), "Key": key}

    async def open(self) -> None:
        """Makes the clients; connections come with the first use."""
        session = aioboto3.Session(
            aws_access_key_id=self._settings.s3_access_key,
            aws_secret_access_key=self._settings.s3_secret_key,
            region_name=self._settings.s3_region,
        )
        inner, public = self._settings.s3_endpoint, self._settings.s3_public_endpoint
        self._client = await self._connect(session, inner)
        if public and public != inner:
            self._public = await self._connect(session, public)

    async def close(self) -> None:
        """Gives the connections back."""
        self._client = self._public = None
        await self._stack.aclose()

    async def ensure_buckets(self) -> None:
        """As the protocol says; a new bucket also forgets uploads that stood open for 8 days."""
        for bucket in values.BUCKETS:
            with s3_errors(bucket):
                await self._ensure(self.bucket(bucket))

    async def self_test(self) -> StoreAbilities:
        """As the protocol says: from then on part URLs carry the digests that the store checks."""
        return await test_s3(self)

    async def put(
        self,
        bucket: str,
        key: str,
        source: Path | bytes,
        *,
        content_type: str,
        sha256: str | None = None,
    ) -> Stored:
        """As the protocol says."""
        values.check_key(bucket, key)
        values.check_type(content_type)
        with s3_errors(bucket, key):
            if isinstance(source, Path) and source.stat().st_size > PIECE:
                await self._put_large(bucket, key, source, content_type, sha256)
            else:
                await self._put_small(bucket, key, source, content_type, sha256)
        stored = await self.stat(bucket, key)
        if stored is None:
            raise ObjectMissing(bucket, key)
        return stored

    async def stat(self, bucket: str, key: str) -> Stored | None:
        """As the protocol says."""
        values.check_key(bucket, key)
        try:
            with s3_errors(bucket, key):
                found = await self.client.head_object(**self.name(bucket, key))
        except ObjectMissing:
            return None
        return _stored(bucket, key, found, found["ContentLength"], found["ContentType"])

    async def read(
        self, bucket: str, key: str, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """As the protocol says."""
        values.check_key(bucket, key)
        if length == 0:
            if await self.stat(bucket, key) is None:
                raise ObjectMissing(bucket, key)
            return
        with s3_errors(bucket, key):
            try:
                found = await self.client.get_object(
                    **self.name(bucket, key), **_range(start, length)
                )
            except ClientError as error:
                if code_of(error) == "InvalidRange":
                    return
                raise
            async with found["Body"] as body:
                async for chunk in body.content.iter_chunked(values.CHUNK):
                    yield chunk

    async def fetch(
        self,
        bucket: str,
        key: str,
        to: Path,
        *,
        on_chunk: Callable[[bytes], object] | None = None,
    ) -> None:
        """As the protocol says."""
        await fetch_to(self, bucket, key, to, on_chunk=on_chunk)

    def local_path(self, bucket: str, key: str) -> Path | None:
        """None: there is no file."""
        values.check_key(bucket, key)
        return None

    async def delete(self, bucket: str, key: str) -> None:
        """As the protocol says."""
        values.check_key(bucket, key)
        with s3_errors(bucket, key):
            await self.client.delete_object(**self.name(bucket, key))

    async def walk(self, bucket: str, prefix: str = "") -> AsyncIterator[Stored]:
        """As the protocol says."""
        values.check_prefix(bucket, prefix)
        with s3_errors(bucket):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket(bucket), Prefix=prefix
            )
            async for page in pages:
                for found in page.get("Contents", []):
                    key = found["Key"]
                    yield _stored(bucket, key, found, found["Size"], values.type_of(key))

    async def _connect(self, session: Any, endpoint: str | None) -> Any:
        client = session.client("s3", endpoint_url=endpoint, config=CLIENT)
        return await self._stack.enter_async_context(client)

    async def _ensure(self, name: str) -> None:
        try:
            await self.client.head_bucket(Bucket=name)
            return
        except ClientError as error:
            if code_of(error) not in {"404", "NoSuchBucket", "NotFound"}:
                raise
        region = self._settings.s3_region
        where = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        try:
            await self.client.create_bucket(Bucket=name, **(where if region != "us-east-1" else {}))
        except ClientError as error:
            if code_of(error) not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise
        await self._forget_stale_uploads(name)

    async def _forget_stale_uploads(self, name: str) -> None:
        rule = {
            "ID": "stale-uploads",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 8},
        }
        try:
            await self.client.put_bucket_lifecycle_configuration(
                Bucket=name, LifecycleConfiguration={"Rules": [rule]}
            )
        except ClientError as error:
            if code_of(error) not in {"NotImplemented", "MethodNotAllowed", "MalformedXML"}:
                raise

    async def _put_small(
        self, bucket: str, key: str, source: Path | bytes, content_type: str, sha256: str | None
    ) -> None:
        body = source if isinstance(source, bytes) else await asyncio.to_thread(source.read_bytes)
        _check(key, hashlib.sha256(body).hexdigest() if sha256 else None, sha256)
        await self.client.put_object(
            **self.name(bucket, key), Body=body, ContentType=content_type, ContentMD5=_md5(body)
        )

    async def _put_large(
        self, bucket: str, key: str, source: Path, content_type: str, sha256: str | None
    ) -> None:
        name = self.name(bucket, key)
        begun = await self.client.create_multipart_upload(**name, ContentType=content_type)
        upload = {**name, "UploadId": begun["UploadId"]}
        try:
            parts, digest = await self._put_pieces(upload, source)
            _check(key, digest if sha256 else None, sha256)
            await self.client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        except BaseException:
            await self.client.abort_multipart_upload(**upload)
            raise

    async def _put_pieces(
        self, upload: dict[str, str], source: Path
    ) -> tuple[list[dict[str, Any]], str]:
        digest = hashlib.sha256()
        parts: list[dict[str, Any]] = []
        with source.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                await asyncio.to_thread(digest.update, piece)
                n = len(parts) + 1
                sent = await self.client.upload_part(
                    **upload, PartNumber=n, Body=piece, ContentMD5=_md5(piece)
                )
                parts.append({"PartNumber": n, "ETag": sent["ETag"]})
        return parts, digest.hexdigest()


def _stored(bucket: str, key: str, found: dict[str, Any], size: int, content_type: str) -> Stored:
    return Stored(
        bucket=bucket,
        key=key,
        size=size,
        etag=str(found["ETag"]).strip('"'),
        content_type=content_type,
        modified=found["LastModified"].astimezone(UTC),
    )


def _range(start: int, length: int | None) -> dict[str, str]:
    if start == 0 and length is None:
        return {}
    end = "" if length is None else str(start + length - 1)
    return {"Range": f"bytes={start}-{end}"}


def _md5(body: bytes) -> str:
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()


def _check(key: str, got: str | None, wanted: str | None) -> None:
    if got is not None and wanted is not None and got != wanted:
        raise DigestMismatch(key, wanted=wanted, got=got)
