"""The folder store where a disk differs from S3: crashes, full disks, locks, leftovers."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.kit.objects import (
    InvalidKey,
    ObjectStore,
    PartBusy,
    PartReceiver,
    PartRejected,
    PartsMissing,
    StoreFull,
    StoreUnavailable,
    UploadMissing,
    open_store,
)
from sync.wire.ids import new_id
from tests.support.stores import (
    Sender,
    claim_for,
    collect,
    folder_settings,
    fresh_key,
    stream,
)

WAV = "audio/wav"
PIECES = [b"first part", b"second one", b"end"]

CHILD = """
import asyncio, sys
from pathlib import Path
from server.kit.objects import StoreFull, open_store
from tests.support.stores import claim_for, folder_settings, stream

async def half(body):
    yield body[: len(body) // 2]
    print("half", flush=True)
    await asyncio.sleep(600)

async def main():
    store = open_store(folder_settings(Path(sys.argv[1])))
    await store.open()
"""


def child(body: str, *args: str, before: list[str] | None = None) -> subprocess.Popen[str]:
    """A process that runs `body` in `main` above."""
    code = CHILD + textwrap.indent(textwrap.dedent(body), "    ") + "\nasyncio.run(main())\n"
    return subprocess.Popen(
        [*(before or []), sys.executable, "-c", code, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


async def begin(store: ObjectStore, key: str, pieces: list[bytes] | None = None) -> str:
    """An upload of PIECES."""
    pieces = pieces or PIECES
    return await store.uploads.begin(
        "originals",
        key,
        size=sum(map(len, pieces)),
        part_size=len(pieces[0]),
        content_type=WAV,
    )


def receiver(store: ObjectStore) -> PartReceiver:
    """The store's receiving side."""
    assert isinstance(store.uploads, PartReceiver)
    return store.uploads


async def held(store: ObjectStore, ref: str) -> list[int]:
    """Numbers of the parts held."""
    return [part.n for part in await store.uploads.parts(ref)]


class TestKill:
    @pytest.mark.parametrize("again", [False, True], ids=["new part", "part sent again"])
    async def test_in_the_middle_of_a_part(
        self, folder_store: ObjectStore, tmp_path: Path, again: bool
    ) -> None:
        pieces = [os.urandom(3 * 2**20), os.urandom(3 * 2**20), b"end"]
        key, sender = fresh_key(), Sender(folder_store)
        ref = await begin(folder_store, key, pieces)
        await sender.send(ref, 1, pieces[0])
        if again:
            await sender.send(ref, 2, os.urandom(3 * 2**20))
        (tmp_path / "part").write_bytes(pieces[1])
        dying = child(
            """
            body = Path(sys.argv[3]).read_bytes()
            await store.uploads.receive_part(sys.argv[2], 2, half(body), claim_for(body))
            """,
            str(tmp_path / "data"),
            ref,
            str(tmp_path / "part"),
        )
        assert dying.stdout is not None
        assert dying.stdout.readline() == "half\n"
        with pytest.raises(PartBusy):
            await receiver(folder_store).receive_part(ref, 2, stream(b""), claim_for(pieces[1]))
        with pytest.raises(PartBusy):
            await folder_store.uploads.finish(ref, [(1, "")], size=sum(map(len, pieces)))
        dying.send_signal(signal.SIGKILL)
        dying.communicate()

        assert await held(folder_store, ref) == [1]
        await sender.send(ref, 3, pieces[2])
        await sender.send(ref, 2, pieces[1])
        named = [(p.n, p.etag) for p in await folder_store.uploads.parts(ref)]
        await folder_store.uploads.finish(ref, named, size=sum(map(len, pieces)))
        assert await collect(folder_store.read("originals", key)) == b"".join(pieces)

    async def test_after_the_rename_of_finish(
        self, folder_store: ObjectStore, tmp_path: Path
    ) -> None:
        key, sender = fresh_key(), Sender(folder_store)
        ref = await begin(folder_store, key)
        named = [(n, await sender.send(ref, n, p)) for n, p in enumerate(PIECES, 1)]
        size = sum(map(len, PIECES))
        data = tmp_path / "data" / "uploads" / f"{ref}.bin"
        path = folder_store.local_path("originals", key)
        assert path is not None
        path.parent.mkdir(parents=True)
        data.rename(path)  # died right after the rename, before anything was answered
        stored = await folder_store.uploads.finish(ref, named, size=size)
        assert stored.size == size
        with pytest.raises(UploadMissing):
            await held(folder_store, ref)


class TestReceive:
    async def test_client_gone_in_the_middle(self, folder_store: ObjectStore) -> None:
        async def broken() -> AsyncIterator[bytes]:
            yield PIECES[0][:4]
            raise ConnectionResetError

        ref = await begin(folder_store, fresh_key())
        with pytest.raises(ConnectionResetError):
            await receiver(folder_store).receive_part(ref, 1, broken(), claim_for(PIECES[0]))
        assert await held(folder_store, ref) == []
        await Sender(folder_store).send(ref, 1, PIECES[0])

    async def test_cancelled_while_it_writes(self, folder_store: ObjectStore) -> None:
        body = os.urandom(8 * 2**20)
        ref = await begin(folder_store, fresh_key(), [body])
        for delay in (0.0, 0.001, 0.005, 0.01, 0.02):
            task = asyncio.create_task(
                receiver(folder_store).receive_part(ref, 1, stream(body), claim_for(body))
            )
            await asyncio.sleep(delay)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        etag = await Sender(folder_store).send(ref, 1, body)
        stored = await folder_store.uploads.finish(ref, [(1, etag)], size=len(body))
        assert await collect(folder_store.read("originals", stored.key)) == body

    async def test_same_part_on_two_connections(self, folder_store: ObjectStore) -> None:
        hold = asyncio.Event()

        async def slow() -> AsyncIterator[bytes]:
            yield PIECES[0][:4]
            await hold.wait()
            yield PIECES[0][4:]

        ref = await begin(folder_store, fresh_key())
        uploads = receiver(folder_store)
        first = asyncio.create_task(uploads.receive_part(ref, 1, slow(), claim_for(PIECES[0])))
        await asyncio.sleep(0.2)
        with pytest.raises(PartBusy):
            await uploads.receive_part(ref, 1, stream(PIECES[0]), claim_for(PIECES[0]))
        await Sender(folder_store).send(ref, 2, PIECES[1])
        hold.set()
        await first
        assert await held(folder_store, ref) == [1, 2]

    async def test_bad_bytes_over_a_good_part(self, folder_store: ObjectStore) -> None:
        ref = await begin(folder_store, fresh_key())
        await Sender(folder_store).send(ref, 1, PIECES[0])
        with pytest.raises(PartRejected):
            await receiver(folder_store).receive_part(
                ref, 1, stream(b"other part"), claim_for(b"third part")
            )
        assert await held(folder_store, ref) == []

    async def test_bad_bytes_for_a_good_part(self, folder_store: ObjectStore) -> None:
        key = fresh_key()
        ref = await begin(folder_store, key)
        named = [(n, await Sender(folder_store).send(ref, n, p)) for n, p in enumerate(PIECES, 1)]
        with pytest.raises(PartRejected):
            await receiver(folder_store).receive_part(
                ref, 1, stream(b"other part"), claim_for(PIECES[0])
            )
        await folder_store.uploads.finish(ref, named, size=sum(map(len, PIECES)))
        assert await collect(folder_store.read("originals", key)) == b"".join(PIECES)

    @pytest.mark.parametrize(("n", "size"), [(0, 10), (-1, 10), (4, 10), (1, 9), (3, 10), (3, 0)])
    async def test_not_of_the_plan(self, folder_store: ObjectStore, n: int, size: int) -> None:
        ref = await begin(folder_store, fresh_key())
        with pytest.raises(PartRejected):
            await receiver(folder_store).receive_part(
                ref, n, stream(b"x" * size), claim_for(b"x" * size)
            )


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


class TestBegin:
    async def test_named_by_the_caller(self, folder_store: ObjectStore) -> None:
        upload_id = new_id()
        ref = await folder_store.uploads.begin(
            "originals", "a", size=1, part_size=1, content_type=WAV, upload_id=upload_id
        )
        to = await folder_store.uploads.part_url(ref, 1, claim_for(b"x"), expires_s=60)
        assert f"/api/v1/upload/{upload_id}/parts/1?" in to.url


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


class TestFinish:
    async def test_missing_part_is_named(self, folder_store: ObjectStore) -> None:
        ref = await begin(folder_store, fresh_key())
        with pytest.raises(PartsMissing) as caught:
            await folder_store.uploads.finish(ref, [], size=sum(map(len, PIECES)))
        assert caught.value.missing == [1, 2, 3]
