"""Native Instruments stem files: one mix and four stems as tracks of one MP4, with names.

The names stand as JSON in a box `moov/udta/stem` (the Stem file format by Native Instruments);
track 0 is the mix, tracks 1 to 4 are the stems in the order of the JSON.
"""

from __future__ import annotations

import json
import os
import re
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av

from studio.audio.pcmfile import part_name
from sync.sound import SoundCode, SoundError
from sync.sound.decode import open_container

SUFFIX = ".stem.mp4"
_MAX_JSON = 65_536
_MAX_BOXES = 1_000
_MAX_STEMS = 16
_MAX_NAME = 80
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class StemTrack:
    """One stem: `track` is what `PcmCache` and `Sound` take; `colour` as `#rrggbb` or None."""

    track: int
    name: str
    colour: str | None


@dataclass(frozen=True, slots=True)
class StemFile:
    """What is in a stem file; the mix is track 0."""

    path: Path
    stems: tuple[StemTrack, ...]


def is_stem_file(path: Path) -> bool:
    """By its content, whatever its name: an MP4 with a stem box. Raises OSError."""
    return read_names(path) is not None


def read_stems(path: Path) -> StemFile:
    """Names and tracks of a stem file.

    Names that the file lacks become `Stem 1` and so on. Raises SoundError when it is no stem
    file or its tracks are missing, OSError when unreadable.
    """
    entries = read_names(path)
    if entries is None:
        raise SoundError(
            SoundCode.UNSUPPORTED,
            "This MP4 holds no stems.",
            "Export it as .stem.mp4, or add the stems as single files.",
        )
    tracks = _track_count(path)
    if tracks < 2:
        raise SoundError(
            SoundCode.UNDECODABLE,
            "The stems are missing from this stem file.",
            "Export it again, or add the stems as single files.",
        )
    stems = []
    for track in range(1, min(tracks, _MAX_STEMS + 1)):
        entry = entries[track - 1] if track <= len(entries) else {}
        stems.append(StemTrack(track, _name(entry, track), _colour(entry)))
    return StemFile(path, tuple(stems))


def extract(path: Path, track: int, target: Path) -> None:
    """Copy one track into an M4A of its own, without decoding: nothing of it is lost.

    Appears whole or not at all. Raises SoundError for a missing or unreadable track, OSError
    when the target cannot be written.
    """
    part = part_name(target)
    try:
        with open_container(path) as source, av.open(str(part), "w", format="ipod") as out:
            if track >= len(source.streams.audio):
                raise SoundError(SoundCode.UNSUPPORTED, f"The file has no track {track + 1}.")
            stream = source.streams.audio[track]
            copy = out.add_stream_from_template(stream)
            for packet in source.demux(stream):
                if packet.dts is not None:
                    packet.stream = copy
                    out.mux(packet)
        part.replace(target)
    except (av.error.FFmpegError, ValueError) as error:
        if isinstance(error, OSError):
            raise
        raise SoundError(SoundCode.UNDECODABLE, "A stem of this file is damaged.") from error
    finally:
        part.unlink(missing_ok=True)


def read_names(path: Path) -> list[dict[str, Any]] | None:
    """The entries of the stem box, None without one or when it makes no sense."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(0)
        for name in (b"moov", b"udta", b"stem"):
            found = _box(file, name, end)
            if found is None:
                return None
            end = found
        size = end - file.tell()
        raw = file.read(size) if size <= _MAX_JSON else b""
    try:
        stems = json.loads(raw)["stems"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(stems, list):
        return None
    return [entry if isinstance(entry, dict) else {} for entry in stems[:_MAX_STEMS]]


def _box(file: BinaryIO, name: bytes, end: int) -> int | None:
    """Go to the content of the next box of that name before `end`; gives where it ends.

    ISO/IEC 14496-12, 4.2: a size of 1 is followed by one of 64 bits, 0 means up to the end.
    """
    for _ in range(_MAX_BOXES):
        at = file.tell()
        head = file.read(8)
        if at + 8 > end or len(head) < 8:
            return None
        size, kind = struct.unpack(">I4s", head)
        if size == 1:
            size = int.from_bytes(file.read(8), "big")
        stop = at + size if size else end
        if stop <= at + 8 or stop > end:
            return None
        if kind == name:
            return stop
        file.seek(stop)
    return None


def _track_count(path: Path) -> int:
    try:
        with open_container(path) as container:
            return len(container.streams.audio)
    except (av.error.FFmpegError, ValueError) as error:
        if isinstance(error, OSError):
            raise
        raise SoundError(SoundCode.UNDECODABLE, "This stem file is damaged.") from error


def _name(entry: dict[str, Any], track: int) -> str:
    raw = entry.get("name")
    text = raw if isinstance(raw, str) else ""
    kept = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:_MAX_NAME] or f"Stem {track}"


def _colour(entry: dict[str, Any]) -> str | None:
    raw = entry.get("color")
    return raw.lower() if isinstance(raw, str) and _COLOUR.fullmatch(raw) else None
