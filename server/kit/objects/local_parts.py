"""Uploads in parts of the folder store: one sparse file each, renamed into place at the end.

    open:      <ref>.log and <ref>.bin          parts are written into the .bin where they belong
    finished:  <ref>.log alone                  the rename of the .bin was the one decisive step
    aborted:   neither (the .log goes first; a .bin alone is swept up)

So finish is O(1) however large the file, and can be asked again after any crash.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from server.kit.objects import values
from server.kit.objects.disk import make_folders, need_space, off_loop, sync_folder
from server.kit.objects.errors import (
    KeyTaken,
    ObjectMissing,
    PartRejected,
    StoreUnavailable,
    UploadMissing,
)
from server.kit.objects.folder import STALE_S, Folder
from server.kit.objects.journal import Journal, Plan
from server.kit.objects.part_slot import PartSlot, open_locked
from server.kit.objects.partlinks import PartSigner
from server.kit.objects.values import OpenUpload, PartClaim, PartUrl, Stored, StoredPart
from server.kit.objects.whole import check_whole
from sync.wire.ids import new_id

BATCH = 1024 * 1024
"""Bytes handed to the writing thread at a time; a hop for each 64 KiB of the socket costs more."""
FINISHED_S = 30 * 24 * 3600
"""How long a finished upload is remembered, for who lost the reply."""
_REF = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class LocalParts:
    """PartStore and PartReceiver in the folder `root`, which is on the objects' file system."""

    def __init__(
        self, root: Path, folder: Folder, signer: PartSigner, *, reserve_bytes: int
    ) -> None:
        self._root = root
        self._folder = folder
        self._signer = signer
        self._reserve = reserve_bytes

    def prepare(self) -> None:
        """Makes the folder and clears what is over. Raises StoreUnavailable on two file systems."""
        make_folders(self._root)
        if self._root.stat().st_dev != self._folder.root.stat().st_dev:
            raise StoreUnavailable(
                "uploads and objects are on different file systems",
                remedy=f"Mount a disk at {self._root.parent}, not at folders inside it.",
            )
        for data in self._root.glob("*.bin"):
            if not data.with_suffix(".log").exists() and _age_s(data) > STALE_S:
                data.unlink(missing_ok=True)
        for log in self._root.glob("*.log"):
            if not log.with_suffix(".bin").exists() and _age_s(log) > FINISHED_S:
                log.unlink(missing_ok=True)

    async def begin(
        self,
        bucket: str,
        key: str,
        *,
        size: int,
        part_size: int,
        content_type: str,
        upload_id: UUID | None = None,
    ) -> str:
        """As the protocol says."""
        values.check_key(bucket, key)
        values.check_type(content_type)
        if size < 1 or part_size < 1:
            raise ValueError("size and part_size must be positive")
        ref = str(upload_id or new_id())
        plan = Plan(
            bucket=bucket, key=key, size=size, part_size=part_size, content_type=content_type
        )
        await off_loop(self._begin, ref, plan)
        return ref

    async def part_url(self, ref: str, n: int, claim: PartClaim, *, expires_s: int) -> PartUrl:
        """As the protocol says; the URL leads to our own server."""
        self._check(ref)
        return self._signer.url(ref, n, claim, expires_s=expires_s)

    def verify_part_url(self, ref: str, n: int, claim: PartClaim, *, exp: str, sig: str) -> None:
        """As the protocol says."""
        self._signer.check(ref, n, claim, exp=exp, sig=sig)

    async def receive_part(
        self, ref: str, n: int, chunks: AsyncIterator[bytes], claim: PartClaim
    ) -> StoredPart:
        """As the protocol says."""
        self._check(ref)
        slot = PartSlot(self._data(ref), self._journal(ref), ref, n, claim)
        try:
            await off_loop(slot.open)
            async for batch in _batches(chunks):
                await off_loop(slot.write, batch)
            return await off_loop(slot.seal)
        finally:
            slot.close()

    async def parts(self, ref: str) -> list[StoredPart]:
        """As the protocol says; here each part is held once."""
        self._check(ref)
        return await off_loop(self._parts, ref)

    async def finish(self, ref: str, parts: Sequence[tuple[int, str]], *, size: int) -> Stored:
        """As the protocol says."""
        self._check(ref)
        named = [(n, etag.strip('"')) for n, etag in parts]
        return await off_loop(self._finish, ref, named, size)

    async def abort(self, ref: str) -> None:
        """As the protocol says."""
        self._check(ref)
        await off_loop(self._abort, ref)

    async def open_uploads(self, older_than: timedelta) -> AsyncIterator[OpenUpload]:
        """As the protocol says."""
        for found in await off_loop(self._open_uploads, older_than.total_seconds()):
            yield found

    def _begin(self, ref: str, plan: Plan) -> None:
        need_space(self._root, plan.size + self._promised(), reserve=self._reserve)
        data = self._data(ref)
        fd = os.open(data, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            os.ftruncate(fd, plan.size)
            os.fsync(fd)
            self._journal(ref).create(plan)
        except BaseException:
            data.unlink()
            raise
        finally:
            os.close(fd)
        sync_folder(self._root)

    def _promised(self) -> int:
        """Bytes that open uploads have announced and not yet filled."""
        promised = 0
        for data in self._root.glob("*.bin"):
            with contextlib.suppress(FileNotFoundError):
                facts = data.stat()
                promised += max(0, facts.st_size - facts.st_blocks * 512)
        return promised

    def _parts(self, ref: str) -> list[StoredPart]:
        _, parts = self._journal(ref).read()
        if not self._data(ref).exists():
            raise UploadMissing(ref)
        return [parts[n] for n in sorted(parts)]

    def _finish(self, ref: str, named: Sequence[tuple[int, str]], size: int) -> Stored:
        plan, _ = self._journal(ref).read()
        with self._folder.holding(plan.bucket, plan.key):
            data = self._data(ref)
            if data.exists():
                fd = open_locked(data, ref, start=0, length=0, what="A part")
                try:
                    self._publish(fd, ref, named, size)
                finally:
                    os.close(fd)
            stored = self._folder.look(plan.bucket, plan.key)
        if stored is None:
            raise UploadMissing(ref)
        return stored

    def _publish(self, fd: int, ref: str, named: Sequence[tuple[int, str]], size: int) -> None:
        plan, held = self._journal(ref).read()
        if plan.size != size:
            raise PartRejected(plan.count, f"the upload was begun with {plan.size} bytes")
        check_whole(named, list(held.values()), plan.count, size=size)
        data = self._data(ref)
        if self._folder.look(plan.bucket, plan.key) is None:
            os.fsync(fd)
            self._folder.place(data, plan.bucket, plan.key, plan.content_type)
        elif self._same(data, plan):
            data.unlink()
        else:
            raise KeyTaken(plan.bucket, plan.key)
        sync_folder(self._root)

    def _same(self, data: Path, plan: Plan) -> bool:
        """Whether the object that is there has the bytes of the upload."""
        try:
            with self._folder.open(plan.bucket, plan.key) as theirs, data.open("rb") as ours:
                if os.fstat(theirs.fileno()).st_size != plan.size:
                    return False
                digests = [hashlib.file_digest(file, "sha256").digest() for file in (theirs, ours)]
        except ObjectMissing:
            return False
        return digests[0] == digests[1]

    def _abort(self, ref: str) -> None:
        if not self._data(ref).exists():
            return
        self._journal(ref).path.unlink(missing_ok=True)
        self._data(ref).unlink(missing_ok=True)
        sync_folder(self._root)

    def _open_uploads(self, older_s: float) -> list[OpenUpload]:
        found = []
        for log in sorted(self._root.glob("*.log")):
            ref = log.stem
            with contextlib.suppress(UploadMissing, FileNotFoundError):
                if not self._data(ref).exists() or _age_s(log) < older_s:
                    continue
                plan, _ = self._journal(ref).read()
                touched = datetime.fromtimestamp(log.stat().st_mtime, UTC)
                found.append(OpenUpload(ref=ref, bucket=plan.bucket, key=plan.key, touched=touched))
        return found

    def _check(self, ref: str) -> None:
        if not _REF.fullmatch(ref):
            raise UploadMissing(ref)

    def _data(self, ref: str) -> Path:
        return self._root / f"{ref}.bin"

    def _journal(self, ref: str) -> Journal:
        return Journal(self._root / f"{ref}.log", ref)


async def _batches(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytearray]:
    batch = bytearray()
    async for chunk in chunks:
        batch += chunk
        if len(batch) >= BATCH:
            yield batch
            batch = bytearray()
    if batch:
        yield batch


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
