"""Parts in the folder store where a disk differs from S3: crashes, locks, broken connections."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.kit.objects import (
    ObjectStore,
    PartBusy,
    PartReceiver,
    PartRejected,
    PartsMissing,
    UploadMissing,
)
from sync.wire.ids import new_id
from tests.server.kit.objects.conftest import PIECES, WAV, begin, child, held
from tests.support.stores import Sender, claim_for, collect, fresh_key, stream


def receiver(store: ObjectStore) -> PartReceiver:
    """The store's receiving side."""
    assert isinstance(store.uploads, PartReceiver)
    return store.uploads


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


class TestBegin:
    async def test_named_by_the_caller(self, folder_store: ObjectStore) -> None:
        upload_id = new_id()
        ref = await folder_store.uploads.begin(
            "originals", "a", size=1, part_size=1, content_type=WAV, upload_id=upload_id
        )
        to = await folder_store.uploads.part_url(ref, 1, claim_for(b"x"), expires_s=60)
        assert f"/api/v1/upload/{upload_id}/parts/1?" in to.url


class TestFinish:
    async def test_missing_part_is_named(self, folder_store: ObjectStore) -> None:
        ref = await begin(folder_store, fresh_key())
        with pytest.raises(PartsMissing) as caught:
            await folder_store.uploads.finish(ref, [], size=sum(map(len, PIECES)))
        assert caught.value.missing == [1, 2, 3]
