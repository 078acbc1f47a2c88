"""The queue of sounds that somebody wants: kept over a restart, tried again, paused, given up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.client import blobs, wanted
from sync.client.download import BLOCK, Downloader
from sync.client.remote import HttpRemote
from sync.client.retry import RemoteFailure
from sync.client.sounds import NOT_THERE, Arriving, SoundLane
from sync.client.status import Phase, Status
from sync.client.wanted import Wanted
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.support.desks import Desk
from tests.support.proxy import FaultProxy
from tests.support.scripts import Stage

SIZE = 5 * BLOCK + 12_345


class Second:
    """The other studio with its lane, behind a network that does what the test says."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.world = stage.world
        self.run = stage.world.run
        self.desk: Desk = stage.world.desks[1]
        self.proxy = self.run(FaultProxy(self.desk.address).start())
        self.remote = HttpRemote(self.proxy.url, self.desk.token)
        self.heard: list[Arriving] = []
        self.lane = self.begin()
        self.sent = [self.send(stage, folder, seed) for seed in (1, 2)]
        stage.world.drain()

    def begin(self) -> SoundLane:
        """The lane of a program that was just started."""
        downloader = Downloader(self.desk.local, self.remote, self.desk.folder / "files")
        return SoundLane(self.desk.local, downloader, self.heard.append)

    def send(self, stage: Stage, folder: Path, seed: int) -> str:
        path = folder / f"song {seed}.wav"
        path.write_bytes(random.Random(seed).randbytes(SIZE))
        sha256 = self.run(stage.world.desks[0].add_song(path))
        stage.version(0, stage.track(0), sha256)
        return sha256

    def want(self, *digests: str) -> None:
        sounds = [Wanted(sha256=one, kind=UploadKind.ORIGINAL, record=new_id()) for one in digests]
        wanted.want(self.desk.local, sounds)

    def due(self) -> list[str]:
        return [one.sha256 for one in wanted.due(self.desk.local)]

    def is_whole(self, sha256: str) -> bool:
        known = blobs.get(self.desk.local, sha256)
        return known is not None and len(known.path.read_bytes()) == SIZE

    def standing(self, sha256: str) -> tuple[str, str | None]:
        with self.desk.local.read() as db:
            row = db.execute("SELECT * FROM wanted WHERE sha256 = ?", (sha256,)).fetchone()
        return row["state"], row["why"]

    async def first_bytes(self) -> asyncio.Task[int]:
        """The lane at work, once something has come."""
        self.heard.clear()
        task = asyncio.create_task(self.lane.fetch_all())
        async with asyncio.timeout(20):
            while not self.heard:
                await asyncio.sleep(0.005)
        return task


@pytest.fixture
def second(stage: Stage, tmp_path: Path) -> Iterator[Second]:
    found = Second(stage, tmp_path)
    yield found
    found.run(found.remote.close())
    found.run(found.proxy.stop())


class TestFetchAll:
    def test_all_that_is_wanted_in_order(self, second: Second) -> None:
        one, two = second.sent
        second.want(two, one)
        assert second.run(second.lane.fetch_all()) == 2
        assert second.is_whole(one)
        assert second.is_whole(two)
        assert second.due() == []
        order = list(dict.fromkeys(heard.sha256 for heard in second.heard))
        assert order == [two, one]
        assert second.heard[-1] == Arriving(one, SIZE, SIZE)

    def test_a_break_is_gone_on_with_by_the_next_program(self, second: Second) -> None:
        one, _ = second.sent
        second.want(one)
        second.proxy.add("GET", "/files/", reply_drop_after=3 * BLOCK + 5_000)
        with pytest.raises(RemoteFailure):
            second.run(second.lane.fetch_all())
        assert second.due() == [one]
        assert second.run(second.begin().fetch_all()) == 1
        assert second.is_whole(one)
        assert sum(seen.reply for seen in second.proxy.seen) < SIZE + BLOCK + 10_000

    def test_killed_before_it_was_crossed_out(self, second: Second) -> None:
        one, _ = second.sent
        second.want(one)
        second.run(second.lane.fetch_all())
        second.want(one)
        second.proxy.seen.clear()
        assert second.run(second.lane.fetch_all()) == 1
        assert (second.proxy.seen, second.due()) == ([], [])

    def test_what_the_server_has_not_is_told_and_holds_nobody_up(self, second: Second) -> None:
        one, _ = second.sent
        second.want("0" * 64, one)
        assert second.run(second.lane.fetch_all()) == 1
        assert second.is_whole(one)
        assert second.standing("0" * 64) == (wanted.FAILED, NOT_THERE)
        assert second.run(second.lane.fetch_all()) == 0
        second.want("0" * 64)
        assert second.due() == ["0" * 64]

    def test_wrong_bytes_are_told(self, second: Second) -> None:
        one, _ = second.sent
        second.want(one)
        second.proxy.add("GET", "/files/", times=2, reply_corrupt_at=2 * BLOCK)
        assert second.run(second.lane.fetch_all()) == 0
        state, why = second.standing(one)
        assert state == wanted.FAILED
        assert "is not the file that was added" in str(why)
        assert blobs.get(second.desk.local, one) is None


class TestPause:
    def test_stops_what_is_coming_and_lets_the_others_come(self, second: Second) -> None:
        one, two = second.sent
        second.want(one, two)
        second.proxy.rate = 4 * BLOCK

        async def script() -> int:
            task = await second.first_bytes()
            await second.lane.pause(one)
            second.proxy.rate = None
            return await task

        assert second.run(script()) == 1
        assert second.is_whole(two)
        assert second.due() == []
        wanted.pause(second.desk.local, False, one)
        assert second.run(second.begin().fetch_all()) == 1
        assert second.proxy.seen[-1].status == 206

    def test_all_transfers(self, second: Second) -> None:
        second.want(*second.sent)
        blobs.pause(second.desk.local, True)
        assert second.run(second.lane.fetch_all()) == 0
        blobs.pause(second.desk.local, False)
        assert second.run(second.lane.fetch_all()) == 2


class TestPutFirst:
    def test_what_was_coming_goes_on_after_it(self, second: Second) -> None:
        one, two = second.sent
        second.want(one, two)
        second.proxy.rate = 4 * BLOCK

        async def script() -> int:
            task = await second.first_bytes()
            await second.lane.put_first(two)
            second.proxy.rate = None
            return await task

        assert second.run(script()) == 2
        whole = [heard.sha256 for heard in second.heard if heard.done == heard.size]
        assert whole == [two, one]


class TestGiveUp:
    def test_nobody_waits_for_it(self, second: Second) -> None:
        one, _ = second.sent
        second.want(one)
        second.proxy.rate = 4 * BLOCK

        async def script() -> int:
            task = await second.first_bytes()
            await second.lane.give_up(one)
            return await task

        assert second.run(script()) == 0
        assert second.due() == []
        assert blobs.get(second.desk.local, one) is None


class TestInTheEngine:
    def test_comes_while_the_engine_runs_and_after_the_server_was_away(
        self, second: Second
    ) -> None:
        one, two = second.sent
        seen: list[Status] = []

        async def script() -> None:
            engine = second.desk.engine(seen.append)
            task = asyncio.create_task(engine.run())
            async with asyncio.timeout(30):
                while not (seen and seen[-1].phase is Phase.UP_TO_DATE):
                    await asyncio.sleep(0.02)
                second.want(one, two)
                engine.wake()
                while second.due():
                    await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        second.run(script())
        assert second.is_whole(one)
        assert second.is_whole(two)
        assert max(status.wanted for status in seen) <= 2
        assert seen[-1].wanted == 0

    def test_one_sync_brings_them(self, second: Second) -> None:
        second.want(*second.sent)
        status = second.run(second.desk.engine().once())
        assert (status.wanted, status.settled) == (0, True)
        assert second.is_whole(second.sent[0])
