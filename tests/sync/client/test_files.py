"""The upload lane against the real server: paused, put first, given up, tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.client import blobs, editing, events
from sync.client.blobs import BlobState
from sync.client.files import FileLane
from sync.client.hashing import hash_file
from sync.client.local import Local
from sync.wire.uploads import UploadKind
from tests.support.uploading import MIB, World, make_file

SLOW = 12 * MIB
"""Bytes per second that leave time to do something meanwhile."""


class Room:
    """A library whose files go to the server."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.local = Local(folder / "library.db")
        self.heard: list[events.Event] = []
        self.lane = FileLane(self.local, world.uploader, on_upload=self.heard.append)

    async def song(self, name: str, size: int = 10 * MIB) -> str:
        """A track with a version of a new file; the file's digest."""
        path = make_file(self.folder / name, size, seed=len(name))
        sha256 = blobs.keep(self.local, UploadKind.ORIGINAL, path, await hash_file(path))
        track = editing.create(self.local, "track", {"title": name})
        editing.create(self.local, "version", {"label": "Mix", "sha256": sha256}, track)
        return sha256

    async def sending(self, name: str) -> None:
        """Until bytes of this file go out."""
        async with asyncio.timeout(20):
            while not any(e.path.name == name for e in self.heard if isinstance(e, events.Moving)):
                await asyncio.sleep(0.01)

    def state(self, sha256: str) -> BlobState:
        found = blobs.get(self.local, sha256)
        assert found is not None
        return found.state


@pytest.fixture
async def room(world: World, tmp_path: Path) -> AsyncIterator[Room]:
    found = Room(world, tmp_path)
    yield found
    found.local.close()


class TestSendAll:
    async def test_sends_in_order_and_remembers_when(self, room: Room):
        first, second = await room.song("a.wav", MIB), await room.song("bb.wav", MIB)
        assert await room.lane.send_all() == 2
        assert [room.state(one) for one in (first, second)] == [BlobState.DONE] * 2
        with room.local.read() as db:
            rows = db.execute("SELECT sha256 FROM transfer ORDER BY done_at").fetchall()
        assert [row["sha256"] for row in rows] == [first, second]

    async def test_a_file_that_vanished_does_not_keep_others(self, room: Room):
        lost, kept = await room.song("a.wav", MIB), await room.song("bb.wav", MIB)
        (room.folder / "a.wav").unlink()
        assert await room.lane.send_all() == 1
        assert (room.state(lost), room.state(kept)) == (BlobState.MISSING, BlobState.DONE)


class TestPause:
    async def test_stops_the_one_that_is_sent_and_the_next_one_goes(self, room: Room):
        first, second = await room.song("a.wav"), await room.song("bb.wav", MIB)
        room.lane.limit(SLOW)
        sending = asyncio.create_task(room.lane.send_all())
        await room.sending("a.wav")
        await room.lane.pause(first)
        assert await sending == 1
        assert (room.state(first), room.state(second)) == (BlobState.QUEUED, BlobState.DONE)

    async def test_resumed_it_sends_only_the_rest(self, room: Room):
        song = await room.song("a.wav", 20 * MIB)
        room.lane.limit(SLOW)
        sending = asyncio.create_task(room.lane.send_all())
        async with asyncio.timeout(20):
            while not any(e.done for e in room.heard if isinstance(e, events.Uploading)):
                await asyncio.sleep(0.01)
        await room.lane.pause(song)
        assert await sending == 0
        room.lane.limit(None)
        await room.lane.resume(song)
        assert await room.lane.send_all() == 1
        resumed = [e.resumed for e in room.heard if isinstance(e, events.Uploading)]
        assert resumed[-1] > 0

    async def test_all_of_them_even_over_a_restart(self, room: Room):
        await room.song("a.wav", MIB)
        await room.lane.pause()
        again = FileLane(room.local, room.world.uploader)
        assert await again.send_all() == 0
        await again.resume()
        assert await again.send_all() == 1

    async def test_letting_all_go_on_lets_each(self, room: Room):
        song = await room.song("a.wav", MIB)
        await room.lane.pause(song)
        await room.lane.resume()
        assert await room.lane.send_all() == 1


class TestPutFirst:
    async def test_goes_before_what_is_being_sent(self, room: Room):
        first, second = await room.song("a.wav"), await room.song("bb.wav", MIB)
        room.lane.limit(SLOW)
        sending = asyncio.create_task(room.lane.send_all())
        await room.sending("a.wav")
        await room.lane.put_first(second)
        room.lane.limit(None)
        assert await sending == 2
        done = [e.path.name for e in room.heard if isinstance(e, events.Done)]
        assert done == ["bb.wav", "a.wav"]
        assert room.state(first) is BlobState.DONE


class TestGiveUp:
    async def test_the_server_frees_what_it_has(self, room: Room):
        song = await room.song("a.wav")
        room.lane.limit(SLOW)
        sending = asyncio.create_task(room.lane.send_all())
        await room.sending("a.wav")
        await room.lane.pause(song)
        await room.lane.give_up(song)
        assert await sending == 0
        assert room.world.journal.unfinished() == []
