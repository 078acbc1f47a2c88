"""Settings of both object stores, and a way to send parts to either."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from server.kit.objects import (
    ObjectStore,
    PartClaim,
    PartReceiver,
    PartUrl,
    StoreError,
    StoreSettings,
)
from server.kit.objects.partlinks import claim_of
from sync.wire.ids import new_id
from tests.support.seaweed import Seaweed

PART = 5 * 1024 * 1024
"""The smallest part that S3 takes before the last."""


def claim_for(body: bytes) -> PartClaim:
    """What is truly to be said of a part."""
    return PartClaim(
        length=len(body),
        md5=hashlib.md5(body).hexdigest(),
        sha256=hashlib.sha256(body).hexdigest(),
    )


def fresh_key() -> str:
    """A key that no other test uses, content-addressed in form."""
    name = hashlib.sha256(str(new_id()).encode()).hexdigest()
    return f"{name[:2]}/{name[2:4]}/{name}"


async def stream(body: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    """A body as it comes from a socket."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def collect(chunks: AsyncIterator[bytes]) -> bytes:
    """All that a read yields."""
    return b"".join([chunk async for chunk in chunks])


class Sender:
    """PUTs to part URLs: over HTTP to S3, through the receiver to a folder, as a route would."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    async def put(self, to: PartUrl, body: bytes, **headers: str) -> str | None:
        """The ETag, or None when the part was refused."""
        sent = httpx.Headers({**to.headers, "Content-Length": str(len(body)), **headers})
        if not isinstance(self.store.uploads, PartReceiver):
            async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
                answer = await http.put(to.url, content=body, headers=sent)
            return answer.headers["ETag"].strip('"') if answer.is_success else None
        try:
            return await self._receive(self.store.uploads, to.url, sent, body)
        except StoreError:
            return None

    async def send(self, ref: str, n: int, body: bytes, *, claim: PartClaim | None = None) -> str:
        """Sends a part that must be taken."""
        claim = claim or claim_for(body)
        to = await self.store.uploads.part_url(ref, n, claim, expires_s=60)
        etag = await self.put(to, body)
        assert etag is not None, f"part {n} was refused"
        return etag

    async def _receive(
        self, uploads: PartReceiver, url: str, headers: httpx.Headers, body: bytes
    ) -> str:
        parts = urlsplit(url)
        ref, _, n = parts.path.split("/")[-3:]
        query = parse_qs(parts.query)
        claim = claim_of(headers)
        uploads.verify_part_url(ref, int(n), claim, exp=query["exp"][0], sig=query["sig"][0])
        return (await uploads.receive_part(ref, int(n), stream(body), claim)).etag


def folder_settings(folder: Path) -> StoreSettings:
    """A folder store."""
    return StoreSettings(
        data_dir=folder,
        public_url="http://127.0.0.1:8080",
        upload_secret="a secret that only the tests use",
        reserve_bytes=0,
    )


def s3_settings(seaweed: Seaweed, folder: Path) -> StoreSettings:
    """The S3 store on the SeaweedFS of the session."""
    return StoreSettings(
        data_dir=folder,
        public_url="http://127.0.0.1:8080",
        upload_secret="a secret that only the tests use",
        s3_endpoint=seaweed.endpoint,
        s3_access_key=seaweed.access_key,
        s3_secret_key=seaweed.secret_key,
    )
