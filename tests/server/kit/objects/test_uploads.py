"""What every store does with uploads in parts: one suite over the folder and over S3."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from server.kit.objects import KeyTaken, ObjectStore, PartRejected, PartsMissing, UploadMissing
from tests.server.kit.objects.conftest import WAV, Upload, noise
from tests.support.stores import PART, Sender, claim_for, collect


class TestParts:
    async def test_in_any_order(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(3, 1, 2)
        held = await store.uploads.parts(upload.ref)
        assert [(p.n, p.size, p.etag) for p in held] == [
            (n, len(body), hashlib.md5(body).hexdigest()) for n, body in enumerate(upload.bodies, 1)
        ]
        assert await store.stat("originals", upload.key) is None
        await upload.finish()
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)

    async def test_at_once(self, store: ObjectStore, upload: Upload) -> None:
        await asyncio.gather(*(upload.send(n) for n in (1, 2, 3)))
        await upload.finish()
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)

    @pytest.mark.parametrize(
        "damage",
        [
            lambda body: body[:-1] + bytes([body[-1] ^ 1]),
            lambda body: body[:-1],
            lambda body: body + b"x",
            lambda body: b"",
        ],
        ids=["flipped", "short", "long", "empty"],
    )
    async def test_damaged_is_not_held(
        self, store: ObjectStore, sender: Sender, upload: Upload, damage: object
    ) -> None:
        assert callable(damage)
        body = upload.bodies[2]
        to = await store.uploads.part_url(upload.ref, 3, claim_for(body), expires_s=60)
        assert await sender.put(to, damage(body)) is None
        assert await store.uploads.parts(upload.ref) == []
        assert await sender.put(to, body) is not None

    async def test_wrong_in_one_digest_alone(
        self, store: ObjectStore, sender: Sender, upload: Upload
    ) -> None:
        body, other = upload.bodies[2], claim_for(b"liat")
        for claim in (
            replace(claim_for(body), md5=other.md5),
            replace(claim_for(body), sha256=other.sha256),
        ):
            to = await store.uploads.part_url(upload.ref, 3, claim, expires_s=60)
            assert await sender.put(to, body) is None
        assert await store.uploads.parts(upload.ref) == []

    async def test_sent_again(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(1, 2, 3, 3, 1)
        held = await store.uploads.parts(upload.ref)
        assert [p.n for p in held] == [1, 2, 3]
        await upload.finish()
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)

    async def test_sent_again_with_other_bytes(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(1, 2, 3)
        upload.bodies[1] = noise(PART, 9)
        await upload.send(2)
        assert (2, upload.etags[2]) in {
            (p.n, p.etag) for p in await store.uploads.parts(upload.ref)
        }
        await upload.finish()
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)

    async def test_unknown_upload(self, store: ObjectStore, upload: Upload) -> None:
        await store.uploads.abort(upload.ref)
        for ref in (upload.ref, "", "nonsense", "../../etc/passwd", "originals/../x?y"):
            with pytest.raises(UploadMissing):
                await store.uploads.parts(ref)


class TestPartUrl:
    async def test_expired(self, store: ObjectStore, sender: Sender, upload: Upload) -> None:
        body = upload.bodies[2]
        to = await store.uploads.part_url(upload.ref, 3, claim_for(body), expires_s=1)
        assert abs(to.expires_at - time.time() - 1) < 2
        await asyncio.sleep(2.5)
        assert await sender.put(to, body) is None

    async def test_of_another_part(
        self, store: ObjectStore, sender: Sender, upload: Upload
    ) -> None:
        body = upload.bodies[2]
        to = await store.uploads.part_url(upload.ref, 3, claim_for(body), expires_s=60)
        for old, new in [
            ("partNumber=3", "partNumber=2"),
            ("/parts/3", "/parts/2"),
            (upload.ref.rpartition("?")[2], "01a20486-3c3c-71f1-af9d-4dbbedb5c119"),
        ]:
            if old in to.url:
                forged = replace(to, url=to.url.replace(old, new))
                assert await sender.put(forged, body) is None
        assert await store.uploads.parts(upload.ref) == []

    async def test_with_other_headers(
        self, store: ObjectStore, sender: Sender, upload: Upload
    ) -> None:
        wanted, sent = upload.bodies[2], b"liat"
        to = await store.uploads.part_url(upload.ref, 3, claim_for(wanted), expires_s=60)
        other = await store.uploads.part_url(upload.ref, 3, claim_for(sent), expires_s=60)
        assert set(to.headers) == {"Content-MD5", "x-amz-checksum-sha256"}
        assert await sender.put(replace(to, headers=other.headers), sent) is None
        assert await sender.put(replace(to, headers={}), wanted) is None

    async def test_can_be_used_again(
        self, store: ObjectStore, sender: Sender, upload: Upload
    ) -> None:
        body = upload.bodies[2]
        to = await store.uploads.part_url(upload.ref, 3, claim_for(body), expires_s=60)
        assert await sender.put(to, body) == await sender.put(to, body)


class TestFinish:
    async def test_twice(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(1, 2, 3)
        await upload.finish()
        first = await store.stat("originals", upload.key)
        await upload.finish()
        assert await store.stat("originals", upload.key) == first

    async def test_at_once(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(1, 2, 3)
        await asyncio.gather(upload.finish(), upload.finish())
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)

    @pytest.mark.parametrize("missing", [1, 2, 3])
    async def test_part_never_sent(self, store: ObjectStore, upload: Upload, missing: int) -> None:
        await upload.send(*({1, 2, 3} - {missing}))
        with pytest.raises(PartsMissing) as caught:
            await upload.finish()
        assert missing in caught.value.missing
        upload.etags[missing] = hashlib.md5(upload.bodies[missing - 1]).hexdigest()
        with pytest.raises(PartsMissing) as caught:
            await upload.finish()
        assert caught.value.missing == [missing]
        await upload.send(missing)
        await upload.finish()

    async def test_etag_of_nothing(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(1, 2, 3)
        right = dict(upload.etags)
        upload.etags[2] = "0" * 32
        with pytest.raises(PartRejected) as caught:
            await upload.finish()
        assert caught.value.n == 2
        upload.etags = right
        await upload.finish()

    async def test_other_size(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(1, 2, 3)
        with pytest.raises(PartRejected):
            await store.uploads.finish(upload.ref, list(upload.etags.items()), size=upload.size - 1)
        await upload.finish()

    async def test_same_bytes_are_there(
        self, store: ObjectStore, sender: Sender, upload: Upload
    ) -> None:
        twin = Upload(store, sender, upload.bodies)
        twin.key = upload.key
        await twin.begin()
        await asyncio.gather(upload.send(1, 2, 3), twin.send(1, 2, 3))
        await asyncio.gather(upload.finish(), twin.finish())
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)
        await upload.finish()
        await twin.finish()

    async def test_same_bytes_were_put_in_one_go(self, store: ObjectStore, upload: Upload) -> None:
        await store.put("originals", upload.key, b"".join(upload.bodies), content_type=WAV)
        before = await store.stat("originals", upload.key)
        await upload.send(1, 2, 3)
        await upload.finish()
        assert await store.stat("originals", upload.key) == before
        with pytest.raises(UploadMissing):
            await store.uploads.parts(upload.ref)

    @pytest.mark.parametrize("theirs", [b"short", None], ids=["other size", "same size"])
    async def test_other_bytes_are_there(
        self, store: ObjectStore, upload: Upload, theirs: bytes | None
    ) -> None:
        theirs = theirs or noise(upload.size, 77)
        await store.put("originals", upload.key, theirs, content_type=WAV)
        await upload.send(1, 2, 3)
        with pytest.raises(KeyTaken):
            await upload.finish()
        assert await collect(store.read("originals", upload.key)) == theirs
        await store.delete("originals", upload.key)
        await upload.finish()
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)

    async def test_other_bytes_at_once(
        self, store: ObjectStore, sender: Sender, upload: Upload
    ) -> None:
        rival = Upload(store, sender, [noise(PART, 5), noise(PART, 6), b"liat"])
        rival.key = upload.key
        await rival.begin()
        await asyncio.gather(upload.send(1, 2, 3), rival.send(1, 2, 3))
        results = await asyncio.gather(upload.finish(), rival.finish(), return_exceptions=True)
        winner = (upload, rival)[results.index(None)]
        assert [type(r) for r in results if r is not None] == [KeyTaken]
        assert await collect(store.read("originals", upload.key)) == b"".join(winner.bodies)


class TestAbort:
    async def test_twice(self, store: ObjectStore, sender: Sender, upload: Upload) -> None:
        await upload.send(1)
        await store.uploads.abort(upload.ref)
        await store.uploads.abort(upload.ref)
        with pytest.raises(UploadMissing):
            await store.uploads.parts(upload.ref)
        body = upload.bodies[2]
        to = await store.uploads.part_url(upload.ref, 3, claim_for(body), expires_s=60)
        assert await sender.put(to, body) is None
        upload.etags = {n: claim_for(b).md5 for n, b in enumerate(upload.bodies, 1)}
        with pytest.raises(UploadMissing):
            await upload.finish()
        assert await store.stat("originals", upload.key) is None

    async def test_after_finish_keeps_the_object(self, store: ObjectStore, upload: Upload) -> None:
        await upload.send(1, 2, 3)
        await upload.finish()
        await store.uploads.abort(upload.ref)
        assert await collect(store.read("originals", upload.key)) == b"".join(upload.bodies)


class TestOpenUploads:
    async def test_those_that_stand(
        self, store: ObjectStore, sender: Sender, upload: Upload
    ) -> None:
        done = await Upload(store, sender, [b"whole"]).begin()
        await done.send(1)
        await done.finish()
        found = {u.ref: u async for u in store.uploads.open_uploads(timedelta(seconds=-5))}
        assert (found[upload.ref].bucket, found[upload.ref].key) == ("originals", upload.key)
        assert done.ref not in found
        young = [u.ref async for u in store.uploads.open_uploads(timedelta(hours=1))]
        assert upload.ref not in young


class TestThroughput:
    async def test_64_mib(self, store: ObjectStore, sender: Sender, tmp_path: Path) -> None:
        bodies = [os.urandom(8 * 2**20) for _ in range(8)]
        upload = await Upload(store, sender, bodies).begin()
        began = time.monotonic()
        for first in range(1, 9, 3):
            await asyncio.gather(*(upload.send(n) for n in range(first, min(9, first + 3))))
        await upload.finish()
        digest = hashlib.sha256()
        await store.fetch("originals", upload.key, tmp_path / "out", on_chunk=digest.update)
        took = time.monotonic() - began
        assert digest.digest() == hashlib.sha256(b"".join(bodies)).digest()
        assert took < 30, f"{128 / took:.0f} MiB/s"
