"""What is S3's alone: addresses, refusals, a network that breaks, and what importing it costs."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.kit.objects import (
    ObjectStore,
    PartRejected,
    StoreSettings,
    StoreUnavailable,
    open_store,
)
from tests.support.seaweed import Seaweed, free_ports
from tests.support.stores import Sender, claim_for, fresh_key, s3_settings

WAV = "audio/wav"


@contextlib.asynccontextmanager
async def opened(settings: StoreSettings) -> AsyncIterator[ObjectStore]:
    store = open_store(settings)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


class CuttingProxy:
    """Passes TCP on and cuts each connection once it has brought `allowance` bytes back."""

    def __init__(self, to: str, allowance: int) -> None:
        self.target = urlsplit(to)
        self.allowance = allowance
        self.cuts = 0
        self.serving: list[asyncio.Task[None]] = []

    async def start(self) -> str:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self.server.close()
        for task in self.serving:
            task.cancel()
        await asyncio.gather(*self.serving, return_exceptions=True)
        await self.server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.serving.append(task)
        inner, outer = await asyncio.open_connection(self.target.hostname, self.target.port)
        forth = asyncio.create_task(self._pump(reader, outer, None))
        try:
            await self._pump(inner, writer, self.allowance)
        except asyncio.CancelledError:
            return  # asked to stop; asyncio would report the handler as broken
        finally:
            forth.cancel()
            for one in (writer, outer):
                one.close()
                with contextlib.suppress(ConnectionError):
                    await one.wait_closed()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int | None
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(65536):
                if left is not None:
                    left -= len(chunk)
                    if left < 0:
                        self.cuts += 1
                        return
                writer.write(chunk)
                await writer.drain()


class TestOpenStore:
    def test_the_folder_store_does_not_pay_for_the_s3_client(self, tmp_path: Path) -> None:
        code = (
            "import sys; from pathlib import Path; from server.kit.objects import *;"
            f"open_store(StoreSettings(Path({str(tmp_path)!r}), 'http://x', 'secret'));"
            "assert not {'aioboto3', 'botocore'} & set(sys.modules)"
        )
        subprocess.run([sys.executable, "-c", code], check=True, cwd=Path.cwd())


class TestUnavailable:
    async def test_nobody_listens(self, seaweed: Seaweed, tmp_path: Path) -> None:
        (port,) = free_ports(1)
        settings = replace(s3_settings(seaweed, tmp_path), s3_endpoint=f"http://127.0.0.1:{port}")
        async with opened(settings) as store:
            with pytest.raises(StoreUnavailable) as caught:
                await store.stat("originals", "a")
            assert caught.value.remedy is not None
            with pytest.raises(StoreUnavailable):
                await store.self_test()

    async def test_before_open(self, seaweed: Seaweed, tmp_path: Path) -> None:
        with pytest.raises(StoreUnavailable):
            await open_store(s3_settings(seaweed, tmp_path)).stat("originals", "a")

    @pytest.mark.parametrize("key", ["acetate-test", "unknown"])
    async def test_wrong_keys(
        self, s3_store: ObjectStore, seaweed: Seaweed, tmp_path: Path, key: str
    ) -> None:
        settings = replace(s3_settings(seaweed, tmp_path), s3_access_key=key, s3_secret_key="wrong")
        async with opened(settings) as store:
            with pytest.raises(StoreUnavailable):
                await store.put("originals", "a", b"x", content_type=WAV)
            with pytest.raises(StoreUnavailable):
                await store.ensure_buckets()


class TestEnsureBuckets:
    async def test_twice_under_another_prefix(self, seaweed: Seaweed, tmp_path: Path) -> None:
        settings = replace(s3_settings(seaweed, tmp_path), bucket_prefix="other-")
        async with opened(settings) as store:
            await store.ensure_buckets()
            await store.ensure_buckets()
            assert [s async for s in store.walk("stems")] == []


class TestPartUrl:
    async def test_leads_to_where_clients_reach_s3(self, seaweed: Seaweed, tmp_path: Path) -> None:
        settings = replace(
            s3_settings(seaweed, tmp_path), s3_public_endpoint="https://music.example.org"
        )
        async with opened(settings) as store:
            ref = "originals/aa/bb?an-upload"
            to = await store.uploads.part_url(ref, 1, claim_for(b"x"), expires_s=60)
        assert to.url.startswith("https://music.example.org/acetate-originals/aa/bb?")
        assert "content-md5" in to.url.lower()

    async def test_signs_both_digests_after_the_self_test(self, s3_store: ObjectStore) -> None:
        await s3_store.self_test()
        to = await s3_store.uploads.part_url(
            "originals/aa/bb?an-upload", 1, claim_for(b"x"), expires_s=60
        )
        signed = to.url.lower()
        assert "content-md5%3bhost%3bx-amz-checksum-sha256" in signed

    async def test_by_the_public_address(self, seaweed: Seaweed, tmp_path: Path) -> None:
        """A part reaches S3 through what stands in front, its signature made for that name."""
        proxy = CuttingProxy(seaweed.endpoint, 2**40)
        public = await proxy.start()
        settings = replace(s3_settings(seaweed, tmp_path), s3_public_endpoint=public)
        async with opened(settings) as store:
            key, body = fresh_key(), os.urandom(1000)
            ref = await store.uploads.begin(
                "originals", key, size=1000, part_size=1000, content_type=WAV
            )
            etag = await Sender(store).send(ref, 1, body)
            stored = await store.uploads.finish(ref, [(1, etag)], size=1000)
            assert stored.size == 1000
        await proxy.stop()


class TestParts:
    async def test_parts_smaller_than_s3_takes(self, s3_store: ObjectStore) -> None:
        ref = await s3_store.uploads.begin(
            "originals", fresh_key(), size=15, part_size=10, content_type=WAV
        )
        sender = Sender(s3_store)
        named = [(1, await sender.send(ref, 1, b"0123456789"))]
        named.append((2, await sender.send(ref, 2, b"01234")))
        with pytest.raises(PartRejected):
            await s3_store.uploads.finish(ref, named, size=15)
        await s3_store.uploads.abort(ref)


class TestFetch:
    async def test_goes_on_where_the_connection_broke(
        self, s3_store: ObjectStore, seaweed: Seaweed, tmp_path: Path
    ) -> None:
        key, body, digest = fresh_key(), os.urandom(9 * 2**20), hashlib.sha256()
        await s3_store.put("originals", key, body, content_type=WAV)
        proxy = CuttingProxy(seaweed.endpoint, 4 * 2**20)
        settings = replace(s3_settings(seaweed, tmp_path), s3_endpoint=await proxy.start())
        async with opened(settings) as store:
            await store.fetch("originals", key, tmp_path / "out", on_chunk=digest.update)
        await proxy.stop()
        assert proxy.cuts >= 2
        assert (tmp_path / "out").read_bytes() == body
        assert digest.digest() == hashlib.sha256(body).digest()

    async def test_gives_up_and_leaves_nothing(
        self, s3_store: ObjectStore, seaweed: Seaweed, tmp_path: Path
    ) -> None:
        key = fresh_key()
        await s3_store.put("originals", key, os.urandom(2**20), content_type=WAV)
        proxy = CuttingProxy(seaweed.endpoint, 100)
        settings = replace(s3_settings(seaweed, tmp_path), s3_endpoint=await proxy.start())
        async with opened(settings) as store:
            began = time.monotonic()
            with pytest.raises(StoreUnavailable):
                await store.fetch("originals", key, tmp_path / "out")
            assert time.monotonic() - began < 60
        await proxy.stop()
        assert list(tmp_path.iterdir()) == []
