"""The mixer of stems: what reaches the ear is their sum, to the bit, through a real player."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.actions import listening, tracks
from studio.actions.mixing import Mixing, NotReady
from studio.actions.stems import Stem
from studio.audio.output import Null
from studio.audio.pcm import PcmCache
from sync.sound import file_sha256
from tests.support.audio import Samples, noise, sine, stereo, write_wav

RATE = 48_000
SECONDS = 1.0


def exactly(samples: Samples) -> Samples:
    return np.round(samples * 32768) / 32768


PARTS = {
    "vocal": exactly(stereo(sine(SECONDS, hertz=440, dbfs=-14))),
    "bass": exactly(stereo(sine(SECONDS, hertz=110, dbfs=-15))),
    "pad": exactly(noise(SECONDS, dbfs=-30)),
}


class Tape:
    """What the output was handed."""

    def __init__(self) -> None:
        self.said: list[bytes] = []

    def open(self, rate: int) -> Null:
        return Null(rate, self.said.append)

    def heard(self) -> NDArray[np.float32]:
        found = np.frombuffer(b"".join(self.said), np.float32).reshape(-1, 2)
        loud = np.flatnonzero(np.abs(found).sum(axis=1))
        return found[loud[0] : loud[-1] + 1] if len(loud) else found[:0]


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
async def mixing(tmp_path: Path, tape: Tape) -> AsyncIterator[Mixing]:
    cache = PcmCache(tmp_path / "sound")
    made = Mixing(cache, opened=tape.open)
    yield made
    await made.close()
    await asyncio.to_thread(cache.close)


def stem(folder: Path, title: str, samples: Samples) -> Stem:
    path = write_wav(folder / f"{title}.wav", samples, kind="s16")
    return Stem(
        id=uuid4(),
        title=title,
        role="other",
        sha256=file_sha256(path),
        path=path,
        duration_ms=None,
        sample_rate=None,
        credits=(),
        unsent=False,
        problem="",
    )


def mix_of(folder: Path, samples: Samples) -> tuple[tracks.Version, listening.Version]:
    path = write_wav(folder / "mix.wav", samples, kind="s16")
    file = listening.Version(
        id=uuid4(), label="Mix", sha256=file_sha256(path), path=path, measured=None
    )
    shown = tracks.Version(
        id=file.id,
        label="Mix",
        state="waiting",
        primary=True,
        duration_ms=1000,
        sample_rate=RATE,
        bit_depth=16,
        channels=2,
        codec="pcm",
        lufs=None,
        lra=None,
        true_peak=None,
        warnings=(),
        problem="",
        remedy="",
        file="mix.wav",
        stems=3,
    )
    return shown, file


async def ready(mixing: Mixing, folder: Path, mix: Samples | None = None) -> list[Stem]:
    found = [stem(folder, title, samples) for title, samples in PARTS.items()]
    whole = np.sum(list(PARTS.values()), axis=0) if mix is None else mix
    await mixing.follow(found, *mix_of(folder, whole))
    await mixing.settled()
    return found


async def play_through(mixing: Mixing) -> None:
    assert mixing.player is not None
    player = mixing.player
    player.play()
    await until(lambda: player.playing)
    await until(lambda: not player.playing)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


class TestSum:
    async def test_what_is_heard_is_the_sum_to_the_bit(
        self, mixing: Mixing, tape: Tape, tmp_path: Path
    ) -> None:
        await ready(mixing, tmp_path)
        assert mixing.complete
        await play_through(mixing)
        wanted = np.sum(list(PARTS.values()), axis=0).astype(np.float32)
        loud = np.flatnonzero(np.abs(wanted).sum(axis=1))
        assert np.array_equal(tape.heard(), wanted[loud[0] : loud[-1] + 1])

    async def test_mute_solo_level_and_master(
        self, mixing: Mixing, tape: Tape, tmp_path: Path
    ) -> None:
        vocal, bass, pad = await ready(mixing, tmp_path)
        mixing.set_solo(vocal.name, True)
        mixing.set_solo(bass.name, True)
        mixing.set_mute(bass.name, True)
        mixing.set_level(vocal.name, -6.0)
        mixing.set_level(pad.name, 6.0)
        mixing.set_master(-6.0)
        await play_through(mixing)
        half = np.float32(10 ** (-6 / 20))
        wanted = PARTS["vocal"].astype(np.float32)[1:] * half * half
        assert np.allclose(tape.heard()[:40_000], wanted[:40_000], atol=1e-6)

    async def test_the_mix_instead_from_the_same_place(
        self, mixing: Mixing, tape: Tape, tmp_path: Path
    ) -> None:
        other = exactly(stereo(sine(SECONDS, hertz=1000, dbfs=-20)))
        await ready(mixing, tmp_path, other)
        mixing.hear(mix=True)
        await play_through(mixing)
        assert np.allclose(tape.heard()[:40_000], other[1:40_001], atol=1e-6)

    async def test_repeats_the_whole_without_a_gap(
        self, mixing: Mixing, tape: Tape, tmp_path: Path
    ) -> None:
        await ready(mixing, tmp_path)
        mixing.set_repeat(True)
        assert mixing.player is not None
        mixing.player.play()
        await until(lambda: len(tape.said) > 130)
        wanted = np.sum(list(PARTS.values()), axis=0).astype(np.float32)
        heard = np.frombuffer(b"".join(tape.said), np.float32).reshape(-1, 2)
        start = int(np.flatnonzero(np.abs(heard).sum(axis=1))[0])
        first = int(np.flatnonzero(np.abs(wanted).sum(axis=1))[0])
        again = heard[start - first + RATE : start - first + RATE + 9_600]
        assert np.array_equal(again, wanted[:9_600])


class TestFollow:
    async def test_settings_outlive_the_player(self, mixing: Mixing, tmp_path: Path) -> None:
        found = await ready(mixing, tmp_path)
        mixing.set_mute(found[0].name, True)
        await mixing.follow(found[:2], *mix_of(tmp_path, PARTS["vocal"]))
        await mixing.settled()
        assert mixing.settings[found[0].name].muted
        assert mixing.player is not None
        assert len(mixing.player.names) == 3

    async def test_a_stem_of_another_machine_is_in_trouble_alone(
        self, mixing: Mixing, tmp_path: Path
    ) -> None:
        from dataclasses import replace

        found = [stem(tmp_path, title, samples) for title, samples in PARTS.items()]
        found[1] = replace(found[1], path=None)
        await mixing.follow(found, *mix_of(tmp_path, PARTS["vocal"]))
        await mixing.settled()
        assert mixing.complete
        assert mixing.heard[found[1].name].trouble is not None
        with pytest.raises(NotReady, match="not on this computer"):
            await mixing.null(lambda _share: None)

    async def test_misfits_are_found_to_the_sample(self, mixing: Mixing, tmp_path: Path) -> None:
        found = [stem(tmp_path, "short", PARTS["bass"][:-7])]
        await mixing.follow(found, *mix_of(tmp_path, PARTS["bass"]))
        assert mixing.misfits() == {}
        await mixing.settled()
        assert mixing.misfits()[found[0].name].length_difference == -7


class TestNull:
    async def test_equal_is_nothing_and_something_is_measured(
        self, mixing: Mixing, tmp_path: Path
    ) -> None:
        await ready(mixing, tmp_path)
        told: list[float] = []
        found = await mixing.null(told.append)
        assert found.residual_dbfs == -200.0
        await asyncio.sleep(0)
        assert told[-1] == 1.0

    async def test_a_missing_part_is_left_over(self, mixing: Mixing, tmp_path: Path) -> None:
        whole = np.sum(list(PARTS.values()), axis=0) + stereo(sine(SECONDS, hertz=700, dbfs=-23.01))
        await ready(mixing, tmp_path, whole)
        found = await mixing.null(lambda _share: None)
        assert found.residual_dbfs == pytest.approx(-26.0, abs=0.1)

    async def test_nothing_is_compared_before_it_is_read(
        self, mixing: Mixing, tmp_path: Path
    ) -> None:
        found = [stem(tmp_path, "vocal", PARTS["vocal"])]
        await mixing.follow(found, *mix_of(tmp_path, PARTS["vocal"]))
        with pytest.raises(NotReady, match="still being read"):
            await mixing.null(lambda _share: None)
        await mixing.settled()
