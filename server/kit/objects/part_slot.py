"""One part on its way into the data file of an upload, on the calling thread.

The bytes of a part are locked (an open-file-description lock, which dies with its process) from
the first write until the journal has them, and `finish` locks them all. So no part is written by
two connections, nor after the file took the object's name.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import threading
from pathlib import Path

from server.kit.objects.disk import write_all
from server.kit.objects.errors import PartBusy, PartRejected, UploadMissing
from server.kit.objects.journal import Journal
from server.kit.objects.values import PartClaim, StoredPart

_FLOCK = "@hhqqi"
"""struct flock of 64-bit Linux: type, whence, start, length, pid."""


def open_locked(path: Path, ref: str, *, start: int, length: int, what: str) -> int:
    """Opens the data file with `length` bytes from `start` locked (0: all of it).

    The caller closes it, which unlocks. Raises PartBusy, UploadMissing.
    """
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        raise UploadMissing(ref) from None
    lock = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, start, length, 0)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, lock)
        if not _still_named(fd, path):
            raise UploadMissing(ref)
    except (BlockingIOError, PermissionError):
        os.close(fd)
        raise PartBusy(what) from None
    except BaseException:
        os.close(fd)
        raise
    return fd


class PartSlot:
    """Takes the bytes of part `n`: `open`, `write` in order, `seal`; and `close` in any case.

    A task may be cancelled while a thread is in here: what comes after `close` does nothing.
    """

    def __init__(self, data: Path, journal: Journal, ref: str, n: int, claim: PartClaim) -> None:
        self._data = data
        self._journal = journal
        self._ref = ref
        self._n = n
        self._claim = claim
        self._offset = 0
        self._done = 0
        self._held: StoredPart | None = None
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = hashlib.sha256()
        self._mutex = threading.Lock()
        self._fd = -1
        self._closed = False

    def open(self) -> None:
        """Finds the part's place and locks it. Raises PartRejected, PartBusy, UploadMissing."""
        with self._mutex:
            if self._closed:
                return
            plan, _ = self._journal.read()
            if not self._data.exists():
                raise UploadMissing(self._ref)
            if not 1 <= self._n <= plan.count:
                raise PartRejected(self._n, f"there are only parts 1 to {plan.count}")
            self._offset, length = plan.span(self._n)
            if self._claim.length != length:
                raise PartRejected(
                    self._n, f"is announced with {self._claim.length} bytes, not {length}"
                )
            self._fd = open_locked(
                self._data,
                self._ref,
                start=self._offset,
                length=length,
                what=f"Part {self._n}",
            )
            self._held = self._make_room()

    def write(self, chunk: bytes | bytearray) -> None:
        """The next bytes of the part. Raises PartRejected beyond its end."""
        with self._mutex:
            if self._closed:
                return
            if self._done + len(chunk) > self._claim.length:
                raise PartRejected(self._n, f"is longer than {self._claim.length} bytes")
            if self._held is None:
                write_all(self._fd, memoryview(chunk), self._offset + self._done)
            self._md5.update(chunk)
            self._sha256.update(chunk)
            self._done += len(chunk)

    def seal(self) -> StoredPart:
        """Verifies, makes the bytes durable, then notes the part. Raises PartRejected."""
        with self._mutex:
            if self._closed:
                raise UploadMissing(self._ref)
            self._verify()
            if self._held is not None:
                return self._held
            os.fdatasync(self._fd)
            part = StoredPart(
                n=self._n,
                size=self._done,
                etag=self._claim.md5,
                md5=self._claim.md5,
                sha256=self._claim.sha256,
            )
            self._journal.add(part)
            return part

    def close(self) -> None:
        """Unlocks; waits for a write under way, so that its file is still the one it meant."""
        with self._mutex:
            self._closed = True
            if self._fd >= 0:
                os.close(self._fd)
            self._fd = -1

    def _make_room(self) -> StoredPart | None:
        """The part if it is held with these very bytes, which then stay; else nothing is held."""
        _, parts = self._journal.read()
        held = parts.get(self._n)
        if held is None:
            return None
        if (held.md5, held.sha256) == (self._claim.md5, self._claim.sha256):
            return held
        self._journal.void(self._n)
        return None

    def _verify(self) -> None:
        if self._done != self._claim.length:
            raise PartRejected(
                self._n, f"has {self._done} bytes of the {self._claim.length} announced"
            )
        if self._sha256.hexdigest() != self._claim.sha256:
            raise PartRejected(self._n, "its SHA-256 is not the one announced")
        if self._md5.hexdigest() != self._claim.md5:
            raise PartRejected(self._n, "its MD5 is not the one announced")


def _still_named(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False
