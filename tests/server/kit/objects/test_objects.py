"""What every store does with objects: one suite over the folder and over S3 (a real SeaweedFS)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from server.kit.objects import DigestMismatch, InvalidKey, ObjectMissing, ObjectStore
from tests.server.kit.objects.conftest import WAV, noise
from tests.support.stores import collect, fresh_key

BAD_KEYS = [
    "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".hidden", "a/.b", "-a",
    "A", "a b", "a+b", "a%2fb", "a?b", "a\\b", "a\x00b", "a\nb", "é", "日本", "a" * 201, "a/" * 300,
]  # fmt: skip


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
