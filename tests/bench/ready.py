"""media.ready_vs_opus: from `complete` to `ready`, over one ffmpeg Opus encode of the same file."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import imageio_ffmpeg

from tests.support.audio import write_song
from tests.support.stack import ROOT, Stack

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


class Artist:
    """Somebody who uploads and waits."""

    def __init__(self, stack: Stack, room: Path) -> None:
        self.stack, self.room = stack, room
        password = secrets.token_urlsafe(12)
        account = {"handle": "bench", "email": "bench@example.com", "password": password}
        assert httpx.post(f"{stack.url}/api/v1/auth/signup", json=account).status_code == 201
        login = {"login": "bench", "password": password, "name": "bench"}
        self.token = httpx.post(f"{stack.url}/api/v1/auth/devices", json=login).json()["token"]
        self.web = httpx.Client(
            base_url=stack.url, headers={"authorization": f"Bearer {self.token}"}, timeout=60
        )

    def ready(self, song: Path, title: str) -> float:
        """Wall seconds from the finished upload to `ready`."""
        arguments = [self.stack.url, self.token, str(self.room / "j"), str(song), "0"]
        sent = subprocess.run(
            [sys.executable, "-m", "tests.e2e.send", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        started = time.monotonic()
        draft = {"title": title, "original_asset_id": sent.stdout.strip()}
        version = self.web.post("/api/v1/tracks", json=draft).json()["versions"][0]["id"]
        while self._state(version)["status"] != "ready":
            time.sleep(0.05)
        took = time.monotonic() - started
        self._settle(version)
        return took

    def _state(self, version: str) -> dict[str, object]:
        found: dict[str, object] = self.web.get(f"/api/v1/versions/{version}").json()
        assert found["status"] != "failed", found
        return found

    def _settle(self, version: str) -> None:
        """Waits until the optional renditions are made: they would slow the next round."""
        while len(self._state(version)["renditions"]) < 3:  # type: ignore[arg-type]
            time.sleep(0.3)


def main() -> None:
    """Prints one JSON line."""
    ours, peer = [], []
    with (
        tempfile.TemporaryDirectory(prefix="acetate-bench-") as room,
        Stack(Path(room) / "data") as stack,
    ):
        artist = Artist(stack, Path(room))
        for number in range(ROUNDS):
            song = write_song(Path(room) / f"{number}.wav", SECONDS + number, kind="s24")
            peer.append(encode(song, Path(room) / "peer.opus"))
            ours.append(artist.ready(song, f"Song {number}"))
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
