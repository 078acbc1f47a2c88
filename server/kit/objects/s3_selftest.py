"""The self-test of the S3 store: parts go by presigned URL, as those of clients do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

from server.kit.objects.errors import StoreUnavailable, StoreUnfit
from server.kit.objects.s3_errors import s3_errors
from server.kit.objects.s3_parts import MODES
from server.kit.objects.selftest import examine
from server.kit.objects.values import PartClaim, StoreAbilities

if TYPE_CHECKING:
    from server.kit.objects.s3 import S3Store

EXPIRES_S = 60
TIMEOUT = aiohttp.ClientTimeout(total=30)


async def test_s3(store: S3Store) -> StoreAbilities:
    """Sets the store to the first mode that works and returns what it checks in that mode.

    Raises StoreUnavailable, and StoreUnfit when no mode works.
    """
    failure = StoreUnfit("it was not asked")
    async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
        for mode in MODES:
            store.uploads.mode = mode
            try:
                found = await _examine(store, http)
            except StoreUnfit as error:
                failure = error
                continue
            if found.checksum_sha256 or not mode.sha256:
                return found
    raise failure


async def _examine(store: S3Store, http: aiohttp.ClientSession) -> StoreAbilities:
    async def send(ref: str, n: int, claim: PartClaim, body: bytes) -> str | None:
        to = await store.uploads.sign(store.client, ref, n, claim, EXPIRES_S)
        with s3_errors(ref=ref):
            async with http.put(to.url, data=body, headers=to.headers) as answer:
                if answer.status >= 500 and answer.status != 501:
                    raise StoreUnavailable(f"it answers {answer.status} to a part")
                etag = answer.headers.get("ETag")
                return etag.strip('"') if answer.ok and etag else None

    return await examine(store.uploads, send, store.uploads.finish_unguarded, store.delete)
