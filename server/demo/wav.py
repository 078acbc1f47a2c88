"""WAV files of 24 bit and 48 kHz with tags: RIFF with a LIST INFO chunk, by hand.

Layout after the Microsoft/IBM Multimedia Programming Interface 1.0; the INFO identifiers used are
those most readers know (INAM title, IART artist, IPRD album, IGNR genre, ICRD date, ICMT comment).
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from server.demo.dsp import RATE, Sound

_PCM = 1
_BYTES = 3


def write_wav(path: Path, sound: Sound, tags: dict[str, str]) -> None:
    """Write a `(2, samples)` sound; full scale is 1.0 and anything above is clipped."""
    channels = sound.shape[0]
    frame = channels * _BYTES
    form = struct.pack("<HHIIHH", _PCM, channels, RATE, RATE * frame, frame, 8 * _BYTES)
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"LIST", _info(tags))
    body += _chunk(b"data", pcm24(sound))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def pcm24(sound: Sound) -> bytes:
    """Interleaved little-endian 24-bit samples, rounded to nearest."""
    scaled = np.rint(sound.T * np.float32(2**23 - 1))
    whole = np.clip(scaled, -(2**23), 2**23 - 1).astype("<i4")
    kept: bytes = whole.reshape(-1, 1).view(np.uint8).reshape(-1, 4)[:, :_BYTES].tobytes()
    return kept


def _info(tags: dict[str, str]) -> bytes:
    entries = (_chunk(key.encode("ascii"), text.encode() + b"\0") for key, text in tags.items())
    return b"INFO" + b"".join(entries)


def _chunk(name: bytes, content: bytes) -> bytes:
    """A RIFF chunk, padded to an even length."""
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
