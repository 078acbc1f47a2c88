"""Sound for tests: tones, noise, music-like songs; written as WAV here, as others by PyAV."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]


def sine(
    seconds: float,
    *,
    hertz: float = 1000.0,
    dbfs: float = -18.0,
    rate: int = 48_000,
    phase: float = 0,
) -> Samples:
    """(n,) sine; `dbfs` is the level of its crest, `phase` in degrees."""
    time = np.arange(round(seconds * rate)) / rate
    return 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time + np.deg2rad(phase))


def stereo(channel: Samples, other: Samples | None = None) -> Samples:
    """(n, 2) of one or two channels."""
    return np.stack((channel, channel if other is None else other), axis=1)


def noise(
    seconds: float, *, channels: int = 2, dbfs: float = -20.0, rate: int = 48_000, seed: int = 1
) -> Samples:
    """(n, channels) white noise, uncorrelated, `dbfs` rms."""
    random = np.random.default_rng(seed)
    return random.standard_normal((round(seconds * rate), channels)) * 10 ** (dbfs / 20)


def music(seconds: float, *, rate: int = 48_000, start: float = 0.0, seed: int = 7) -> Samples:
    """(n, 2) of something like a song: bass, chords, kick, hats, width; crests near -1 dBFS."""
    time = np.arange(round(seconds * rate)) / rate + start
    root = 55.0 * 2 ** (np.array((0, 3, 5, 7, 10, 7, 5, 3))[(time / 2).astype(int) % 8] / 12)
    kick = np.exp(-((time * 2) % 1) * 9) * np.sin(2 * np.pi * 52 * ((time * 2) % 1) / 2)
    random = np.random.default_rng(seed + int(start))
    hats = np.exp(-((time * 4 + 0.5) % 1) * 24)[:, None] * random.standard_normal((len(time), 2))
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * time / 23)
    sides = []
    for detune in (0.997, 1.003):
        chord = sum(
            np.sin(2 * np.pi * root * step * detune * time) / step for step in (2, 3, 4, 5, 8, 12)
        )
        sides.append(0.35 * np.sin(2 * np.pi * root * time) + 0.25 * swell * chord + 0.5 * kick)
    mix = np.stack(sides, axis=1) + 0.12 * hats + 0.01 * random.standard_normal((len(time), 2))
    return np.asarray(np.tanh(mix) * 0.89)


def wav_bytes(samples: Samples, *, rate: int = 48_000, kind: str = "s24") -> bytes:
    """A whole WAV file; `samples` (n,) or (n, channels), `kind` u8, s16, s24, s32, f32 or f64."""
    data = pcm(samples, kind)
    return wav_header(len(data), channels=width(samples), rate=rate, kind=kind) + data


def wav_header(data_bytes: int, *, channels: int, rate: int, kind: str) -> bytes:
    """RIFF header up to the sound itself; every number may be a lie."""
    size = {"u8": 1, "s16": 2, "s24": 3, "s32": 4, "f32": 4, "f64": 8}[kind]
    block = channels * size
    fmt = struct.pack(
        "<HHIIHH",
        3 if kind.startswith("f") else 1,
        channels & 0xFFFF,
        rate,
        rate * block & 0xFFFF_FFFF,
        block & 0xFFFF,
        size * 8,
    )
    riff = min(36 + data_bytes, 0xFFFF_FFFF)
    head = b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + struct.pack("<I", 16) + fmt
    return head + b"data" + struct.pack("<I", min(data_bytes, 0xFFFF_FFFF))


def pcm(samples: Samples, kind: str) -> bytes:
    """Interleaved little-endian samples; integers are rounded and clipped."""
    if kind in ("f32", "f64"):
        return samples.astype("<f4" if kind == "f32" else "<f8").tobytes()
    bits = 8 if kind == "u8" else int(kind[1:])
    top = 2.0 ** (bits - 1)
    whole = np.clip(np.rint(samples * top), -top, top - 1).astype(np.int64)
    if kind == "u8":
        return (whole + 128).astype(np.uint8).tobytes()
    if kind == "s24":
        raw = np.ascontiguousarray(whole.astype("<i4")).view(np.uint8)
        return raw.reshape(-1, 4)[:, :3].tobytes()
    return whole.astype(f"<i{bits // 8}").tobytes()


def width(samples: Samples) -> int:
    """Channels of an array."""
    return 1 if samples.ndim == 1 else samples.shape[1]


def write_wav(path: Path, samples: Samples, *, rate: int = 48_000, kind: str = "s24") -> Path:
    """`wav_bytes` into a file."""
    path.write_bytes(wav_bytes(samples, rate=rate, kind=kind))
    return path


def write_song(path: Path, seconds: int, *, rate: int = 48_000, kind: str = "s24") -> Path:
    """A long song, written piece by piece; after two minutes it repeats itself."""
    size = {"s16": 2, "s24": 3, "s32": 4, "f32": 4}[kind]
    pieces: list[bytes] = []
    with path.open("wb") as file:
        file.write(wav_header(seconds * rate * 2 * size, channels=2, rate=rate, kind=kind))
        for second in range(seconds):
            if second < 120:
                pieces.append(pcm(music(1, rate=rate, start=second), kind))
            file.write(pieces[second % 120])
    return path


_ENCODINGS: dict[str, tuple[str, str, dict[str, Any]]] = {
    ".flac": ("flac", "s32", {}),
    ".mp3": ("libmp3lame", "fltp", {"bit_rate": 320_000}),
    ".m4a": ("alac", "s32p", {}),
    ".aiff": ("pcm_s24be", "s32", {}),
    ".opus": ("libopus", "flt", {"bit_rate": 128_000}),
    ".wv": ("wavpack", "s32p", {}),
}


def write_encoded(
    path: Path,
    samples: Samples,
    *,
    rate: int = 48_000,
    layout: str | None = None,
    tags: Mapping[str, str] | None = None,
    cover: bytes | None = None,
) -> Path:
    """Any format of `_ENCODINGS`, by the file's suffix, with tags and a PNG cover."""
    encoder, sample_format, settings = _ENCODINGS[path.suffix]
    columns = samples.reshape(len(samples), -1)
    layout = layout or {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}[columns.shape[1]]
    with av.open(str(path), "w") as out:
        out.metadata.update(dict(tags or {}))
        stream: Any = out.add_stream(encoder, rate=rate)
        stream.layout, stream.format = layout, sample_format
        for name, value in settings.items():
            setattr(stream, name, value)
        if cover is not None:
            _add_cover(out, cover)
        for frame in _frames(columns, sample_format, layout, rate):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def _frames(
    columns: Samples, sample_format: str, layout: str, rate: int
) -> Iterable[av.AudioFrame]:
    for start in range(0, len(columns), 4096):
        part = columns[start : start + 4096]
        if sample_format.startswith("s32"):
            top = 2.0**23
            values: Any = np.clip(np.rint(part * top), -top, top - 1).astype(np.int32) << 8
        else:
            values = part.astype(np.float32)
        shaped = values.T if sample_format.endswith("p") else values.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(shaped), sample_format, layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        yield frame


def _add_cover(out: Any, cover: bytes) -> None:
    picture = out.add_mux_stream("png", width=1, height=1)
    picture.disposition = av.stream.Disposition.attached_pic
    packet = av.Packet(cover)
    packet.stream = picture
    out.start_encoding()
    out.mux(packet)
