"""fetch() of every store: an object to a local file, going on where a broken connection stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from server.kit.objects.disk import off_loop
from server.kit.objects.errors import StoreUnavailable
from sync.wire.ids import new_id

TRIES = 3
"""How often in a row a read may break without having brought a byte."""


class Reader(Protocol):
    """The part of a store that reads."""

    def read(
        self, bucket: str, key: str, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """The object's bytes from `start`."""
        ...


async def fetch_to(
    store: Reader,
    bucket: str,
    key: str,
    to: Path,
    *,
    on_chunk: Callable[[bytes], object] | None,
) -> None:
    """Writes beside `to` and renames. Raises ObjectMissing, StoreFull, StoreUnavailable."""
    beside = to.with_name(f".{to.name}.{new_id()}")
    file = await off_loop(beside.open, "xb")
    try:
        try:
            await _copy(store, bucket, key, file, on_chunk)
        finally:
            file.close()
        await off_loop(beside.replace, to)
    finally:
        beside.unlink(missing_ok=True)


async def _copy(
    store: Reader,
    bucket: str,
    key: str,
    file: BinaryIO,
    on_chunk: Callable[[bytes], object] | None,
) -> None:
    done = 0
    broken = 0

    def take(chunk: bytes) -> None:
        file.write(chunk)
        if on_chunk is not None:
            on_chunk(chunk)

    stream = store.read(bucket, key)
    while True:
        try:
            chunk = await anext(stream, None)
        except StoreUnavailable:
            broken += 1
            if broken >= TRIES:
                raise
            stream = store.read(bucket, key, start=done)
            continue
        if chunk is None:
            return await off_loop(file.flush)
        await off_loop(take, chunk)
        done += len(chunk)
        broken = 0
