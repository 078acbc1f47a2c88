"""The folder store where a disk differs from S3: full disks, leftovers, clashing names."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from server.kit.objects import (
    InvalidKey,
    ObjectStore,
    StoreFull,
    StoreUnavailable,
    open_store,
)
from sync.wire.ids import new_id
from tests.server.kit.objects.conftest import PIECES, WAV, begin, child, held
from tests.support.stores import Sender, collect, folder_settings, fresh_key


class TestFull:
    async def test_announced_more_than_there_is(self, folder_store: ObjectStore) -> None:
        with pytest.raises(StoreFull):
            await folder_store.uploads.begin(
                "originals", fresh_key(), size=2**60, part_size=2**30, content_type=WAV
            )

    async def test_open_uploads_count_as_used(self, tmp_path: Path) -> None:
        store = open_store(folder_settings(tmp_path / "data"))
        await store.open()
        free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
        half = min(free // 10 * 6, 2**43)
        first = await store.uploads.begin(
            "originals", fresh_key(), size=half, part_size=half, content_type=WAV
        )
        with pytest.raises(StoreFull):
            await store.uploads.begin(
                "originals", fresh_key(), size=half, part_size=half, content_type=WAV
            )
        await store.uploads.abort(first)

    def test_in_the_middle(self, tmp_path: Path) -> None:
        """A disk of 6 MiB that is really full; where we may not mount, a real limit on files."""
        own = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        disk = str(tmp_path / "disk")
        mounted = [*own, "sh", "-c", MOUNT, "sh", disk]
        can = (
            bool(shutil.which("unshare"))
            and not subprocess.run([*mounted, "true"], capture_output=True, check=False).returncode
        )
        ended = child(FILL, disk, "disk" if can else "limit", before=mounted if can else None)
        out, err = ended.communicate(timeout=60)
        assert ended.returncode == 0, err
        assert out.splitlines() == [
            "part: full", "held: []", "put: full", "kept: b'before'", "then: 3145728",
        ]  # fmt: skip


MOUNT = 'mkdir -p "$1" && mount -t tmpfs -o size=6m tmpfs "$1" && shift && exec "$@"'
FILL = """
import os, resource
body, part = os.urandom(4 << 20), os.urandom(3 << 20)
await store.put("images", "kept", b"before", content_type="image/png")
ref = await store.uploads.begin(
    "originals", "big", size=len(part), part_size=len(part), content_type="audio/wav"
)
ballast = Path(sys.argv[1]) / "ballast"
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
if sys.argv[2] == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, unlimited[1]))
try:
    with ballast.open("ab", buffering=0) as file:
        while True:
            file.write(bytes(4096))
except OSError:
    pass
try:
    await store.uploads.receive_part(ref, 1, stream(part), claim_for(part))
except StoreFull:
    print("part: full")
print("held:", await store.uploads.parts(ref))
try:
    await store.put("images", "kept", body, content_type="image/png")
except StoreFull:
    print("put: full")
print("kept:", b"".join([c async for c in store.read("images", "kept")]))
ballast.unlink()
resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
held = await store.uploads.receive_part(ref, 1, stream(part), claim_for(part))
print("then:", (await store.uploads.finish(ref, [(1, held.etag)], size=len(part))).size)
"""


class TestOpen:
    async def test_clears_what_the_dead_left(self, tmp_path: Path) -> None:
        store = open_store(folder_settings(tmp_path))
        await store.open()
        live = await begin(store, fresh_key())
        old, young = tmp_path / "objects" / ".new" / "old", tmp_path / "objects" / ".new" / "new"
        orphan = tmp_path / "uploads" / f"{new_id()}.bin"
        finished = tmp_path / "uploads" / f"{new_id()}.log"
        for path in (old, young, orphan, finished):
            path.write_bytes(b"x")
        for path in (old, orphan, finished):
            os.utime(path, (time.time() - 40 * 86400,) * 2)
        await store.open()
        assert [p.exists() for p in (old, young, orphan, finished)] == [False, True, False, False]
        assert await held(store, live) == []

    async def test_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_bytes(b"")
        with pytest.raises(StoreUnavailable):
            await open_store(folder_settings(tmp_path / "data")).open()

    async def test_upload_begun_by_another_process_goes_on(self, tmp_path: Path) -> None:
        first, second = (open_store(folder_settings(tmp_path)) for _ in range(2))
        await first.open()
        await second.open()
        key = fresh_key()
        ref = await begin(first, key)
        stores = [first, second, first]
        named = [
            (n, await Sender(store).send(ref, n, piece))
            for n, (store, piece) in enumerate(zip(stores, PIECES, strict=True), 1)
        ]
        await second.uploads.finish(ref, named, size=sum(map(len, PIECES)))
        assert await collect(first.read("originals", key)) == b"".join(PIECES)


class TestPut:
    async def test_key_below_or_above_another(self, folder_store: ObjectStore) -> None:
        await folder_store.put("hls", "a/b", b"x", content_type=WAV)
        for key in ("a", "a/b/c", "a/b/c/d"):
            with pytest.raises(InvalidKey):
                await folder_store.put("hls", key, b"x", content_type="text/plain")
            assert await folder_store.stat("hls", key) is None
        assert await collect(folder_store.read("hls", "a/b")) == b"x"

    async def test_leaves_nothing_beside(self, folder_store: ObjectStore, tmp_path: Path) -> None:
        await folder_store.put("hls", "a/b", b"x", content_type="audio/mp4")
        await folder_store.delete("hls", "a/b")
        files = [p for p in (tmp_path / "data").rglob("*") if p.is_file()]
        assert files == []
        assert list((tmp_path / "data" / "objects" / "hls").iterdir()) == []

    async def test_while_the_directory_comes_and_goes(self, folder_store: ObjectStore) -> None:
        async def churn(name: str) -> None:
            for _ in range(40):
                await folder_store.put("hls", f"a/b/{name}", b"x", content_type=WAV)
                await folder_store.delete("hls", f"a/b/{name}")

        await asyncio.gather(*(churn(name) for name in "abcd"))
        assert [s async for s in folder_store.walk("hls")] == []
