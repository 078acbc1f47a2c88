"""ObjectStore on a folder: the embedded default. File work is `folder`'s, off the event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from itertools import islice
from pathlib import Path

from server.kit.objects import values
from server.kit.objects.disk import off_loop
from server.kit.objects.fetching import fetch_to
from server.kit.objects.folder import Folder
from server.kit.objects.local_parts import LocalParts
from server.kit.objects.partlinks import PartSigner
from server.kit.objects.selftest import test_folder
from server.kit.objects.values import StoreAbilities, Stored, StoreSettings

WALK_BATCH = 500


class LocalStore:
    """Objects below `data_dir`/objects, uploads in `data_dir`/uploads; both on one file system."""

    def __init__(self, settings: StoreSettings) -> None:
        data = settings.data_dir.absolute()
        self._folder = Folder(data / "objects", settings.reserve_bytes)
        self._uploads = LocalParts(
            data / "uploads",
            self._folder,
            PartSigner(settings.upload_secret, settings.public_url),
            reserve_bytes=settings.reserve_bytes,
        )

    @property
    def uploads(self) -> LocalParts:
        """Uploads in parts."""
        return self._uploads

    async def open(self) -> None:
        """Makes the folders and clears what dead processes left. Raises StoreUnavailable."""
        await off_loop(self._folder.prepare)
        await off_loop(self._uploads.prepare)

    async def close(self) -> None:
        """Nothing is held open."""

    async def ensure_buckets(self) -> None:
        """Makes the bucket directories."""
        await off_loop(self._folder.make_buckets)

    async def self_test(self) -> StoreAbilities:
        """Sends itself good and bad parts, on the disk that it will write to."""
        return await test_folder(self._uploads, self.delete)

    async def put(
        self,
        bucket: str,
        key: str,
        source: Path | bytes,
        *,
        content_type: str,
        sha256: str | None = None,
    ) -> Stored:
        """As the protocol says."""
        values.check_key(bucket, key)
        values.check_type(content_type)
        return await off_loop(self._folder.put, bucket, key, source, content_type, sha256)

    async def stat(self, bucket: str, key: str) -> Stored | None:
        """As the protocol says."""
        values.check_key(bucket, key)
        return await off_loop(self._folder.look, bucket, key)

    async def read(
        self, bucket: str, key: str, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """As the protocol says."""
        values.check_key(bucket, key)
        file = await off_loop(self._folder.open, bucket, key)
        try:
            await off_loop(file.seek, start)
            left = length
            while left is None or left > 0:
                size = values.CHUNK if left is None else min(values.CHUNK, left)
                chunk = await off_loop(file.read, size)
                if not chunk:
                    return
                left = None if left is None else left - len(chunk)
                yield chunk
        finally:
            file.close()

    async def fetch(
        self,
        bucket: str,
        key: str,
        to: Path,
        *,
        on_chunk: Callable[[bytes], object] | None = None,
    ) -> None:
        """As the protocol says."""
        await fetch_to(self, bucket, key, to, on_chunk=on_chunk)

    def local_path(self, bucket: str, key: str) -> Path | None:
        """Where the object's file is, or would be."""
        values.check_key(bucket, key)
        return self._folder.root / bucket / key

    async def delete(self, bucket: str, key: str) -> None:
        """As the protocol says."""
        values.check_key(bucket, key)
        await off_loop(self._folder.delete, bucket, key)

    async def walk(self, bucket: str, prefix: str = "") -> AsyncIterator[Stored]:
        """As the protocol says."""
        values.check_prefix(bucket, prefix)
        found = self._folder.walk(bucket, prefix)
        while batch := await off_loop(lambda: list(islice(found, WALK_BATCH))):
            for stored in batch:
                yield stored
