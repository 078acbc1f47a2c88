"""The ISO BMFF boxes of one CMAF audio track, as bytes (ISO/IEC 14496-12, 23000-19)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Codec = Literal["opus", "aac", "flac"]

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_INDEPENDENT = 0x02000000  # sample_depends_on = 2: every audio sample stands alone
# Pre-roll in samples (packets) before exact decoding: 80 ms of Opus (RFC 7845, 4.6), one AAC frame.
_ROLL: dict[Codec, int] = {"opus": -4, "aac": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What the header must say. `frame` is the usual packet length in samples of `rate`.

    `edit_start` (samples) is where presentation begins: 1024 for AAC; 0 for Opus, whose PreSkip
    already says 312 (both would be cut twice by Chromium); None writes no edit list (FLAC).
    """

    codec: Codec
    rate: int
    channels: int
    bits: int
    extradata: bytes
    bit_rate: int
    frame: int
    edit_start: int | None


def box(name: bytes, *parts: bytes) -> bytes:
    """A plain box."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def full(name: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box with version and flags."""
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def header(track: Track, total: int) -> bytes:
    """`ftyp` and `moov`. Its length depends on the track only, never on `total` (samples)."""
    brands = box(b"ftyp", b"cmfc", bytes(4), b"iso6cmfcmp41")
    movie = full(
        b"mvhd",
        0,
        0,
        struct.pack(">IIIIIH10x", 0, 0, track.rate, 0, 0x10000, 0x100),
        _MATRIX,
        bytes(24),
        struct.pack(">I", 2),
    )
    extends = box(
        b"mvex",
        full(b"mehd", 1, 0, struct.pack(">Q", total)),
        full(b"trex", 0, 0, struct.pack(">5I", 1, 1, track.frame, 0, _INDEPENDENT)),
    )
    return brands + box(b"moov", movie, _trak(track), extends)


def _trak(track: Track) -> bytes:
    head = full(
        b"tkhd",
        0,
        7,
        struct.pack(">5I8xHHHH", 0, 0, 1, 0, 0, 0, 0, 0x100, 0),
        _MATRIX,
        bytes(8),
    )
    edits = b""
    if track.edit_start is not None:  # duration 0: all of a fragmented file (14496-12, 8.6.6)
        entry = struct.pack(">IIiHH", 1, 0, track.edit_start, 1, 0)
        edits = box(b"edts", full(b"elst", 0, 0, entry))
    return box(b"trak", head, edits, _media(track))


def _media(track: Track) -> bytes:
    und = 0x55C4  # ISO 639-2 "und", packed
    table = box(
        b"stbl",
        full(b"stsd", 0, 0, struct.pack(">I", 1), sample_entry(track)),
        full(b"stts", 0, 0, bytes(4)),
        full(b"stsc", 0, 0, bytes(4)),
        full(b"stsz", 0, 0, bytes(8)),
        full(b"stco", 0, 0, bytes(4)),
    )
    reference = full(b"dref", 0, 0, struct.pack(">I", 1), full(b"url ", 0, 1))
    info = box(b"minf", full(b"smhd", 0, 0, bytes(4)), box(b"dinf", reference), table)
    handler = full(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, b"soun"), b"SoundHandler\0")
    times = full(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, track.rate, 0, und, 0))
    return box(b"mdia", times, handler, info)


def sample_entry(track: Track) -> bytes:
    """The codec's own box: `Opus`/`dOps`, `mp4a`/`esds` or `fLaC`/`dfLa`."""
    if track.codec == "opus":
        return _audio_entry(track, b"Opus", _dops(track.extradata), bits=16)
    if track.codec == "aac":
        return _audio_entry(track, b"mp4a", _esds(track), bits=16)
    # dfLa: last-block flag, type 0 (STREAMINFO), 34 bytes.
    info = full(b"dfLa", 0, 0, b"\x80\0\0\x22", track.extradata[:34])
    return _audio_entry(track, b"fLaC", info, bits=track.bits)


def _audio_entry(track: Track, name: bytes, child: bytes, *, bits: int) -> bytes:
    # 16.16 cannot hold 88.2 kHz and more: 0, and the codec's own box has the rate.
    rate = track.rate if track.rate < 65_536 else 0
    shape = struct.pack(">HHHHI", track.channels, bits, 0, 0, rate << 16)
    return box(name, bytes(6), struct.pack(">H", 1), bytes(8), shape, child)


def _dops(head: bytes) -> bytes:
    """OpusSpecificBox from OpusHead: the same fields, big-endian (RFC 7845, 5.1)."""
    if head[:8] != b"OpusHead":
        raise ValueError("no OpusHead in the encoder's extradata")
    _, channels, skip, rate, gain, family = struct.unpack("<BBHIhB", head[8:19])
    return box(b"dOps", struct.pack(">BBHIhB", 0, channels, skip, rate, gain, family), head[19:])


def _esds(track: Track) -> bytes:
    """ES descriptor (14496-1): AAC audio (0x40), audio stream (0x15), AudioSpecificConfig."""
    rates = struct.pack(">II", track.bit_rate, track.bit_rate)
    config = _descriptor(4, b"\x40\x15\0\0\0" + rates + _descriptor(5, track.extradata))
    stream = _descriptor(3, struct.pack(">HB", 1, 0) + config + _descriptor(6, b"\x02"))
    return full(b"esds", 0, 0, stream)


def _descriptor(tag: int, payload: bytes) -> bytes:
    size = len(payload)
    length = bytes((0x80 | size >> shift & 0x7F) for shift in (21, 14, 7)) + bytes((size & 0x7F,))
    return bytes((tag,)) + length + payload


def fragment(
    track: Track, *, number: int, start: int, sizes: Sequence[int], durations: Sequence[int]
) -> bytes:
    """One `moof`; its `mdat` must follow at once. `start` is the decode time in samples."""
    empty = _moof(track, number, start, sizes, durations, offset=0)
    return _moof(track, number, start, sizes, durations, offset=len(empty) + 8)


def _moof(
    track: Track,
    number: int,
    start: int,
    sizes: Sequence[int],
    durations: Sequence[int],
    *,
    offset: int,
) -> bytes:
    # default-base-is-moof, default duration and flags present.
    head = full(b"tfhd", 0, 0x020028, struct.pack(">III", 1, track.frame, _INDEPENDENT))
    time = full(b"tfdt", 1, 0, struct.pack(">Q", start))
    run = _trun(track.frame, sizes, durations, offset)
    groups = _roll(track.codec, len(sizes))
    return box(
        b"moof",
        full(b"mfhd", 0, 0, struct.pack(">I", number)),
        box(b"traf", head, time, run, groups),
    )


def _trun(frame: int, sizes: Sequence[int], durations: Sequence[int], offset: int) -> bytes:
    count = len(sizes)
    first = struct.pack(">Ii", count, offset)
    if all(duration == frame for duration in durations):
        return full(b"trun", 0, 0x201, first, struct.pack(f">{count}I", *sizes))
    pairs = [value for pair in zip(durations, sizes, strict=True) for value in pair]
    return full(b"trun", 0, 0x301, first, struct.pack(f">{2 * count}I", *pairs))


def _roll(codec: Codec, count: int) -> bytes:
    distance = _ROLL.get(codec)
    if distance is None:
        return b""
    described = full(b"sgpd", 1, 0, b"roll", struct.pack(">IIh", 2, 1, distance))
    return described + full(b"sbgp", 0, 0, b"roll", struct.pack(">III", 1, count, 0x10001))
