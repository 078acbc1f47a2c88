"""Work in a child: in step, its errors as they are, its death told, its end when given up."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from studio.audio import apart
from studio.audio.apart import ChildDied, Tell
from studio.audio.pcm import PcmCache, SourceChanged, Wanted
from sync.sound import SoundCode, SoundError
from tests.support.audio import music, write_wav


class GivenUp(Exception):
    pass


def count(to: int, tell: Tell) -> None:
    for step in range(to):
        tell(step / to)


def fail(error: Exception, tell: Tell) -> None:
    raise error


def fail_as_sound(path: Path, tell: Tell) -> None:
    raise SoundError(SoundCode.EMPTY, "Nothing there.", f"Look at {path.name}.")


def vanish(tell: Tell) -> None:
    tell(0.5)
    os._exit(9)


def write_until_stopped(path: Path, tell: Tell) -> None:
    path.write_text("begun")
    try:
        while True:
            tell(0.5)
            time.sleep(0.01)
    finally:
        path.unlink()


def nothing() -> None:
    pass


class TestCall:
    def test_tells_in_step(self) -> None:
        seen: list[float] = []
        apart.call(count, 4, tell=seen.append, check=nothing)
        assert seen == [0.0, 0.25, 0.5, 0.75]
        assert multiprocessing.active_children() == []

    def test_an_error_comes_out_as_it_is(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="gone"):
            apart.call(fail, FileNotFoundError(2, "gone"), tell=print, check=nothing)
        with pytest.raises(SourceChanged, match=r"a\.wav has changed") as changed:
            apart.call(fail, SourceChanged(tmp_path / "a.wav"), tell=print, check=nothing)
        assert changed.value.path == tmp_path / "a.wav"

    def test_a_sound_error_keeps_its_remedy(self, tmp_path: Path) -> None:
        with pytest.raises(SoundError) as caught:
            apart.call(fail_as_sound, tmp_path / "a.wav", tell=print, check=nothing)
        assert caught.value.code is SoundCode.EMPTY
        assert (caught.value.message, caught.value.remedy) == ("Nothing there.", "Look at a.wav.")

    def test_a_death_is_told(self) -> None:
        with pytest.raises(ChildDied):
            apart.call(vanish, tell=lambda _: None, check=nothing)

    def test_given_up_it_tidies_up_and_ends(self, tmp_path: Path) -> None:
        mark, seen = tmp_path / "mark", []

        def tell(fraction: float) -> None:
            seen.append(mark.exists())
            if len(seen) > 3:
                raise GivenUp

        with pytest.raises(GivenUp):
            apart.call(write_until_stopped, mark, tell=tell, check=nothing)
        assert seen == [True] * 4
        assert not mark.exists()
        assert multiprocessing.active_children() == []


class TestDecodingApart:
    def test_a_crash_is_a_sound_error_and_leaves_nothing(self, tmp_path: Path) -> None:
        cache = PcmCache(tmp_path / "cache")
        song = write_wav(tmp_path / "song.wav", music(4))

        def kill(fraction: float) -> None:
            if fraction > 0.4:
                for process in multiprocessing.active_children():
                    process.kill()

        with pytest.raises(SoundError, match="crashed on this file"):
            cache.start(Wanted(path=song), kill).result(60)
        assert list(cache.folder.iterdir()) == []
        cache.close()

    def test_the_waveform_is_there_with_the_sound(self, tmp_path: Path) -> None:
        cache = PcmCache(tmp_path / "cache")
        song = write_wav(tmp_path / "song.wav", music(2))
        pcm = cache.start(Wanted(path=song)).result(60)
        assert pcm.path.with_suffix(".pyr").is_file()
        cache.close()
