"""What every object store does: one suite over the folder and over S3 (a real SeaweedFS)."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from server.kit.objects import (
    DigestMismatch,
    InvalidKey,
    KeyTaken,
    ObjectMissing,
    ObjectStore,
    PartRejected,
    PartsMissing,
    UploadMissing,
)
from tests.support.stores import PART, Sender, claim_for, collect, fresh_key

WAV = "audio/wav"
BAD_KEYS = [
    "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".hidden", "a/.b", "-a",
    "A", "a b", "a+b", "a%2fb", "a?b", "a\\b", "a\x00b", "a\nb", "é", "日本", "a" * 201, "a/" * 300,
]  # fmt: skip


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that no two parts share."""
    return random.Random(seed).randbytes(size)


class TestPut:
    async def test_bytes_come_back(self, store: ObjectStore) -> None:
        key = fresh_key()
        put = await store.put("originals", key, b"sound", content_type=WAV)
        assert put == await store.stat("originals", key)
        assert (put.bucket, put.key, put.size) == ("originals", key, 5)
        assert put.content_type == WAV
        assert await collect(store.read("originals", key)) == b"sound"

    async def test_a_file_larger_than_what_goes_at_once(
        self, store: ObjectStore, tmp_path: Path
    ) -> None:
        body = noise(20 * 2**20)
        (tmp_path / "in").write_bytes(body)
        key, digest = fresh_key(), hashlib.sha256(body).hexdigest()
        put = await store.put("hls", key, tmp_path / "in", content_type="audio/mp4", sha256=digest)
        assert put.size == len(body)
        assert await collect(store.read("hls", key)) == body

    @pytest.mark.parametrize("size", [3, 17 * 2**20])
    async def test_other_bytes_than_announced_change_nothing(
        self, store: ObjectStore, tmp_path: Path, size: int
    ) -> None:
        key = fresh_key()
        await store.put("images", key, b"before", content_type="image/png")
        (tmp_path / "in").write_bytes(b"x" * size)
        with pytest.raises(DigestMismatch):
            await store.put(
                "images", key, tmp_path / "in", content_type="image/png", sha256="0" * 64
            )
        assert await collect(store.read("images", key)) == b"before"

    async def test_replaces(self, store: ObjectStore) -> None:
        key = fresh_key()
        first = await store.put("renders", key, b"one", content_type="application/json")
        second = await store.put("renders", key, b"two!", content_type="text/plain")
        assert first.etag != second.etag
        assert second.content_type == "text/plain"
        assert await collect(store.read("renders", key)) == b"two!"

    async def test_type_of_the_ending_after_another(self, store: ObjectStore) -> None:
        key = f"{fresh_key()}/waveform.json"
        await store.put("renders", key, b"{}", content_type="text/plain")
        put = await store.put("renders", key, b"{}", content_type="application/json")
        assert put.content_type == "application/json"

    async def test_nothing_at_all(self, store: ObjectStore) -> None:
        key = fresh_key()
        assert (await store.put("images", key, b"", content_type="image/png")).size == 0
        assert await collect(store.read("images", key)) == b""

    @pytest.mark.parametrize("key", BAD_KEYS)
    async def test_refuses_other_names(self, store: ObjectStore, key: str) -> None:
        with pytest.raises(InvalidKey):
            await store.put("originals", key, b"x", content_type=WAV)
        with pytest.raises(InvalidKey):
            await store.stat("originals", key)
        with pytest.raises(InvalidKey):
            await store.delete("originals", key)
        with pytest.raises(InvalidKey):
            await collect(store.read("originals", key))
        with pytest.raises(InvalidKey):
            store.local_path("originals", key)
        with pytest.raises(InvalidKey):
            await store.uploads.begin("originals", key, size=1, part_size=1, content_type=WAV)

    @pytest.mark.parametrize("bucket", ["", "..", "originals/..", ".types", "secrets"])
    async def test_refuses_other_buckets(self, store: ObjectStore, bucket: str) -> None:
        with pytest.raises(InvalidKey):
            await store.put(bucket, "a", b"x", content_type=WAV)

    async def test_refuses_what_is_no_media_type(self, store: ObjectStore) -> None:
        with pytest.raises(ValueError, match="media type"):
            await store.put("images", fresh_key(), b"x", content_type="image/png\r\nX-Evil: 1")


class TestRead:
    @pytest.mark.parametrize(
        ("start", "length"),
        [(0, 1), (0, None), (1, None), (299_999, 1), (262_143, 2), (10, 0), (299_990, 99)],
    )
    async def test_ranges(self, store: ObjectStore, start: int, length: int | None) -> None:
        key, body = fresh_key(), noise(300_000)
        await store.put("hls", key, body, content_type="audio/mp4")
        end = None if length is None else start + length
        assert await collect(store.read("hls", key, start=start, length=length)) == body[start:end]

    @pytest.mark.parametrize("start", [5, 6, 10**9])
    async def test_beyond_the_end_is_nothing(self, store: ObjectStore, start: int) -> None:
        key = fresh_key()
        await store.put("hls", key, b"short", content_type="audio/mp4")
        assert await collect(store.read("hls", key, start=start)) == b""
        assert await collect(store.read("hls", key, start=start, length=3)) == b""

    async def test_chunks_are_small(self, store: ObjectStore) -> None:
        key = fresh_key()
        await store.put("hls", key, bytes(3 * 2**20), content_type="audio/mp4")
        sizes = [len(chunk) async for chunk in store.read("hls", key)]
        assert 1 <= min(sizes) <= max(sizes) <= 2**20

    @pytest.mark.parametrize("length", [None, 0, 5])
    async def test_missing(self, store: ObjectStore, length: int | None) -> None:
        with pytest.raises(ObjectMissing):
            await collect(store.read("hls", fresh_key(), length=length))

    async def test_given_up_in_the_middle(self, store: ObjectStore) -> None:
        key = fresh_key()
        await store.put("hls", key, bytes(2**20), content_type="audio/mp4")
        reading = store.read("hls", key)
        assert await anext(reading)
        await reading.aclose()  # type: ignore[attr-defined]
        assert len(await collect(store.read("hls", key))) == 2**20


class TestStat:
    async def test_missing(self, store: ObjectStore) -> None:
        assert await store.stat("originals", fresh_key()) is None

    async def test_a_directory_is_no_object(self, store: ObjectStore) -> None:
        key = fresh_key()
        await store.put("renders", f"{key}/waveform.json", b"{}", content_type=WAV)
        assert await store.stat("renders", key) is None


class TestFetch:
    async def test_hashes_on_the_way(self, store: ObjectStore, tmp_path: Path) -> None:
        key, body, digest = fresh_key(), noise(3 * 2**20), hashlib.sha256()
        await store.put("originals", key, body, content_type=WAV)
        await store.fetch("originals", key, tmp_path / "out", on_chunk=digest.update)
        assert (tmp_path / "out").read_bytes() == body
        assert digest.digest() == hashlib.sha256(body).digest()

    async def test_missing_leaves_what_was_there(self, store: ObjectStore, tmp_path: Path) -> None:
        (tmp_path / "out").write_bytes(b"mine")
        with pytest.raises(ObjectMissing):
            await store.fetch("originals", fresh_key(), tmp_path / "out")
        assert [(p.name, p.read_bytes()) for p in tmp_path.glob("*out*")] == [("out", b"mine")]


class TestLocalPath:
    async def test_is_the_file_or_none(self, store: ObjectStore) -> None:
        key = fresh_key()
        await store.put("originals", key, b"sound", content_type=WAV)
        path = store.local_path("originals", key)
        assert path is None or path.read_bytes() == b"sound"


class TestDelete:
    async def test_twice(self, store: ObjectStore) -> None:
        key = fresh_key()
        await store.put("images", key, b"x", content_type=WAV)
        await store.delete("images", key)
        await store.delete("images", key)
        assert await store.stat("images", key) is None

    async def test_its_media_type_goes_too(self, store: ObjectStore) -> None:
        key = fresh_key()
        await store.put("images", key, b"x", content_type="text/plain")
        await store.delete("images", key)
        put = await store.put("images", key, b"x", content_type="application/octet-stream")
        assert put.content_type == "application/octet-stream"


class TestWalk:
    async def test_each_once(self, store: ObjectStore) -> None:
        top = fresh_key()
        names = ["b/c", "a", "b-c", "b.c", "b/c-d", "b/a/z", "b0", "c/x.mp4", "bb/c"]
        for name in names:
            await store.put("hls", f"{top}/{name}", name.encode(), content_type=WAV)
        found = [stored async for stored in store.walk("hls", f"{top}/")]
        assert sorted(s.key for s in found) == sorted(f"{top}/{name}" for name in names)
        assert all(s.size == len(s.key) - len(top) - 1 for s in found)
        begun = [stored.key async for stored in store.walk("hls", f"{top}/b")]
        assert sorted(begun) == sorted(f"{top}/{n}" for n in names if n.startswith("b"))
        assert [s.key async for s in store.walk("hls", f"{top}/b/a/")] == [f"{top}/b/a/z"]

    async def test_nothing_there(self, store: ObjectStore) -> None:
        assert [s async for s in store.walk("stems", fresh_key())] == []

    @pytest.mark.parametrize("prefix", ["/", "../", "a/../", "é", "a b"])
    async def test_refuses_what_begins_no_key(self, store: ObjectStore, prefix: str) -> None:
        with pytest.raises(InvalidKey):
            [s async for s in store.walk("hls", prefix)]


class TestSelfTest:
    async def test_both_stores_check_both_digests(self, store: ObjectStore) -> None:
        found = await store.self_test()
        assert (found.content_md5, found.checksum_sha256) == (True, True)
        assert [s async for s in store.walk("originals", "selftest/")] == []
        assert not [
            u
            async for u in store.uploads.open_uploads(timedelta(seconds=-5))
            if u.key.startswith("selftest/")
        ]


class Upload:
    """An upload of `bodies` under a fresh key, and what was sent of it."""

    def __init__(self, store: ObjectStore, sender: Sender, bodies: list[bytes]) -> None:
        self.store, self.sender, self.bodies = store, sender, bodies
        self.key, self.ref = fresh_key(), ""
        self.etags: dict[int, str] = {}

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies))

    async def begin(self) -> Upload:
        self.ref = await self.store.uploads.begin(
            "originals",
            self.key,
            size=self.size,
            part_size=len(self.bodies[0]),
            content_type=WAV,
        )
        return self

    async def send(self, *numbers: int) -> Upload:
        for n in numbers:
            self.etags[n] = await self.sender.send(self.ref, n, self.bodies[n - 1])
        return self

    async def finish(self) -> None:
        stored = await self.store.uploads.finish(
            self.ref, sorted(self.etags.items()), size=self.size
        )
        assert (stored.key, stored.size, stored.content_type) == (self.key, self.size, WAV)


@pytest.fixture
async def upload(store: ObjectStore, sender: Sender) -> Upload:
    return await Upload(store, sender, [noise(PART, 1), noise(PART, 2), b"tail"]).begin()


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
