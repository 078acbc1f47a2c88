"""Decoded sound as a file to be mapped into memory: a header, then one plane per channel.

Written beside its final name and renamed when whole, so a name always stands for a whole file.
The header carries checksums: what a crash of the machine or a bad disk left is recognised.
"""

from __future__ import annotations

import os
import secrets
import shutil
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Planes = NDArray[np.int16] | NDArray[np.float32]
"""(channels, frames), full scale 32768 or 1.0."""

HEADER_BYTES = 64
PART = ".part"
_MAGIC = b"AcePCM1\n"
_FIELDS = struct.Struct("<8sIIIQIQII")
_WINDOWS, _WINDOW = 16, 65_536
_TYPES: dict[int, type[np.int16] | type[np.float32]] = {2: np.int16, 4: np.float32}


class CorruptCache(Exception):
    """A cache file that is not what was written; whoever meets it makes the file again."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pcm:
    """One decoded track. `planes` (1 or 2 channels, frames) lies in the file, not in memory.

    `rate` is the session's, `source_rate` and `source_frames` are the file's own, before any
    resampling. `fingerprint` changes with the content.
    """

    path: Path
    planes: Planes
    rate: int
    source_rate: int
    source_frames: int
    bad_packets: int
    fingerprint: int

    @property
    def frames(self) -> int:
        """Length at the session's rate."""
        return int(self.planes.shape[1])

    @property
    def channels(self) -> int:
        """1 or 2."""
        return len(self.planes)

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.rate


class PcmWriter:
    """Takes planes piece by piece; `finish` makes the file appear, `abandon` leaves nothing."""

    def __init__(self, target: Path, *, channels: int, dtype: np.dtype[np.generic]) -> None:
        self._target = target
        self._size = dtype.itemsize
        self._frames = 0
        # The planes follow each other but their length is known only at the end: the second
        # one waits in a file of its own.
        self._parts = [part_name(target) for _ in range(channels)]
        self._files: list[BinaryIO] = [path.open("w+b") for path in self._parts]
        self._files[0].write(bytes(HEADER_BYTES))

    def add(self, planes: Planes) -> None:
        """Take the next (channels, n) samples."""
        for file, plane in zip(self._files, planes, strict=True):
            file.write(np.ascontiguousarray(plane).data)
        self._frames += planes.shape[1]

    def finish(self, *, rate: int, source_rate: int, source_frames: int, bad_packets: int) -> None:
        """Put the planes together, then give the file its name."""
        whole = self._files[0]
        for file in self._files[1:]:
            file.seek(0)
            shutil.copyfileobj(file, whole, 1 << 20)
        whole.flush()
        head = _FIELDS.pack(
            _MAGIC,
            self._size,
            len(self._files),
            rate,
            self._frames,
            source_rate,
            source_frames,
            bad_packets,
            _fingerprint(whole),
        )
        whole.seek(0)
        whole.write(sealed(head))
        publish(whole, self._parts[0], self._target)
        self.abandon()

    def abandon(self) -> None:
        """Close and remove what is unfinished; harmless after `finish`."""
        for file, path in zip(self._files, self._parts, strict=True):
            with suppress(OSError):  # on a full disk the last bytes fail once more
                file.close()
            path.unlink(missing_ok=True)


def open_pcm(path: Path) -> Pcm:
    """A file as `PcmWriter` left it. Raises FileNotFoundError, CorruptCache, OSError."""
    with path.open("rb") as file:
        fields = _FIELDS.unpack(unsealed(file.read(HEADER_BYTES))[: _FIELDS.size])
        magic, size, channels, rate, frames, source_rate, source_frames, bad, print_ = fields
        expected = HEADER_BYTES + size * channels * frames
        held = file.seek(0, os.SEEK_END)
        if magic != _MAGIC or held != expected or not frames or _fingerprint(file) != print_:
            raise CorruptCache(path.name)
    mapped = np.memmap(path, _TYPES[size], "r", HEADER_BYTES, (channels, frames))
    return Pcm(
        path=path,
        planes=np.asarray(mapped),  # a plain array is sliced four times as fast
        rate=rate,
        source_rate=source_rate,
        source_frames=source_frames,
        bad_packets=bad,
        fingerprint=print_,
    )


def part_name(target: Path) -> Path:
    """A name nobody else uses, beside the target, that tells what it is."""
    return target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}")


def sealed(head: bytes) -> bytes:
    """A header of HEADER_BYTES that ends in its own CRC-32."""
    body = head.ljust(HEADER_BYTES - 4, b"\0")
    return body + struct.pack("<I", zlib.crc32(body))


def unsealed(raw: bytes) -> bytes:
    """The header without its checksum. Raises CorruptCache when it does not agree."""
    body, crc = raw[:-4], raw[-4:]
    if len(raw) != HEADER_BYTES or struct.pack("<I", zlib.crc32(body)) != crc:
        raise CorruptCache("header")
    return body


def publish(file: BinaryIO, part: Path, target: Path) -> None:
    """Make a finished file appear under its name, whole or not at all; closes it."""
    file.flush()
    os.fsync(file.fileno())
    file.close()  # an open file cannot be renamed on Windows
    part.replace(target)


def _fingerprint(file: BinaryIO) -> int:
    """CRC-32 over 16 windows of 64 KiB from the first to the last byte after the header.

    Reading a gigabyte on every opening would cost more than it guards; the windows find what
    happens to caches: missing ends, zeroed pages, another file's content.
    """
    last = max(HEADER_BYTES, file.seek(0, os.SEEK_END) - _WINDOW)
    found = 0
    for index in range(_WINDOWS):
        file.seek(HEADER_BYTES + (last - HEADER_BYTES) * index // (_WINDOWS - 1))
        found = zlib.crc32(file.read(_WINDOW), found)
    return found
