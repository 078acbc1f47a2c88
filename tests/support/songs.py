"""Real music from test packages, as files that an artist would upload."""

from __future__ import annotations

import subprocess
import wave
from importlib.util import find_spec
from pathlib import Path

import imageio_ffmpeg
import numpy as np


def _packaged(package: str, path: str) -> Path:
    spec = find_spec(package)
    assert spec is not None, f"{package} is missing: run scripts/test.sh, which installs it"
    assert spec.origin is not None
    return Path(spec.origin).parent / path


def song() -> Path:
    """An MP3 of 3:43 with tags."""
    return _packaged("arcade", "resources/assets/music/funkyrobot.mp3")


def stems() -> Path:
    """A `.stem.mp4` of 6 s: five streams of sound and a cover."""
    return next(_packaged("stempeg", "data").glob("*.stem.mp4"))


def as_wav(
    source: Path, target: Path, *, codec: str = "pcm_s24le", seconds: float | None = None
) -> Path:
    """The file decoded by ffmpeg to WAV."""
    cut = [] if seconds is None else ["-t", str(seconds)]
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-v",
            "error",
            "-y",
            "-i",
            source,
            "-map",
            "0:a:0",
            *cut,
            "-c:a",
            codec,
            target,
        ],
        check=True,
    )
    return target


def chord(target: Path, *, seconds: float = 20, rate: int = 48_000) -> Path:
    """A made-up piece: three partials that swell, in 16 bit stereo."""
    t = np.arange(int(seconds * rate)) / rate
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * t / 4)
    left = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6)) * swell * 0.2
    both = np.stack((left, np.roll(left, 400)), axis=1)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((both * 32767).astype("<i2").tobytes())
    return target
