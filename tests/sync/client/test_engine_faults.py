"""A bad network's leftovers, a wrong clock, tokens that end, a full disk, files that go: nothing
is lost, and the next sync ends it. One running product for all of them.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sync.client import blobs, editing
from sync.client.errors import LibraryBroken
from sync.client.retry import RemoteFailure
from sync.client.status import Status
from tests.support.desks import Desk
from tests.support.killing import Ward
from tests.support.uploading import MIB, make_file

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
SIZE = 10 * MIB
"""Two parts."""
DAY = 86_400.0
HTML = b"<!doctype html><title>Welcome to Airport Wi-Fi</title>"


@pytest.fixture(autouse=True)
def calm(ward: Ward) -> None:
    ward.calm()


async def opened(ward: Ward, folder: Path) -> Desk:
    found = Desk(folder, ward.proxy.url, ward.token(folder.name))
    await found.open()
    return found


@pytest.fixture
def desk(ward: Ward, tmp_path: Path) -> Iterator[Desk]:
    """A studio in this process."""
    found = ward.run(opened(ward, tmp_path / "desk"))
    yield found
    ward.run(found.close())


def song_of(ward: Ward, desk: Desk, path: Path) -> str:
    """A track with a version of this file."""
    track = editing.create(desk.local, "track", {"title": path.stem})
    sha256 = ward.run(desk.add_song(path))
    editing.create(desk.local, "version", {"label": "Mix", "sha256": sha256}, track)
    return sha256


def once(ward: Ward, desk: Desk) -> Status:
    return ward.run(desk.engine().once())


class TestClock:
    @pytest.mark.parametrize("off", [DAY, -DAY], ids=["ahead", "behind"])
    def test_a_day_off(
        self, ward: Ward, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, off: float
    ) -> None:
        song_of(ward, desk, make_file(tmp_path / f"clock {off}.wav", SIZE, seed=int(off) % 99))
        real = time.time
        with monkeypatch.context() as wrong:
            wrong.setattr(time, "time", lambda: real() + off)
            assert once(ward, desk).settled
            editing.create(desk.local, "track", {"title": "later"})
            with desk.local.edit() as db:  # as after an answer that asks to be asked again
                db.execute("UPDATE outbox SET next_at = ? WHERE state = 'pending'", (time.time(),))
        assert once(ward, desk).settled, "what waited by the wrong clock waits no longer"


class TestPause:
    def test_urls_and_token_that_expired_meanwhile(
        self, ward: Ward, desk: Desk, tmp_path: Path
    ) -> None:
        song = make_file(tmp_path / "long.wav", 3 * SIZE, seed=5)
        sha256 = song_of(ward, desk, song)
        ward.proxy.rate = 6 * MIB

        async def broken_off() -> None:
            running = asyncio.create_task(desk.engine().once())
            await ward.proxy.until(lambda: ward.proxy.sent() > 2 * SIZE)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

        ward.run(broken_off())
        for device in ward.web.get("/api/v1/sync/devices").json()["devices"]:
            if device["name"] == "desk":
                ward.web.delete(f"/api/v1/sync/devices/{device['id']}")
        time.sleep(2.1)  # as long as a URL lives here
        ward.proxy.rate = None
        with pytest.raises(RemoteFailure, match=r".") as refused:
            once(ward, desk)
        assert refused.value.status == 401
        assert "Sign in again" in refused.value.told
        (waiting,) = blobs.wanted(desk.local)
        assert waiting.sha256 == sha256, "the file waits, it has not failed"

        desk.token = ward.token("desk again")
        ward.run(desk.close())
        ward.run(desk.open())
        before = ward.proxy.sent()
        assert once(ward, desk).settled
        assert ward.proxy.sent() - before < 3 * SIZE, "what was there is not sent again"

    def test_a_token_that_ends_while_a_file_is_sent(
        self, ward: Ward, desk: Desk, tmp_path: Path
    ) -> None:
        song_of(ward, desk, make_file(tmp_path / "cut.wav", SIZE, seed=6))
        ward.proxy.add("POST", "/multipart/init", status=401)
        with pytest.raises(RemoteFailure):
            once(ward, desk)
        assert len(blobs.wanted(desk.local)) == 1
        assert once(ward, desk).settled


class TestNonsense:
    def test_in_answer_to_an_upload(self, ward: Ward, desk: Desk, tmp_path: Path) -> None:
        song_of(ward, desk, make_file(tmp_path / "odd.wav", SIZE, seed=7))
        for status in (200, 302, 204):
            ward.proxy.add("POST", "/multipart/init", status=status, body=HTML, times=100)
            told = once(ward, desk)
            assert (told.files, told.unsent, told.settled) == (1, 1, False)
            (blob,) = blobs.every(desk.local)
            assert blob.why, "nothing is said"
            ward.proxy.faults.clear()
            blobs.mark(desk.local, blob.sha256, blobs.BlobState.QUEUED)
        assert once(ward, desk).settled


class TestFiles:
    def test_one_that_is_gone_and_comes_back(self, ward: Ward, desk: Desk, tmp_path: Path) -> None:
        song = make_file(tmp_path / "gone.wav", SIZE, seed=8)
        song_of(ward, desk, song)
        song.rename(tmp_path / "elsewhere.wav")
        told = once(ward, desk)
        assert (told.files, told.unsent) == (1, 1), "only what needs the file waits"
        (blob,) = blobs.every(desk.local)
        assert "gone.wav is not at" in str(blob.why)
        (tmp_path / "elsewhere.wav").rename(song)
        assert once(ward, desk).settled

    def test_one_that_changes_while_it_is_sent(
        self, ward: Ward, desk: Desk, tmp_path: Path
    ) -> None:
        song = make_file(tmp_path / "changing.wav", SIZE, seed=9)
        was = song.read_bytes()
        song_of(ward, desk, song)
        ward.proxy.rate = 6 * MIB

        async def change() -> Status:
            running = asyncio.create_task(desk.engine().once())
            await ward.proxy.until(lambda: ward.proxy.sent() > MIB)
            make_file(song, SIZE, seed=10)
            ward.proxy.rate = None
            return await running

        assert ward.run(change()).files == 1
        (blob,) = blobs.every(desk.local)
        assert (blob.state, "was changed" in str(blob.why)) == ("changed", True)
        song.write_bytes(was)  # with another time, as it comes out of a backup
        assert once(ward, desk).settled


class TestFullDisk:
    @pytest.fixture
    def small(self, tmp_path: Path) -> Iterator[Path]:
        """A disk of 2 MiB; where none may be mounted, a folder without limits of its own."""
        folder = tmp_path / "small"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
        mounted = os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
        yield folder
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)

    def test_of_the_studio(self, ward: Ward, small: Path, tmp_path: Path) -> None:
        desk = ward.run(opened(ward, small))
        other = ward.run(opened(ward, tmp_path / "large"))
        try:
            self._fill_up(ward, desk, other, small)
        finally:
            ward.run(desk.close())
            ward.run(other.close())

    def _fill_up(self, ward: Ward, desk: Desk, other: Desk, small: Path) -> None:
        assert once(ward, desk).settled
        track = editing.create(other.local, "track", {"title": "Large"})
        for n in range(60):
            body = f"{n} " + "long " * 750
            editing.create(other.local, "note", {"at_ms": n, "body": body}, track)
        assert once(ward, other).settled
        mine = editing.create(desk.local, "track", {"title": "Before"})
        with full(small):
            with pytest.raises(LibraryBroken, match=r"cannot be used.*free some space"):
                once(ward, desk)
            with pytest.raises(LibraryBroken):
                editing.write(desk.local, "track", mine, {"liner_notes_md": "x" * 49_000})
            found = editing.read(desk.local, "track", mine)
            assert found is not None
            assert found.data == {"title": "Before"}, "half an edit"
        assert once(ward, desk).settled
        for kind, record in (("track", track), ("track", mine)):
            assert editing.read(desk.local, kind, record) is not None


class full:
    """No more room: the disk is filled up, or files may not grow."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ballast = folder / "ballast"
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def __enter__(self) -> None:
        if not os.path.ismount(self._folder):
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, self._before[1]))
            return
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(1024))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)
        self._ballast.unlink(missing_ok=True)
