"""kill -9 of studio, server and database, a bad network, a wrong clock, a full disk, files that go:
nothing is lost, nothing is doubled, and the next sync ends it.

One running product for all of them; REPEAT=20, for a night, kills as many studios.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from studio import settings
from studio.actions.desk import Desk as Studio
from studio.actions.desk import key_name, open_desk
from studio.actions.export import export
from studio.settings import Account, Places
from sync.client import blobs, editing
from sync.client.errors import LibraryBroken
from sync.client.hashing import hash_file
from sync.client.retry import RemoteFailure
from sync.client.status import Status
from sync.wire.uploads import UploadKind
from tests.support.desks import Desk
from tests.support.killing import Ward, kill, until_healthy
from tests.support.uploading import MIB, make_file

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
KILLS = int(os.environ.get("REPEAT", "3"))
SIZE = 10 * MIB
"""Two parts."""
DAY = 86_400.0
HTML = b"<!doctype html><title>Welcome to Airport Wi-Fi</title>"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    found = Ward(tmp_path_factory.mktemp("ward"), PART_URL_TTL_SECONDS="2")
    yield found
    found.close()


@pytest.fixture(autouse=True)
def calm(ward: Ward) -> None:
    ward.calm()


@dataclass
class Home:
    """A studio's folder: opened here to edit, by a process to sync."""

    ward: Ward
    folder: Path
    seed: int = 0
    files: list[Path] = field(default_factory=list)

    def open(self) -> Studio:
        places = Places(
            data=self.folder / "library",
            cache=self.folder / "cache",
            config=self.folder / "config",
        )
        for one in (places.data, places.cache, places.config):
            one.mkdir(parents=True, exist_ok=True)
        return open_desk(places)

    def sign_in(self) -> None:
        with self.open() as studio:
            account = Account(server=self.ward.proxy.url, handle="ines")
            studio.keys.put(key_name(account), self.ward.token(self.folder.name))
            settings.save(studio.places, settings.Settings(account=account))

    def write(self, notes: int) -> UUID:
        """A track with a file and so many notes."""
        self.seed += 1
        name = f"{self.folder.name}-{self.seed}"
        song = make_file(self.folder / f"{name}.wav", SIZE, seed=hash(name) % 2**32)
        self.files.append(song)
        digests = self.ward.run(hash_file(song))
        with self.open() as studio:
            track = editing.create(studio.local, "track", {"title": name})
            sha256 = blobs.keep(studio.local, UploadKind.ORIGINAL, song, digests)
            data = {"label": "Mix", "sha256": sha256}
            version = editing.create(studio.local, "version", data, track)
            for n in range(notes):
                editing.create(studio.local, "note", {"at_ms": n, "body": f"{name} {n}"}, track)
            chosen = {"primary_version_id": str(version), "genre": "Folk"}
            editing.write(studio.local, "track", track, chosen)
        return track

    def document(self) -> dict[str, Any]:
        with self.open() as studio:
            return export(studio)

    def until_settled(self) -> None:
        """Syncs until all is where it should be; a studio that gets nowhere fails."""
        deadline = time.monotonic() + 60
        while True:
            until_healthy(self.ward.stack)
            code, told = self.ward.run(self.ward.sync(self.folder))
            if code == 0:
                return
            assert time.monotonic() < deadline, told
            assert "Traceback" not in told, told


@pytest.fixture
def home(ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(settings.HOME, str(tmp_path))  # tokens in a file
    found = Home(ward, tmp_path / f"home-{tmp_path.name[-12:]}")
    found.sign_in()
    return found


def whole(ward: Ward, home: Home) -> None:
    """A studio that begins anew sees the same, and every file is there once."""
    fresh = Home(ward, home.folder.parent / "fresh")
    fresh.sign_in()
    fresh.until_settled()
    here, there = home.document(), fresh.document()
    assert there == here
    assert there["digest"] == here["digest"]
    ids = [note["body"] for note in there["records"]["note"]]
    assert len(ids) == len(set(ids)), "a note is there twice"
    store = ward.stack.data / "objects" / "originals"
    for song in home.files:
        sha256 = hashlib.sha256(song.read_bytes()).hexdigest()
        (stored,) = store.rglob(sha256)
        assert stored.read_bytes() == song.read_bytes()


class TestKill:
    def test_of_the_studio_at_any_request(self, ward: Ward, home: Home) -> None:
        chance = random.Random(20 + KILLS)
        home.write(notes=120)
        cut = 0
        for number in range(KILLS):
            ward.proxy.seen.clear()
            code, told = ward.run(ward.sync(home.folder, cut_at=chance.randint(1, 9)))
            assert "Traceback" not in told, told
            cut += code < 0
            if number % 2:
                home.write(notes=5)
        assert cut, "none was killed before it was done"
        home.until_settled()
        whole(ward, home)

    @pytest.mark.parametrize("program", ["serve", "postgres"])
    def test_of_the_server_in_the_middle_of_a_push(
        self, ward: Ward, home: Home, program: str
    ) -> None:
        home.write(notes=150)

        async def meanwhile() -> tuple[int, str]:
            syncing = asyncio.create_task(ward.sync(home.folder))
            while not (ward.proxy.count("POST", "/sync/push") or syncing.done()):
                await asyncio.sleep(0.002)
            await asyncio.sleep(random.Random(program).uniform(0.0, 0.1))
            await asyncio.to_thread(kill, ward.stack, program)
            return await syncing

        _, told = ward.run(meanwhile())
        assert "Traceback" not in told, told
        home.until_settled()
        whole(ward, home)


class TestNetwork:
    def test_every_answer_is_lost_once(self, ward: Ward, home: Home) -> None:
        home.write(notes=3)
        for method, path in [
            *[("POST", "/sync/hello"), ("POST", "/multipart/init"), ("PUT", r"/parts/1\?")],
            *[("POST", "/multipart/complete"), ("POST", "/sync/push"), ("GET", "/sync/changes")],
        ]:
            ward.proxy.add(method, path, lose_reply=True)
        home.until_settled()
        assert all(fault.times == 0 for fault in ward.proxy.faults), "not all were lost"
        whole(ward, home)


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
