"""Which files are taken."""

from __future__ import annotations

import pytest

from sync.sound.decode import FORMATS
from sync.wire.formats import PICTURES, SOUND, media_type
from sync.wire.uploads import UploadKind


class TestMediaType:
    @pytest.mark.parametrize(
        ("kind", "name", "mime", "found"),
        [
            (UploadKind.ORIGINAL, "a.WAV", "", "audio/wav"),
            (UploadKind.STEM, "a.b.flac", "audio/x-flac", "audio/flac"),
            (UploadKind.ORIGINAL, "a.mp4", "video/mp4", "audio/mp4"),
            (UploadKind.ORIGINAL, "a.wav", "application/octet-stream", "audio/wav"),
            (UploadKind.ORIGINAL, "a.wav", "Audio/WAV; codecs=1", "audio/wav"),
            (UploadKind.ORIGINAL, "a.wav", "video/mp4", None),
            (UploadKind.ORIGINAL, "a.mid", "audio/midi", None),
            (UploadKind.ORIGINAL, "a.png", "", None),
            (UploadKind.IMAGE, "a.png", "image/png", "image/png"),
            (UploadKind.IMAGE, "a.svg", "image/svg+xml", None),
            (UploadKind.IMAGE, "a.wav", "", None),
            (UploadKind.ORIGINAL, "wav", "", None),
            (UploadKind.ORIGINAL, "", "", None),
        ],
    )
    def test_by_ending_and_family(self, kind: UploadKind, name: str, mime: str, found: str | None):
        assert media_type(kind, name, mime) == found


class TestTables:
    def test_every_ending_is_of_a_format_that_is_read(self):
        """The demuxers that the decoder is allowed, by the ending they are known by."""
        demuxer = {"m4a": "mov", "mp4": "mov", "oga": "ogg", "opus": "ogg", "wave": "wav"}
        demuxer |= {"bwf": "wav", "rf64": "wav", "aif": "aiff", "aifc": "aiff"}
        assert {demuxer.get(ending, ending) for ending in SOUND} == set(FORMATS.split(","))

    def test_endings_are_lower_case(self):
        assert all(e == e.lower() and e.isalnum() for e in [*SOUND, *PICTURES])
