"""Stem files: a real one, and such as nobody should make."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.nulltest import null_test
from studio.audio.pcm import PcmCache, Wanted
from studio.audio.stems import extract, is_stem_file, read_names, read_stems
from sync.sound import SoundError
from tests.support import songs
from tests.support.audio import music, write_encoded, write_wav


def box(kind: bytes, content: bytes, *, size: int | None = None) -> bytes:
    return struct.pack(">I4s", len(content) + 8 if size is None else size, kind) + content


def movie(stem: bytes) -> bytes:
    return box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", bytes(20)) + box(b"udta", stem))


def real_with(names: Any, target: Path) -> Path:
    """The real file with other JSON of the same length in its stem box."""
    raw = songs.stems().read_bytes()
    at = raw.index(b'{"mastering_dsp"')
    length = struct.unpack(">I", raw[at - 8 : at - 4])[0] - 8
    text = json.dumps({"stems": names}).encode()
    assert len(text) <= length
    target.write_bytes(raw[:at] + text.ljust(length) + raw[at + length :])
    return target


class TestReadStems:
    def test_gives_names_colours_and_tracks(self) -> None:
        found = read_stems(songs.stems())
        assert [(stem.track, stem.name, stem.colour) for stem in found.stems] == [
            (1, "Drums", "#009e73"),
            (2, "Bass", "#d55e00"),
            (3, "Other", "#cc79a7"),
            (4, "Vox", "#56b4e9"),
        ]

    def test_makes_up_for_names_that_are_missing_or_absurd(self, tmp_path: Path) -> None:
        names = [{"name": " Ki\x07ck \n x", "color": "red"}, {"name": 5}, "what"]
        found = read_stems(real_with(names, tmp_path / "a.mp4"))
        assert [stem.name for stem in found.stems] == ["Ki ck x", "Stem 2", "Stem 3", "Stem 4"]
        assert {stem.colour for stem in found.stems} == {None}

    def test_an_ordinary_file_is_none(self, tmp_path: Path) -> None:
        for path in (
            write_encoded(tmp_path / "a.m4a", music(0.3)),
            write_wav(tmp_path / "a.wav", music(0.3)),
        ):
            assert not is_stem_file(path)
            with pytest.raises(SoundError) as caught:
                read_stems(path)
            assert caught.value.remedy

    def test_a_box_without_tracks_is_damage(self, tmp_path: Path) -> None:
        path = tmp_path / "a.stem.mp4"
        path.write_bytes(movie(box(b"stem", b'{"stems": []}')))
        with pytest.raises(SoundError):
            read_stems(path)


class TestReadNames:
    @pytest.mark.parametrize(
        "stem",
        [
            b"",
            box(b"stem", b"{]"),
            box(b"stem", b"[" * 5000),
            box(b"stem", b'{"stems": 7}'),
            box(b"stem", b"\xff\xfe\x00"),
            box(b"stem", b" " * 70_000),
            box(b"stem", b"{}", size=4),
            box(b"stem", b"{}", size=2**31),
            box(b"free", b"", size=0),
            box(b"free", b"", size=1),
            box(b"xxxx", b"") * 1001,
        ],
    )
    def test_nonsense_is_no_stem_file(self, stem: bytes, tmp_path: Path) -> None:
        path = tmp_path / "a.mp4"
        path.write_bytes(movie(stem))
        assert read_names(path) is None

    def test_long_sizes_and_open_ends_are_read(self, tmp_path: Path) -> None:
        text = b'{"stems": [{"name": "Drums"}]}'
        long = struct.pack(">I4sQ", 1, b"stem", 16 + len(text)) + text
        path = tmp_path / "a.mp4"
        for stem in (long, box(b"stem", text, size=0)):
            path.write_bytes(movie(box(b"free", b"1") + stem))
            assert read_names(path) == [{"name": "Drums"}]


class TestTracks:
    def test_decode_one_by_one_and_lie_over_each_other(self, tmp_path: Path) -> None:
        cache = PcmCache(tmp_path / "cache", rate=44_100)
        found = read_stems(songs.stems())
        mix = cache.load(Wanted(path=found.path))
        parts = {
            stem.name: cache.load(Wanted(path=found.path, track=stem.track)) for stem in found.stems
        }
        assert len(list(cache.folder.iterdir())) == 5
        result = null_test(mix, parts)
        assert (result.offset_frames, result.inverted, result.misfits) == (0, False, ())
        assert result.below_mix_db > 10  # the mix went through a limiter of its own

    def test_a_track_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SoundError):
            PcmCache(tmp_path / "cache").load(Wanted(path=songs.stems(), track=5))


class TestExtract:
    def test_copies_without_loss(self, tmp_path: Path) -> None:
        cache = PcmCache(tmp_path / "cache", rate=44_100)
        target = tmp_path / "drums.m4a"
        extract(songs.stems(), 1, target)
        alone = cache.load(Wanted(path=target))
        inside = cache.load(Wanted(path=songs.stems(), track=1))
        assert np.array_equal(alone.planes, inside.planes)
        assert target.stat().st_size < 300_000

    def test_leaves_nothing_where_there_is_no_track(self, tmp_path: Path) -> None:
        with pytest.raises(SoundError):
            extract(songs.stems(), 9, tmp_path / "a.m4a")
        (tmp_path / "b.mp4").write_bytes(b"nothing" * 99)
        with pytest.raises(SoundError):
            extract(tmp_path / "b.mp4", 0, tmp_path / "a.m4a")
        assert [path.name for path in tmp_path.iterdir()] == ["b.mp4"]

    def test_a_folder_that_is_not_there_is_an_oserror(self, tmp_path: Path) -> None:
        with pytest.raises(OSError):
            extract(songs.stems(), 1, tmp_path / "none" / "a.m4a")
