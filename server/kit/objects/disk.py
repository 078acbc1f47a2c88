"""Files that survive a power cut: synced writes and directories, and disk errors by their name."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

from server.kit.objects.errors import StoreFull, StoreUnavailable

P = ParamSpec("P")
T = TypeVar("T")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Turns errors of the file system into StoreFull and StoreUnavailable.

    What is missing passes as FileNotFoundError or NotADirectoryError: its name the caller knows.
    """
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        if error.errno in _FULL:
            raise StoreFull(why) from error
        raise StoreUnavailable(
            why, remedy="Check the owner and the disk of the data folder."
        ) from error


async def off_loop(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs file work on a thread, under `disk_errors`."""

    def guarded() -> T:
        with disk_errors():
            return do(*args, **kwargs)

    return await asyncio.to_thread(guarded)


def sync_folder(path: Path) -> None:
    """Makes the names in a directory durable."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folders(path: Path) -> None:
    """Creates a directory and its parents, each durable in the one above.

    Raises FileExistsError where a file holds the name of one of them, FileNotFoundError where
    another process removed one meanwhile: the caller may ask again.
    """
    if path.is_dir():
        return
    make_folders(path.parent)
    try:
        path.mkdir()
    except FileExistsError:
        # Looked at once: Path.mkdir(exist_ok=True) looks after failing, and takes a directory
        # that was removed in between for a file.
        if not stat.S_ISDIR(path.stat().st_mode):
            raise
    sync_folder(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """A new file of these bytes, synced. Raises FileExistsError."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        write_all(fd, content)
        os.fsync(fd)
    finally:
        os.close(fd)


def write_all(fd: int, content: bytes | memoryview, offset: int | None = None) -> None:
    """Writes every byte, at `offset` or where the file stands."""
    rest = memoryview(content)
    while rest:
        if offset is None:
            written = os.write(fd, rest)
        else:
            written = os.pwrite(fd, rest, offset)
            offset += written
        rest = rest[written:]


def need_space(folder: Path, size: int, *, reserve: int) -> None:
    """Raises StoreFull unless `size` bytes fit and `reserve` bytes stay free."""
    free = shutil.disk_usage(folder).free
    if size + reserve > free:
        raise StoreFull(f"{size} bytes are needed, {max(0, free - reserve)} can be used")
