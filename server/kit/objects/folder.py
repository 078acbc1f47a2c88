"""The files of a folder store, on the calling thread: written beside and renamed into place.

objects/<bucket>/<key>          the bytes, nothing else
objects/.types/<bucket>/<key>   a media type that the key's ending does not tell
objects/.new/                   what is being written
objects/.locks/                 held while a key is looked at and then taken
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from server.kit.objects import values
from server.kit.objects.disk import (
    make_folders,
    need_space,
    sync_folder,
    write_all,
    write_whole,
)
from server.kit.objects.errors import DigestMismatch, InvalidKey, ObjectMissing
from server.kit.objects.values import Stored
from sync.wire.ids import new_id

COPY_CHUNK = 1024 * 1024
STALE_S = 24 * 3600
"""A half-written file this old was left by a process that died."""


class Folder:
    """Objects below `root`. Names have been checked by the caller."""

    def __init__(self, root: Path, reserve_bytes: int) -> None:
        self.root = root
        self._reserve = reserve_bytes
        self._new = root / ".new"
        self._types = root / ".types"
        self._locks = root / ".locks"

    def prepare(self) -> None:
        """Makes the folders and clears what dead processes left."""
        for folder in (self.root, self._new, self._types, self._locks):
            make_folders(folder)
        for left in self._new.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - STALE_S:
                    left.unlink()

    def make_buckets(self) -> None:
        """Makes the bucket directories."""
        for bucket in values.BUCKETS:
            make_folders(self.root / bucket)

    def look(self, bucket: str, key: str) -> Stored | None:
        """What is known of an object."""
        try:
            facts = (self.root / bucket / key).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not stat.S_ISREG(facts.st_mode):
            return None
        return Stored(
            bucket=bucket,
            key=key,
            size=facts.st_size,
            etag=f"{facts.st_mtime_ns:x}-{facts.st_size:x}",
            content_type=self._type(bucket, key),
            modified=datetime.fromtimestamp(facts.st_mtime, UTC),
        )

    def open(self, bucket: str, key: str) -> BufferedReader:
        """The object for reading. Raises ObjectMissing."""
        try:
            return (self.root / bucket / key).open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise ObjectMissing(bucket, key) from None

    def put(
        self, bucket: str, key: str, source: Path | bytes, content_type: str, sha256: str | None
    ) -> Stored:
        """Copies, syncs, verifies, and only then takes the name."""
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        need_space(self._new, size, reserve=self._reserve)
        fresh = self._new / str(new_id())
        try:
            digest = _copy(source, fresh, hashed=sha256 is not None)
            if sha256 is not None and digest != sha256:
                raise DigestMismatch(key, wanted=sha256, got=digest)
            self.place(fresh, bucket, key, content_type)
        finally:
            fresh.unlink(missing_ok=True)
        stored = self.look(bucket, key)
        if stored is None:
            raise ObjectMissing(bucket, key)
        return stored

    def place(self, fresh: Path, bucket: str, key: str, content_type: str) -> None:
        """Gives the synced file `fresh` its name. Raises InvalidKey below or above another key."""
        self._note_type(bucket, key, content_type)
        _rename(fresh, self.root / bucket / key, InvalidKey(bucket, key))

    def delete(self, bucket: str, key: str) -> None:
        """Removes the object and the directories that it leaves empty."""
        for base in (self.root / bucket, self._types / bucket):
            path = base / key
            try:
                path.unlink()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                continue
            _remove_empty(path.parent, base)

    def walk(self, bucket: str, prefix: str) -> Iterator[Stored]:
        """Objects whose key begins with `prefix`, in order of key."""
        folder, _, start = prefix.rpartition("/")
        for key in _keys(self.root / bucket / folder, f"{folder}/" if folder else "", start):
            stored = self.look(bucket, key)
            if stored is not None:
                yield stored

    @contextlib.contextmanager
    def holding(self, bucket: str, key: str) -> Iterator[None]:
        """Keeps other processes from taking this key meanwhile."""
        name = hashlib.sha256(f"{bucket}/{key}".encode()).hexdigest()[:2]
        fd = os.open(self._locks / name, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def _type(self, bucket: str, key: str) -> str:
        try:
            return (self._types / bucket / key).read_text("ascii")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return values.type_of(key)

    def _note_type(self, bucket: str, key: str, content_type: str) -> None:
        path = self._types / bucket / key
        if content_type == values.type_of(key):
            with contextlib.suppress(NotADirectoryError, IsADirectoryError):
                path.unlink(missing_ok=True)
            return
        fresh = self._new / str(new_id())
        write_whole(fresh, content_type.encode("ascii"))
        try:
            _rename(fresh, path, InvalidKey(bucket, key))
        finally:
            fresh.unlink(missing_ok=True)


def _copy(source: Path | bytes, to: Path, *, hashed: bool) -> str:
    digest = hashlib.sha256()
    fd = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        for chunk in _chunks(source):
            if hashed:
                digest.update(chunk)
            write_all(fd, chunk)
        os.fsync(fd)
    finally:
        os.close(fd)
    return digest.hexdigest()


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while chunk := file.read(COPY_CHUNK):
            yield chunk


def _rename(fresh: Path, to: Path, clash: InvalidKey) -> None:
    for _ in range(10):
        try:
            make_folders(to.parent)
            fresh.replace(to)
        except (NotADirectoryError, IsADirectoryError, FileExistsError):
            raise clash from None
        except FileNotFoundError:
            continue  # another process removed the directory while it was empty
        sync_folder(to.parent)
        return
    raise FileNotFoundError(to)


def _remove_empty(folder: Path, base: Path) -> None:
    while folder != base:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _keys(folder: Path, above: str, start: str) -> Iterator[str]:
    """Keys below `folder` by name; a directory sorts as if its name ended in a slash."""
    try:
        with os.scandir(folder) as found:
            entries = [(e.name + "/" * e.is_dir(), e.is_dir()) for e in found]
    except (FileNotFoundError, NotADirectoryError):
        return
    for name, is_folder in sorted(entries):
        if not name.startswith(start):
            continue
        if is_folder:
            yield from _keys(folder / name[:-1], above + name, "")
        else:
            yield above + name
