"""CPU of the studio's sound: twelve stems mixed, one hour of waveform drawn; prints JSON lines.

Run as `python -m tests.bench.studio_audio [mix|view ...]`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from studio.audio.mixer import Mixer
from studio.audio.pcmfile import Pcm, PcmWriter, open_pcm
from studio.audio.pyramid import Pyramid, build, open_pyramid

RATE, STEMS, MIXED_S, HOUR_S = 48_000, 12, 60, 3600
MIX_TARGET, VIEW_TARGET_MS = 0.10, 1.0
WIDTH = 1400
ZOOMS = (0.1, 1, 10, 100, 255, 256, 300, 1_000, 10_000, 100_000, HOUR_S * RATE / WIDTH)


def main() -> None:
    """Run what the arguments name, or everything."""
    wanted = set(sys.argv[1:]) or {"mix", "view"}
    with tempfile.TemporaryDirectory(prefix="acetate-bench-") as folder:
        root = Path(folder)
        if "mix" in wanted:
            _mix(root)
        if "view" in wanted:
            _view(root)


def _mix(root: Path) -> None:
    """CPU seconds per second of sound, all stems heard, a quarter of the blocks with a ramp."""
    ratios = {}
    for kind in (np.int16, np.float32):
        stems = {str(i): _sound(root / f"{i}.pcm", MIXED_S, kind, seed=i) for i in range(STEMS)}
        mixer = Mixer({name: pcm.planes for name, pcm in stems.items()}, RATE)
        block = mixer.ramp_frames
        mixer.render(MIXED_S * RATE)  # the files are in memory, as after a first listening
        mixer.jump(0)
        began = time.process_time()
        for step in range(MIXED_S * RATE // block):
            if step % 4 == 0:
                mixer.set_gain(str(step // 4 % STEMS), 0.5 + step % 8 / 16)
            mixer.render(block)
        ratios[kind.__name__] = (time.process_time() - began) / MIXED_S
    _say("studio.mix_cpu", max(ratios.values()), MIX_TARGET, **ratios)


def _view(root: Path) -> None:
    """The slowest of all zooms of an hour, median CPU of a view."""
    pcm = _sound(root / "hour.pcm", HOUR_S, np.float32, seed=1)
    built = _cpu(lambda: build(pcm.planes))
    pyramid = open_pyramid(pcm)
    times = {zoom: _zoom_ms(pyramid, zoom) for zoom in ZOOMS}
    slowest = max(times, key=lambda zoom: times[zoom])
    _say(
        "studio.view_ms",
        times[slowest],
        VIEW_TARGET_MS,
        slowest_frames_per_column=slowest,
        full_ms=times[ZOOMS[-1]],
        build_cpu_s=built,
    )


def _zoom_ms(pyramid: Pyramid, zoom: float) -> float:
    length = zoom * WIDTH
    start = max(0.0, (pyramid.frames - length) / 3)
    pyramid.view(start, start + length, WIDTH)
    times = [_cpu(lambda: pyramid.view(start, start + length, WIDTH)) for _ in range(40)]
    return statistics.median(times) * 1000


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _sound(path: Path, seconds: int, kind: type[np.int16] | type[np.float32], seed: int) -> Pcm:
    """Noise that repeats after a minute, in a file as the cache has it."""
    minute = np.random.default_rng(seed).standard_normal((2, min(seconds, 60) * RATE)) * 0.1
    piece = (minute * 32768).astype(np.int16) if kind is np.int16 else minute.astype(np.float32)
    writer = PcmWriter(path, channels=2, dtype=piece.dtype)
    for _ in range(max(1, seconds // 60)):
        writer.add(piece)
    writer.finish(rate=RATE, source_rate=RATE, source_frames=seconds * RATE, bad_packets=0)
    return open_pcm(path)


def _say(name: str, value: float, target: float, **more: float) -> None:
    line = {"name": name, "value": round(value, 4), "target": target, "ok": value <= target}
    line |= {key: round(number, 4) for key, number in more.items()}
    sys.stdout.write(json.dumps(line | {"load": round(os.getloadavg()[0], 1)}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
