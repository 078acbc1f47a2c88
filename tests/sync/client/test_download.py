"""Files that come down: whole or not at all, gone on with after a break; pictures by themselves."""

from __future__ import annotations

import asyncio
import io
import random
import resource
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from sync.client import blobs, editing
from sync.client.blobs import BlobState
from sync.client.download import BLOCK, Downloader, DownloadFailed
from sync.client.fetching import PictureLane, lacking
from sync.client.hashing import hash_file
from sync.client.pace import TokenBucket
from sync.client.remote import HttpRemote
from sync.client.retry import RemoteFailure
from sync.client.status import Phase, Status
from sync.wire.pictures import mark
from sync.wire.uploads import UploadKind
from tests.support.desks import Desk
from tests.support.proxy import FaultProxy
from tests.support.scripts import Stage

SIZE = 5 * BLOCK + 12_345
SOUND = UploadKind.ORIGINAL


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    path = tmp_path / "the room.png"
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "Über: Nacht?.wav"
    path.write_bytes(random.Random(7).randbytes(SIZE))
    return path


@pytest.fixture
def there(stage: Stage, song: Path) -> str:
    """A sound that the first studio has sent; its digest."""
    desk = stage.world.desks[0]
    sha256 = stage.world.run(desk.add_song(song))
    stage.version(0, stage.track(0), sha256)
    stage.world.drain()
    return sha256


class Second:
    """The other studio, behind a network that does what the test says."""

    def __init__(self, stage: Stage) -> None:
        self.run = stage.world.run
        self.desk: Desk = stage.world.desks[1]
        self.proxy = self.run(FaultProxy(self.desk.address).start())
        self.remote = HttpRemote(self.proxy.url, self.desk.token)
        self.folder = self.desk.folder / "files"
        self.downloader = Downloader(self.desk.local, self.remote, self.folder)

    def fetch(self, sha256: str, kind: UploadKind = SOUND) -> Path:
        return self.run(self.downloader.fetch(kind, sha256))

    def lies(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def second(stage: Stage) -> Iterator[Second]:
    found = Second(stage)
    yield found
    found.run(found.remote.close())
    found.run(found.proxy.stop())


class TestFetch:
    def test_same_bytes_under_a_name_that_people_know(
        self, second: Second, there: str, song: Path
    ) -> None:
        told: list[tuple[int, int]] = []
        path = second.run(
            second.downloader.fetch(SOUND, there, lambda done, size: told.append((done, size)))
        )
        assert path.read_bytes() == song.read_bytes()
        assert path.name == f"Über_ Nacht_ {there[:8]}.wav"
        assert told[-1] == (SIZE, SIZE)
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        known = blobs.get(second.desk.local, there)
        assert known is not None
        assert (known.path, known.state) == (path, BlobState.DONE)
        assert blobs.wanted(second.desk.local) == []

    def test_goes_on_after_the_connection_broke(self, second: Second, there: str) -> None:
        second.proxy.add("GET", "/files/", reply_drop_after=3 * BLOCK + 5_000)
        with pytest.raises(RemoteFailure, match="no answer"):
            second.fetch(there)
        assert second.lies() == [f"{there}.part"]
        assert blobs.get(second.desk.local, there) is None
        second.fetch(there)
        assert second.proxy.seen[-1].status == 206
        assert second.proxy.seen[-1].reply < SIZE - 2 * BLOCK

    def test_goes_on_after_a_kill(self, second: Second, there: str, song: Path) -> None:
        """What a killed process leaves: some bytes, at any place."""
        second.folder.mkdir()
        (second.folder / f"{there}.part").write_bytes(song.read_bytes()[: 2 * BLOCK + 77])
        assert second.fetch(there).read_bytes() == song.read_bytes()
        assert second.proxy.seen[-1].reply < SIZE - 2 * BLOCK + 2_000

    def test_killed_between_the_last_byte_and_the_name(
        self, second: Second, there: str, song: Path
    ) -> None:
        second.folder.mkdir()
        (second.folder / f"{there}.part").write_bytes(song.read_bytes())
        assert second.fetch(there).read_bytes() == song.read_bytes()
        assert second.proxy.seen[-1].status == 416

    def test_keeps_the_cap_of_what_is_sent_and_follows_another(
        self, second: Second, there: str
    ) -> None:
        bucket = TokenBucket(4 * SIZE)
        second.downloader = Downloader(
            second.desk.local, second.remote, second.folder, bucket=bucket
        )
        begun = time.monotonic()
        path = second.fetch(there)
        assert time.monotonic() - begun > 0.14  # a quarter second, less what a bucket holds
        for rest in (path, second.folder / f"{there}.part"):
            rest.unlink(missing_ok=True)
        bucket.limit(SIZE)
        begun = time.monotonic()
        second.fetch(there)
        assert time.monotonic() - begun > 0.85

    def test_cancelled_and_asked_for_again(self, second: Second, there: str, song: Path) -> None:
        second.proxy.rate = 4 * BLOCK

        async def twice() -> Path:
            arrived = asyncio.Event()
            task = asyncio.create_task(
                second.downloader.fetch(SOUND, there, lambda *_: arrived.set())
            )
            await arrived.wait()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            second.proxy.rate = None
            return await second.downloader.fetch(SOUND, there)

        assert second.run(twice()).read_bytes() == song.read_bytes()
        assert second.proxy.seen[-1].status == 206

    def test_wrong_bytes_on_the_way_are_fetched_anew(
        self, second: Second, there: str, song: Path
    ) -> None:
        second.proxy.add("GET", "/files/", reply_corrupt_at=2 * BLOCK)
        assert second.fetch(there).read_bytes() == song.read_bytes()
        assert second.proxy.count("GET", "/files/") == 2

    def test_wrong_bytes_for_good_are_never_kept(self, second: Second, there: str) -> None:
        second.proxy.add("GET", "/files/", times=2, reply_corrupt_at=2 * BLOCK)
        with pytest.raises(DownloadFailed, match="is not the file that was added"):
            second.fetch(there)
        assert second.lies() == []
        assert blobs.get(second.desk.local, there) is None

    def test_a_busy_server_is_asked_when_it_has_time(self, second: Second, there: str) -> None:
        second.proxy.add("GET", "/files/", times=2, status=429, headers={"retry-after": "1"})
        began = time.monotonic()
        second.fetch(there)
        assert time.monotonic() - began >= 2
        assert second.proxy.count("GET", "/files/") == 3

    def test_no_room(self, second: Second, there: str, song: Path) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * BLOCK, before[1]))
        try:
            with pytest.raises(DownloadFailed, match="free some space on the disk of"):
                second.fetch(there)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert second.lies() == [f"{there}.part"]
        assert second.fetch(there).read_bytes() == song.read_bytes()
        assert second.proxy.seen[-1].status == 206

    def test_no_folder(self, second: Second, there: str) -> None:
        second.folder.write_text("a file where the folder should be")
        with pytest.raises(DownloadFailed, match="is a folder that is yours to write"):
            second.fetch(there)

    def test_what_the_server_has_not(self, second: Second) -> None:
        with pytest.raises(RemoteFailure) as refused:
            second.fetch("0" * 64)
        assert refused.value.status == 404


def show(stage: Stage, photo: Path) -> str:
    """The first studio puts a picture into notes and makes it a cover; its digest."""
    desk, track = stage.world.desks[0], stage.track(0)
    digests = stage.world.run(hash_file(photo))
    sha256 = blobs.keep(desk.local, UploadKind.IMAGE, photo, digests)
    editing.write(desk.local, "track", track, {"liner_notes_md": mark(sha256, "The room")})
    editing.write(desk.local, "track", track, {"artwork_sha256": sha256})
    return sha256


class TestPictures:
    def test_come_by_themselves(self, stage: Stage, photo: Path) -> None:
        first, other = stage.world.desks
        sha256 = show(stage, photo)
        stage.world.run(first.engine().once())
        seen: list[Status] = []

        async def until_there() -> None:
            task = asyncio.create_task(other.engine(seen.append).run())
            async with asyncio.timeout(20):
                while blobs.get(other.local, sha256) is None:
                    await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        stage.world.run(until_there())
        known = blobs.get(other.local, sha256)
        assert known is not None
        assert known.path.read_bytes() == photo.read_bytes()
        assert lacking(other.local) == []
        assert all(status.phase is not Phase.OFFLINE for status in seen)

    def test_one_sync_of_the_command_line_brings_them(self, stage: Stage, photo: Path) -> None:
        first, other = stage.world.desks
        sha256 = show(stage, photo)
        stage.world.run(first.engine().once())
        assert stage.world.run(other.engine().once()).settled
        assert blobs.get(other.local, sha256) is not None

    def test_one_that_was_not_sent_yet_is_no_failure(self, stage: Stage, photo: Path) -> None:
        first, other = stage.world.desks
        sha256 = show(stage, photo)
        photo.unlink()
        stage.world.run(first.engine().once())
        assert stage.world.run(other.engine().once()).phase is Phase.UP_TO_DATE
        assert lacking(other.local) == [sha256]

    def test_is_not_asked_for_in_a_hurry(self, stage: Stage, second: Second) -> None:
        desk, track = stage.world.desks[1], stage.track(1)
        editing.write(desk.local, "track", track, {"liner_notes_md": mark("0" * 64, "Gone")})
        lane = PictureLane(desk.local, second.downloader)
        assert lacking(desk.local) == ["0" * 64]
        assert [second.run(lane.fetch_all()) for _ in range(3)] == [0, 0, 0]
        assert second.proxy.count("GET", "/files/") == 1

    def test_the_server_away_is_said(self, stage: Stage, second: Second) -> None:
        desk, track = stage.world.desks[1], stage.track(1)
        editing.write(desk.local, "track", track, {"liner_notes_md": mark("0" * 64, "Gone")})
        second.proxy.refusing = True
        with pytest.raises(RemoteFailure, match="no answer"):
            second.run(PictureLane(desk.local, second.downloader).fetch_all())
