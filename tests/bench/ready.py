"""media.ready_vs_opus: from `complete` to `ready`, over one ffmpeg Opus encode of the same file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg

from tests.support.api import Artist
from tests.support.audio import write_song
from tests.support.stack import Stack

ROUNDS = 3
SECONDS = 240


def encode(song: Path, target: Path) -> float:
    """Wall seconds of the peer: the same bitrate, nothing else."""
    started = time.monotonic()
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-v",
            "error",
            "-y",
            "-i",
            song,
            "-c:a",
            "libopus",
            "-b:a",
            "160k",
            target,
        ],
        check=True,
    )
    return time.monotonic() - started


def ready(artist: Artist, song: Path, title: str) -> float:
    """Wall seconds from the finished upload to `ready`; then waits for the optional renditions,
    which would slow the next round."""
    asset = artist.upload(song)
    started = time.monotonic()
    track = artist.publish(title, asset)
    artist.ready(track)
    took = time.monotonic() - started
    artist.ready(track, extras=True)
    return took


def main() -> None:
    """Prints one JSON line."""
    ours, peer = [], []
    with (
        tempfile.TemporaryDirectory(prefix="acetate-bench-") as room,
        Stack(Path(room) / "data") as stack,
    ):
        artist = Artist(stack.url, Path(room))
        for number in range(ROUNDS):
            song = write_song(Path(room) / f"{number}.wav", SECONDS + number, kind="s24")
            peer.append(encode(song, Path(room) / "peer.opus"))
            ours.append(ready(artist, song, f"Song {number}"))
    line = {
        "name": "media.ready_vs_opus",
        "ratio": round(min(ours) / min(peer), 2),
        "peer": "ffmpeg libopus 160k",
        "s": round(min(ours), 2),
        "peer_s": round(min(peer), 2),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
