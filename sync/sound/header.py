"""What a WAV or AIFF header claims, read without any native parser, to compare with the file."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAX_CHUNKS = 4096
_UNFINISHED = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Numbers of a chunked header; None where the file has no such chunk.

    `audio_bytes` is what the sound chunk says it holds, `held_bytes` what the file really holds
    from there on. `unfinished`: the length was never filled in (a stream, or a crashed recorder).
    """

    channels: int | None = None
    sample_rate: int | None = None
    audio_bytes: int | None = None
    held_bytes: int | None = None
    unfinished: bool = False

    @property
    def short(self) -> bool:
        """The file ends before the sound that its header promises."""
        if self.audio_bytes is None or self.held_bytes is None or self.unfinished:
            return False
        return self.held_bytes < self.audio_bytes


def read_claim(path: Path) -> Claim:
    """The claim of a RIFF, RF64, BW64 or AIFF file (EBU Tech 3306; Apple AIFF 1.3).

    Any other file gives an empty claim. Raises OSError when the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
            return _walk(file, size, "<", b"data")
        if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
            return _walk(file, size, ">", b"SSND")
    return Claim()


def _walk(file: BinaryIO, size: int, order: str, sound: bytes) -> Claim:
    channels: int | None = None
    rate: int | None = None
    long_size: int | None = None
    for _ in range(_MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        name, length = struct.unpack(f"{order}4sI", head)
        start = file.tell()
        if name == sound:
            return _sound_claim(length, size - start, long_size, (channels, rate))
        body = file.read(min(length, 64))
        if name == b"fmt " and len(body) >= 8:
            channels, rate = struct.unpack("<HI", body[2:8])
        elif name == b"COMM" and len(body) >= 18:
            channels, rate = struct.unpack(">H", body[:2])[0], _extended(body[8:18])
        elif name == b"ds64" and len(body) >= 16:
            long_size = struct.unpack("<Q", body[8:16])[0]
        file.seek(start + length + length % 2)
    return Claim(channels=channels, sample_rate=rate)


def _sound_claim(
    length: int, held: int, long_size: int | None, shape: tuple[int | None, int | None]
) -> Claim:
    unfinished = length in (0, _UNFINISHED) and long_size is None and held > 0
    claimed = long_size if length == _UNFINISHED and long_size is not None else length
    return Claim(
        channels=shape[0],
        sample_rate=shape[1],
        audio_bytes=claimed,
        held_bytes=held,
        unfinished=unfinished,
    )


def _extended(raw: bytes) -> int:
    """An 80-bit IEEE 754 extended number (AIFF's sample rate) as an integer, 0 if absurd."""
    exponent, mantissa = struct.unpack(">HQ", raw)
    shift = 16383 + 63 - (exponent & 0x7FFF)
    return mantissa >> shift if 0 <= shift < 64 else 0
