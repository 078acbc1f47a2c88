"""Ratios of the whole media job to separate ffmpeg command lines; prints JSON lines.

Run as `python -m tests.bench.media [cpu|rss|required ...]`.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server.media.encode.plan import Event, Outcome, Plan, Required, Step
from server.media.encode.render import render
from tests.support.audio import write_song
from tests.support.judge import ffmpeg

ALL = (Step.AAC, Step.MP3)
CPU_TARGET, RSS_TARGET_MB = 0.65, 150


def main() -> None:
    """Run what the arguments name, or everything."""
    wanted = set(sys.argv[1:]) or {"cpu", "rss", "required"}
    with tempfile.TemporaryDirectory(prefix="acetate-bench-") as folder:
        root = Path(folder)
        song = write_song(root / "song.wav", 240)
        if "cpu" in wanted:
            _cpu(song, root)
        if "required" in wanted:
            _required(song, root)
        if "rss" in wanted:
            song.unlink()
            _rss(write_song(root / "hour.wav", 3600), root)


def _cpu(song: Path, root: Path) -> None:
    ratios = []
    for _ in range(3):
        ours = _job_cpu(song, root / "ours", ALL)
        theirs = sum(_command_cpu(command) for command in _commands(song, root))
        ratios.append((ours / theirs, ours, theirs))
    ratio, ours, theirs = sorted(ratios)[1]
    _say("media.cpu_vs_cli", ratio, CPU_TARGET, ours_cpu_s=ours, theirs_cpu_s=theirs)


def _rss(song: Path, root: Path) -> None:
    outcome, _ = _job(song, root / "hour", ALL)
    _say("media.rss_mb", outcome.max_rss_mb, RSS_TARGET_MB, cpu_s=outcome.cpu_seconds)


def _required(song: Path, root: Path) -> None:
    """Wall time to the `required` event over one ffmpeg Opus encode (lower bound of `ready`)."""
    ratios = []
    for _ in range(3):
        _, seconds = _job(song, root / "required", ())
        began = time.monotonic()
        subprocess.run(_commands(song, root)[0], check=True)
        ratios.append(seconds / (time.monotonic() - began))
    _say("media.required_vs_opus", sorted(ratios)[1], 1.6)


def _job(song: Path, out: Path, optional: tuple[Step, ...]) -> tuple[Outcome, float]:
    shutil.rmtree(out, ignore_errors=True)
    began = time.monotonic()
    seen: list[float] = []

    async def note(event: Event) -> None:
        if isinstance(event, Required):
            seen.append(time.monotonic() - began)

    plan = Plan(source=str(song), out_dir=str(out), optional=optional)
    outcome = asyncio.run(render(plan, note))
    assert outcome.failure is None
    assert not outcome.failed
    return outcome, seen[0]


def _job_cpu(song: Path, out: Path, optional: tuple[Step, ...]) -> float:
    """CPU of the child from its very start, as the system counted it."""
    before = _children()
    _job(song, out, optional)
    return _children() - before


def _command_cpu(command: list[str]) -> float:
    before = _children()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return _children() - before


def _commands(song: Path, root: Path) -> list[list[str]]:
    """The same outputs by separate command lines with default settings."""
    base = [ffmpeg(), "-v", "error", "-nostdin", "-y", "-i", str(song)]
    hls = ["-f", "hls", "-hls_time", "6", "-hls_segment_type", "fmp4", "-hls_playlist_type", "vod"]
    folders = [root / name for name in ("cli-opus", "cli-aac")]
    for folder in folders:
        folder.mkdir(exist_ok=True)
    return [
        [*base, "-c:a", "libopus", "-b:a", "160k", *hls, str(folders[0] / "index.m3u8")],
        [*base, "-c:a", "aac", "-b:a", "256k", *hls, str(folders[1] / "index.m3u8")],
        [*base, "-c:a", "libmp3lame", "-b:a", "320k", str(root / "cli.mp3")],
        [*base, "-lavfi", "showwavespic=s=1800x280", "-frames:v", "1", str(root / "cli.png")],
        [*base, "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"],
        ["sha256sum", str(song)],
    ]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say(name: str, value: float, target: float, **more: float) -> None:
    line = {"name": name, "value": round(value, 3), "target": target, "ok": value <= target}
    line |= {key: round(number, 2) for key, number in more.items()}
    sys.stdout.write(json.dumps(line | {"load": round(os.getloadavg()[0], 1)}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
