"""Listening to a track: decoded once, switched to the sample, matched, and honest about files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest

from studio.actions import files, listening
from studio.actions.desk import Desk, open_desk
from studio.actions.listening import Listening, Version
from studio.audio.matching import Measured
from studio.audio.mixer import Loop
from studio.audio.output import Null
from studio.audio.pcm import PcmCache
from studio.settings import Places
from sync.sound import file_sha256
from tests.support.audio import music, write_wav

RATE = 48_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    places = Places(data=tmp_path / "d", cache=tmp_path / "c", config=tmp_path / "s")
    for folder in (places.data, places.cache, places.config):
        folder.mkdir()
    with open_desk(places) as opened:
        yield opened


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Listening]:
    cache = PcmCache(tmp_path / "sound")
    made = Listening(cache, opened=Null)
    yield made
    await made.close()
    await asyncio.to_thread(cache.close)


def version(tmp_path: Path, label: str, *, gain: float = 0.5, lufs: float = -14.0) -> Version:
    path = write_wav(tmp_path / f"{label}.wav", music(2) * gain, kind="s16")
    return Version(
        id=uuid4(),
        label=label,
        sha256=file_sha256(path),
        path=path,
        measured=Measured(lufs, -1.0),
    )


class TestReadVersions:
    async def test_finds_files_and_figures(self, desk: Desk, tmp_path: Path) -> None:
        song = write_wav(tmp_path / "song.wav", music(2))
        track = await files.add_track(desk, await files.look(song), label="Master")
        (found,) = await listening.read_versions(desk, track)
        assert (found.label, found.path, found.sha256) == ("Master", song, file_sha256(song))
        assert found.measured is not None
        assert -60 < (found.measured.integrated_lufs or 0) < 0


class TestShow:
    async def test_decodes_all_and_plays_the_first_wanted(
        self, session: Listening, tmp_path: Path
    ) -> None:
        a, b = version(tmp_path, "a"), version(tmp_path, "b", gain=0.25)
        shares: list[float] = []
        session.changed = lambda: shares.append(sum(h.share for h in session.heard.values()))
        await session.show((a, b), first=b.id)
        assert session.current == b.name
        await session.settled()
        assert session.player is not None
        assert session.player.names == (a.name, b.name)
        assert all(h.waveform is not None for h in session.heard.values())
        assert shares[-1] == 2.0
        assert len(set(shares)) > 3

    async def test_follows_what_comes_and_goes(self, session: Listening, tmp_path: Path) -> None:
        a, b, c = (version(tmp_path, name, gain=0.1 * n) for n, name in enumerate("abc", 3))
        await session.show((a, b))
        await session.settled()
        first = session.heard[b.name].pcm
        assert session.player is not None
        session.player.seek(12_345)
        await asyncio.sleep(0.1)
        await session.show((replace(b, label="B again"), c))
        await session.settled()
        assert session.player.names == (b.name, c.name)
        assert session.heard[b.name].pcm is first
        assert session.heard[b.name].version.label == "B again"
        await asyncio.sleep(0.1)
        assert session.player.position == 12_345
        assert session.current == b.name

    async def test_nothing_is_nothing(self, session: Listening) -> None:
        await session.show(())
        assert session.player is None
        assert session.current is None

    async def test_a_version_of_another_machine_says_so(
        self, session: Listening, tmp_path: Path
    ) -> None:
        a, b = version(tmp_path, "a"), replace(version(tmp_path, "b", gain=0.3), path=None)
        await session.show((a, b))
        await session.settled()
        trouble = session.heard[b.name].trouble
        assert trouble is not None
        assert "not on this computer" in trouble.message
        assert session.player is not None
        assert session.player.names == (a.name,)

    async def test_a_file_that_is_gone_can_be_tried_again(
        self, session: Listening, tmp_path: Path
    ) -> None:
        a = version(tmp_path, "a")
        assert a.path is not None
        kept = a.path.rename(tmp_path / "elsewhere.wav")
        await session.show((a,))
        await session.settled()
        trouble = session.heard[a.name].trouble
        assert trouble is not None
        assert trouble.message == "a.wav is not where it was."
        kept.rename(a.path)
        session.retry()
        await session.settled()
        assert session.heard[a.name].trouble is None
        assert session.player is not None

    async def test_noise_instead_of_sound_is_explained(
        self, session: Listening, tmp_path: Path
    ) -> None:
        path = tmp_path / "bad.wav"
        path.write_bytes(b"no sound at all" * 50)
        bad = replace(version(tmp_path, "a"), path=path, sha256=file_sha256(path))
        await session.show((bad,))
        await session.settled()
        trouble = session.heard[bad.name].trouble
        assert trouble is not None
        assert trouble.remedy


class TestSelect:
    async def test_keeps_the_position_and_the_sound(
        self, session: Listening, tmp_path: Path
    ) -> None:
        a, b = version(tmp_path, "a"), version(tmp_path, "b", gain=0.25)
        await session.show((a, b))
        await session.settled()
        player = session.player
        assert player is not None
        player.seek(30_000)
        await session.select(b.id)
        await asyncio.sleep(0.1)
        assert session.player is player
        assert (player.position, session.current) == (30_000, b.name)

    async def test_one_that_came_while_playing_joins(
        self, session: Listening, tmp_path: Path
    ) -> None:
        a, b = version(tmp_path, "a"), version(tmp_path, "b", gain=0.25)
        await session.show((a,))
        await session.settled()
        assert session.player is not None
        session.set_loop(Loop(RATE // 2, RATE))
        session.player.seek(RATE // 2)
        session.player.play()
        await asyncio.sleep(0.2)
        await session.show((a, b))
        await session.settled()
        assert session.player.names == (a.name,)
        await session.select(b.id)
        assert session.player.names == (a.name, b.name)
        await asyncio.sleep(0.3)
        assert session.player.playing
        assert RATE // 2 <= session.player.position < RATE
        await session.pause()
        assert not session.player.playing

    async def test_of_an_unknown_one_is_refused(self, session: Listening) -> None:
        with pytest.raises(KeyError):
            await session.select(UUID(int=1))


class TestMatch:
    async def test_brings_the_louder_one_down(self, session: Listening, tmp_path: Path) -> None:
        a = version(tmp_path, "a", gain=0.5, lufs=-14.0)
        b = version(tmp_path, "b", gain=0.25, lufs=-20.0)
        await session.show((a, b))
        await session.settled()
        gains = session.gains()
        assert gains[b.name] == 1.0
        assert 20 * np.log10(gains[a.name]) == pytest.approx(-6.0)

    async def test_a_blind_test_is_always_matched(self, session: Listening, tmp_path: Path) -> None:
        a, b = version(tmp_path, "a"), version(tmp_path, "b", gain=0.25)
        await session.show((a, b))
        await session.settled()
        test = session.blind(a.id, b.id, trials=3)
        assert session.matched
        assert test.trials == 3
