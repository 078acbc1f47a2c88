"""Claims of chunked headers, honest and not."""

from __future__ import annotations

import struct
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sync.sound.header import Claim, read_claim
from tests.support.audio import music, wav_bytes, wav_header, write_encoded


class TestReadClaim:
    def test_wav(self, tmp_path: Path) -> None:
        path = tmp_path / "a.wav"
        path.write_bytes(wav_bytes(music(0.1)))
        found = read_claim(path)
        assert (found.channels, found.sample_rate) == (2, 48_000)
        assert found.audio_bytes == found.held_bytes == 28_800
        assert not found.short

    def test_short_wav(self, tmp_path: Path) -> None:
        path = tmp_path / "a.wav"
        path.write_bytes(wav_bytes(music(0.1))[:-1])
        assert read_claim(path).short

    def test_aiff(self, tmp_path: Path) -> None:
        found = read_claim(write_encoded(tmp_path / "a.aiff", music(0.1)))
        assert (found.channels, found.sample_rate) == (2, 48_000)
        assert not found.short

    def test_rf64_takes_the_long_size(self, tmp_path: Path) -> None:
        raw = wav_header(0xFFFF_FFFF, channels=2, rate=48_000, kind="s24") + bytes(600)
        ds64 = b"ds64" + struct.pack("<IQQQI", 28, 700, 600, 100, 0)
        path = tmp_path / "a.wav"
        path.write_bytes(b"RF64" + raw[4:12] + ds64 + raw[12:])
        found = read_claim(path)
        assert (found.audio_bytes, found.unfinished, found.short) == (600, False, False)

    def test_unfinished(self, tmp_path: Path) -> None:
        path = tmp_path / "a.wav"
        path.write_bytes(wav_header(0xFFFF_FFFF, channels=2, rate=48_000, kind="s16") + bytes(400))
        found = read_claim(path)
        assert found.unfinished
        assert not found.short

    def test_other_files_claim_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "a.bin"
        path.write_bytes(b"fLaC" + bytes(100))
        assert read_claim(path) == Claim()

    @given(st.binary(max_size=200), st.sampled_from([b"RIFF\0\0\0\0WAVE", b"FORM\0\0\0\0AIFF"]))
    def test_no_bytes_break_it(self, junk: bytes, head: bytes) -> None:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a"
            path.write_bytes(head + junk)
            assert isinstance(read_claim(path), Claim)
