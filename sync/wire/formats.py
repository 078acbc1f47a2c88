"""Which files are taken: the one table of endings and media types that both sides show and check.

What decoders then find inside is theirs to say (`sync.sound`); this keeps out what is plainly
something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sync.wire.uploads import UploadKind

SOUND: Mapping[str, str] = MappingProxyType(
    {
        "wav": "audio/wav",
        "wave": "audio/wav",
        "bwf": "audio/wav",
        "rf64": "audio/wav",
        "w64": "audio/x-w64",
        "aif": "audio/aiff",
        "aiff": "audio/aiff",
        "aifc": "audio/aiff",
        "caf": "audio/x-caf",
        "flac": "audio/flac",
        "m4a": "audio/mp4",
        "mp4": "audio/mp4",
        "aac": "audio/aac",
        "mp3": "audio/mpeg",
        "ogg": "audio/ogg",
        "oga": "audio/ogg",
        "opus": "audio/ogg",
        "wv": "audio/x-wavpack",
        "dsf": "audio/x-dsf",
    }
)
PICTURES: Mapping[str, str] = MappingProxyType(
    {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
)
VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""Media types of a sender that does not know."""


def accepted(kind: UploadKind) -> Mapping[str, str]:
    """Endings (without the dot, lower case) and the media type that each stands for."""
    return PICTURES if kind is UploadKind.IMAGE else SOUND


def media_type(kind: UploadKind, filename: str, mime: str = "") -> str | None:
    """The media type of a file of this name; None if such a file is not taken as `kind`.

    `mime` is what the sender believes; it must be of the right family (systems disagree about the
    rest: a WAV is audio/x-wav, audio/vnd.wave, ...).
    """
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    family = "image" if kind is UploadKind.IMAGE else "audio"
    said = mime.partition(";")[0].strip().lower()
    right = said in VAGUE or said.startswith(f"{family}/") or (ending, said) == ("mp4", "video/mp4")
    if not right or (family == "audio" and said == "audio/midi"):
        return None
    return accepted(kind).get(ending)
