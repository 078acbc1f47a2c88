"""What a file says about itself: container, codec, bit depth, tags, embedded cover."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import av
from av.stream import Disposition

from sync.sound.decode import Sound, open_container

MAX_COVER_BYTES = 16 << 20
MAX_TAGS = 64
MAX_TAG_CHARS = 1_000

_CONTAINERS = {"mov": "mp4", "w64": "w64"}
# One name per thing, whatever the container calls it (ID3v2, Vorbis comments, RIFF INFO, MP4).
_SAME_TAG = {
    "tsrc": "isrc",
    "tit2": "title",
    "tpe1": "artist",
    "albumartist": "album_artist",
    "album artist": "album_artist",
    "tracknumber": "track",
    "year": "date",
}
_ISRC = re.compile(r"^[A-Z]{2}[A-Z0-9]{3}\d{7}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Facts of the header and of the decoder; lengths come from decoding (`examine`)."""

    container: str
    codec: str
    sample_rate: int
    channels: int
    layout: str
    bit_depth: int | None
    claimed_ms: int | None
    tags: dict[str, str]
    has_cover: bool


def probe(sound: Sound) -> Probe:
    """The facts of an opened file, before its blocks are read."""
    claimed = sound.claimed_samples
    return Probe(
        container=_container(sound.container.format.name),
        codec=sound.codec,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        layout=sound.layout,
        bit_depth=bit_depth(sound),
        claimed_ms=None if claimed is None else round(claimed * 1000 / sound.sample_rate),
        tags=clean_tags({**sound.container.metadata, **sound.stream.metadata}),
        has_cover=any(_is_cover(stream) for stream in sound.container.streams.video),
    )


def bit_depth(sound: Sound) -> int | None:
    """Bits of one sample as stored, None for lossy codecs."""
    codec = sound.codec
    if codec.startswith("pcm_"):
        digits = re.search(r"(8|16|20|24|32|64)", codec)
        return 8 if codec in ("pcm_alaw", "pcm_mulaw") else int(digits[0]) if digits else None
    extra = sound.stream.codec_context.extradata or b""
    if codec == "flac" and len(extra) >= 34:
        # STREAMINFO (RFC 9639, 8.2): 5 bits of depth minus one, at bit 103.
        return (((extra[12] & 1) << 4) | extra[13] >> 4) + 1
    if codec == "alac" and len(extra) >= 18:
        return extra[17] if extra[4:8] == b"alac" else extra[5]
    if codec.startswith("dsd_"):
        return 1
    if codec == "wavpack":
        return {"u8": 8, "s16": 16, "s32": 24, "flt": 32}.get(sound.planar_format)
    return None


def clean_tags(raw: Mapping[str, str]) -> dict[str, str]:
    """Tags with one lower-case name each, without control characters, limited in size."""
    tags: dict[str, str] = {}
    for key, value in list(raw.items())[: 4 * MAX_TAGS]:
        name = _clean(key).lower()[:64]
        text = _clean(value)
        if name and text and len(tags) < MAX_TAGS:
            tags.setdefault(_SAME_TAG.get(name, name), text)
    code = re.sub(r"[^A-Za-z0-9]", "", tags.get("isrc", "")).upper()
    if _ISRC.match(code):
        tags["isrc"] = code
    return tags


def read_cover(path: Path) -> bytes | None:
    """The embedded picture as it was stored, None without one or above 16 MiB.

    The bytes are as untrusted as the file: whoever decodes them caps the pixels.
    """
    try:
        with open_container(path) as container:
            for stream in container.streams.video:
                if not _is_cover(stream):
                    continue
                packet = next(iter(container.demux(stream)), None)
                if packet is not None and 0 < packet.size <= MAX_COVER_BYTES:
                    return bytes(packet)
    except (av.error.FFmpegError, ValueError):
        return None
    return None


def _is_cover(stream: av.VideoStream) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _container(name: str) -> str:
    first = name.split(",")[0]
    return _CONTAINERS.get(first, first)


def _clean(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:  # RIFF INFO and old ID3 tags are often Windows-1252
        text = raw.decode("cp1252", "replace")
    kept = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    return unicodedata.normalize("NFC", kept).strip()[:MAX_TAG_CHARS]
