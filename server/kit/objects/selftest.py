"""The question that every store is asked at boot: does it refuse what it should?"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from server.kit.objects.errors import KeyTaken, PartRejected, StoreUnfit
from server.kit.objects.values import DEFAULT_TYPE, PartClaim, StoreAbilities, Stored, StoredPart
from sync.wire.ids import new_id

BUCKET = "originals"
BODY = b"a good part"
OTHER = b"the bytes of somebody else"

Send = Callable[[str, int, PartClaim, bytes], Awaitable[str | None]]
"""Sends a part and returns its ETag, or None if the store refused it."""


class Parts(Protocol):
    """What the test needs of the uploads of a store."""

    async def begin(
        self, bucket: str, key: str, *, size: int, part_size: int, content_type: str
    ) -> str:
        """Opens an upload."""
        ...

    async def abort(self, ref: str) -> None:
        """Closes the upload."""
        ...


class Receiver(Parts, Protocol):
    """Uploads that take parts themselves."""

    async def finish(self, ref: str, parts: Sequence[tuple[int, str]], *, size: int) -> Stored:
        """Makes the object."""
        ...

    async def receive_part(
        self, ref: str, n: int, chunks: AsyncIterator[bytes], claim: PartClaim
    ) -> StoredPart:
        """Takes a part."""
        ...


Delete = Callable[[str, str], Awaitable[None]]
Finish = Callable[[str, list[tuple[int, str]], int], Awaitable[Stored]]


def claim_for(body: bytes) -> PartClaim:
    """What is truly to be said of a part."""
    return PartClaim(
        length=len(body),
        md5=hashlib.md5(body, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(body).hexdigest(),
    )


async def examine(parts: Parts, send: Send, finish: Finish, delete: Delete) -> StoreAbilities:
    """Uploads good and bad parts under a name of its own and cleans up behind itself.

    Raises StoreUnfit when even good parts do not become an object.
    """
    key = f"selftest/{new_id()}"
    good, bad = claim_for(BODY), claim_for(BODY[::-1])
    first = await _begin(parts, key, BODY)
    second = await _begin(parts, key, OTHER)
    try:
        md5 = await send(first, 1, replace(good, md5=bad.md5), BODY) is None
        sha256 = await send(first, 1, replace(good, sha256=bad.sha256), BODY) is None
        etag = await send(first, 1, good, BODY)
        other = await send(second, 1, claim_for(OTHER), OTHER)
        if etag is None or other is None:
            raise StoreUnfit("it refuses a part that is as announced")
        keeps = await _race(finish, [(first, etag, BODY), (second, other, OTHER)])
    except PartRejected as error:
        raise StoreUnfit(f"it does not join good parts ({error.why})") from error
    finally:
        for ref in (first, second):
            await parts.abort(ref)
        await delete(BUCKET, key)
    return StoreAbilities(content_md5=md5, checksum_sha256=sha256, keeps_existing=keeps)


async def test_folder(parts: Receiver, delete: Delete) -> StoreAbilities:
    """`examine` of a store that takes parts itself."""

    async def send(ref: str, n: int, claim: PartClaim, body: bytes) -> str | None:
        try:
            return (await parts.receive_part(ref, n, _once(body), claim)).etag
        except PartRejected:
            return None

    async def finish(ref: str, named: list[tuple[int, str]], size: int) -> Stored:
        return await parts.finish(ref, named, size=size)

    return await examine(parts, send, finish, delete)


async def _begin(parts: Parts, key: str, body: bytes) -> str:
    return await parts.begin(
        BUCKET, key, size=len(body), part_size=len(body), content_type=DEFAULT_TYPE
    )


async def _race(finish: Finish, uploads: list[tuple[str, str, bytes]]) -> bool:
    """Finishes two uploads of one key at once; whether one of them was told of the other."""
    results = await asyncio.gather(
        *(finish(ref, [(1, etag)], len(body)) for ref, etag, body in uploads),
        return_exceptions=True,
    )
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, KeyTaken):
            raise result
    return any(isinstance(result, KeyTaken) for result in results)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
