"""Container facts, bit depths, tags and covers as files really carry them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from sync.sound import examine
from sync.sound.probe import MAX_TAG_CHARS, MAX_TAGS, clean_tags, read_cover
from tests.support.audio import music, wav_bytes, write_encoded, write_wav
from tests.support.corpus import add_flac_picture, png


class TestProbe:
    @pytest.mark.parametrize(
        ("kind", "codec", "bits"),
        [
            ("u8", "pcm_u8", 8),
            ("s16", "pcm_s16le", 16),
            ("s24", "pcm_s24le", 24),
            ("s32", "pcm_s32le", 32),
            ("f32", "pcm_f32le", 32),
        ],
    )
    def test_wav(self, kind: str, codec: str, bits: int, tmp_path: Path) -> None:
        found = examine(write_wav(tmp_path / "a.wav", music(0.5), kind=kind))
        assert (found.container, found.codec, found.bit_depth) == ("wav", codec, bits)
        assert (found.sample_rate, found.channels, found.duration_ms) == (48_000, 2, 500)

    @pytest.mark.parametrize(
        ("suffix", "container", "codec", "bits"),
        [
            (".flac", "flac", "flac", 24),
            (".m4a", "mp4", "alac", 24),
            (".aiff", "aiff", "pcm_s24be", 24),
            (".wv", "wv", "wavpack", 24),
            (".mp3", "mp3", "mp3float", None),
        ],
    )
    def test_others(
        self, suffix: str, container: str, codec: str, bits: int | None, tmp_path: Path
    ) -> None:
        found = examine(write_encoded(tmp_path / f"a{suffix}", music(1)))
        assert (found.container, found.codec, found.bit_depth) == (container, codec, bits)
        assert found.duration_ms == 1000

    def test_sha256_and_size_are_of_the_whole_file(self, tmp_path: Path) -> None:
        import hashlib

        path = write_wav(tmp_path / "a.wav", music(0.2))
        path.write_bytes(path.read_bytes() + b"appended")
        found = examine(path)
        assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert found.size_bytes == path.stat().st_size


class TestCleanTags:
    def test_reads_vorbis_comments(self, tmp_path: Path) -> None:
        tags = {"TITLE": "Ünï 日本", "artist": "B; C", "ISRC": "us-rc1-76-07839"}
        found = examine(write_encoded(tmp_path / "a.flac", music(0.2), tags=tags))
        assert found.tags["title"] == "Ünï 日本"
        assert found.tags["isrc"] == "USRC17607839"

    def test_reads_id3(self, tmp_path: Path) -> None:
        tags = {"title": "T", "TSRC": "DEA123456789"}
        found = examine(write_encoded(tmp_path / "a.mp3", music(0.5), tags=tags))
        assert found.tags["title"] == "T"
        assert found.tags["isrc"] == "DEA123456789"

    def test_reads_riff_info_in_windows_1252(self, tmp_path: Path) -> None:
        name = "Café".encode("cp1252") + b"\0\0"
        info = b"INFOINAM" + struct.pack("<I", len(name)) + name
        raw = wav_bytes(music(0.2))
        path = tmp_path / "a.wav"
        path.write_bytes(raw[:12] + b"LIST" + struct.pack("<I", len(info)) + info + raw[12:])
        assert examine(path).tags["title"] == "Café"

    def test_limits_size_number_and_control_characters(self) -> None:
        found = clean_tags(
            {"title": "a\0b\nc", "x": "y" * 5_000, **{str(n): "1" for n in range(99)}}
        )
        assert found["title"] == "a b c"
        assert len(found["x"]) == MAX_TAG_CHARS
        assert len(found) == MAX_TAGS

    def test_one_name_for_one_thing(self) -> None:
        assert clean_tags({"TSRC": "USRC17607839", "Album Artist": "X"}) == {
            "isrc": "USRC17607839",
            "album_artist": "X",
        }


class TestReadCover:
    def test_gives_the_stored_bytes(self, tmp_path: Path) -> None:
        path = write_encoded(tmp_path / "a.flac", music(0.2))
        assert read_cover(path) is None
        assert not examine(path).has_cover
        add_flac_picture(path, png(64, 64), 64)
        assert read_cover(path) == png(64, 64)
        assert examine(path).has_cover

    def test_not_a_sound_file_has_none(self, tmp_path: Path) -> None:
        path = tmp_path / "a.flac"
        path.write_bytes(b"nothing")
        assert read_cover(path) is None
