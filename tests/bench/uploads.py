"""upload.vs_copy: 1 GB through the client into the folder store, over `cp` and `sha256sum` of it.

Also upload.resume: what a client that was killed at 40 % sends again, in parts per lane. Run as
`python -m tests.bench.uploads [bytes]`.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sync.client.uploader import MOST_LANES
from sync.wire.uploads import part_plan
from tests.support.api import Artist
from tests.support.proxy import FaultProxy
from tests.support.stack import Stack

SIZE = 10**9
ROUNDS = 3
COPY_TARGET, RESUME_TARGET = 3.0, 1.0
KILLED_AT = 0.4


def main() -> None:
    """Both figures, as JSON lines."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    with tempfile.TemporaryDirectory(prefix="acetate-bench-") as folder:
        room = Path(folder)
        with Stack(room / "data") as stack:
            artist = Artist(stack.url, room)
            _compare(artist, room, size)
        asyncio.run(_resume(room, size))


def _compare(artist: Artist, room: Path, size: int) -> None:
    """Rounds of both, one after the other, so that a busy machine is busy for both."""
    copies, uploads = [], []
    for number in range(ROUNDS):
        song = _song(room / f"song{number}.wav", size)
        os.sync()
        copies.append(_timed(["cp", str(song), str(room / "copy")], ["sha256sum", str(song)]))
        (room / "copy").unlink()
        os.sync()
        began = time.monotonic()
        artist.upload(song)
        uploads.append(time.monotonic() - began)
        song.unlink()
    ratio = statistics.median(u / c for u, c in zip(uploads, copies, strict=True))
    _tell(
        "upload.vs_copy",
        ratio,
        COPY_TARGET,
        bytes=size,
        upload_s=[round(s, 2) for s in uploads],
        copy_s=[round(s, 2) for s in copies],
    )


async def _resume(room: Path, size: int) -> None:
    """A proxy counts what the client sends, before it is killed and after."""
    proxy = await FaultProxy().start()
    with Stack(room / "resumed", public_url=proxy.url) as stack:
        proxy.upstream = stack.url
        artist = Artist(stack.url, room, "resumer")
        artist.url = proxy.url
        song = _song(room / "song.wav", size)
        first = artist.send(song)
        await proxy.until(lambda: proxy.sent() >= KILLED_AT * size, timeout_s=120)
        first.kill()
        first.wait()
        await asyncio.to_thread(artist.upload, song)
    await proxy.stop()
    again = proxy.sent() - size
    per_lane = again / part_plan(size).part_size / MOST_LANES
    _tell("upload.resume", per_lane, RESUME_TARGET, bytes=size, sent_again=again)


def _song(path: Path, size: int) -> Path:
    """A file of random bytes, different each time."""
    with path.open("wb") as file:
        left = size
        while left:
            left -= file.write(os.urandom(min(left, 2**24)))
    return path


def _timed(*commands: list[str]) -> float:
    began = time.monotonic()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _tell(name: str, value: float, target: float, **more: object) -> None:
    found = {"name": name, "value": round(value, 3), "target": target, "ok": value <= target}
    sys.stdout.write(json.dumps(found | more) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
