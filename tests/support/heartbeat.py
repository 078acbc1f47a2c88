"""How regularly a window's loop turns while the studio uploads a file and decodes another."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from studio.audio.pcm import PcmCache, Wanted
from sync.client import blobs, editing
from sync.client.answers import get_ready
from sync.client.hashing import hash_file
from sync.client.status import Status
from sync.wire.uploads import UploadKind
from tests.support import songs
from tests.support.desks import Desk

EVERY_S = 0.005
CONTROL = f"""
import json, signal, sys, time
late, going = [], []
signal.signal(signal.SIGTERM, lambda *_: going.append(0))
due = time.perf_counter() + {EVERY_S}
while not going:
    time.sleep({EVERY_S})
    now = time.perf_counter()
    if now - due > 0.002:
        late.append((due, now))
    due = now + {EVERY_S}
print(json.dumps(late))
"""
"""Beats in a process that does nothing else: what is late there had to wait for the machine."""


@dataclass(slots=True)
class Stalls:
    """Seconds by which beats came late; `seconds`: how long all of it took."""

    late: list[float] = field(default_factory=list)
    seconds: float = 0.0
    waits: list[tuple[float, float, float]] = field(default_factory=list)
    """When beats were due and when they came, by the clock that all processes share; and how much
    of a processor this one had since the beat before.
    """
    control: list[tuple[float, float]] = field(default_factory=list)
    """The same of a process that did nothing else at that time."""

    @property
    def worst_ms(self) -> float:
        """The longest time in which the window did nothing."""
        return 1000 * max(self.late)

    @property
    def own_ms(self) -> float:
        """The longest, without the time in which the machine let others not run either; and no
        longer than this process ran at all: who holds the loop up needs a processor for it.
        """
        return 1000 * max(
            min(end - due - self._kept(due, end), ran)
            for due, end, ran in sorted(self.waits, key=lambda wait: wait[0] - wait[1])[:100]
        )

    def _kept(self, due: float, end: float) -> float:
        overlaps = (min(end, until) - max(due, since) for since, until in self.control)
        return sum(length for length in overlaps if length > 0)

    @property
    def often_ms(self) -> float:
        """One beat in a thousand came later than this."""
        return 1000 * sorted(self.late)[-1 - len(self.late) // 1000]


@asynccontextmanager
async def heartbeat() -> AsyncIterator[Stalls]:
    """Beats every 5 ms in the running loop until the block ends."""
    found = Stalls()

    async def beat() -> None:
        due, ran = time.perf_counter() + EVERY_S, time.process_time()
        while True:
            await asyncio.sleep(EVERY_S)
            now, before, ran = time.perf_counter(), ran, time.process_time()
            found.late.append(max(0.0, now - due))
            found.waits.append((due, max(due, now), ran - before))
            due = now + EVERY_S

    began = time.perf_counter()
    beating = asyncio.create_task(beat())
    try:
        yield found
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        found.seconds = time.perf_counter() - began


@contextmanager
def controlled(found: Stalls) -> Iterator[None]:
    """Lets another process beat meanwhile."""
    beside = subprocess.Popen([sys.executable, "-c", CONTROL], stdout=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        beside.terminate()
        found.control = [(due, now) for due, now in json.loads(beside.communicate()[0] or "[]")]


async def upload_and_decode(folder: Path, address: str, token: str, size: int) -> Stalls:
    """A file of `size` bytes is chosen, read and sent, while a song is decoded over and over."""
    await asyncio.to_thread(get_ready)  # as the studio does when it opens a library
    desk = Desk(folder / "desk", address, token)
    await desk.open()
    cache = PcmCache(folder / "pcm")
    song = folder / "long.wav"
    with song.open("wb") as file:  # most of it is a hole: reading and sending it is real
        file.write(token.encode())
        file.truncate(size)
    try:
        async with heartbeat() as found:
            with controlled(found):
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
