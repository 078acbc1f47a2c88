"""An outside judge: the static ffmpeg of imageio-ffmpeg, another build than ours."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def ffmpeg() -> str:
    """Path of the binary."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def decode(path: Path, *, channels: int, rate: int | None = None) -> Floats:
    """(n, channels) float32; fails on any complaint of the decoder."""
    command = [ffmpeg(), "-v", "warning", "-nostdin", "-i", str(path)]
    command += [] if rate is None else ["-ar", str(rate)]
    command += ["-f", "f32le", "-ac", str(channels), "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b"", done.stderr.decode()
    return np.frombuffer(done.stdout, np.float32).reshape(-1, channels)


def integers(path: Path, *, channels: int) -> NDArray[np.int32]:
    """(n, channels) int32, left-justified, without any conversion of level."""
    command = [ffmpeg(), "-v", "error", "-nostdin", "-i", str(path), "-f", "s32le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.int32).reshape(-1, channels)


def loudness(path: Path) -> dict[str, float]:
    """Integrated, range and true peak as ffmpeg's own ebur128 reports them."""
    command = [ffmpeg(), "-hide_banner", "-nostdin", "-nostats", "-i", str(path)]
    command += ["-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    text = subprocess.run(command, capture_output=True, check=True).stderr.decode()
    found = {}
    for line in text.rsplit("Summary:", 1)[1].splitlines():
        name, _, value = line.strip().partition(":")
        if name in ("I", "LRA", "Peak"):
            found[name] = float(value.split()[0])
    return found


def lag(found: Floats, wanted: Floats, *, reach: int = 4096) -> int:
    """By how many samples `found` comes later than `wanted` (both (n,)), by cross-correlation."""
    size = min(len(found), len(wanted), 1 << 17)
    length = 1 << (2 * size - 1).bit_length()
    spectrum = np.fft.rfft(found[:size], length) * np.conj(np.fft.rfft(wanted[:size], length))
    correlation = np.fft.irfft(spectrum, length)
    around = np.concatenate((correlation[-reach:], correlation[: reach + 1]))
    return int(np.argmax(around)) - reach


def snr_db(found: Floats, wanted: Floats) -> float:
    """Signal to error in dB over the common length."""
    size = min(len(found), len(wanted))
    error = np.sum((found[:size].astype(np.float64) - wanted[:size]) ** 2)
    return float(10 * np.log10(np.sum(wanted[:size].astype(np.float64) ** 2) / max(error, 1e-30)))
