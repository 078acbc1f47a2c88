"""The one failure of sound reading: what is wrong with a file and what its owner can do."""

from __future__ import annotations

from enum import StrEnum


class SoundCode(StrEnum):
    """Why a file gave no sound at all; lesser faults are warnings (`sync.sound.preflight`)."""

    EMPTY = "empty"
    UNDECODABLE = "undecodable"
    UNSUPPORTED = "unsupported"
    TOO_LONG = "too_long"
    TOO_MANY_CHANNELS = "too_many_channels"
    RATE_UNSUPPORTED = "rate_unsupported"


_REMEDY = {
    SoundCode.EMPTY: "Export the file again and check that it plays.",
    SoundCode.UNDECODABLE: "Export it as WAV, FLAC, AIFF, ALAC or MP3 and upload that.",
    SoundCode.UNSUPPORTED: "Export it as WAV, FLAC, AIFF, ALAC or MP3 and upload that.",
    SoundCode.TOO_LONG: "Split the recording into parts and upload each of them.",
    SoundCode.TOO_MANY_CHANNELS: "Mix it down to at most 8 channels.",
    SoundCode.RATE_UNSUPPORTED: "Export it at 44.1, 48, 88.2, 96, 176.4 or 192 kHz.",
}


class SoundError(Exception):
    """A file that cannot be used as sound; `remedy` says what its owner can do."""

    def __init__(self, code: SoundCode, message: str, remedy: str | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.remedy = remedy or _REMEDY[code]
