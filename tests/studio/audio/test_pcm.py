"""The cache of decoded sound: once, whole, the right file's, within its size, whatever happens."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from studio.audio.pcm import DecodingCancelled, PcmCache, SourceChanged, Wanted
from studio.audio.pcmfile import HEADER_BYTES, Pcm
from studio.audio.pyramid import open_pyramid
from sync.sound import SoundCode, SoundError, file_sha256
from tests.support.audio import music, noise, write_wav

ROOT = Path(__file__).resolve().parents[3]
DECODE_FOREVER = """
import sys
from pathlib import Path
from studio.audio.pcm import PcmCache, Wanted
cache = PcmCache(Path(sys.argv[1]))
def half(fraction):
    if sys.argv[3] == "half" and 0.4 < fraction < 1:
        print("half", flush=True)
        sys.stdin.read()
while True:
    made = cache.load(Wanted(path=Path(sys.argv[2])), half)
    print("made", flush=True)
    made.path.unlink()
"""


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "song.wav", music(4), kind="s16")


@pytest.fixture
def cache(tmp_path: Path) -> PcmCache:
    return PcmCache(tmp_path / "cache", threads=2)


def right(pcm: Pcm) -> bool:
    return np.array_equal(pcm.planes, np.rint(music(4).T * 32768).astype(np.int16))


def child(folder: Path, song: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DECODE_FOREVER, folder, song, how],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


class TestLoad:
    def test_decodes_once_and_then_maps(self, cache: PcmCache, song: Path) -> None:
        first = cache.load(Wanted(path=song))
        assert right(first)
        assert (first.rate, first.source_rate, first.source_frames) == (48_000, 48_000, 192_000)
        written = first.path.stat().st_ino
        again = cache.load(Wanted(path=song, sha256=file_sha256(song)))
        assert again.path.stat().st_ino == written
        assert np.array_equal(again.planes, first.planes)

    def test_with_its_hash_it_needs_the_file_no_more(self, cache: PcmCache, song: Path) -> None:
        sha256 = file_sha256(song)
        cache.load(Wanted(path=song))
        song.unlink()
        assert right(cache.load(Wanted(path=song, sha256=sha256)))
        with pytest.raises(FileNotFoundError):
            cache.load(Wanted(path=song))

    def test_keeps_what_the_file_itself_had(self, cache: PcmCache, tmp_path: Path) -> None:
        path = write_wav(tmp_path / "a.wav", noise(1, rate=44_100), rate=44_100)
        found = cache.load(Wanted(path=path))
        assert (found.frames, found.source_rate, found.source_frames) == (48_000, 44_100, 44_100)
        assert found.planes.dtype == np.float32

    def test_another_file_under_a_known_hash_is_refused(self, cache: PcmCache, song: Path) -> None:
        sha256 = file_sha256(song)
        write_wav(song, noise(1))
        with pytest.raises(SourceChanged):
            cache.load(Wanted(path=song, sha256=sha256))
        assert list(cache.folder.iterdir()) == []

    def test_a_file_that_changes_meanwhile_is_refused(self, cache: PcmCache, song: Path) -> None:
        def touch(fraction: float) -> None:
            if 0.4 < fraction < 1:
                os.utime(song, ns=(1, 1))

        with pytest.raises(SourceChanged):
            cache.load(Wanted(path=song), touch)
        assert list(cache.folder.iterdir()) == []

    def test_what_is_no_sound_leaves_nothing(self, cache: PcmCache, tmp_path: Path) -> None:
        path = tmp_path / "a.wav"
        path.write_bytes(b"no sound at all" * 100)
        with pytest.raises(SoundError) as caught:
            cache.load(Wanted(path=path))
        assert caught.value.code is SoundCode.UNDECODABLE
        assert list(cache.folder.iterdir()) == []

    @pytest.mark.parametrize("harm", ["cut", "header", "sound", "zeroed", "empty", "longer"])
    def test_a_corrupt_file_is_made_anew(self, harm: str, cache: PcmCache, song: Path) -> None:
        made = cache.load(Wanted(path=song))
        raw = made.path.read_bytes()
        end = len(raw) - 100
        harmed = {
            "cut": raw[:-1000],
            "header": raw[:9] + b"\x07" + raw[10:],
            "sound": raw[:end] + bytes(byte ^ 255 for byte in raw[end:]),
            "zeroed": raw[:HEADER_BYTES] + bytes(len(raw) - HEADER_BYTES),
            "empty": b"",
            "longer": raw + b"\0",
        }[harm]
        made.path.unlink()
        made.path.write_bytes(harmed)
        assert cache.find(file_sha256(song)) is None
        assert right(cache.load(Wanted(path=song)))

    def test_a_full_disk_is_an_oserror_and_leaves_nothing(
        self, cache: PcmCache, song: Path
    ) -> None:
        code = (
            "import resource, sys\n"
            "from pathlib import Path\n"
            "from studio.audio.pcm import PcmCache, Wanted\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
            "try:\n"
            "    PcmCache(Path(sys.argv[1])).load(Wanted(path=Path(sys.argv[2])))\n"
            "except OSError:\n"
            "    print('refused')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, cache.folder, song],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        assert done.stdout == "refused\n"
        assert list(cache.folder.iterdir()) == []


class TestStart:
    def test_reports_its_way_from_a_thread(self, cache: PcmCache, song: Path) -> None:
        seen: list[tuple[float, str]] = []
        decoding = cache.start(
            Wanted(path=song), lambda part: seen.append((part, threading.current_thread().name))
        )
        assert right(decoding.result(60))
        fractions = [fraction for fraction, _ in seen]
        assert fractions == sorted(fractions)
        assert fractions[0] == 0.0
        assert fractions[-1] == decoding.fraction == 1.0
        assert len(fractions) >= 5
        assert {name for _, name in seen}.isdisjoint({threading.main_thread().name})
        cache.close()

    def test_cancelled_half_way_leaves_nothing(self, cache: PcmCache, song: Path) -> None:
        reached, go_on = threading.Event(), threading.Event()

        def wait(fraction: float) -> None:
            if fraction > 0.4:
                reached.set()
                go_on.wait(30)

        decoding = cache.start(Wanted(path=song), wait)
        assert reached.wait(60)
        assert len(list(cache.folder.iterdir())) == 2
        decoding.cancel()
        go_on.set()
        with pytest.raises(DecodingCancelled):
            decoding.result(60)
        assert list(cache.folder.iterdir()) == []
        cache.close()

    def test_two_at_once_decode_once(self, cache: PcmCache, song: Path) -> None:
        blocks: list[float] = []
        both = [
            cache.start(
                Wanted(path=song), lambda part: blocks.append(part) if 0 < part < 1 else None
            )
            for _ in range(2)
        ]
        assert all(right(decoding.result(60)) for decoding in both)
        assert len(blocks) == len(set(blocks))
        cache.close()

    def test_close_gives_up_what_is_on_its_way(self, cache: PcmCache, song: Path) -> None:
        started = [cache.start(Wanted(path=song), lambda _: time.sleep(0.05)) for _ in range(6)]
        cache.close()
        errors = [decoding.future.exception(0) for decoding in started]
        assert sum(isinstance(error, DecodingCancelled) for error in errors) >= 4


class TestKilled:
    def test_half_way_leaves_no_file_under_the_name(self, cache: PcmCache, song: Path) -> None:
        writer = child(cache.folder, song, "half")
        assert read_line(writer) == "half"
        end(writer)
        left = list(cache.folder.iterdir())
        assert left
        assert {path.suffix for path in left} == {".part"}
        assert cache.find(file_sha256(song)) is None
        assert right(cache.load(Wanted(path=song)))
        for path in left:
            os.utime(path, (1, 1))
        PcmCache(cache.folder)
        assert [path.suffix for path in cache.folder.iterdir()] == [".pcm"]

    def test_at_any_moment_leaves_a_whole_file_or_none(self, cache: PcmCache, song: Path) -> None:
        sha256, chance = file_sha256(song), random.Random(5)
        for _ in range(4):
            writer = child(cache.folder, song, "on")
            assert read_line(writer) == "made"
            time.sleep(chance.random() * 0.2)
            end(writer)
            found = cache.find(sha256)
            assert found is None or right(found)
        assert right(cache.load(Wanted(path=song)))


class TestSize:
    def test_the_least_recently_used_go_first(self, tmp_path: Path) -> None:
        songs = [
            write_wav(tmp_path / f"{seed}.wav", noise(1, seed=seed), kind="s16")
            for seed in range(4)
        ]
        size = 48_000 * 4 + HEADER_BYTES
        cache = PcmCache(tmp_path / "cache", cap_bytes=3 * size + 20_000)
        made = [cache.load(Wanted(path=song)) for song in songs[:3]]
        open_pyramid(made[1])
        for age, pcm in enumerate(made):
            os.utime(pcm.path, (1000 + age, 1000 + age))
        cache.load(Wanted(path=songs[0]))  # used again: now the second is the oldest
        mapped = made[1].planes
        before = mapped.copy()
        cache.load(Wanted(path=songs[3]))
        kept = {path.name for path in cache.folder.iterdir()}
        assert made[1].path.name not in kept
        assert made[1].path.with_suffix(".pyr").name not in kept
        assert {made[0].path.name, made[2].path.name} <= kept
        assert np.array_equal(mapped, before)

    def test_the_newest_stays_even_when_too_big(self, tmp_path: Path, song: Path) -> None:
        cache = PcmCache(tmp_path / "cache", cap_bytes=1)
        assert right(cache.load(Wanted(path=song)))
        assert len(list(cache.folder.iterdir())) == 1
