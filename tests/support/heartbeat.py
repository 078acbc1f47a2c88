"""How regularly a window's loop turns while the studio uploads a file and decodes another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from studio.audio.pcm import PcmCache, Wanted
from sync.client import blobs, editing
from sync.client.hashing import hash_file
from sync.client.status import Status
from sync.wire.uploads import UploadKind
from tests.support import songs
from tests.support.desks import Desk

EVERY_S = 0.005


@dataclass(slots=True)
class Stalls:
    """Seconds by which beats came late; `seconds`: how long all of it took."""

    late: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def worst_ms(self) -> float:
        """The longest time in which the window did nothing."""
        return 1000 * max(self.late)

    @property
    def often_ms(self) -> float:
        """One beat in a thousand came later than this."""
        return 1000 * sorted(self.late)[-1 - len(self.late) // 1000]


@asynccontextmanager
async def heartbeat() -> AsyncIterator[Stalls]:
    """Beats every 5 ms in the running loop until the block ends."""
    found = Stalls()

    async def beat() -> None:
        due = time.perf_counter() + EVERY_S
        while True:
            await asyncio.sleep(EVERY_S)
            now = time.perf_counter()
            found.late.append(max(0.0, now - due))
            due = now + EVERY_S

    began = time.perf_counter()
    beating = asyncio.create_task(beat())
    try:
        yield found
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        found.seconds = time.perf_counter() - began


async def upload_and_decode(folder: Path, address: str, token: str, size: int) -> Stalls:
    """A file of `size` bytes is chosen, read and sent, while a song is decoded over and over."""
    desk = Desk(folder / "desk", address, token)
    await desk.open()
    cache = PcmCache(folder / "pcm")
    song = folder / "long.wav"
    with song.open("wb") as file:  # most of it is a hole: reading and sending it is real
        file.write(token.encode())
        file.truncate(size)
    try:
        async with heartbeat() as found:
            status = await _both(desk, cache, song)
        assert status.settled, status
    finally:
        await asyncio.to_thread(cache.close)
        await desk.close()
        song.unlink()
    return found


async def _both(desk: Desk, cache: PcmCache, song: Path) -> Status:
    async def send() -> Status:
        sha256 = blobs.keep(desk.local, UploadKind.ORIGINAL, song, await hash_file(song))
        track = editing.create(desk.local, "track", {"title": "Long"})
        editing.create(desk.local, "version", {"label": "Mix", "sha256": sha256}, track)
        return await desk.engine().once()

    sending = asyncio.create_task(send())
    decoded = 0
    while not sending.done() or not decoded:
        decoding = cache.start(Wanted(path=songs.song()))
        await asyncio.wrap_future(decoding.future)
        decoded += 1
        await asyncio.to_thread(_empty, cache.folder)
    return await sending


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
