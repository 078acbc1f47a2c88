"""What lies on disk after a step, as the caller will store it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from server.media.encode.plan import File, Rendition, Step
from sync.sound import file_sha256

_TYPES = {
    ".mp4": "audio/mp4",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp3": "audio/mpeg",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
_FOLDERS = {
    Step.OPUS: ("std/opus", "teaser/opus"),
    Step.AAC: ("std/aac", "teaser/aac"),
    Step.MP3: ("std/mp3", "teaser/mp3"),
    Step.FLAC: ("lossless/flac",),
    Step.WAVEFORM: ("waveform.json", "waveform.png"),
    Step.SPECTRUM: ("spectrum.png",),
    Step.ARTWORK: ("art-1000.jpg", "art-200.jpg"),
    Step.NOTE: ("note-*.jpg",),
}


def discard(out: Path, steps: Iterable[Step]) -> None:
    """Remove what failed steps left half-written; nothing where there is nothing."""
    for step in steps:
        for path in [found for key in _FOLDERS[step] for found in out.glob(key)]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def describe(out: Path, key: str) -> File:
    """Size, digest and type of `out`/`key`."""
    path = out / key
    return File(
        key=key,
        size=path.stat().st_size,
        sha256=file_sha256(path),
        content_type=_TYPES[path.suffix],
    )


def rendition_files(out: Path, rendition: Rendition) -> tuple[File, ...]:
    """The media file of a rendition and its playlist, media first."""
    keys = [rendition.media_key]
    if rendition.playlist_key is not None:
        keys.append(rendition.playlist_key)
    return tuple(describe(out, key) for key in keys)
