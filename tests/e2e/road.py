"""The main road, walked for real: upload, kill, resume, process, listen, comment, count.

Every step prints a line; the first that fails ends it. Run it by scripts/e2e.sh.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg

from tests.support import songs
from tests.support.api import Artist
from tests.support.chromium import browser, listener, until
from tests.support.stack import Stack


class Road:
    """What one step leaves for the next."""

    def __init__(self, stack: Stack, room: Path) -> None:
        self.stack = stack
        self.room = room
        self.asset = ""
        self.track: dict[str, Any] = {}
        self.short: dict[str, Any] = {}

    def sign_up(self) -> str:
        """Sign up the first account, which is the artist, and get a device token."""
        self.artist = Artist(self.stack.url, self.room)
        assert self.artist.role == "artist"
        return f"@roadie is {self.artist.role}"

    def upload_with_a_kill(self) -> str:
        """Upload a real song in parts, kill the client in the middle, resume."""
        song = songs.as_wav(songs.song(), self.room / "funky.wav")
        client = self.artist.send(song, rate=6_000_000)
        self._until_parts(song, 2)
        os.kill(client.pid, signal.SIGKILL)
        client.wait()
        kept = len(self._parts(song))
        resumed = self.artist.send(song, rate=0)
        out, _ = resumed.communicate(timeout=120)
        assert resumed.returncode == 0, "the resumed upload failed"
        self.asset = out.decode().strip()
        total = -(-song.stat().st_size // (8 * 2**20))
        assert total >= 3, "the song should be cut in at least three parts"
        assert 2 <= kept < total
        return f"{total} parts, killed with {kept} stored, those were not sent again"

    def _parts(self, song: Path) -> list[dict[str, Any]]:
        """The parts that the server holds: beginning again names the upload that is open."""
        with song.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        start = {"filename": song.name, "size": song.stat().st_size, "sha256": sha256}
        found = self.artist.web.post("/api/v1/upload/multipart/init", json=start)
        parts: list[dict[str, Any]] = found.json()["parts_done"]
        return parts

    def _until_parts(self, song: Path, count: int) -> None:
        deadline = time.monotonic() + 60
        while len(self._parts(song)) < count:
            assert time.monotonic() < deadline, "no part arrived within a minute"
            time.sleep(0.1)

    def create_track(self) -> str:
        """Create the track; its version is pending."""
        self.track = self.artist.publish("Funky Robot", self.asset)
        status = self.track["versions"][0]["status"]
        assert status in {"pending", "processing"}
        return f"{self.track['id']} is {status}"

    def wait_until_ready(self) -> str:
        """Wait until it is ready."""
        started = time.monotonic()
        self.track = self.artist.ready(self.track)
        version = self.track["versions"][0]
        assert abs(version["duration_ms"] - 223_492) < 60
        return (
            f"{version['duration_ms']} ms, {version['lufs']:.1f} LUFS "
            f"after {time.monotonic() - started:.1f} s"
        )

    def look_into_the_store(self) -> str:
        """See playlist and segments in the store, equal to what the database says."""
        folder = next((self.stack.data / "objects" / "hls").glob("*/std/opus"))
        playlist = (folder / "index.m3u8").read_text()
        segments = playlist.count("#EXTINF")
        assert segments >= 37
        media = (folder / "audio.mp4").stat().st_size
        assert media > 3_000_000
        original = next((self.stack.data / "objects" / "originals").rglob("*/*/*"))
        assert original.stat().st_size == (self.room / "funky.wav").stat().st_size
        return f"{segments} segments in {media} bytes; the original is whole"

    def find_the_playlist_in_the_embed(self) -> str:
        """Fetch the embed page and find the playlist's URL in it."""
        page = httpx.get(f"{self.stack.url}/embed/track/{self.track['id']}")
        assert page.status_code == 200
        found = re.search(r"/media/hls/[\w-]{22}/\d{10}/[0-9a-f-]+/std/opus/index\.m3u8", page.text)
        assert found, "no signed playlist in the embed page"
        assert f"/api/v1/stream/{self.track['primary_version_id']}.m3u8" in page.text
        playlist = httpx.get(self.stack.url + found[0])
        assert playlist.text.startswith("#EXTM3U")
        return found[0][:40] + "…"

    def play_by_ffmpeg(self) -> str:
        """Play 10 s by ffmpeg."""
        address = f"{self.stack.url}/api/v1/stream/{self.track['primary_version_id']}.m3u8"
        said = subprocess.run(
            [
                imageio_ffmpeg.get_ffmpeg_exe(),
                "-v",
                "info",
                "-t",
                "10",
                "-i",
                address,
                "-af",
                "volumedetect",
                "-f",
                "null",
                "-",
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stderr
        mean = float(re.findall(r"mean_volume: (-?[\d.]+) dB", said)[-1])
        assert mean > -40, "ffmpeg heard silence"
        assert "error" not in said.lower()
        return f"mean volume {mean} dB"

    def play_by_browser(self) -> str:
        """Play 10 s by hls.js in Chromium; the sound is measured, not believed."""
        with browser() as chromium, listener(chromium) as page:
            page.goto(self.stack.url + self.track["url"])
            page.click("[data-act=toggle]")
            until(page, "heard().position > 10", within_s=40)
            heard = page.evaluate("heard()")
            assert heard["source"] == "blob:", f"not played by MSE but from {heard['source']}"
            until(page, "heard().level > 0.005", within_s=5)
            level = page.evaluate("heard().level")
        return f"position {heard['position']:.1f} s, level {level:.3f} RMS"

    def comment(self) -> str:
        """Post a comment at a moment and read it back."""
        body = "the robot turns its head here"
        made = self.artist.post(
            "/api/v1/comments",
            {"track_id": self.track["id"], "at_ms": 61_500, "body": body},
        )
        listed = httpx.get(
            f"{self.stack.url}/api/v1/comments", params={"track_id": self.track["id"]}
        ).json()
        found = next(c for c in listed["comments"] if c["id"] == made["id"])
        assert (found["at_ms"], found["body"]) == (61_500, body)
        assert body in httpx.get(self.stack.url + self.track["url"]).text
        return f"at {found['at_ms']} ms, on the page too"

    def second_track(self) -> str:
        """Publish a short synthetic piece, of which ten seconds are a play."""
        piece = songs.chord(self.room / "chord.wav", seconds=20)
        self.short = self.artist.ready(self.artist.publish("Swell", self.artist.upload(piece)))
        return f"{self.short['versions'][0]['duration_ms']} ms"

    def count_a_play(self) -> str:
        """Listen in a browser and see analytics_daily grow after the roll-up."""
        before = self._stats()["plays"]
        with browser() as chromium, listener(chromium) as page:
            page.goto(self.stack.url + self.short["url"])
            page.click("[data-act=toggle]")
            until(page, "heard().position > 14", within_s=40)
            page.keyboard.press("Space")
            page.wait_for_timeout(1_000)
        deadline = time.monotonic() + 150
        while self._stats()["plays"] == before:
            assert time.monotonic() < deadline, "the play was not counted within two minutes"
            time.sleep(1)
        found = self._stats()
        assert (found["plays"], found["daily_uniques"]) == (before + 1, 1)
        return f"{before} -> {found['plays']} plays, {found['daily_uniques']} listener"

    def _stats(self) -> dict[str, Any]:
        found: dict[str, Any] = self.artist.web.get(
            f"/api/v1/tracks/{self.short['id']}/stats"
        ).json()
        return found


def steps(road: Road) -> list[Callable[[], str]]:
    """The road, in order."""
    return [
        road.sign_up,
        road.upload_with_a_kill,
        road.create_track,
        road.wait_until_ready,
        road.look_into_the_store,
        road.find_the_playlist_in_the_embed,
        road.play_by_ffmpeg,
        road.play_by_browser,
        road.comment,
        road.second_track,
        road.count_a_play,
    ]


def main() -> int:
    """Boots a stack of its own and walks the road; 1 at the first step that fails."""
    with (
        tempfile.TemporaryDirectory(prefix="acetate-e2e-") as room,
        Stack(Path(room) / "data") as stack,
    ):
        say(f"boot: {stack.url} is ready after {stack.ready_s:.1f} s")
        return walk(Road(stack, Path(room)))


def walk(road: Road) -> int:
    """Every step in order."""
    for step in steps(road):
        title = (step.__doc__ or step.__name__).splitlines()[0].rstrip(".")
        try:
            say(f"{title}: {step()}")
        except Exception as error:
            say(f"FAILED: {title}: {type(error).__name__}: {error}")
            say(road.stack.log_tail())
            return 1
    say("E2E OK")
    return 0


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
