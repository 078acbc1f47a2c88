"""A part of a sound: cut to the sample, faded at both ends, as an outside decoder hears it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from server.media.encode.clip import cut, envelope
from server.media.encode.plan import Clip, Made, Step
from sync.sound.errors import SoundCode, SoundError
from sync.sound.samples import Block, Floats
from tests.server.media.encode.conftest import Run
from tests.support import judge
from tests.support.audio import music, write_wav

RATE = 48_000
PART = Clip(start_ms=3_217, length_ms=5_000)
FIRST, COUNT = 3_217 * 48, 5_000 * 48


def blocks(samples: Floats, size: int) -> Iterator[Block]:
    for start in range(0, len(samples), size):
        yield Block(start, samples[start : start + size], None)


def faded(samples: Floats) -> Floats:
    part: Floats = samples[FIRST : FIRST + COUNT].astype(np.float32)
    return part * envelope(0, COUNT, COUNT, RATE, PART)[:, None]


class TestCut:
    @pytest.mark.parametrize("size", [RATE, 777, 20 * RATE])
    def test_however_the_blocks_fall(self, size: int) -> None:
        samples = music(10).astype(np.float32)
        found = list(cut(blocks(samples, size), RATE, PART))
        assert [b.start for b in found] == list(
            np.cumsum([0, *(len(b.samples) for b in found[:-1])])
        )
        np.testing.assert_array_equal(np.concatenate([b.samples for b in found]), faded(samples))

    def test_reads_no_further_than_its_end(self) -> None:
        def endless() -> Iterator[Block]:
            for start in range(0, 9 * RATE, RATE):
                yield Block(start, np.ones((RATE, 1), np.float32), None)
            raise AssertionError("the rest of the file was read")

        assert sum(len(b.samples) for b in cut(endless(), RATE, PART)) == COUNT

    def test_ends_with_the_sound(self) -> None:
        short = np.ones((4 * RATE, 1), np.float32)
        assert sum(len(b.samples) for b in cut(blocks(short, RATE), RATE, PART)) == 4 * RATE - FIRST

    def test_nothing_there(self) -> None:
        short = np.ones((3 * RATE, 1), np.float32)
        with pytest.raises(SoundError) as error:
            list(cut(blocks(short, RATE), RATE, PART))
        assert error.value.code == SoundCode.EMPTY


class TestEnvelope:
    def test_comes_up_at_once_and_goes_slowly(self) -> None:
        gains = envelope(0, COUNT, COUNT, RATE, PART)
        assert gains[0] < 0.001
        assert gains[-1] < 0.001
        np.testing.assert_allclose(gains[480 : COUNT - 72_000], 1, atol=1e-6)
        assert np.all(np.diff(gains[:480]) > 0)
        assert np.all(np.diff(gains[COUNT - 72_000 :]) <= 0)


class TestRender:
    async def test_it_is_just_that_part_in_every_form(self, run: Run, tmp_path: Path) -> None:
        samples = music(10)
        source = write_wav(tmp_path / "song.wav", samples)
        heard = await run(source, required=(), optional=(Step.OPUS, Step.AAC, Step.MP3), clip=PART)
        assert heard.outcome.failed == ()
        made = {one.step: one for one in heard.outcome.made}
        assert {f.key for one in made.values() for f in one.files} == {
            "teaser/opus/audio.mp4",
            "teaser/opus/index.m3u8",
            "teaser/aac/audio.mp4",
            "teaser/aac/index.m3u8",
            "teaser/mp3/audio.mp3",
        }
        assert {p.parent.parent.name for p in heard.out.rglob("*.*")} == {"teaser"}
        wanted = faded(samples.astype(np.float32))
        # The longest frame: AAC 1024, MP3 1152 samples, Opus 960; a decoder gives whole ones.
        for step, frame in ((Step.OPUS, 960), (Step.AAC, 1024), (Step.MP3, 1152)):
            self.check(heard.out, made[step], wanted, frame)

    def check(self, out: Path, made: Made, wanted: Floats, frame: int) -> None:
        assert made.rendition is not None
        assert (made.rendition.tier, made.rendition.duration_ms) == ("teaser", 5_000)
        found = judge.decode(out / made.rendition.media_key, channels=2, rate=RATE)
        assert abs(len(found) - COUNT) <= frame, made.step
        assert judge.lag(found[:, 0], wanted[:, 0]) == 0, made.step
        assert judge.snr_db(found, wanted) > 12, made.step
