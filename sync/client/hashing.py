"""Digests of a file in one pass: SHA-256 of the whole, SHA-256 and MD5 of each part.

The three digests run on threads of their own over the same block (hashlib lets go of the GIL), so
that the pass takes as long as the slowest of them, not as long as all together.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from sync.client.errors import NO_FILE, FileChanged, FileEmpty, FileMisnamed, FileVanished
from sync.wire.uploads import PartDigests, PartPlan, part_plan

BLOCK = 2 * 1024 * 1024
"""Bytes read at a time; two blocks are held at once."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells cheaply that a file is another one: bytes, modification time, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class FileDigests:
    """A file as it was hashed: hex digests, parts in order and cut by `part_plan`."""

    fingerprint: Fingerprint
    sha256: str
    parts: tuple[PartDigests, ...]

    @property
    def plan(self) -> PartPlan:
        """How the file is cut."""
        return part_plan(self.fingerprint.size)


def fingerprint(path: Path) -> Fingerprint:
    """The file as it is now. Raises FileVanished, FileMisnamed."""
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        raise FileMisnamed(path) from None
    try:
        facts = path.stat()
    except OSError as error:
        raise FileVanished(path, error.strerror or str(error)) from None
    if not path.is_file():
        raise FileVanished(path, NO_FILE)
    return Fingerprint(facts.st_size, facts.st_mtime_ns, facts.st_ino)


async def hash_file(path: Path, on_progress: Progress | None = None) -> FileDigests:
    """Hashes `path` on threads; cancelling the task ends them. `on_progress(done, size)` in bytes
    is called in the event loop.

    Raises FileVanished, FileEmpty, and FileChanged when the file changed while it was read.
    """
    loop = asyncio.get_running_loop()
    stop = threading.Event()

    def tell(done: int, size: int) -> None:
        if on_progress is not None and not stop.is_set():
            loop.call_soon_threadsafe(on_progress, done, size)

    try:
        return await asyncio.to_thread(hash_file_now, path, tell, stop)
    finally:
        stop.set()


def hash_file_now(path: Path, on_progress: Progress, stop: threading.Event) -> FileDigests:
    """The same on the calling thread. Raises FileChanged too when `stop` was set meanwhile."""
    before = fingerprint(path)
    if before.size == 0:
        raise FileEmpty(path)
    try:
        with FileIO(path) as file, _Digester(part_plan(before.size)) as digester:
            _feed(file, digester, before.size, on_progress, stop)
            whole, parts = digester.result()
    except OSError as error:
        raise FileVanished(path, error.strerror or str(error)) from None
    if fingerprint(path) != before:
        raise FileChanged
    return FileDigests(before, whole, parts)


def hash_part(path: Path, n: int, size: int) -> PartDigests:
    """Digests of part `n` of a file of `size` bytes as it is on disk now. Raises FileVanished."""
    offset, length = part_plan(size).span(n)
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(offset)
            while length and (block := file.read(min(BLOCK, length))):
                sha256.update(block)
                md5.update(block)
                length -= len(block)
    except OSError as error:
        raise FileVanished(path, error.strerror or str(error)) from None
    return PartDigests(n=n, sha256=sha256.hexdigest(), md5=md5.hexdigest())


def hash_ranges(path: Path, nonce: str, ranges: list[tuple[int, int]]) -> str:
    """The answer to a Challenge: hex SHA-256 of the nonce and these (offset, length) ranges.

    Raises FileVanished.
    """
    digest = hashlib.sha256(nonce.encode())
    try:
        with path.open("rb") as file:
            for offset, length in ranges:
                file.seek(offset)
                digest.update(file.read(length))
    except OSError as error:
        raise FileVanished(path, error.strerror or str(error)) from None
    return digest.hexdigest()


def _feed(
    file: FileIO, digester: _Digester, size: int, tell: Progress, stop: threading.Event
) -> None:
    """Reads ahead into one buffer while the other one is hashed."""
    buffers = (memoryview(bytearray(BLOCK)), memoryview(bytearray(BLOCK)))
    done = turn = 0
    while done < size:
        if stop.is_set():
            raise FileChanged
        room = min(BLOCK, size - done, digester.left_in_part)
        got = _fill(file, buffers[turn][:room])
        if got < room:
            raise FileChanged
        digester.add(buffers[turn][:room])
        done += room
        turn = 1 - turn
        tell(done, size)
    if file.read(1):
        raise FileChanged


def _fill(file: FileIO, room: memoryview) -> int:
    got = 0
    while got < len(room):
        count = file.readinto(room[got:])
        if not count:
            break
        got += count
    return got


class _Digester:
    """Three running digests, each on its own thread. A block never spans two parts."""

    def __init__(self, plan: PartPlan) -> None:
        self._plan = plan
        self._threads = [ThreadPoolExecutor(1, "hash") for _ in range(3)]
        self._whole = hashlib.sha256()
        self._running: list[Any] = []
        self._parts: list[PartDigests] = []
        self._begin_part()

    def __enter__(self) -> _Digester:
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.shutdown()

    def add(self, block: memoryview) -> None:
        """Hashes `block`; returns once the block before it is done with."""
        self._settle()
        digests = (self._md5, self._sha256) if self._plan.count == 1 else self._digests
        self._running = [
            thread.submit(digest.update, block)
            for thread, digest in zip(self._threads, digests, strict=False)
        ]
        self.left_in_part -= len(block)
        if self.left_in_part == 0:
            self._end_part()

    def result(self) -> tuple[str, tuple[PartDigests, ...]]:
        """Hex SHA-256 of the whole, and the parts."""
        if self._plan.count == 1:
            return self._parts[0].sha256, tuple(self._parts)
        return self._whole.hexdigest(), tuple(self._parts)

    @property
    def _digests(self) -> tuple[Any, ...]:
        return self._md5, self._sha256, self._whole

    def _settle(self) -> None:
        for task in self._running:
            task.result()
        self._running = []

    def _begin_part(self) -> None:
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = hashlib.sha256()
        self.left_in_part = self._plan.span(len(self._parts) + 1)[1]

    def _end_part(self) -> None:
        self._settle()
        n = len(self._parts) + 1
        found = PartDigests(n=n, sha256=self._sha256.hexdigest(), md5=self._md5.hexdigest())
        self._parts.append(found)
        if n < self._plan.count:
            self._begin_part()
